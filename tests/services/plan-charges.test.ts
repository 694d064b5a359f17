import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { AnswerId, HoldId, StaffUserId } from "~/domain/ids";
import { setFailpointHook } from "~/services/failpoint.server";
import { closeAnswer } from "~/services/desk/close-answer.server";
import { removeKeptCard } from "~/services/cards/remove-card.server";
import { startPayment } from "~/services/payments/start-payment.server";
import { verifyLedger } from "~/services/ledger/verify-ledger.server";
import { cancelPlan } from "~/services/plans/cancel-plan.server";
import { chargeInstalments } from "~/services/plans/charge-instalments.server";
import { readOverview } from "~/services/desk/read-overview.server";
import { answers, balanceHolds, checkouts, debtors, instalments, payments, suppressions } from "~db/schema";
import { adjustByHand } from "~tests/factories/by-hand";
import {
  endAllPlans,
  makePlan,
  openPlanDesk,
  payFirst,
  readPlan,
  swapCard,
  type PlanDesk,
  type Splitter,
} from "~tests/factories/plan-desk";
import { stripeSdk } from "~tests/factories/payments";
import { useDatabase } from "~tests/setup/database";

const hourMs = 3_600_000;
const database = useDatabase();
let desk: PlanDesk;

beforeAll(async () => {
  desk = await openPlanDesk(database.db);
});
afterEach(async () => {
  setFailpointHook(null);
  await desk.stripe.control.clearFaults({});
  await desk.stripe.control.idle({});
  await desk.applyWaiting();
  expect((await verifyLedger({ db: database.db })).differences).toEqual([]);
  await endAllPlans(database.admin);
});
afterAll(() => desk.close());

const weekly = { shown: { frequency: "weekly" } } as const;
const read = <T>({ vendorId }: Splitter, fn: Parameters<typeof database.db.asVendor<T>>[1]) =>
  database.db.asVendor(vendorId, fn);
const chargesOf = async (splitter: Splitter) =>
  (await read(splitter, (tx) => tx.select().from(checkouts))).filter(({ kind }) => kind === "instalment");
const emailsTo = ({ debtor }: Splitter) => desk.providers.emails({ to: debtor.email ?? "" });
const secondOf = async (splitter: Splitter) => (await readPlan(desk, splitter)).instalments[1];

/** What Stripe itself has taken from the debtor's card. */
async function takenFrom(splitter: Splitter): Promise<number> {
  const { data } = await stripeSdk(desk.stripe).paymentIntents.list({ limit: 100 });
  return data
    .filter(({ metadata, status }) => metadata["debtor_id"] === splitter.debtorId && status === "succeeded")
    .reduce((total, { amount_received }) => total + amount_received, 0);
}

/** To the moment at which the second instalment is charged, announced in time and with nothing done yet. */
async function passToCharge(splitter: Splitter): Promise<void> {
  await desk.pass(6);
  const second = await secondOf(splitter);
  expect(second?.noticedAt).not.toBeNull();
  await desk.advance((second?.chargeAt.getTime() ?? 0) + 60_000 - desk.now().getTime());
}

