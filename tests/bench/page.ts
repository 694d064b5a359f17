import { fork, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import autocannon from "autocannon";
import { z } from "zod";
import { buildPages } from "~/commands/build-pages";
import { parseLinkKeys } from "~/domain/pay-link";
import { mintPayLink } from "~/services/pay-page/mint-pay-link.server";
import { connect } from "~db/client";
import { startEmbeddedPostgres } from "~db/embedded/start";
import { migrate } from "~db/migrate";
import { makeBalance } from "~tests/factories/balance";
import { makeDebtor } from "~tests/factories/debtor";
import { makeVendor } from "~tests/factories/vendor";
import { freePort } from "~tests/setup/product";
import { measure, type Result } from "./measure";
import type { LimitPage } from "./serve-limit";

const connections = 16;
const secondsPerRun = 5;
const runs = 5;
/** Different links in turn, so that no cache anywhere sees the same one again and again. */
const links = 200;
/** What a debtor typically owes. */
const balancesEach = 3;

/**
 * Pages a second of the whole product, from the socket to the database and back, against a bare node:http
 * server that runs the same statement, prepared, and writes the same bytes. Both are processes of their own.
 */
export async function benchPage(): Promise<Result[]> {
  await buildPages((line) => process.stderr.write(`${line}\n`), new AbortController().signal);
  const dataFolder = mkdtempSync(join(tmpdir(), "tenfold-bench-"));
  chmodSync(dataFolder, 0o711);
  const postgres = await startEmbeddedPostgres({ dataFolder });
  const children: Serving[] = [];
  try {
    await migrate({ url: postgres.url });
    const linkKeys = `1:${randomBytes(32).toString("base64url")}`;
    const pages = await fill(postgres.url, linkKeys);
    const product = await serve(
      "serve-product.ts",
      productEnvironment(postgres.url, linkKeys, await freePort()),
      null,
    );
    children.push(product);
    const limit = await serve(
      "serve-limit.ts",
      { DATABASE_URL: postgres.url },
      await sameBytes(product.url, pages),
    );
    children.push(limit);
    return [
      await measure({
        name: "page",
        unit: "pages/s",
        runs,
        against: "a bare node:http server, the same query and bytes",
        ours: () => load(product.url, pages),
        limit: () => load(limit.url, pages),
      }),
    ];
  } finally {
    for (const child of children) await child.stop();
    await postgres.stop();
    rmSync(dataFolder, { recursive: true, force: true });
  }
}

type Page = Pick<LimitPage, "path" | "linkId" | "expiresAt">;

async function fill(url: string, linkKeys: string): Promise<Page[]> {
  const db = await connect({ url });
  const keys = parseLinkKeys(linkKeys);
  const { id: vendorId } = await makeVendor(db);
  const pages: Page[] = [];
  for (let index = 0; index < links; index += 1) {
    const { id: debtorId } = await makeDebtor(db, { vendorId });
    for (let each = 0; each < balancesEach; each += 1) {
      await makeBalance(db, { vendorId, debtorId, amountMinor: BigInt(526 + index * 37 + each) });
    }
    const link = await db.asVendor(vendorId, (tx) =>
      mintPayLink(tx, { vendorId, debtorId, messageId: null, keys, now: new Date() }),
    );
    pages.push({ path: `/p/${link.token}`, linkId: link.linkId, expiresAt: link.expiresAt.toISOString() });
  }
  await db.close();
  return pages;
}

/** As production runs; no provider is ever called by looking at a page. */
function productEnvironment(databaseUrl: string, linkKeys: string, port: number): Record<string, string> {
  return {
    NODE_ENV: "production",
    DATABASE_URL: databaseUrl,
    LINK_KEYS: linkKeys,
    PORT: String(port),
    APP_URL: "https://pay.example.com",
    EMAIL_FROM: "reminders@bench.test",
    SESSION_SECRET: randomBytes(32).toString("base64url"),
    STRIPE_SECRET_KEY: "sk_test_bench",
    STRIPE_WEBHOOK_SECRET: "whsec_bench",
    RESEND_API_KEY: "re_bench",
    TWILIO_ACCOUNT_SID: "ACbench",
    TWILIO_AUTH_TOKEN: "bench",
    TWILIO_FROM: "+15005550006",
  };
}

async function sameBytes(productUrl: string, pages: readonly Page[]): Promise<LimitPage[]> {
  const served: LimitPage[] = [];
  for (const page of pages) {
    const response = await fetch(productUrl + page.path);
    if (response.status !== 200) throw new Error(`The product answered ${response.status}.`);
    const skipped = new Set(["connection", "keep-alive", "date", "transfer-encoding"]);
    const headers = [...response.headers].filter(([name]) => !skipped.has(name));
    served.push({ ...page, headers: Object.fromEntries(headers), body: await response.text() });
  }
  return served;
}

async function load(url: string, pages: readonly Page[]): Promise<number> {
  const requests = pages.map(({ path }) => ({ method: "GET" as const, path }));
  const outcome = await autocannon({ url, connections, duration: secondsPerRun, requests });
  const failed = outcome.errors + outcome.timeouts + outcome.non2xx;
  if (failed > 0) throw new Error(`${failed} of the requests to ${url} failed.`);
  return outcome["2xx"] / outcome.duration;
}

interface Serving {
  url: string;
  stop(): Promise<void>;
}

const listening = z.object({ url: z.string() });

/** Starts a server in its own process, hands it what it needs, and waits for the address it listens at. */
async function serve(
  file: string,
  env: Record<string, string>,
  message: LimitPage[] | null,
): Promise<Serving> {
  const child = fork(join(import.meta.dirname, file), {
    execArgv: ["--import", "tsx"],
    env: { PATH: process.env["PATH"], NODE_ENV: "production", ...env },
  });
  if (message) child.send(message);
  const { url } = listening.parse(await firstMessage(child));
  return {
    url,
    stop: () =>
      new Promise((resolve) => {
        child.once("exit", () => resolve());
        child.kill("SIGTERM");
      }),
  };
}

function firstMessage(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    child.once("message", resolve);
    child.once("exit", (code) => reject(new Error(`A server of the bench ended with code ${code}.`)));
  });
}
