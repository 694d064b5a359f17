import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { InstalmentId, StaffUserId } from "~/domain/ids";
import { chargeInstant } from "~/domain/plan/calendar";
import { startPayment } from "~/services/payments/start-payment.server";
import { verifyLedger } from "~/services/ledger/verify-ledger.server";
import { agreePlan } from "~/services/plans/agree-plan.server";
import { cancelPlan } from "~/services/plans/cancel-plan.server";
import { checkouts, instalments, payments, savedCards, timelineEvents } from "~db/schema";
import { adjustByHand, payByHand } from "~tests/factories/by-hand";
import {
  agree,
  endAllPlans,
  makePlan,
  makeSplitter,
  openPlanDesk,
  payFirst,
  readPlan,
  type PlanDesk,
  type Splitter,
} from "~tests/factories/plan-desk";
import { useDatabase } from "~tests/setup/database";

const staff = "person" as StaffUserId;
const database = useDatabase();
let desk: PlanDesk;

beforeAll(async () => {
  desk = await openPlanDesk(database.db);
});
afterEach(async () => {
  expect((await verifyLedger({ db: database.db })).differences).toEqual([]);
  await endAllPlans(database.admin);
});
afterAll(() => desk.close());

const read = <T>({ vendorId }: Splitter, fn: Parameters<typeof database.db.asVendor<T>>[1]) =>
  database.db.asVendor(vendorId, fn);
const eventsOf = async (splitter: Splitter) =>
  (await read(splitter, (tx) => tx.select().from(timelineEvents))).map(({ kind }) => kind);
const emailsTo = ({ debtor }: Splitter) => desk.providers.emails({ to: debtor.email ?? "" });

/** Pays what is said by a link, as any debtor may at any time, on Stripe's page. */
async function payByLink(splitter: Splitter, amountMinor?: bigint): Promise<void> {
  const { vendorId, debtorId, payLinkId, balanceIds } = splitter;
  const asked = { vendorId, debtorId, payLinkId, balanceIds, amountMinor, now: desk.now() };
  await payFirst(desk, await startPayment(desk.deps, asked), splitter);
}

describe("a plan", () => {
  test("in three instalments is announced, charged on its dates and completed", async () => {
    const fortnightly = { frequency: "fortnightly" } as const;
    const splitter = await makePlan(desk, { amountsMinor: [6_000n, 4_000n], shown: fortnightly });
    const begun = await readPlan(desk, splitter);
    expect(begun.plan?.state).toBe("active");
    expect(begun.states).toEqual(["paid", "scheduled", "scheduled"]);
    expect(begun.amounts).toEqual([3_334n, 3_333n, 3_333n]);
    expect(begun.outstandingMinor).toBe(6_666n);

    await desk.pass(17);
    const going = await readPlan(desk, splitter);
    expect(going.states).toEqual(["paid", "paid", "scheduled"]);
    expect(going.outstandingMinor).toBe(3_333n);
    await desk.pass(14);
    const done = await readPlan(desk, splitter);
    expect(done.states).toEqual(["paid", "paid", "paid"]);
    expect(done.plan?.state).toBe("completed");
    expect(done.outstandingMinor).toBe(0n);

    const notices = emailsTo(splitter).filter(({ subject }) => subject.includes("will be charged on"));
    expect(notices).toHaveLength(2);
    expect(notices[0]?.plain).toContain("instalment 3 of 3, $33.33");
    for (const { noticedAt, chargeAt, paidAt, dueOn } of done.instalments.slice(1)) {
      expect(chargeAt.getTime() - (noticedAt?.getTime() ?? Infinity)).toBeGreaterThanOrEqual(2 * 86_400_000);
      expect(paidAt?.getTime()).toBeGreaterThanOrEqual(chargeAt.getTime() - 1_000);
      expect(chargeAt).toEqual(chargeInstant(dueOn, "America/New_York"));
    }
    expect(emailsTo(splitter).filter(({ subject }) => subject.startsWith("Receipt"))).toHaveLength(3);
    const events = await eventsOf(splitter);
    expect(events.filter((kind) => kind.startsWith("plan_"))).toEqual(["plan_agreed", "plan_ended"]);
  });

  test("is announced by SMS, in Spanish, to whoever has no email and speaks it", async () => {
    const debtor = { email: null, phone: "+12125550177", language: "es-US" };
    await makePlan(desk, { debtor, shown: { frequency: "weekly" } });
    await desk.pass(6);
    const [notice] = desk.providers.texts({ with: "+12125550177" });
    expect(notice?.body).toContain("se cobrara en su tarjeta el plazo 2/3, $33.33. Su plan: http");
    expect(notice?.body.length).toBeLessThanOrEqual(160);
  });
});

