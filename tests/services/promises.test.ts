import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { BalanceId, StaffUserId } from "~/domain/ids";
import { drainJobs } from "~/jobs/drain.server";
import { recordAnswer } from "~/services/pay-page/record-answer.server";
import { planDueReminders } from "~/services/reminders/plan-reminders.server";
import { payByHand } from "~tests/factories/by-hand";
import { makeOverdueDebtor, openMessageOffice, type MessageOffice } from "~tests/factories/message-office";
import { useDatabase } from "~tests/setup/database";

const database = useDatabase();
const tuesday = new Date("2026-03-10T15:00:00Z");
let office: MessageOffice;
let vendor: Awaited<ReturnType<typeof makeOverdueDebtor>>["vendor"];
let debtor: Awaited<ReturnType<typeof makeOverdueDebtor>>["debtor"];

beforeAll(async () => {
  office = await openMessageOffice(database.url, tuesday);
});
afterAll(() => office.close());

const at = (instant: string) => {
  office.clock.now = new Date(instant);
};
const sweep = async () => {
  const swept = await planDueReminders(office.app, { now: office.clock.now, limit: 10_000 });
  await drainJobs(office.app);
  return swept;
};
const promise = (promisedOn: string) =>
  recordAnswer(office.app, {
    vendorId: vendor.id,
    debtorId: debtor.id,
    answer: { kind: "promise_to_pay", promisedOn, balanceIds: [] },
    payLinkId: null,
    now: office.clock.now,
  });
const answers = () => database.admin<{ state: string; closed_reason: string | null }[]>`
  select state, closed_reason from answers where debtor_id = ${debtor.id} order by answered_at`;
const sent = async () => {
  const rows = await database.admin<{ template_key: string; slot: string; state: string }[]>`
    select template_key, slot, state from reminders where debtor_id = ${debtor.id} order by planned_for, id`;
  return rows.map(
    ({ template_key, slot, state }) => `${template_key} ${slot.replace(/:.*\//, ":…/")} ${state}`,
  );
};
const schedule = async () => {
  const [row] = await database.admin<{ next_check_at: Date | null; reason: string | null }[]>`
    select next_check_at, reason from contact_schedules where debtor_id = ${debtor.id}`;
  return row;
};

describe("a promise to pay", () => {
  beforeEach(async () => {
    at("2026-03-10T15:00:00Z");
    // Nobody else is due in this database when the next one begins.
    await database.admin`update contact_schedules set next_check_at = null`;
    ({ vendor, debtor } = await makeOverdueDebtor(office));
    await sweep();
    expect(await promise("2026-03-20")).toMatchObject({ outcome: "recorded" });
    await sweep();
  });

  test("is left in peace until its day and two days of grace have passed", async () => {
    expect(await schedule()).toMatchObject({
      next_check_at: new Date("2026-03-23T04:00:00Z"),
      reason: "The debtor promised to pay on 2026-03-20.",
    });
    at("2026-03-23T03:59:00Z");
    expect(await sweep()).toEqual({ looked: 0, planned: 0 });
  });

  test("that was not kept is broken, said so, and asked about before the cadence goes on", async () => {
    at("2026-03-23T13:30:00Z");
    expect(await sweep()).toEqual({ looked: 1, planned: 1 });
    expect(await answers()).toEqual([{ state: "broken", closed_reason: "The money did not come." }]);
    expect(await sent()).toEqual([
      "overdue 2026-02-04/1 handed_over",
      "broken-promise answer:…/0 handed_over",
    ]);
    const [email] = office.providers.emails({ to: debtor.email ?? "" });
    expect(email?.plain).toMatch(/March 20/);
    const events = await database.admin<{ details: { state: string } }[]>`
      select details from timeline_events where debtor_id = ${debtor.id} and kind = 'answer_closed'`;
    expect(events.map(({ details }) => details.state)).toEqual(["broken"]);
    at("2026-03-26T16:00:00Z");
    await sweep();
    expect((await sent()).at(-1)).toBe("overdue 2026-02-04/4 handed_over");
  });

  test("that was kept ends as kept, and nothing more goes", async () => {
    const [balance] = await database.admin<{ id: BalanceId; outstanding_minor: bigint }[]>`
      select id, outstanding_minor from balances where debtor_id = ${debtor.id}`;
    at("2026-03-18T15:00:00Z");
    await payByHand(office.app, {
      vendor,
      balanceId: balance?.id ?? ("" as BalanceId),
      by: "staff" as StaffUserId,
      now: office.clock.now,
      said: { amountMinor: BigInt(balance?.outstanding_minor ?? 0), receivedOn: "2026-03-18" },
    });
    await sweep();
    expect(await answers()).toEqual([{ state: "kept", closed_reason: "It was paid." }]);
    at("2026-05-23T15:00:00Z");
    expect(await sweep()).toMatchObject({ planned: 0 });
  });

  test("that breaks while the debtor answers anew is settled once, and nobody waits in vain", async () => {
    at("2026-03-23T15:00:00Z");
    const outcomes = await Promise.all([
      planDueReminders(office.app, { now: office.clock.now, limit: 10 }),
      promise("2026-04-02"),
      planDueReminders(office.app, { now: office.clock.now, limit: 10 }),
      promise("2026-04-02"),
    ]);
    expect(outcomes).toHaveLength(4);
    await sweep();
    const states = (await answers()).map(({ state }) => state).sort();
    expect([
      ["broken", "open"],
      ["open", "withdrawn"],
    ]).toContainEqual(states);
    expect((await schedule())?.reason).toBe("The debtor promised to pay on 2026-04-02.");
  });
});
