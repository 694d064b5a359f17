import { v7 as uuid } from "uuid";
import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { AdjustmentId, PaymentId, VendorId } from "~/domain/ids";
import { currency } from "~/domain/money";
import { applyUnapplied } from "~/services/money-back/apply-unapplied.server";
import { settleFlag } from "~/services/money-back/decide-held.server";
import { adjustBalance } from "~/services/ledger/adjust-balance.server";
import { reverseAdjustment } from "~/services/ledger/reverse-adjustment.server";
import { checkouts } from "~db/schema";
import { makeBalance } from "~tests/factories/balance";
import { differences, outstandingOf, paymentOf, refundOf, staff } from "~tests/factories/money-back";
import { openStripeDesk, type StripeDesk } from "~tests/factories/stripe-desk";
import { makeVendor } from "~tests/factories/vendor";
import { useDatabase } from "~tests/setup/database";

const database = useDatabase();
let desk: StripeDesk;
let vendorId: VendorId;

beforeAll(async () => {
  desk = await openStripeDesk(database.db);
  vendorId = (await makeVendor(database.db)).id;
});
afterAll(() => desk.close());
afterEach(async () => {
  expect(await differences(desk)).toEqual([]);
});

/** A balance that was written off in part while its debtor was paying it at Stripe: $30.00 is unapplied. */
async function payTooMuch() {
  const atStripe = await desk.goToPay(vendorId);
  const { balanceId } = atStripe;
  const adjustmentId = uuid() as AdjustmentId;
  const adjustment = {
    requestId: adjustmentId,
    kind: "write_off" as const,
    amountMinor: 3_000n,
    currency: currency("USD"),
    reason: "Agreed on the phone",
  };
  await adjustBalance(desk.deps, { vendorId, balanceId, adjustment, by: staff, now: desk.now() });
  await desk.stripe.control.pay({ session: atStripe.session });
  await desk.stripe.control.idle({});
  await desk.applyWaiting();
  return { ...atStripe, ...(await paymentOf(desk, vendorId, atStripe)), adjustmentId };
}

const apply = (paymentId: PaymentId, requestId = uuid()) =>
  applyUnapplied(desk.deps, { vendorId, paymentId, requestId, by: staff, now: desk.now() });

describe("what a payment brought beyond what was owed", () => {
  test("is unapplied and flagged, and goes to the oldest of what the debtor owes by one click", async () => {
    const paid = await payTooMuch();
    expect(paid).toMatchObject({
      unappliedMinor: 3_000n,
      flag: expect.stringContaining("still outstanding"),
    });
    const { debtorId } = paid;
    const newer = { vendorId, debtorId, amountMinor: 2_000n, dueOn: "2026-09-01" };
    const older = { vendorId, debtorId, amountMinor: 1_800n, dueOn: "2026-08-01" };
    const newerId = await makeBalance(database.db, newer);
    const olderId = await makeBalance(database.db, older);
    expect(await apply(paid.paymentId)).toMatchObject({
      outcome: "applied",
      amount: { amountMinor: 3_000n },
      leftMinor: 0n,
    });
    expect(await outstandingOf(desk, vendorId, olderId)).toBe(0n);
    expect(await outstandingOf(desk, vendorId, newerId)).toBe(800n);
    expect(await paymentOf(desk, vendorId, paid)).toMatchObject({ unappliedMinor: 0n, flag: null });
  });

  test("is applied once however often the button is pressed at the same moment", async () => {
    const paid = await payTooMuch();
    const { debtorId } = paid;
    const balanceId = await makeBalance(database.db, { vendorId, debtorId, amountMinor: 10_000n });
    const requestId = uuid();
    const all = await Promise.all([1, 2, 3].map(() => apply(paid.paymentId, requestId)));
    expect(all.filter(({ outcome }) => outcome === "applied")).toHaveLength(1);
    expect(await outstandingOf(desk, vendorId, balanceId)).toBe(7_000n);
  });

  test("stays where it is while nothing is owed", async () => {
    const paid = await payTooMuch();
    expect(await apply(paid.paymentId)).toEqual({ outcome: "nothing_to_apply" });
    expect(await paymentOf(desk, vendorId, paid)).toMatchObject({ unappliedMinor: 3_000n });
  });

  test("goes back without touching the balance, by one click", async () => {
    const paid = await payTooMuch();
    const refund = refundOf(desk, vendorId, paid.paymentId, { from: "unapplied", amountMinor: 3_000n });
    await refund.ask();
    await refund.send();
    await desk.stripe.control.idle({});
    await desk.applyWaiting();
    expect(await paymentOf(desk, vendorId, paid)).toMatchObject({
      unappliedMinor: 0n,
      refundedMinor: 3_000n,
      flag: null,
    });
    expect(await outstandingOf(desk, vendorId, paid.balanceId)).toBe(0n);
  });

  test("is either refunded or applied when two people decide at the same moment", async () => {
    const paid = await payTooMuch();
    const balanceId = await makeBalance(database.db, {
      vendorId,
      debtorId: paid.debtorId,
      amountMinor: 3_000n,
    });
    const refund = refundOf(desk, vendorId, paid.paymentId, { from: "unapplied", amountMinor: 3_000n });
    const [asked, applied] = await Promise.all([refund.ask(), apply(paid.paymentId)]);
    expect([asked.outcome === "requested", applied.outcome === "applied"].filter(Boolean)).toHaveLength(1);
    await refund.send().catch((error: unknown) => {
      expect(String(error)).toContain("is not there");
    });
    const owed = await outstandingOf(desk, vendorId, balanceId);
    expect(owed).toBe(applied.outcome === "applied" ? 0n : 3_000n);
  });

  test("applied to a write-off that was taken back settles it again", async () => {
    const paid = await payTooMuch();
    const { adjustmentId, paymentId, balanceId } = paid;
    await reverseAdjustment(desk.deps, { vendorId, adjustmentId, reason: "No", by: staff, now: desk.now() });
    await apply(paymentId);
    expect(await outstandingOf(desk, vendorId, balanceId)).toBe(0n);
  });

  test("is not found by another vendor", async () => {
    const paid = await payTooMuch();
    const other = (await makeVendor(database.db)).id;
    const asked = { vendorId: other, paymentId: paid.paymentId };
    const request = { ...asked, requestId: uuid(), by: staff, now: desk.now() };
    expect(await applyUnapplied(desk.deps, request)).toEqual({ outcome: "not_found" });
    expect(await settleFlag(desk.deps, asked)).toBe("not_found");
  });
});

test("a flag that a person has looked at is gone, and applying ends the debtor's open sessions", async () => {
  const paid = await payTooMuch();
  await settleFlag(desk.deps, { vendorId, paymentId: paid.paymentId });
  expect(await paymentOf(desk, vendorId, paid)).toMatchObject({ flag: null });
  const other = await desk.goToPay(vendorId);
  await database.admin`update balances set debtor_id = ${paid.debtorId} where id = ${other.balanceId}`;
  await database.admin`update checkouts set debtor_id = ${paid.debtorId} where debtor_id = ${other.debtorId}`;
  await apply(paid.paymentId);
  const open = await database.db.asVendor(vendorId, (tx) =>
    tx.select({ state: checkouts.state }).from(checkouts).where(eq(checkouts.stripeSessionId, other.session)),
  );
  expect(open).toEqual([{ state: "superseded" }]);
});