describe("agreeing to a plan", () => {
  test("charges nothing until the first instalment is paid, and ends by itself when it is not", async () => {
    const splitter = await makeSplitter(desk);
    expect(await agree(desk, splitter)).toMatchObject({ outcome: "redirect" });
    expect((await readPlan(desk, splitter)).plan?.state).toBe("starting");
    await desk.pass(1.5);
    const { plan, states, outstandingMinor } = await readPlan(desk, splitter);
    expect(plan).toMatchObject({ state: "canceled", endedBy: "tenfold" });
    expect(states).toEqual(["canceled", "canceled", "canceled"]);
    expect(outstandingMinor).toBe(10_000n);
    expect(await eventsOf(splitter)).not.toContain("plan_agreed");
    // Nothing stands in the way of choosing again.
    await payFirst(desk, await agree(desk, splitter, { count: 2 }), splitter);
    expect((await readPlan(desk, splitter)).plan?.state).toBe("active");
  });

  test("twice at once, and again, leads to one plan and one session", async () => {
    const splitter = await makeSplitter(desk);
    const [first, second] = await Promise.all([agree(desk, splitter), agree(desk, splitter)]);
    const agreed = [first, second, await agree(desk, splitter)];
    expect(new Set(agreed.map((one) => one.outcome === "redirect" && one.url)).size).toBe(1);
    await payFirst(desk, first, splitter);
    expect((await readPlan(desk, splitter)).states).toEqual(["paid", "scheduled", "scheduled"]);
    expect(await agree(desk, splitter)).toEqual({ outcome: "plan_running" });
  });

  test("to another split takes the first one back", async () => {
    const splitter = await makeSplitter(desk);
    await agree(desk, splitter, { count: 4 });
    await payFirst(desk, await agree(desk, splitter, { count: 2, frequency: "weekly" }), splitter);
    const { plan, amounts } = await readPlan(desk, splitter);
    expect(plan).toMatchObject({ state: "active", frequency: "weekly" });
    expect(amounts).toEqual([5_000n, 5_000n]);
  });

  test("gives way to paying all of it at once instead", async () => {
    const splitter = await makeSplitter(desk);
    await agree(desk, splitter);
    await payByLink(splitter);
    const { plan, outstandingMinor } = await readPlan(desk, splitter);
    expect(plan?.state).toBe("canceled");
    expect(outstandingMinor).toBe(0n);
  });

  test("holds while its first payment is on its way, and ends when that comes back", async () => {
    const splitter = await makeSplitter(desk);
    await payFirst(desk, await agree(desk, splitter), splitter, "bank_debit");
    await desk.pass(1);
    expect((await readPlan(desk, splitter)).plan?.state).toBe("starting");
    const [payment] = await read(splitter, (tx) => tx.select().from(payments));
    await desk.stripe.control.failDebit({ paymentIntent: payment?.stripePaymentIntentId ?? "" });
    await desk.work();
    expect((await readPlan(desk, splitter)).plan?.state).toBe("canceled");
  });

  test.each([
    ["an amount that is no longer outstanding", { totalMinor: 9_999n }, "plan_changed"],
    ["dates that have passed", { firstOn: "2026-01-01" }, "plan_changed"],
    ["more instalments than the vendor offers", { count: 7 }, "plan_not_offered"],
    ["one instalment", { count: 1 }, "plan_not_offered"],
  ] as const)("is refused for %s, and nothing is left of it", async (_, shown, outcome) => {
    const splitter = await makeSplitter(desk);
    expect(await agree(desk, splitter, shown)).toEqual({ outcome });
    expect((await readPlan(desk, splitter)).plan).toBeUndefined();
    expect(await read(splitter, (tx) => tx.select().from(checkouts))).toEqual([]);
  });

  test("is refused where none is offered, nobody could be told, or the balance is another's", async () => {
    const none = { planMaxInstalments: null, planMinimumMinor: null };
    const unasked = await makeSplitter(desk, { vendor: none });
    expect(await agree(desk, unasked)).toEqual({ outcome: "plan_not_offered" });
    const unreachable = await makeSplitter(desk, { debtor: { email: null, phone: null } });
    expect(await agree(desk, unreachable)).toEqual({ outcome: "plan_not_offered" });
    const [mine, theirs] = [await makeSplitter(desk), await makeSplitter(desk)];
    const { vendorId, debtorId, payLinkId } = mine;
    const foreign = await agree(desk, { ...theirs, vendorId, debtorId, payLinkId });
    expect(foreign.outcome).toBe("nothing_to_pay");
    expect((await readPlan(desk, theirs)).plan).toBeUndefined();
  });
});