describe("a charge that is declined", () => {
  test("is tried again after three days, as the debtor is told, and the plan goes on", async () => {
    const splitter = await makePlan(desk, weekly);
    await swapCard(desk, splitter, "declines");
    await passToCharge(splitter);
    await desk.work();
    const failed = await secondOf(splitter);
    expect(failed).toMatchObject({ state: "scheduled", attempts: 1 });
    expect(failed?.lastFailure).toMatch(/declined/i);
    const [told] = emailsTo(splitter);
    expect(told?.subject).toContain("could not be charged");
    expect(told?.plain).toContain("tried again on");

    await swapCard(desk, splitter, "works");
    await desk.pass(3.25);
    expect(await readPlan(desk, splitter)).toMatchObject({
      states: ["paid", "paid", "scheduled"],
      plan: { state: "active" },
    });
    expect(await chargesOf(splitter)).toHaveLength(2);
  });

  test("for the third time ends the plan: the debtor is asked by a link, and a person sees it", async () => {
    const splitter = await makePlan(desk, weekly);
    await swapCard(desk, splitter, "declines");
    await desk.pass(15);
    const { plan, states, instalments: rows } = await readPlan(desk, splitter);
    expect(states).toEqual(["paid", "asked", "canceled"]);
    expect(rows[1]?.attempts).toBe(3);
    expect(plan).toMatchObject({ state: "broken", endedBy: "tenfold" });
    const asked = emailsTo(splitter).find(({ subject }) => subject.startsWith("Please pay"));
    expect(asked?.subject).toContain("$66.66");
    expect(asked?.plain).toMatch(/http:\/\/localhost:3000\/p\/[\w-]{39}/);
    const { vendor } = splitter;
    const { forAPerson } = await readOverview({ db: database.db }, { vendor, now: desk.now() });
    expect(forAPerson.plans).toMatchObject([{ debtorId: splitter.debtorId }]);
    await desk.pass(8);
    expect(await chargesOf(splitter)).toHaveLength(3);
    expect(await takenFrom(splitter)).toBe(3_334);
  });

  test("because no card is kept any more is asked for by a link at once", async () => {
    const splitter = await makePlan(desk, weekly);
    const { vendorId, debtorId } = splitter;
    await removeKeptCard({ db: database.db }, { vendorId, debtorId, by: "debtor", now: desk.now() });
    await desk.pass(8);
    const { plan, states } = await readPlan(desk, splitter);
    expect(states).toEqual(["paid", "asked", "canceled"]);
    expect(plan?.endReason).toContain("no kept card");
    expect(emailsTo(splitter)[0]?.subject).toContain("Please pay $66.66");
  });

  test("for ever, as a lost card is, is asked for by a link at once and says why", async () => {
    const splitter = await makePlan(desk, weekly);
    await passToCharge(splitter);
    const lost = {
      kind: "declined",
      message: "Your card was lost.",
      paymentIntentId: null,
      isFinal: true,
    } as const;
    const stripe = { ...desk.deps.stripe, chargeCard: () => Promise.resolve(lost) };
    await chargeInstalments({ ...desk.deps, stripe }, { now: desk.now() });
    const { plan, states, instalments: rows } = await readPlan(desk, splitter);
    expect(states).toEqual(["paid", "asked", "canceled"]);
    expect(rows[1]?.lastFailure).toBe("Your card was lost.");
    expect(plan?.state).toBe("broken");
  });

  test("is followed up by the next worker when the one that heard of it died", async () => {
    const splitter = await makePlan(desk, weekly);
    await swapCard(desk, splitter, "declines");
    await passToCharge(splitter);
    setFailpointHook((name) => {
      if (name === "charge-instalment:answered") throw new Error("The worker died.");
    });
    await chargeInstalments(desk.deps, { now: desk.now() });
    setFailpointHook(null);
    expect((await secondOf(splitter))?.state).toBe("charging");
    await desk.advance(10 * 60_000);
    await desk.work();
    const failed = await secondOf(splitter);
    expect(failed).toMatchObject({ state: "scheduled", attempts: 1 });
    expect(failed?.lastFailure).toMatch(/^Your card was declined/);
    expect(await chargesOf(splitter)).toHaveLength(1);
  });

  test("after the plan was ended changes nothing more", async () => {
    const splitter = await makePlan(desk, weekly);
    await swapCard(desk, splitter, "declines");
    await passToCharge(splitter);
    setFailpointHook((name) => {
      if (name === "charge-instalment:claimed") throw new Error("The worker died.");
    });
    await chargeInstalments(desk.deps, { now: desk.now() });
    setFailpointHook(null);
    const { vendorId, debtorId } = splitter;
    const by = `staff:${"person" as StaffUserId}` as const;
    await cancelPlan({ db: database.db }, { vendorId, debtorId, by, reason: "Asked to.", now: desk.now() });
    await desk.pass(1);
    const { plan, states } = await readPlan(desk, splitter);
    expect(plan?.state).toBe("canceled");
    expect(states).toEqual(["paid", "canceled", "canceled"]);
  });
});

