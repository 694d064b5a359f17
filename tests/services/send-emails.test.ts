import { and, eq, inArray } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { drainJobs } from "~/jobs/drain.server";
import { planDueReminders } from "~/services/reminders/plan-reminders.server";
import { requeueMessages } from "~/services/messages/requeue-messages.server";
import { resumeEmails, sendEmails } from "~/services/messages/send-emails.server";
import { sendMessage } from "~/services/messages/send-message.server";
import type { DebtorId, MessageId, VendorId } from "~/domain/ids";
import { balances, messages, timelineEvents } from "~db/schema";
import {
  addDebtor,
  makeOverdueDebtor,
  openMessageOffice,
  type MessageOffice,
} from "~tests/factories/message-office";
import { useDatabase } from "~tests/setup/database";

/** A Tuesday, ten in the morning in New York. */
const tuesday = new Date("2026-03-10T14:00:00Z");
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

const database = useDatabase();
let office: MessageOffice;
beforeAll(async () => {
  office = await openMessageOffice(database.url, tuesday);
});
afterAll(() => office.close());
beforeEach(() => void (office.clock.now = tuesday));

const later = (ms: number) => (office.clock.now = new Date(office.clock.now.getTime() + ms));
const drain = () => drainJobs(office.app);
const messagesOf = (vendorId: VendorId) =>
  office.app.db.asVendor(vendorId, (tx) => tx.select().from(messages).orderBy(messages.id));

/** Emails planned together and not sent, their jobs forgotten: the tests are the worker. */
async function planned(count: number, emails: readonly string[] = []) {
  const first = await makeOverdueDebtor(office, emails[0] ? { debtor: { email: emails[0] } } : {});
  const { vendor } = first;
  for (let index = 1; index < count; index += 1) {
    const email = emails[index];
    await addDebtor(office, vendor, email === undefined ? {} : { debtor: { email } });
  }
  await planDueReminders(office.app, { now: office.clock.now, limit: 1_000 });
  const jobs = await jobsOf(vendor.id);
  await forgetJobs();
  const rows = await messagesOf(vendor.id);
  const messageIds = rows.map(({ id }) => id);
  return { vendorId: vendor.id, messageIds, contacts: rows.map(({ contact }) => contact), jobs };
}

async function jobsOf(vendorId: VendorId): Promise<{ name: string; messageIds: MessageId[] }[]> {
  const rows = await database.admin<{ name: string; data: { vendorId: string; messageIds?: MessageId[] } }[]>`
    select name, data from pgboss.job where state = 'created' and data ->> 'vendorId' = ${vendorId}`;
  return rows.map(({ name, data }) => ({ name, messageIds: data.messageIds ?? [] }));
}

const forgetJobs = () => database.admin`delete from pgboss.job where state = 'created'`;

const send = (batch: { vendorId: VendorId; messageIds: readonly MessageId[] }, app = office.app) =>
  sendEmails(app, { ...batch, now: office.clock.now });

function emailsTo(contacts: readonly string[]) {
  return contacts.map((to) => office.providers.emails({ to }).length);
}

const once = (contacts: readonly string[]) => contacts.map(() => 1);
const batchCalls = () =>
  office.providers.calls("resend").filter(({ path }) => path === "/emails/batch").length;

async function settleBalances(vendorId: VendorId, messageId: MessageId | undefined): Promise<void> {
  const [row] = await office.app.db.asVendor(vendorId, (tx) =>
    tx
      .select({ debtorId: messages.debtorId })
      .from(messages)
      .where(inArray(messages.id, messageId === undefined ? [] : [messageId])),
  );
  const debtorId = row?.debtorId ?? ("" as DebtorId);
  await office.app.db.asVendor(vendorId, (tx) =>
    tx
      .update(balances)
      .set({ outstandingMinor: 0n, settledAt: tuesday })
      .where(and(eq(balances.vendorId, vendorId), eq(balances.debtorId, debtorId))),
  );
}

/** A database whose transactions fail, after this many, as if the process had been killed there. */
function crashAfter(transactions: number): MessageOffice["app"] {
  const { db } = office.app;
  let left = transactions;
  return {
    ...office.app,
    db: {
      ...db,
      asVendor(vendorId, fn) {
        if (left === 0) return Promise.reject(new Error("killed"));
        left -= 1;
        return db.asVendor(vendorId, fn);
      },
    },
  };
}

