import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CallResult } from "~/domain/calls/outcome";
import type { StaffUserId, VendorId } from "~/domain/ids";
import { readCalls } from "~/services/calls/read-calls.server";
import { recordCall, recordUnplannedCall } from "~/services/calls/record-call.server";
import { planDueReminders } from "~/services/reminders/plan-reminders.server";
import { cancelReminders } from "~db/queries/reminders/reminders";
import { lockDebtorContact } from "~db/queries/messages/contact-points";
import {
  answerBalances,
  answers,
  callAttempts,
  contactSchedules,
  reminders,
  suppressions,
  timelineEvents,
} from "~db/schema";
import { callOf, makeCall } from "~tests/factories/calls";
import { openMessageOffice, type MessageOffice } from "~tests/factories/message-office";
import { useDatabase } from "~tests/setup/database";

/** A Tuesday, ten in the morning in New York. */
const tuesday = new Date("2026-03-10T14:00:00Z");
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const [maya, jonas] = ["staff-maya" as StaffUserId, "staff-jonas" as StaffUserId];

const database = useDatabase();
let office: MessageOffice;
beforeAll(async () => {
  office = await openMessageOffice(database.url, tuesday);
});
afterAll(() => office.close());

type Call = Awaited<ReturnType<typeof makeCall>>;
const at = (time: Date) => (office.clock.now = time);
const plan = () => planDueReminders(office.app, { now: office.clock.now, limit: 1_000 });
const inVendor = <T>(vendorId: VendorId, fn: Parameters<typeof office.app.db.asVendor<T>>[1]) =>
  office.app.db.asVendor(vendorId, fn);

function record(
  { vendor, task }: Call,
  result: CallResult,
  said: { triesSeen?: number; requestId?: string; calledBy?: StaffUserId; phone?: string } = {},
) {
  return recordCall(office.app, {
    vendorId: vendor.id,
    callTaskId: task.id,
    phone: task.phone,
    requestId: randomUUID(),
    triesSeen: 0,
    calledBy: maya,
    now: office.clock.now,
    result,
    ...said,
  });
}
const nobody: CallResult = { outcome: "no_answer", note: null };
const promise: CallResult = { outcome: "promise", note: "After pay day", promisedOn: "2026-03-14" };

const attemptsOf = (vendorId: VendorId) => inVendor(vendorId, (tx) => tx.select().from(callAttempts));
const answersOf = (vendorId: VendorId) => inVendor(vendorId, (tx) => tx.select().from(answers));
const reminderOf = async (vendorId: VendorId) =>
  (await inVendor(vendorId, (tx) => tx.select().from(reminders).orderBy(reminders.plannedFor)))[0];
const scheduleOf = async (vendorId: VendorId) =>
  (await inVendor(vendorId, (tx) => tx.select().from(contactSchedules)))[0];
const toldOf = (vendorId: VendorId) =>
  inVendor(vendorId, (tx) => tx.select().from(timelineEvents).orderBy(timelineEvents.id));
const read = ({ vendor }: Call) =>
  readCalls(office.app, { vendor, callerName: "Maya Lindqvist", now: office.clock.now });

describe("a call on the list", () => {
  test("comes with the number, what is owed, whether it may be made, and what to say", async () => {
    at(tuesday);
    const call = await makeCall(office, { balances: [{}, { description: "X-ray", amountMinor: 1_000n }] });
    const { due, later, count } = await read(call);
    expect(count).toEqual({ due: 1, later: 0 });
    expect(later).toEqual([]);
    expect(due).toMatchObject([
      {
        debtorName: "Ana Ferreira",
        phone: call.debtor.phone,
        zone: "America/New_York",
        mayCall: { kind: "yes" },
        owed: [{ amountMinor: 5_500n, currency: "USD", count: 2 }],
        oldestDueOn: "2026-02-04",
        daysLate: 34,
        triesLeft: 3,
      },
    ]);
    expect(due[0]?.script).toContain("Maya Lindqvist from Harbour Street Dental");
    expect(due[0]?.script).toContain("$55.00");
  });

  test("says outside lawful hours that it may not be made, and until when", async () => {
    at(tuesday);
    const call = await makeCall(office);
    at(new Date("2026-03-11T04:00:00Z"));
    const [sheet] = (await read(call)).due;
    expect(sheet?.mayCall).toMatchObject({ kind: "no", until: new Date("2026-03-11T13:00:00Z") });
    at(tuesday);
  });

  test("says so when its number was stopped, or its debtor has answered, since it was planned", async () => {
    at(tuesday);
    const call = await makeCall(office);
    const stop = { channel: "sms", contact: call.task.phone, reason: "stop" } as const;
    await inVendor(call.vendor.id, (tx) =>
      tx.insert(suppressions).values({ vendorId: call.vendor.id, ...stop, suppressedAt: tuesday }),
    );
    expect((await read(call)).due[0]?.mayCall).toEqual({
      kind: "no",
      reason: "There is no number that may be called.",
      until: null,
    });
  });
});