describe("paying early", () => {
  test("by link shortens the plan from its end", async () => {
    const splitter = await makePlan(desk, { vendor: { partialMinimumMinor: 500n }, shown: { count: 4 } });
    await payByLink(splitter, 3_000n);
    const { states, amounts, outstandingMinor } = await readPlan(desk, splitter);
    expect(outstandingMinor).toBe(4_500n);
    expect(states).toEqual(["paid", "scheduled", "scheduled", "canceled"]);
    expect(amounts.slice(0, 3)).toEqual([2_500n, 2_500n, 2_000n]);
  });

  test("all of the rest completes it, and the card is not charged again", async () => {
    const splitter = await makePlan(desk, { shown: { frequency: "weekly" } });
    await payByLink(splitter);
    expect(await readPlan(desk, splitter)).toMatchObject({
      plan: { state: "completed" },
      states: ["paid", "canceled", "canceled"],
    });
    await desk.pass(9);
    expect(await read(splitter, (tx) => tx.select().from(payments))).toHaveLength(2);
  });

  test.each([
    ["a payment recorded by hand", 2_000n, "pay"],
    ["a credit", 3_333n, "credit"],
    ["a write-off", 6_000n, "write_off"],
    ["a write-off of everything", 6_666n, "write_off"],
  ] as const)("or %s cuts what is still to be charged", async (_, amountMinor, how) => {
    const splitter = await makePlan(desk);
    const { vendor, balanceIds } = splitter;
    const [balanceId] = balanceIds;
    if (!balanceId) throw new Error("There is no balance.");
    const byHand = { vendor, balanceId, by: staff, now: desk.now() };
    const recorded =
      how === "pay"
        ? await payByHand({ db: database.db }, { ...byHand, said: { amountMinor } })
        : await adjustByHand(
            { db: database.db },
            { ...byHand, kind: how, amountMinor, id: crypto.randomUUID() },
          );
    expect(recorded.outcome).toBe("recorded");
    const { plan, instalments, outstandingMinor } = await readPlan(desk, splitter);
    const open = instalments.filter(({ state }) => state === "scheduled");
    const left = open.reduce((total, instalment) => total + instalment.amountMinor, 0n);
    expect(left).toBe(6_666n - amountMinor);
    expect(left).toBe(outstandingMinor);
    expect(plan?.state).toBe(left === 0n ? "completed" : "active");
  });
});

describe("ending a plan", () => {
  test("by the debtor or by staff charges no more, and says who wanted it and why", async () => {
    for (const by of ["debtor", `staff:${staff}`] as const) {
      const splitter = await makePlan(desk, { shown: { frequency: "weekly" } });
      const { vendorId, debtorId } = splitter;
      const reason = "As agreed by phone.";
      const end = () => cancelPlan({ db: database.db }, { vendorId, debtorId, by, reason, now: desk.now() });
      expect([await end(), await end()]).toEqual([true, false]);
      const { plan, states } = await readPlan(desk, splitter);
      expect(plan).toMatchObject({ state: "canceled", endedBy: by, endReason: reason });
      expect(states).toEqual(["paid", "canceled", "canceled"]);
      await desk.pass(9);
      expect((await readPlan(desk, splitter)).outstandingMinor).toBe(6_666n);
      const [event] = await read(splitter, (tx) =>
        tx.select().from(timelineEvents).where(eq(timelineEvents.kind, "plan_ended")),
      );
      expect(event?.actor).toBe(by === "debtor" ? "debtor" : "staff");
    }
  });

  test("keeps the card, which belongs to the debtor's own choice", async () => {
    const splitter = await makePlan(desk);
    const { vendorId, debtorId } = splitter;
    const reason = "They asked for it.";
    await cancelPlan({ db: database.db }, { vendorId, debtorId, by: "debtor", reason, now: desk.now() });
    const [card] = await read(splitter, (tx) => tx.select().from(savedCards));
    expect(card?.removedAt).toBeNull();
  });
});

test("a plan that asks for more than is outstanding is found by the check of the books", async () => {
  const splitter = await makePlan(desk);
  const [before] = (await readPlan(desk, splitter)).instalments.slice(1);
  const second = eq(instalments.id, before?.id ?? ("" as InstalmentId));
  const write = (amountMinor: bigint) =>
    read(splitter, (tx) => tx.update(instalments).set({ amountMinor }).where(second));
  await write(99_999n);
  const { differences } = await verifyLedger({ db: database.db });
  expect(differences).toMatchObject([
    { what: "plan asks for more than is outstanding", stored: 103_332n, derived: 6_666n },
  ]);
  await write(3_333n);
});

test("a plan names nothing of another vendor", async () => {
  const [mine, theirs] = [await makeSplitter(desk), await makePlan(desk)];
  const shown = { count: 2, frequency: "weekly", totalMinor: 10_000n } as const;
  const agreed = await agreePlan(desk.deps, {
    vendorId: mine.vendorId,
    debtorId: theirs.debtorId,
    payLinkId: mine.payLinkId,
    shown: {
      ...shown,
      balanceIds: theirs.balanceIds,
      currency: theirs.vendor.currency,
      firstOn: "2026-01-01",
    },
    now: desk.now(),
  });
  expect(agreed).toEqual({ outcome: "nothing_to_pay" });
});