describe("emails that are planned together", () => {
  test("go out in one call, each with its own link, its own id and its price", async () => {
    const { vendorId, messageIds, contacts, jobs } = await planned(5);
    expect(jobs).toEqual([
      { name: "send-emails", messageIds: expect.arrayContaining(messageIds) as MessageId[] },
    ]);
    await database.admin`update vendors set email_cost_micros = 400 where id = ${vendorId}`;
    const before = batchCalls();
    expect(await send({ vendorId, messageIds })).toBe("sent");
    expect(batchCalls() - before).toBe(1);
    expect(emailsTo(contacts)).toEqual(once(contacts));
    const rows = await messagesOf(vendorId);
    const tokens = new Set<string>();
    for (const { contact, state, providerId, batchId, costMicros } of rows) {
      const [email] = office.providers.emails({ to: contact });
      expect({ state, providerId, costMicros }).toEqual({
        state: "sent",
        providerId: email?.id,
        costMicros: 400,
      });
      expect(batchId).toBe(rows[0]?.batchId);
      tokens.add(/\/p\/([\w-]{39})/.exec(email?.plain ?? "")?.[1] ?? "");
      expect(email?.headers["List-Unsubscribe-Post"]).toBe("List-Unsubscribe=One-Click");
    }
    expect(tokens.size).toBe(5);
    const events = await office.app.db.asVendor(vendorId, (tx) => tx.select().from(timelineEvents));
    expect(events.filter(({ kind }) => kind === "message_sent")).toHaveLength(5);
  });

  test("are told of by Resend each for itself, whatever the order of the ids in its answer", async () => {
    const { vendorId, messageIds } = await planned(3);
    await send({ vendorId, messageIds });
    // Two ids have changed places, as they would if the answer were not in the order of the call.
    const [one, two] = await messagesOf(vendorId);
    const swap = (to = one, from = two) =>
      database.admin`
        update messages set provider_id = ${from?.providerId ?? ""} where id = ${to?.id ?? ""}`;
    await swap(one, two);
    await swap(two, one);
    await office.providers.settle();
    const rows = await messagesOf(vendorId);
    expect(rows.map(({ state }) => state)).toEqual(["delivered", "delivered", "delivered"]);
    expect(rows[0]?.providerId).toBe(one?.providerId);
  });

  test("that are put off wait together, and go together when their time has come", async () => {
    const { vendorId, messageIds, contacts } = await planned(4);
    office.clock.now = new Date("2026-03-11T01:30:00Z");
    expect(await send({ vendorId, messageIds })).toBe("nothing to do");
    expect(await jobsOf(vendorId)).toEqual([
      { name: "send-emails", messageIds: expect.arrayContaining(messageIds) as MessageId[] },
    ]);
    expect(emailsTo(contacts)).toEqual([0, 0, 0, 0]);
    office.clock.now = new Date("2026-03-11T13:00:00Z");
    const before = batchCalls();
    await drain();
    expect(batchCalls() - before).toBe(1);
    expect(emailsTo(contacts)).toEqual(once(contacts));
  });

  test("leave out whoever has paid meanwhile, and reach the others once", async () => {
    const { vendorId, messageIds, contacts } = await planned(4);
    await settleBalances(vendorId, messageIds[1]);
    expect(await send({ vendorId, messageIds })).toBe("sent");
    expect(emailsTo(contacts)).toEqual([1, 0, 1, 1]);
    expect((await messagesOf(vendorId))[1]).toMatchObject({
      state: "held",
      reason: "Nothing is outstanding.",
    });
  });

  test("are not kept back by an address that Resend does not take", async () => {
    const { vendorId, messageIds } = await planned(4, ["a@one.example", "nobody@nowhere", "c@one.example"]);
    expect(await send({ vendorId, messageIds })).toBe("sent");
    const rows = await messagesOf(vendorId);
    const bad = rows.find(({ contact }) => contact === "nobody@nowhere");
    expect(bad).toMatchObject({ state: "failed", reason: "Resend: Invalid `to` field." });
    for (const { contact, state, providerId } of rows.filter((row) => row !== bad)) {
      expect(state).toBe("sent");
      expect(office.providers.emails({ to: contact }).map(({ id }) => id)).toEqual([providerId]);
    }
  });

  test("go one by one under their own keys when Resend refuses the call as such", async () => {
    const { vendorId, messageIds, contacts } = await planned(3);
    const refusing: MessageOffice["app"] = {
      ...office.app,
      email: {
        ...office.app.email,
        sendAll: () => Promise.resolve({ kind: "refused", reason: "Resend: no batches today." }),
      },
    };
    expect(await send({ vendorId, messageIds }, refusing)).toBe("one by one");
    const queued = await messagesOf(vendorId);
    expect(
      queued.every(({ state, batchId, sendingAt }) => state === "queued" && !batchId && !sendingAt),
    ).toBe(true);
    await drain();
    expect(emailsTo(contacts)).toEqual(once(contacts));
  });
});