describe("an unanswered call", () => {
  test("moves to another time of day, three times in all, and then the cadence goes on", async () => {
    at(tuesday);
    const call = await makeCall(office, { vendor: { contactPolicy: "law" } });
    const tries: Date[] = [];
    for (let triesSeen = 0; triesSeen < 3; triesSeen += 1) {
      tries.push(office.clock.now);
      const recorded = await record(call, nobody, { triesSeen });
      expect(recorded).toMatchObject({ kind: "recorded" });
      if (recorded.kind !== "recorded" || recorded.nextTryAt === null) break;
      expect((await callOf(office, call.vendor.id)).dueAt).toEqual(recorded.nextTryAt);
      expect((await read(call)).due).toEqual([]);
      at(recorded.nextTryAt);
      await plan();
      expect((await read(call)).due[0]?.mayCall).toEqual({ kind: "yes" });
    }
    expect(tries).toEqual([tuesday, new Date("2026-03-10T16:00:00Z"), new Date("2026-03-10T21:00:00Z")]);
    expect(await callOf(office, call.vendor.id)).toMatchObject({ state: "done" });
    expect(await reminderOf(call.vendor.id)).toMatchObject({ state: "handed_over" });
    await plan();
    expect(await scheduleOf(call.vendor.id)).toMatchObject({ nextChannel: "email" });
    at(tuesday);
  });

  test("waits for a lawful time where the caps are used up, and each try counts towards them", async () => {
    at(tuesday);
    const call = await makeCall(office);
    await record(call, nobody);
    at(new Date("2026-03-10T16:00:00Z"));
    const second = await record(call, nobody, { triesSeen: 1 });
    // Two calls or texts in seven days are the careful limit.
    expect(second.kind === "recorded" && second.nextTryAt).toEqual(new Date("2026-03-17T14:00:00Z"));
    at(tuesday);
  });

  test("is recorded once, however often its form is sent, and by however many at once", async () => {
    at(tuesday);
    const call = await makeCall(office);
    const requestId = randomUUID();
    const once = await Promise.all([1, 2, 3].map(() => record(call, nobody, { requestId })));
    expect(once.map(({ kind }) => kind).sort()).toEqual(["already_recorded", "already_recorded", "recorded"]);
    expect(await attemptsOf(call.vendor.id)).toHaveLength(1);
    const other = await record(call, nobody, { calledBy: jonas });
    expect(other).toMatchObject({
      kind: "refused",
      reason: "Somebody else recorded a try of this call meanwhile. Look at it again.",
    });
    expect(await attemptsOf(call.vendor.id)).toHaveLength(1);
  });
});