describe("one instalment is charged once", () => {
  test("by however many workers at the same time", async () => {
    const splitter = await makePlan(desk, weekly);
    await passToCharge(splitter);
    const now = desk.now();
    await Promise.all([1, 2, 3, 4].map(() => chargeInstalments(desk.deps, { now })));
    await desk.work();
    expect(await chargesOf(splitter)).toHaveLength(1);
    expect(await takenFrom(splitter)).toBe(6_667);
    expect((await readPlan(desk, splitter)).outstandingMinor).toBe(3_333n);
  });

  test.each(["charge-instalment:claimed", "charge-card:answered", "charge-card:written"] as const)(
    "when the worker dies at %s",
    async (moment) => {
      const splitter = await makePlan(desk, weekly);
      await passToCharge(splitter);
      await desk.stripe.control.holdWebhooks({});
      setFailpointHook((name) => {
        if (name === moment) throw new Error("The worker died.");
      });
      await chargeInstalments(desk.deps, { now: desk.now() });
      setFailpointHook(null);
      expect((await secondOf(splitter))?.state).toBe("charging");
      await desk.advance(5 * 60_000);
      await chargeInstalments(desk.deps, { now: desk.now() });
      await desk.stripe.control.releaseWebhooks({});
      await desk.work();
      expect((await secondOf(splitter))?.state).toBe("paid");
      expect(await takenFrom(splitter)).toBe(6_667);
    },
  );

  test.each(["timeout_after", "reset_after", "reset_before", "server_error_after", "unavailable"] as const)(
    "when Stripe's answer is a %s",
    async (kind) => {
      const splitter = await makePlan(desk, weekly);
      await passToCharge(splitter);
      await desk.stripe.control.addFault({ kind, match: "POST /v1/payment_intents", times: 3, ms: 50 });
      await chargeInstalments(desk.deps, { now: desk.now() });
      await desk.stripe.control.clearFaults({});
      for (let again = 0; again < 3; again += 1) {
        await desk.advance(10 * 60_000);
        await desk.work();
      }
      await desk.pass(kind === "unavailable" || kind === "server_error_after" ? 1.5 : 0.25);
      expect(await takenFrom(splitter)).toBeLessThanOrEqual(6_667);
      const { outstandingMinor } = await readPlan(desk, splitter);
      expect(10_000n - outstandingMinor).toBe(BigInt(await takenFrom(splitter)));
      expect((await secondOf(splitter))?.state).not.toBe("charging");
    },
  );

  test("when Stripe's webhook is faster than its answer", async () => {
    const splitter = await makePlan(desk, weekly);
    await passToCharge(splitter);
    setFailpointHook((name) => {
      if (name === "charge-card:answered") throw new Error("The worker died.");
    });
    await chargeInstalments(desk.deps, { now: desk.now() });
    setFailpointHook(null);
    await desk.stripe.control.idle({});
    await desk.applyWaiting();
    expect((await secondOf(splitter))?.state).toBe("paid");
    await desk.pass(0.5);
    expect(await takenFrom(splitter)).toBe(6_667);
  });
});

describe("what the debtor pays at the same moment", () => {
  const goToPay = ({ vendorId, debtorId, payLinkId, balanceIds }: Splitter) =>
    startPayment(desk.deps, { vendorId, debtorId, payLinkId, balanceIds, now: desk.now() });

  test("on Stripe's page ends first: the card is charged once that cannot be paid any more", async () => {
    const splitter = await makePlan(desk, weekly);
    await passToCharge(splitter);
    const started = await goToPay(splitter);
    await desk.work();
    // Whatever the button on the old page answers, it takes nothing.
    await payFirst(desk, started, splitter).catch(() => undefined);
    expect(await takenFrom(splitter)).toBe(6_667);
  });

  test("is not charged again when it was paid a moment before", async () => {
    const splitter = await makePlan(desk, weekly);
    await passToCharge(splitter);
    const started = await goToPay(splitter);
    await desk.stripe.control.holdWebhooks({});
    await desk.stripe.control.pay({ session: await sessionOf(splitter, started), way: "card" });
    await chargeInstalments(desk.deps, { now: desk.now() });
    await desk.stripe.control.releaseWebhooks({});
    await desk.work();
    expect(await takenFrom(splitter)).toBe(10_000);
    expect(await readPlan(desk, splitter)).toMatchObject({
      plan: { state: "completed" },
      outstandingMinor: 0n,
    });
  });

  test("in another way is never lost: what is too much is unapplied and shown", async () => {
    const splitter = await makePlan(desk, weekly);
    await passToCharge(splitter);
    await desk.stripe.control.holdWebhooks({});
    setFailpointHook((name) => {
      if (name === "charge-card:answered") throw new Error("The worker died.");
    });
    await chargeInstalments(desk.deps, { now: desk.now() });
    setFailpointHook(null);
    // The card was charged, nobody knows it here yet, and everything is written off by a person.
    const { vendor, balanceIds } = splitter;
    const [balanceId] = balanceIds;
    if (!balanceId) throw new Error("There is no balance.");
    const by = "person" as StaffUserId;
    const all = { kind: "write_off", amountMinor: 6_666n, id: crypto.randomUUID() } as const;
    await adjustByHand({ db: database.db }, { vendor, balanceId, by, now: desk.now(), ...all });
    await desk.stripe.control.releaseWebhooks({});
    await desk.advance(hourMs);
    await desk.work();
    const { plan, outstandingMinor } = await readPlan(desk, splitter);
    expect([plan?.state, outstandingMinor]).toEqual(["completed", 0n]);
    const received = await read(splitter, (tx) => tx.select().from(payments));
    expect(received.map(({ unappliedMinor }) => unappliedMinor).sort()).toEqual([0n, 3_333n]);
    expect(received.find(({ unappliedMinor }) => unappliedMinor > 0n)?.flag).not.toBeNull();
  });

  async function sessionOf(
    splitter: Splitter,
    started: Awaited<ReturnType<typeof goToPay>>,
  ): Promise<string> {
    if (started.outcome !== "redirect") throw new Error(`Expected a session, got ${started.outcome}.`);
    const rows = await read(splitter, (tx) =>
      tx.select().from(checkouts).where(eq(checkouts.stripeUrl, started.url)),
    );
    return rows[0]?.stripeSessionId ?? "";
  }
});