describe("a batch whose worker dies", () => {
  test("after Resend took it goes again under its key, and every email arrives once", async () => {
    const { vendorId, messageIds, contacts } = await planned(4);
    await expect(send({ vendorId, messageIds }, crashAfter(1))).rejects.toThrow("killed");
    const left = await messagesOf(vendorId);
    expect(left.every(({ state, batchId }) => state === "sending" && batchId === left[0]?.batchId)).toBe(
      true,
    );

    expect(await send({ vendorId, messageIds })).toBe("nothing to do");
    later(3 * minuteMs);
    expect(await requeueMessages(office.app, { now: office.clock.now })).toBe(4);
    expect((await jobsOf(vendorId)).map(({ name }) => name)).toEqual(["resume-emails"]);
    await drain();
    expect(emailsTo(contacts)).toEqual(once(contacts));
    for (const { contact, state, providerId } of await messagesOf(vendorId)) {
      expect(state).toBe("sent");
      expect(office.providers.emails({ to: contact })[0]?.id).toBe(providerId);
    }
  });

  test("before Resend got it goes again, and every email arrives once", async () => {
    const { vendorId, messageIds, contacts } = await planned(3);
    const dying: MessageOffice["app"] = {
      ...office.app,
      email: { ...office.app.email, sendAll: () => Promise.reject(new Error("killed")) },
    };
    await expect(send({ vendorId, messageIds }, dying)).rejects.toThrow("killed");
    later(3 * minuteMs);
    await requeueMessages(office.app, { now: office.clock.now });
    await drain();
    expect(emailsTo(contacts)).toEqual(once(contacts));
  });

  test("is not sent a second time to the rest when one of them has paid meanwhile", async () => {
    const { vendorId, messageIds, contacts } = await planned(3);
    await expect(send({ vendorId, messageIds }, crashAfter(1))).rejects.toThrow("killed");
    await settleBalances(vendorId, messageIds[0]);
    later(3 * minuteMs);
    await requeueMessages(office.app, { now: office.clock.now });
    await drain();
    expect(emailsTo(contacts)).toEqual(once(contacts));
    const rows = await messagesOf(vendorId);
    expect(rows.map(({ state }) => state)).toEqual(["unknown", "sent", "sent"]);
    expect(rows[1]?.providerId).toBeNull();
    // Whose id is whose, Resend's notices say.
    await office.providers.settle();
    const told = await messagesOf(vendorId);
    expect(told.map(({ state }) => state)).toEqual(["delivered", "delivered", "delivered"]);
    for (const { contact, providerId } of told)
      expect(office.providers.emails({ to: contact })[0]?.id).toBe(providerId);
  });

  test("does not go again once Resend has forgotten its key", async () => {
    const { vendorId, messageIds, contacts } = await planned(2);
    await expect(send({ vendorId, messageIds }, crashAfter(1))).rejects.toThrow("killed");
    later(24 * hourMs);
    await requeueMessages(office.app, { now: office.clock.now });
    await drain();
    expect(emailsTo(contacts)).toEqual(once(contacts));
    expect((await messagesOf(vendorId)).map(({ state }) => state)).toEqual(["unknown", "unknown"]);
  });
});

describe("an answer that is no yes", () => {
  test.each(["cut_after", "server_error", "cut_before"] as const)(
    "of %s leaves the batch under its key, and every email arrives once",
    async (fault) => {
      const { vendorId, messageIds, contacts } = await planned(3);
      office.providers.fail("resend", fault);
      expect(await send({ vendorId, messageIds })).toBe("unanswered");
      expect((await messagesOf(vendorId)).map(({ state }) => state)).toEqual([
        "sending",
        "sending",
        "sending",
      ]);
      later(2 * minuteMs);
      await drain();
      expect(emailsTo(contacts)).toEqual(once(contacts));
      expect((await messagesOf(vendorId)).every(({ state }) => state === "sent")).toBe(true);
    },
  );

  test("that says it is too fast puts all of them back under no key, to be tried again", async () => {
    const { vendorId, messageIds, contacts } = await planned(3);
    office.providers.fail("resend", "rate_limit");
    await expect(send({ vendorId, messageIds })).rejects.toThrow("Too many requests");
    const back = await messagesOf(vendorId);
    expect(back.every(({ state, batchId, sendingAt }) => state === "queued" && !batchId && !sendingAt)).toBe(
      true,
    );
    // Whoever pays now is not written to: nothing of the first call is out there.
    await settleBalances(vendorId, messageIds[2]);
    expect(await send({ vendorId, messageIds })).toBe("sent");
    expect(emailsTo(contacts)).toEqual([1, 1, 0]);
  });

  test("that says it is too fast changes nothing about a batch that may have gone out before", async () => {
    const { vendorId, messageIds, contacts } = await planned(3);
    office.providers.fail("resend", "cut_after");
    await send({ vendorId, messageIds });
    const [{ batchId } = { batchId: null }] = await messagesOf(vendorId);
    later(2 * minuteMs);
    office.providers.fail("resend", "rate_limit");
    const again = () => resumeEmails(office.app, { vendorId, batchId: batchId ?? "", now: office.clock.now });
    await expect(again()).rejects.toThrow("Too many requests");
    const rows = await messagesOf(vendorId);
    expect(rows.every((row) => row.state === "sending" && row.batchId === batchId)).toBe(true);
    expect(await again()).toBe("sent");
    expect(emailsTo(contacts)).toEqual(once(contacts));
  });

  test("to one that goes by itself keeps its key, though it is planned anew with others", async () => {
    const { vendorId, messageIds, contacts } = await planned(3);
    const [alone] = messageIds;
    if (!alone) throw new Error("Nothing was planned.");
    office.providers.fail("resend", "cut_after");
    const one = sendMessage(office.app, { vendorId, messageId: alone, now: office.clock.now });
    await expect(one).rejects.toThrow("Resend");
    expect(await send({ vendorId, messageIds })).toBe("sent");
    await drain();
    expect(emailsTo(contacts)).toEqual(once(contacts));
  });
});