describe("what a debtor says on the phone", () => {
  test.each([
    [promise, { kind: "promise_to_pay", promisedOn: "2026-03-14", note: null }],
    [
      { outcome: "paid", note: "By transfer" },
      { kind: "already_paid", note: "By transfer" },
    ],
    [
      { outcome: "dispute", note: "Wrong tooth" },
      { kind: "dispute", note: "Wrong tooth" },
    ],
    [
      { outcome: "refuses", note: null },
      { kind: "refusal", note: null },
    ],
  ] satisfies [CallResult, object][])("%j is an answer, and is honoured", async (result, answer) => {
    at(tuesday);
    const call = await makeCall(office, { balances: [{}, {}] });
    const vendorId = call.vendor.id;
    expect(await record(call, result)).toMatchObject({ kind: "recorded", nextTryAt: null });
    expect(await answersOf(vendorId)).toMatchObject([{ ...answer, state: "open", payLinkId: null }]);
    expect(await inVendor(vendorId, (tx) => tx.select().from(answerBalances))).toHaveLength(2);
    expect(await callOf(office, vendorId)).toMatchObject({ state: "done", closedAt: tuesday });
    expect(await reminderOf(vendorId)).toMatchObject({ state: "handed_over" });
    const told = (await toldOf(vendorId)).map(({ kind, actor }) => `${actor} ${kind}`);
    expect(told).toEqual(["tenfold call_due", "staff call_made", "staff answered"]);
    await plan();
    const { nextChannel, reason } = (await scheduleOf(vendorId)) ?? {};
    expect(nextChannel).toBeNull();
    expect(reason).toMatch(/promised|says it is paid|disputes|will not pay/);
  });

  test("holds what was asked for, and announces nothing for the day on which that ends", async () => {
    at(tuesday);
    const call = await makeCall(office, { balances: [{}, { dueOn: "2026-04-20" }] });
    await record(call, promise);
    expect(await inVendor(call.vendor.id, (tx) => tx.select().from(answerBalances))).toHaveLength(1);
    await plan();
    expect(await scheduleOf(call.vendor.id)).toMatchObject({
      reason: "The debtor promised to pay on 2026-03-14.",
      nextCheckAt: new Date("2026-03-17T04:00:00Z"),
      nextChannel: null,
    });
  });

  test("recorded by two at once is one answer, and the slower is told", async () => {
    at(tuesday);
    const call = await makeCall(office);
    const refuses: CallResult = { outcome: "refuses", note: null };
    const both = await Promise.all([record(call, promise), record(call, refuses, { calledBy: jonas })]);
    expect(both.map(({ kind }) => kind).sort()).toEqual(["recorded", "refused"]);
    const refused = both.find(({ kind }) => kind === "refused");
    expect(refused).toMatchObject({ reason: expect.stringMatching(/^Somebody else recorded this call/) });
    expect(await answersOf(call.vendor.id)).toHaveLength(1);
    expect(await attemptsOf(call.vendor.id)).toHaveLength(1);
  });

  test("is refused with its reason when they paid while on the phone", async () => {
    at(tuesday);
    const call = await makeCall(office);
    const { id: vendorId } = call.vendor;
    const reason = "A payment came in.";
    await inVendor(vendorId, async (tx) => {
      await lockDebtorContact(tx, { vendorId, debtorId: call.debtor.id });
      await cancelReminders(tx, { vendorId, debtorId: call.debtor.id, reason, now: tuesday });
    });
    expect(await record(call, promise)).toMatchObject({
      kind: "refused",
      reason: "This call was taken off the list meanwhile: A payment came in.",
    });
    expect(await answersOf(vendorId)).toEqual([]);
    expect(await attemptsOf(vendorId)).toEqual([]);
  });

  test("is recorded or withdrawn, never both, when a payment comes in at the same moment", async () => {
    at(tuesday);
    for (let round = 0; round < 5; round += 1) {
      const call = await makeCall(office);
      const { id: vendorId } = call.vendor;
      const pay = inVendor(vendorId, async (tx) => {
        await lockDebtorContact(tx, { vendorId, debtorId: call.debtor.id });
        return cancelReminders(tx, { vendorId, debtorId: call.debtor.id, reason: "Paid.", now: tuesday });
      });
      const [recorded, withdrawn] = await Promise.all([record(call, nobody), pay]);
      const { state } = await callOf(office, vendorId);
      expect(state).toBe("cancelled");
      expect(withdrawn).toBe(1);
      expect(await attemptsOf(vendorId)).toHaveLength(recorded.kind === "recorded" ? 1 : 0);
    }
  });
});

