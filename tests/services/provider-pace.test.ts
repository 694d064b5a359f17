import { setTimeout as pause } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { createEmailSender } from "~/adapters/email.server";
import { createSmsSender } from "~/adapters/sms.server";
import type { MessageId, VendorId } from "~/domain/ids";
import { paceEmail, paceSms } from "~/services/messages/pace-senders.server";
import { connect, type Database } from "~db/client";
import { useDatabase } from "~tests/setup/database";
import { startMessages, type MessagesStandIn } from "~tests/stand-ins/messages/server";

const database = useDatabase();
/**
 * Each stands for a process: it has its own connections, and shares nothing with the others but the database.
 */
let processes: Database[];
const standIns: MessagesStandIn[] = [];
beforeAll(async () => {
  processes = await Promise.all([1, 2, 3].map(() => connect({ url: database.url, max: 3 })));
});
afterEach(async () => {
  for (const standIn of standIns.splice(0)) await standIn.close();
  await database.admin`delete from provider_paces`;
});
afterAll(() => Promise.all(processes.map((db) => db.close())));

const perSecond = 10;
const secondMs = 1_000;

async function providers(): Promise<MessagesStandIn> {
  const standIn = await startMessages({ quiet: true });
  standIns.push(standIn);
  return standIn;
}

function email({ secrets, resendUrl }: MessagesStandIn, requestsPerSecond: number | undefined) {
  return createEmailSender({
    apiKey: secrets.resendApiKey,
    baseUrl: resendUrl,
    fromAddress: "reminders@tenfold.example",
    requestsPerSecond,
  });
}

function sms({ secrets, twilioUrl }: MessagesStandIn, messagesPerSecond: number | undefined) {
  return createSmsSender({
    accountSid: secrets.twilioAccountSid,
    authToken: secrets.twilioAuthToken,
    fromNumber: secrets.twilioFrom,
    baseUrl: twilioUrl,
    appUrl: "http://localhost:3000",
    messagesPerSecond,
  });
}

const ids = () => ({
  messageId: crypto.randomUUID() as MessageId,
  vendorId: crypto.randomUUID() as VendorId,
});
const letter = () => ({
  ...ids(),
  to: "ana@example.com",
  fromName: "Maya",
  replyTo: "office@example.com",
  subject: "Hello",
  html: "<p>Hello</p>",
  text: "Hello",
  unsubscribeUrl: null,
});
const text = () => ({ ...ids(), to: "+12125550100", text: "Hello" });

/** When each call leaves us, at our own door: how long it takes from there is the network's. */
function leaving<Sender extends ReturnType<typeof email>>(sender: Sender, times: number[]): Sender {
  const { sendAll } = sender;
  const note = () => void times.push(performance.now());
  return {
    ...sender,
    send: (one) => (note(), sender.send(one)),
    sendAll: sendAll && ((batch) => (note(), sendAll(batch))),
  };
}

/** The most calls that came within any one second. */
function busiestSecond(times: readonly number[]): number {
  return Math.max(...times.map((at) => times.filter((other) => other >= at && other < at + secondMs).length));
}

describe("all processes together", () => {
  test("keep to Resend's rate, batches and single emails alike", async () => {
    const standIn = await providers();
    const times: number[] = [];
    const senders = processes.map((db) => paceEmail(db, leaving(email(standIn, perSecond), times)));
    const calls = Array.from({ length: 30 }, async (_, index) => {
      const sender = senders[index % senders.length];
      return index % 2 === 0
        ? sender?.send(letter())
        : sender?.sendAll?.({ key: crypto.randomUUID(), emails: [letter(), letter()] });
    });
    await Promise.all(calls);
    expect(times).toHaveLength(30);
    expect(busiestSecond(times)).toBeLessThanOrEqual(perSecond);
    expect(standIn.emails()).toHaveLength(45);
  });

  test("keep to Twilio's rate", async () => {
    const standIn = await providers();
    const times: number[] = [];
    const senders = processes.map((db) => {
      const inner = sms(standIn, perSecond);
      return paceSms(db, {
        ...inner,
        send(one) {
          times.push(performance.now());
          return inner.send(one);
        },
      });
    });
    await Promise.all(
      Array.from({ length: 24 }, async (_, index) => senders[index % senders.length]?.send(text())),
    );
    expect(times).toHaveLength(24);
    expect(busiestSecond(times)).toBeLessThanOrEqual(perSecond);
  });

  test("would go faster than that if nothing paced them", async () => {
    const standIn = await providers();
    const times: number[] = [];
    const sender = leaving(email(standIn, undefined), times);
    await Promise.all(Array.from({ length: 30 }, () => sender.send(letter())));
    expect(busiestSecond(times)).toBe(30);
  });
});

describe("a sender whose turn is far off", () => {
  test("does not wait for it, and does not take it", async () => {
    const standIn = await providers();
    const [db] = processes;
    if (!db) throw new Error("There is no process.");
    await database.admin`
      insert into provider_paces (provider, free_at) values ('resend', now() + interval '5 minutes')`;
    const sender = paceEmail(db, email(standIn, perSecond));
    expect(await sender.send(letter())).toMatchObject({ kind: "retry" });
    expect(standIn.calls("resend")).toEqual([]);
    const [pace] = await database.admin<{ ahead: number }[]>`
      select extract(epoch from free_at - now())::float8 as ahead from provider_paces`;
    expect(pace?.ahead).toBeLessThanOrEqual(300);
  });

  test("is every sender's, for as long as Resend asks to be left alone", async () => {
    const standIn = await providers();
    const [one, other] = processes.map((db) => paceEmail(db, email(standIn, 1_000)));
    standIn.fail("resend", "rate_limit");
    expect(await one?.send(letter())).toMatchObject({ kind: "retry", waitMs: secondMs });
    const before = Date.now();
    expect(await other?.send(letter())).toMatchObject({ kind: "accepted" });
    expect(Date.now() - before).toBeGreaterThan(secondMs * 0.8);
  });

  test("does not keep the other provider's waiting", async () => {
    const standIn = await providers();
    const [db] = processes;
    if (!db) throw new Error("There is no process.");
    await database.admin`
      insert into provider_paces (provider, free_at) values ('resend', now() + interval '5 minutes')`;
    expect(await paceSms(db, sms(standIn, perSecond)).send(text())).toMatchObject({ kind: "accepted" });
  });
});

test("a pace that lies idle saves up no burst for later", async () => {
  const standIn = await providers();
  const [db] = processes;
  if (!db) throw new Error("There is no process.");
  await database.admin`
    insert into provider_paces (provider, free_at) values ('resend', now() - interval '1 hour')`;
  const times: number[] = [];
  const sender = paceEmail(db, leaving(email(standIn, perSecond), times));
  await Promise.all(Array.from({ length: 12 }, () => sender.send(letter())));
  expect(busiestSecond(times)).toBeLessThanOrEqual(perSecond);
});

test("a process that sleeps through its turn takes another", async () => {
  const standIn = await providers();
  const times: number[] = [];
  const [one, other] = processes;
  if (!one || !other) throw new Error("There are no processes.");
  const senders = [one, other].map((db) => paceEmail(db, leaving(email(standIn, perSecond), times)));
  const calls = Array.from({ length: 16 }, async (_, index) => senders[index % 2]?.send(letter()));
  await pause(300);
  // Nothing in this process moves meanwhile, as while a hundred emails are being written.
  const until = performance.now() + 600;
  while (performance.now() < until);
  await Promise.all(calls);
  expect(times).toHaveLength(16);
  expect(busiestSecond(times)).toBeLessThanOrEqual(perSecond);
});