describe("many at once", () => {
  test("two workers with the same batch send it once", async () => {
    const { vendorId, messageIds, contacts } = await planned(6);
    const before = batchCalls();
    const outcomes = await Promise.all([send({ vendorId, messageIds }), send({ vendorId, messageIds })]);
    expect(outcomes.sort()).toEqual(["nothing to do", "sent"]);
    expect(batchCalls() - before).toBe(1);
    expect(emailsTo(contacts)).toEqual(once(contacts));
  });

  test("workers with batches that overlap, in any order, hand each over at most once", async () => {
    // RACE_MESSAGES=200 tells the full story.
    const count = Number(process.env["RACE_MESSAGES"] ?? 24);
    const { vendorId, messageIds, contacts } = await planned(count);
    const shifted = (by: number) => [...messageIds.slice(by), ...messageIds.slice(0, by)].slice(0, 100);
    const batches = [0, 5, 11, 17].map((by) => send({ vendorId, messageIds: shifted(by) }));
    const reversed = send({ vendorId, messageIds: messageIds.toReversed().slice(0, 100) });
    const single = messageIds.map((messageId) =>
      sendMessage(office.app, { vendorId, messageId, now: office.clock.now }),
    );
    await Promise.all([...batches, reversed, ...single]);
    await drain();
    expect(emailsTo(contacts)).toEqual(once(contacts));
    const rows = await messagesOf(vendorId);
    expect(rows.every(({ state, attempts }) => state === "sent" && attempts === 1)).toBe(true);
  }, 120_000);
});

describe("a clock that is put back", () => {
  test("neither sends twice what is being sent nor leaves it hanging", async () => {
    const { vendorId, messageIds, contacts } = await planned(2);
    await expect(send({ vendorId, messageIds }, crashAfter(1))).rejects.toThrow("killed");
    later(-3 * hourMs);
    expect(await requeueMessages(office.app, { now: office.clock.now })).toBe(2);
    await drain();
    expect(emailsTo(contacts)).toEqual(once(contacts));
    expect((await messagesOf(vendorId)).map(({ sendingAt }) => sendingAt)).toEqual([
      office.clock.now,
      office.clock.now,
    ]);
    later(3 * hourMs);
    await requeueMessages(office.app, { now: office.clock.now });
    await drain();
    expect((await messagesOf(vendorId)).map(({ state }) => state)).toEqual(["sent", "sent"]);
    expect(emailsTo(contacts)).toEqual(once(contacts));
  });

  test("does the same for one that goes by itself", async () => {
    const { vendorId, messageIds, contacts } = await planned(1);
    const messageId = messageIds[0] ?? ("" as MessageId);
    const one = (app = office.app) => sendMessage(app, { vendorId, messageId, now: office.clock.now });
    await expect(one(crashAfter(1))).rejects.toThrow("killed");
    later(-hourMs);
    expect(await one()).toBe("It is being sent.");
    later(3 * minuteMs);
    expect(await one()).toBe("sent");
    expect(emailsTo(contacts)).toEqual([1]);
  });
});

test("lost jobs are found, and go together again", async () => {
  const { vendorId, contacts } = await planned(3);
  expect(await jobsOf(vendorId)).toEqual([]);
  later(45 * minuteMs);
  await requeueMessages(office.app, { now: office.clock.now });
  expect((await jobsOf(vendorId)).map(({ name }) => name)).toEqual(["send-emails"]);
  await drain();
  expect(emailsTo(contacts)).toEqual(once(contacts));
});