describe("a wrong number", () => {
  test("is stopped alone: the debtor is reminded by the other channel", async () => {
    at(tuesday);
    const call = await makeCall(office);
    const vendorId = call.vendor.id;
    await record(call, { outcome: "wrong_number", note: null });
    expect(await inVendor(vendorId, (tx) => tx.select().from(suppressions))).toMatchObject([
      { channel: "sms", contact: call.debtor.phone, reason: "wrong_person" },
    ]);
    expect(await answersOf(vendorId)).toEqual([]);
    at(new Date(tuesday.getTime() + 8 * dayMs));
    await plan();
    const planned = await inVendor(vendorId, (tx) =>
      tx.select().from(reminders).orderBy(reminders.plannedFor),
    );
    expect(planned.map(({ channel, state }) => [channel, state])).toEqual([
      ["call", "handed_over"],
      ["email", "planned"],
    ]);
    at(tuesday);
  });

  test("of a line that took no texts is not called again either", async () => {
    at(tuesday);
    const call = await makeCall(office);
    const vendorId = call.vendor.id;
    const landline = { channel: "sms", contact: call.task.phone, reason: "landline" } as const;
    await inVendor(vendorId, (tx) =>
      tx.insert(suppressions).values({ vendorId, ...landline, suppressedAt: tuesday }),
    );
    await record(call, { outcome: "wrong_number", note: null });
    expect(await inVendor(vendorId, (tx) => tx.select().from(suppressions))).toMatchObject([
      { reason: "wrong_person" },
    ]);
  });

  test("that nobody showed cannot be stopped by a form that was made up", async () => {
    at(tuesday);
    const call = await makeCall(office);
    await record(call, { outcome: "wrong_number", note: null }, { phone: "+15005550006" });
    expect(await inVendor(call.vendor.id, (tx) => tx.select().from(suppressions))).toMatchObject([
      { contact: call.task.phone },
    ]);
  });
});

describe("a call that nobody makes", () => {
  test("gives way to the next step after a week, and its reminder says why", async () => {
    at(tuesday);
    const call = await makeCall(office);
    at(new Date(tuesday.getTime() + 7 * dayMs + hourMs));
    await plan();
    expect(await callOf(office, call.vendor.id)).toMatchObject({ state: "cancelled" });
    expect(await reminderOf(call.vendor.id)).toMatchObject({
      state: "cancelled",
      reason: "Nobody called within 7 days.",
    });
    const planned = await inVendor(call.vendor.id, (tx) => tx.select().from(reminders));
    expect(planned).toHaveLength(2);
    at(tuesday);
  });
});

describe("a call made without being on the list", () => {
  const unplanned = (
    { vendor, debtor }: Pick<Call, "vendor" | "debtor">,
    result: CallResult,
    requestId: string,
  ) =>
    recordUnplannedCall(office.app, {
      vendorId: vendor.id,
      debtorId: debtor.id,
      requestId,
      calledBy: maya,
      now: office.clock.now,
      result,
    });

  test("is kept once, counts towards the caps, and is not tried again by itself", async () => {
    at(tuesday);
    const call = await makeCall(office);
    await record(call, nobody);
    await inVendor(call.vendor.id, async (tx) => {
      const { id: vendorId } = call.vendor;
      await cancelReminders(tx, { vendorId, debtorId: call.debtor.id, reason: "Enough.", now: tuesday });
    });
    const requestId = randomUUID();
    const sent = await Promise.all([1, 2].map(() => unplanned(call, nobody, requestId)));
    expect(sent.map(({ kind }) => kind).sort()).toEqual(["already_recorded", "recorded"]);
    expect(await attemptsOf(call.vendor.id)).toHaveLength(2);
    expect((await read(call)).count).toEqual({ due: 0, later: 0 });
  });

  test("takes the one that was on the list off it", async () => {
    at(tuesday);
    const call = await makeCall(office);
    expect(await unplanned(call, promise, randomUUID())).toMatchObject({ kind: "recorded" });
    expect(await callOf(office, call.vendor.id)).toMatchObject({ state: "done" });
    expect(await answersOf(call.vendor.id)).toMatchObject([{ kind: "promise_to_pay" }]);
  });
});
