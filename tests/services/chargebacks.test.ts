import { v7 as uuid } from "uuid";
import { and, eq, sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { AdjustmentId, VendorId } from "~/domain/ids";
import { currency } from "~/domain/money";
import { applyStripeEvent } from "~/services/payments/apply-stripe-event.server";
import { adjustBalance } from "~/services/ledger/adjust-balance.server";
import { askAgain } from "~/services/money-back/decide-held.server";
import type { StripeEventId } from "~/domain/ids";
import { installDefaultCadence } from "~/services/reminders/install-default-cadence.server";
import { readSituations } from "~/services/reminders/situation.server";
import { decideNextContact } from "~/domain/cadence/decide";
import { balanceHolds, chargebacks, journalEntries, payments, postings, stripeEvents } from "~db/schema";
import {
  differences,
  outstandingOf,
  payInFull,
  paymentOf,
  refundOf,
  staff,
  type Paid,
} from "~tests/factories/money-back";
import { stripeSdk } from "~tests/factories/payments";
import { openStripeDesk, type StripeDesk } from "~tests/factories/stripe-desk";
import { makeVendor } from "~tests/factories/vendor";
import { useDatabase } from "~tests/setup/database";

const database = useDatabase();
let desk: StripeDesk;
let vendorId: VendorId;

beforeAll(async () => {
  desk = await openStripeDesk(database.db);
  vendorId = (await makeVendor(database.db)).id;
  await database.db.asVendor(vendorId, (tx) => installDefaultCadence(tx, { vendorId }));
});
afterAll(() => desk.close());
afterEach(async () => {
  await desk.stripe.control.setWeather({});
  expect(await differences(desk)).toEqual([]);
});

async function hearStripe() {
  await desk.stripe.control.idle({});
  await desk.applyWaiting();
}
async function open(paid: Paid, more: { inquiry?: boolean; amount?: number } = {}) {
  const dispute = await desk.stripe.control.openDispute({ paymentIntent: paid.paymentIntent, ...more });
  await hearStripe();
  return dispute.id;
}
async function move(dispute: string, to: "won" | "lost" | "warning_closed" | "escalate" | "review") {
  await desk.stripe.control.moveDispute({ dispute, to });
  await hearStripe();
}
const rowOf = async (stripeDisputeId: string) =>
  (
    await database.db.asVendor(vendorId, (tx) =>
      tx.select().from(chargebacks).where(eq(chargebacks.stripeDisputeId, stripeDisputeId)),
    )
  )[0];
const standingHolds = (paid: Paid) =>
  database.db.asVendor(vendorId, (tx) =>
    tx
      .select()
      .from(balanceHolds)
      .where(and(eq(balanceHolds.balanceId, paid.balanceId), sql`released_at is null`)),
  );
async function nextReminder({ debtorId }: Paid) {
  const now = desk.now();
  const { debtors } = await database.db.asVendor(vendorId, (tx) =>
    readSituations(tx, { vendorId, debtorIds: [debtorId], now, queued: true }),
  );
  const found = debtors.get(debtorId);
  if (!found) throw new Error("The debtor is not there.");
  return decideNextContact(found.situation);
}

describe("a chargeback", () => {
  test("makes the balance outstanding again and posts the bank's fee", async () => {
    const paid = await payInFull(desk, vendorId);
    const dispute = await open(paid);
    expect(await outstandingOf(desk, vendorId, paid.balanceId)).toBe(4_500n);
    expect(await rowOf(dispute)).toMatchObject({ state: "open", withdrawnMinor: 4_500n, feeMinor: 1_500n });
    expect(await paymentOf(desk, vendorId, paid)).toMatchObject({ chargedBackMinor: 4_500n });
  });

  test("stops reminders until a person decides to ask again", async () => {
    const paid = await payInFull(desk, vendorId);
    await open(paid);
    expect(await nextReminder(paid)).toMatchObject({
      kind: "wait",
      because: "The card’s bank took the payment back; a person decides.",
    });
    await askAgain(desk.deps, { vendorId, balanceId: paid.balanceId, by: staff, now: desk.now() });
    expect(await standingHolds(paid)).toEqual([]);
    expect(JSON.stringify(await nextReminder(paid))).not.toContain("a person decides");
  });

  test("that is won settles the balance again and ends the hold", async () => {
    const paid = await payInFull(desk, vendorId);
    const dispute = await open(paid);
    await move(dispute, "review");
    await move(dispute, "won");
    expect(await outstandingOf(desk, vendorId, paid.balanceId)).toBe(0n);
    expect(await rowOf(dispute)).toMatchObject({ state: "won", withdrawnMinor: 0n });
    expect(await standingHolds(paid)).toEqual([]);
  });

  test("that is lost stays taken, whatever older news comes after", async () => {
    const paid = await payInFull(desk, vendorId);
    const dispute = await open(paid);
    await move(dispute, "lost");
    const events = await database.db.asSystem((tx) =>
      tx.select({ id: stripeEvents.id }).from(stripeEvents).where(eq(stripeEvents.objectId, dispute)),
    );
    const stale = await desk.deps.stripe.retrieveChargeback(dispute, null);
    if (!stale) throw new Error("The chargeback is not there.");
    const stripe = {
      ...desk.deps.stripe,
      retrieveChargeback: async () => ({ ...stale, state: "open" as const }),
    };
    await database.admin`update stripe_events set handled_at = null where object_id = ${dispute}`;
    for (const { id } of events) {
      await applyStripeEvent({ ...desk.deps, stripe }, { eventId: id as StripeEventId, now: desk.now() });
    }
    expect(await rowOf(dispute)).toMatchObject({ state: "lost", withdrawnMinor: 4_500n });
  });

  test("that was lost can be written off, and nothing is owed", async () => {
    const paid = await payInFull(desk, vendorId);
    await move(await open(paid), "lost");
    const adjustment = {
      requestId: uuid() as AdjustmentId,
      kind: "write_off" as const,
      amountMinor: 4_500n,
      currency: currency("USD"),
      reason: "Lost to the bank",
    };
    const { balanceId } = paid;
    await adjustBalance(desk.deps, { vendorId, balanceId, adjustment, by: staff, now: desk.now() });
    expect(await outstandingOf(desk, vendorId, balanceId)).toBe(0n);
  });

  test("that is won after the balance was written off leaves its money unapplied", async () => {
    const paid = await payInFull(desk, vendorId);
    const dispute = await open(paid);
    const adjustment = {
      requestId: uuid() as AdjustmentId,
      kind: "write_off" as const,
      amountMinor: 4_000n,
      currency: currency("USD"),
      reason: "Given up",
    };
    const { balanceId } = paid;
    await adjustBalance(desk.deps, { vendorId, balanceId, adjustment, by: staff, now: desk.now() });
    await move(dispute, "won");
    expect(await outstandingOf(desk, vendorId, balanceId)).toBe(0n);
    expect(await paymentOf(desk, vendorId, paid)).toMatchObject({ unappliedMinor: 4_000n });
  });

  test("of a part takes that part", async () => {
    const paid = await payInFull(desk, vendorId);
    await open(paid, { amount: 1_000 });
    expect(await outstandingOf(desk, vendorId, paid.balanceId)).toBe(1_000n);
  });

  test("of more than is left after a refund is a loss, and no balance carries it", async () => {
    const paid = await payInFull(desk, vendorId);
    const refund = refundOf(desk, vendorId, paid.paymentId, { amountMinor: 2_000n });
    await refund.ask();
    await refund.send();
    const dispute = await desk.stripe.control.openDispute({
      paymentIntent: paid.paymentIntent,
      amount: 4_500,
    });
    await hearStripe();
    expect(await rowOf(dispute.id)).toMatchObject({ withdrawnMinor: 4_500n, lossMinor: 2_000n });
    expect(await outstandingOf(desk, vendorId, paid.balanceId)).toBe(2_500n);
    await move(dispute.id, "won");
    expect(await outstandingOf(desk, vendorId, paid.balanceId)).toBe(0n);
  });

  test("leads to the same whatever the order and number of its events", async () => {
    const paid = await payInFull(desk, vendorId);
    await desk.stripe.control.setWeather({ duplicate: 1, reorder: 0.7, seed: 11 });
    const dispute = await desk.stripe.control.openDispute({ paymentIntent: paid.paymentIntent });
    await desk.stripe.control.moveDispute({ dispute: dispute.id, to: "won" });
    await hearStripe();
    expect(await outstandingOf(desk, vendorId, paid.balanceId)).toBe(0n);
    expect(await rowOf(dispute.id)).toMatchObject({ state: "won", withdrawnMinor: 0n, feeMinor: 1_500n });
  });
});

describe("an inquiry", () => {
  test("moves nothing, and closes without a trace in the ledger", async () => {
    const paid = await payInFull(desk, vendorId);
    const dispute = await open(paid, { inquiry: true });
    expect(await outstandingOf(desk, vendorId, paid.balanceId)).toBe(0n);
    expect(await rowOf(dispute)).toMatchObject({ state: "inquiry", withdrawnMinor: 0n });
    await move(dispute, "warning_closed");
    expect(await rowOf(dispute)).toMatchObject({ state: "closed", withdrawnMinor: 0n, feeMinor: 0n });
  });

  test("that the bank escalates becomes a chargeback", async () => {
    const paid = await payInFull(desk, vendorId);
    const dispute = await open(paid, { inquiry: true });
    await move(dispute, "escalate");
    expect(await rowOf(dispute)).toMatchObject({ state: "open", withdrawnMinor: 4_500n });
    expect(await outstandingOf(desk, vendorId, paid.balanceId)).toBe(4_500n);
  });
});

describe("Stripe's fee", () => {
  test("is posted once for each payment, as Stripe's books have it", async () => {
    const paid = await payInFull(desk, vendorId);
    const fees = (await stripeSdk(desk.stripe).balanceTransactions.list({ type: "charge", limit: 1 })).data[0]
      ?.fee;
    expect(fees).toBeGreaterThan(0);
    expect(await paymentOf(desk, vendorId, paid)).toMatchObject({ feeMinor: BigInt(fees ?? 0) });
    const entries = await database.db.asVendor(vendorId, (tx) =>
      tx
        .select({ amountMinor: postings.amountMinor })
        .from(postings)
        .innerJoin(journalEntries, eq(journalEntries.id, postings.entryId))
        .where(and(eq(postings.paymentId, paid.paymentId), eq(postings.account, "stripe_fees"))),
    );
    expect(entries).toEqual([{ amountMinor: BigInt(fees ?? 0) }]);
  });

  test("is posted when it becomes known later than the payment", async () => {
    await desk.stripe.control.setTiming({ balanceTransactionMs: 60_000 });
    const paid = await payInFull(desk, vendorId);
    expect(await paymentOf(desk, vendorId, paid)).toMatchObject({ state: "succeeded", feeMinor: null });
    await desk.advance(120_000);
    await hearStripe();
    await desk.stripe.control.setTiming({ balanceTransactionMs: 0 });
    expect((await paymentOf(desk, vendorId, paid)).feeMinor).toBeGreaterThan(0n);
  });
});

test("nothing here leaves a payment of these debtors without its fee in the end", async () => {
  await hearStripe();
  const unknown = await database.db.asVendor(vendorId, (tx) =>
    tx
      .select({ id: payments.id })
      .from(payments)
      .where(sql`state = 'succeeded' and fee_minor is null`),
  );
  expect(unknown).toEqual([]);
});