describe("a plan waits", () => {
  test("while the debtor says that it is wrong, and is announced anew before it goes on", async () => {
    const splitter = await makePlan(desk, weekly);
    const { vendorId, debtorId } = splitter;
    const id = crypto.randomUUID() as AnswerId;
    const row = { vendorId, id, debtorId, kind: "dispute", state: "open", answeredAt: desk.now() } as const;
    await read(splitter, (tx) => tx.insert(answers).values(row));
    await desk.pass(12);
    expect((await readPlan(desk, splitter)).states).toEqual(["paid", "scheduled", "scheduled"]);
    expect(emailsTo(splitter).filter(({ subject }) => subject.includes("will be charged"))).toEqual([]);

    const closedBy = "person" as StaffUserId;
    const reason = "It was right.";
    const closing = { vendorId, debtorId, answerId: id, closedBy, reason, now: desk.now() };
    await closeAnswer({ db: database.db }, closing);
    const releasedAt = desk.now();
    await desk.pass(6);
    const second = await secondOf(splitter);
    expect(second?.state).toBe("paid");
    expect((second?.paidAt?.getTime() ?? 0) - releasedAt.getTime()).toBeGreaterThan(2 * 24 * hourMs);
  });

  test("while a chargeback holds a balance of it", async () => {
    const splitter = await makePlan(desk, weekly);
    const { vendorId, debtorId, balanceIds } = splitter;
    const [balanceId] = balanceIds;
    if (!balanceId) throw new Error("There is no balance.");
    const hold = { kind: "chargeback", sourceId: crypto.randomUUID(), createdAt: desk.now() } as const;
    await read(splitter, (tx) =>
      tx
        .insert(balanceHolds)
        .values({ vendorId, id: crypto.randomUUID() as HoldId, debtorId, balanceId, ...hold }),
    );
    await desk.pass(10);
    expect(await chargesOf(splitter)).toEqual([]);
  });

  test("for its announcement: who cannot be written to is not charged, and a person sees it", async () => {
    const splitter = await makePlan(desk, weekly);
    const { vendorId, debtorId } = splitter;
    await read(splitter, async (tx) => {
      await tx.update(debtors).set({ phone: null }).where(eq(debtors.id, debtorId));
      const contact = splitter.debtor.email ?? "";
      const about = { channel: "email", reason: "hard_bounce", suppressedAt: desk.now() } as const;
      await tx.insert(suppressions).values({ vendorId, contact, ...about });
    });
    await desk.pass(9);
    const { plan, states } = await readPlan(desk, splitter);
    expect(states).toEqual(["paid", "asked", "canceled"]);
    expect(plan?.endReason).toContain("no email address or phone number");
    expect(await takenFrom(splitter)).toBe(3_334);
  });

  test("for whoever was away: a charge that missed its day is announced again, for a later one", async () => {
    const splitter = await makePlan(desk, weekly);
    await passToCharge(splitter);
    await desk.advance(3 * 24 * hourMs);
    await desk.work();
    const moved = await secondOf(splitter);
    expect(moved?.state).toBe("scheduled");
    expect(moved?.chargeAt.getTime()).toBeGreaterThanOrEqual(desk.now().getTime() + 2 * 24 * hourMs);
    await desk.pass(4);
    expect((await secondOf(splitter))?.state).toBe("paid");
    const announced = emailsTo(splitter).filter(({ plain }) => plain.includes("instalment 2 of 3"));
    expect(announced).toHaveLength(2);
  });
});

test("never charges more than is outstanding, whatever an instalment says", async () => {
  const splitter = await makePlan(desk, weekly);
  await passToCharge(splitter);
  // As no code of ours would leave it.
  await read(splitter, (tx) =>
    tx.update(instalments).set({ amountMinor: 9_999n }).where(eq(instalments.number, 2)),
  );
  await desk.work();
  expect(await takenFrom(splitter)).toBe(10_000);
  expect((await readPlan(desk, splitter)).plan?.state).toBe("completed");
});
