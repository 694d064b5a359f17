import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";
import { remoteControl, startStripe } from "./index";
import { clientOf, press, sessionFor, testApp } from "./test-app";

let folder: string;
let dataFile: string;
const children: ChildProcess[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "stripe-stand-in-"));
  dataFile = join(folder, "stripe.db");
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

interface Separate {
  child: ChildProcess;
  host: string;
  port: number;
  secretKey: string;
  url: string;
}

/** A stand-in in a process of its own, which can be killed without warning. */
async function separate(webhookUrl: string): Promise<Separate> {
  const program = `
    import { startStripe } from ${JSON.stringify(resolve(import.meta.dirname, "index.ts"))};
    const { host, port, secretKey, url } = await startStripe({
      dataFile: ${JSON.stringify(dataFile)},
      webhooks: [{ url: ${JSON.stringify(webhookUrl)}, secret: "whsec_x" }],
      timing: { bankDebitMs: null },
    });
    console.log(JSON.stringify({ host, port, secretKey, url }));
  `;
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
  const file = join(folder, "separate.mts");
  writeFileSync(file, program);
  const child = spawn(process.execPath, ["--import", tsx, file], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, TSX_TSCONFIG_PATH: resolve("tsconfig.json") },
  });
  children.push(child);
  const line = await new Promise<string>((found, reject) => {
    child.stdout.once("data", (data: Buffer) => found(data.toString()));
    child.once("exit", (code) => reject(new Error(`It ended with ${code}.`)));
  });
  const at: Omit<Separate, "child"> = JSON.parse(line);
  return { child, ...at };
}

it("a kill loses nothing: sessions, kept answers, and webhooks that were not delivered", async () => {
  const nowhere = "http://127.0.0.1:9/webhooks";
  const first = await separate(nowhere);
  const stripe = clientOf(first);
  const open = await stripe.checkout.sessions.create(sessionFor(4500), { idempotencyKey: "open" });
  const paid = await stripe.checkout.sessions.create(sessionFor(2500));
  await press(paid.url, { way: "card" });
  const control = remoteControl(first.url);
  const undelivered = (await control.deliveries({ state: "pending" })).map(({ event }) => event);
  expect(undelivered).toHaveLength(5);
  await new Promise((ended) => {
    first.child.once("exit", ended);
    first.child.kill("SIGKILL");
  });

  const app = await testApp({ dataFile });
  try {
    expect((await app.types()).sort()).toEqual([
      "charge.succeeded",
      "charge.updated",
      "checkout.session.completed",
      "payment_intent.created",
      "payment_intent.succeeded",
    ]);
    expect(app.heard.map(({ id }) => id).sort()).toEqual(undelivered.sort());
    expect(await app.stripe.checkout.sessions.retrieve(paid.id)).toMatchObject({ payment_status: "paid" });
    const again = await app.stripe.checkout.sessions.create(sessionFor(4500), { idempotencyKey: "open" });
    expect(again.id).toBe(open.id);
    const page = `${app.standIn.url}/c/pay/${open.id}`;
    expect((await press(page, { way: "card" })).status).toBe(303);
    expect((await app.stripe.charges.list()).data).toHaveLength(2);
  } finally {
    await app.close();
  }
});

it("the session's address is the one the stand-in is at now", async () => {
  const before = await startStripe({ dataFile });
  const session = await clientOf(before).checkout.sessions.create(sessionFor(4500));
  await before.close();
  const after = await startStripe({ dataFile });
  try {
    const read = await clientOf(after).checkout.sessions.retrieve(session.id);
    expect(read.url).toBe(`${after.url}/c/pay/${session.id}`);
  } finally {
    await after.close();
  }
});

it("what came due while it was off happens at the start", async () => {
  const at = { ms: Date.now() };
  const before = await startStripe({ dataFile, now: () => at.ms });
  const session = await clientOf(before).checkout.sessions.create(sessionFor(4500));
  await before.close();
  at.ms += 25 * 3_600_000;
  const after = await startStripe({ dataFile, now: () => at.ms });
  try {
    const read = await clientOf(after).events.list({ type: "checkout.session.expired" });
    expect(read.data).toMatchObject([{ data: { object: { id: session.id } } }]);
  } finally {
    await after.close();
  }
});

it("the same seed makes the same ids, and no seed makes others", async () => {
  const idsOf = async (seed?: string) => {
    const standIn = await startStripe(seed === undefined ? {} : { seed });
    const { id } = await clientOf(standIn).customers.create({});
    await standIn.close();
    return id;
  };
  expect(await idsOf("a")).toBe(await idsOf("a"));
  expect(await idsOf()).not.toBe(await idsOf());
});

it("the control answers over HTTP as it does in the process, and refuses what makes no sense", async () => {
  const standIn = await startStripe({});
  try {
    const stripe = clientOf(standIn);
    const remote = remoteControl(standIn.url);
    const session = await stripe.checkout.sessions.create(sessionFor(4500));
    expect(await remote.pay({ session: session.id })).toEqual({ next: "done" });
    expect(await remote.pay({ session: session.id })).toEqual({ next: "closed" });
    expect(await remote.books({})).toEqual(await standIn.control.books({}));
    await expect(remote.pay({ session: "cs_none" })).rejects.toThrow("There is no checkout.session");
    const unknown = await fetch(`${standIn.url}/_control/explode`, { method: "POST" });
    expect(unknown.status).toBe(404);
    const wrong = await fetch(`${standIn.url}/_control/addFault`, {
      method: "POST",
      body: '{"kind":"meteor"}',
    });
    expect(wrong.status).toBe(400);
  } finally {
    await standIn.close();
  }
});
