import { v7 as uuid } from "uuid";
import { and, eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { RefundId, VendorId } from "~/domain/ids";
import { adjustBalance } from "~/services/ledger/adjust-balance.server";
import { reverseAdjustment } from "~/services/ledger/reverse-adjustment.server";
import { currency } from "~/domain/money";
import type { AdjustmentId } from "~/domain/ids";
import { adjustments, balanceHolds, refunds } from "~db/schema";
import { useDatabase } from "~tests/setup/database";
import {
  differences,
  outstandingOf,
  payInFull,
  paymentOf,
  refundOf,
  staff,
} from "~tests/factories/money-back";
import { stripeSdk } from "~tests/factories/payments";
import { openStripeDesk, type StripeDesk } from "~tests/factories/stripe-desk";
import { makeVendor } from "~tests/factories/vendor";

const database = useDatabase();
let desk: StripeDesk;
let vendorId: VendorId;

beforeAll(async () => {
  desk = await openStripeDesk(database.db);
  vendorId = (await makeVendor(database.db)).id;
});
afterAll(() => desk.close());
afterEach(async () => {
  await desk.stripe.control.setWeather({});
  expect(await differences(desk)).toEqual([]);
});

const rowOf = async (id: RefundId) =>
  (await database.db.asVendor(vendorId, (tx) => tx.select().from(refunds).where(eq(refunds.id, id))))[0];
const refundsAtStripe = async (paymentIntent: string) =>
  (await stripeSdk(desk.stripe).refunds.list({ payment_intent: paymentIntent })).data;
async function hearStripe() {
  await desk.stripe.control.idle({});
  await desk.applyWaiting();
}

describe("a refund that a person makes", () => {
  test("goes back once, the balance stays settled, and a credit says that it was forgone", async () => {
    const paid = await payInFull(desk, vendorId);
    const refund = refundOf(desk, vendorId, paid.paymentId, { amountMinor: 2_000n });
    expect(await refund.ask()).toEqual({ outcome: "requested" });
    expect(await refund.send()).toBe("made");
    await hearStripe();
    expect(await rowOf(refund.id)).toMatchObject({ state: "succeeded", amountMinor: 2_000n });
    expect(await outstandingOf(desk, vendorId, paid.balanceId)).toBe(0n);
    const [credit] = await database.db.asVendor(vendorId, (tx) =>
      tx.select().from(adjustments).where(eq(adjustments.balanceId, paid.balanceId)),
    );
    expect(credit).toMatchObject({ kind: "credit", amountMinor: 2_000n, reason: "Refunded: Paid twice" });
  });

  test("is owed again when the person says so", async () => {
    const paid = await payInFull(desk, vendorId);
    const refund = refundOf(desk, vendorId, paid.paymentId, { owedAgain: true });
    await refund.ask();
    await refund.send();
    expect(await outstandingOf(desk, vendorId, paid.balanceId)).toBe(4_500n);
  });

  test("is one refund however often its form and its job come", async () => {
    const paid = await payInFull(desk, vendorId);
    const refund = refundOf(desk, vendorId, paid.paymentId, { amountMinor: 1_000n });
    const asked = await Promise.all([refund.ask(), refund.ask(), refund.ask()]);
    expect(asked).toEqual(Array(3).fill({ outcome: "requested" }));
    await Promise.allSettled([refund.send(), refund.send(), refund.send()]);
    await refund.send();
    await hearStripe();
    expect(await refundsAtStripe(paid.paymentIntent)).toHaveLength(1);
    expect(await paymentOf(desk, vendorId, paid)).toMatchObject({ refundedMinor: 1_000n });
  });

  test("never gives more back than came in, however many ask at once", async () => {
    const paid = await payInFull(desk, vendorId);
    const many = Array.from({ length: 8 }, () =>
      refundOf(desk, vendorId, paid.paymentId, { amountMinor: 1_000n, owedAgain: true }),
    );
    const asked = await Promise.all(many.map((refund) => refund.ask()));
    const made = many.filter((_, index) => asked[index]?.outcome === "requested");
    expect(made).toHaveLength(4);
    expect(asked.filter(({ outcome }) => outcome === "too_much")).toHaveLength(4);
    await Promise.all(made.map((refund) => refund.send()));
    await hearStripe();
    const [book] = (await desk.stripe.control.books({})).payments.filter(
      ({ paymentIntent }) => paymentIntent === paid.paymentIntent,
    );
    expect(book).toMatchObject({ captured: 4_500, refunded: 4_000 });
  });

  test("says what is left when more is asked for, and moves nothing", async () => {
    const paid = await payInFull(desk, vendorId);
    const refund = refundOf(desk, vendorId, paid.paymentId, { amountMinor: 4_501n });
    expect(await refund.ask()).toMatchObject({ outcome: "too_much", available: { amountMinor: 4_500n } });
    expect(await rowOf(refund.id)).toBeUndefined();
  });

  test("refuses a form that was used for something else", async () => {
    const paid = await payInFull(desk, vendorId);
    const requestId = uuid() as RefundId;
    await refundOf(desk, vendorId, paid.paymentId, { requestId, amountMinor: 100n }).ask();
    const second = refundOf(desk, vendorId, paid.paymentId, { requestId, amountMinor: 200n });
    expect(await second.ask()).toMatchObject({ outcome: "form_used", amount: { amountMinor: 100n } });
    await second.send();
  });

  test("in two equal parts is two refunds, and neither is taken for the other", async () => {
    const paid = await payInFull(desk, vendorId);
    for (let part = 0; part < 2; part += 1) {
      const refund = refundOf(desk, vendorId, paid.paymentId, { amountMinor: 1_000n });
      await refund.ask();
      await refund.send();
    }
    await hearStripe();
    expect(await paymentOf(desk, vendorId, paid)).toMatchObject({ refundedMinor: 2_000n });
    expect(await refundsAtStripe(paid.paymentIntent)).toHaveLength(2);
  });

  test("of another vendor's payment is not found", async () => {
    const paid = await payInFull(desk, vendorId);
    const other = (await makeVendor(database.db)).id;
    expect(await refundOf(desk, other, paid.paymentId).ask()).toEqual({ outcome: "not_found" });
  });
});

describe("a refund whose answer is lost", () => {
  test("is met again under its key by the next try", async () => {
    const paid = await payInFull(desk, vendorId);
    const refund = refundOf(desk, vendorId, paid.paymentId, { amountMinor: 700n });
    await refund.ask();
    await expect(refund.sendUnanswered()).rejects.toThrow("could not be asked");
    await refund.send();
    await hearStripe();
    expect(await refundsAtStripe(paid.paymentIntent)).toHaveLength(1);
    expect(await rowOf(refund.id)).toMatchObject({ state: "succeeded" });
  });

  test("is looked up, not repeated, once Stripe may have forgotten its key", async () => {
    const paid = await payInFull(desk, vendorId);
    const refund = refundOf(desk, vendorId, paid.paymentId, { amountMinor: 700n });
    await refund.ask();
    await desk.stripe.control.setWeather({ drop: 1 });
    await expect(refund.sendUnanswered()).rejects.toThrow();
    await desk.advance(26 * 3_600_000);
    expect(await refund.send()).toBe("made");
    expect(await refundsAtStripe(paid.paymentIntent)).toHaveLength(1);
  });

  test("that its webhook brings before its answer is the same refund", async () => {
    const paid = await payInFull(desk, vendorId);
    const refund = refundOf(desk, vendorId, paid.paymentId, { amountMinor: 900n });
    await refund.ask();
    await expect(refund.sendUnanswered()).rejects.toThrow();
    await hearStripe();
    expect(await rowOf(refund.id)).toMatchObject({ state: "succeeded" });
    expect(await refund.send()).toBe("already_sent");
  });
});

describe("a refund that does not go through", () => {
  test("settles the balance again, takes its credit back and asks a person", async () => {
    const paid = await payInFull(desk, vendorId);
    const refund = refundOf(desk, vendorId, paid.paymentId, { amountMinor: 1_500n });
    await refund.ask();
    await refund.send();
    await hearStripe();
    const { stripeRefundId } = (await rowOf(refund.id)) ?? {};
    await desk.stripe.control.failRefund({ refund: stripeRefundId ?? "" });
    await hearStripe();
    expect(await rowOf(refund.id)).toMatchObject({ state: "failed" });
    expect(await outstandingOf(desk, vendorId, paid.balanceId)).toBe(0n);
    const payment = await paymentOf(desk, vendorId, paid);
    expect(payment).toMatchObject({ refundedMinor: 0n, unappliedMinor: 0n });
    expect(payment.flag).toContain("did not go through");
  });

  test("leaves its money unapplied where the balance was settled otherwise meanwhile", async () => {
    const paid = await payInFull(desk, vendorId);
    const refund = refundOf(desk, vendorId, paid.paymentId, { owedAgain: true });
    await refund.ask();
    await refund.send();
    await hearStripe();
    await adjustBalance(desk.deps, {
      vendorId,
      balanceId: paid.balanceId,
      adjustment: {
        requestId: uuid() as AdjustmentId,
        kind: "write_off",
        amountMinor: 3_000n,
        currency: currency("USD"),
        reason: "Given up",
      },
      by: staff,
      now: desk.now(),
    });
    await desk.stripe.control.failRefund({ refund: (await rowOf(refund.id))?.stripeRefundId ?? "" });
    await hearStripe();
    expect(await outstandingOf(desk, vendorId, paid.balanceId)).toBe(0n);
    expect(await paymentOf(desk, vendorId, paid)).toMatchObject({ unappliedMinor: 3_000n });
  });

  test("whose credit a person had reversed pays what is owed again", async () => {
    const paid = await payInFull(desk, vendorId);
    const refund = refundOf(desk, vendorId, paid.paymentId);
    await refund.ask();
    await refund.send();
    await hearStripe();
    const [credit] = await database.db.asVendor(vendorId, (tx) =>
      tx.select().from(adjustments).where(eq(adjustments.balanceId, paid.balanceId)),
    );
    if (!credit) throw new Error("A credit was expected.");
    const reversal = { vendorId, adjustmentId: credit.id, reason: "It is owed", by: staff, now: desk.now() };
    await reverseAdjustment(desk.deps, reversal);
    expect(await outstandingOf(desk, vendorId, paid.balanceId)).toBe(4_500n);
    await desk.stripe.control.failRefund({ refund: (await rowOf(refund.id))?.stripeRefundId ?? "" });
    await hearStripe();
    expect(await outstandingOf(desk, vendorId, paid.balanceId)).toBe(0n);
  });

  test("because Stripe refuses it is taken back at once", async () => {
    const paid = await payInFull(desk, vendorId);
    const dispute = await desk.stripe.control.openDispute({
      paymentIntent: paid.paymentIntent,
      amount: 1_000,
    });
    const refund = refundOf(desk, vendorId, paid.paymentId, { amountMinor: 500n });
    await refund.ask();
    expect(await refund.send()).toBe("refused");
    expect(await rowOf(refund.id)).toMatchObject({ state: "refused" });
    await desk.stripe.control.moveDispute({ dispute: dispute.id, to: "won" });
    await hearStripe();
    expect(await paymentOf(desk, vendorId, paid)).toMatchObject({ refundedMinor: 0n });
  });
});

describe("a refund made at Stripe's dashboard", () => {
  test("is followed, and what it was taken from waits for a person instead of being asked for", async () => {
    const paid = await payInFull(desk, vendorId);
    await stripeSdk(desk.stripe).refunds.create({ payment_intent: paid.paymentIntent, amount: 1_200 });
    await hearStripe();
    expect(await paymentOf(desk, vendorId, paid)).toMatchObject({ refundedMinor: 1_200n });
    expect(await outstandingOf(desk, vendorId, paid.balanceId)).toBe(1_200n);
    const holds = await database.db.asVendor(vendorId, (tx) =>
      tx
        .select()
        .from(balanceHolds)
        .where(and(eq(balanceHolds.balanceId, paid.balanceId), eq(balanceHolds.kind, "refund"))),
    );
    expect(holds).toMatchObject([{ releasedAt: null }]);
  });

  test("is one refund whichever of its events comes, and however often", async () => {
    const paid = await payInFull(desk, vendorId);
    await desk.stripe.control.setWeather({ duplicate: 1 });
    await stripeSdk(desk.stripe).refunds.create({ payment_intent: paid.paymentIntent, amount: 300 });
    await stripeSdk(desk.stripe).refunds.create({ payment_intent: paid.paymentIntent, amount: 300 });
    await hearStripe();
    expect(await paymentOf(desk, vendorId, paid)).toMatchObject({ refundedMinor: 600n });
  });

  test("is followed when it comes before the payment's own events", async () => {
    const atStripe = await desk.goToPay(vendorId);
    await desk.stripe.control.setWeather({ drop: 1 });
    await desk.stripe.control.pay({ session: atStripe.session });
    await desk.stripe.control.idle({});
    await desk.stripe.control.setWeather({});
    const session = await stripeSdk(desk.stripe).checkout.sessions.retrieve(atStripe.session);
    await stripeSdk(desk.stripe).refunds.create({
      payment_intent: typeof session.payment_intent === "string" ? session.payment_intent : "",
      amount: 500,
    });
    await hearStripe();
    expect(await paymentOf(desk, vendorId, atStripe)).toMatchObject({
      state: "succeeded",
      refundedMinor: 500n,
    });
  });
});
