import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { reconcileStripe } from "~/services/reconciliation/reconcile-stripe.server";
import { verifyLedger } from "~/services/ledger/verify-ledger.server";
import { listEventsWithoutEffect } from "~db/queries/ledger/stripe-events";
import { chargebacks } from "~db/schema";
import { outstandingOf, payInFull, paymentOf, refundOf } from "~tests/factories/money-back";
import { stripeSdk } from "~tests/factories/payments";
import { openStripeDesk, type StripeDesk } from "~tests/factories/stripe-desk";
import { makeVendor } from "~tests/factories/vendor";
import { useDatabase } from "~tests/setup/database";

const database = useDatabase();
let desk: StripeDesk;

beforeAll(async () => {
  desk = await openStripeDesk(database.db);
});
afterAll(() => desk.close());

test("a refund that is heard of after the chargeback that followed it still has its effect", async () => {
  const vendorId = (await makeVendor(database.db)).id;
  const paid = await payInFull(desk, vendorId);
  const { paymentIntent } = paid;
  await desk.stripe.control.setWeather({ drop: 1 });
  await stripeSdk(desk.stripe).refunds.create({ payment_intent: paymentIntent, amount: 1_500 });
  await desk.stripe.control.idle({});
  await desk.stripe.control.setWeather({});
  await desk.stripe.control.openDispute({ paymentIntent });
  await desk.stripe.control.idle({});
  await desk.applyWaiting();
  await reconcileStripe(desk.deps, { now: desk.now() });
  await desk.applyWaiting();

  const left = await database.db.asSystem((tx) => listEventsWithoutEffect(tx, { which: "all", limit: 100 }));
  expect(left.map(({ type, lastError }) => [type, lastError])).toEqual([]);
  expect(await paymentOf(desk, vendorId, paid)).toMatchObject({
    refundedMinor: 1_500n,
    chargedBackMinor: 3_000n,
    unappliedMinor: 0n,
  });
  // The bank took all of it, also what had been given back: that part is lost.
  const rows = await database.db.asVendor(vendorId, (tx) =>
    tx.select().from(chargebacks).where(eq(chargebacks.paymentId, paid.paymentId)),
  );
  expect(rows).toMatchObject([{ withdrawnMinor: 4_500n, lossMinor: 1_500n }]);
  expect(await outstandingOf(desk, vendorId, paid.balanceId)).toBe(4_500n);
  expect((await verifyLedger(desk.deps)).differences).toEqual([]);
});

test("a refund that Stripe refuses because the bank came first leaves the balance owed", async () => {
  const vendorId = (await makeVendor(database.db)).id;
  const paid = await payInFull(desk, vendorId);
  const refund = refundOf(desk, vendorId, paid.paymentId, { amountMinor: 1_500n });
  await refund.ask();
  await desk.stripe.control.openDispute({ paymentIntent: paid.paymentIntent });
  await desk.stripe.control.idle({});
  await desk.applyWaiting();
  expect(await refund.send()).toBe("refused");

  expect(await paymentOf(desk, vendorId, paid)).toMatchObject({
    refundedMinor: 0n,
    chargedBackMinor: 4_500n,
    unappliedMinor: 0n,
  });
  expect(await outstandingOf(desk, vendorId, paid.balanceId)).toBe(4_500n);
  const chargeback = () =>
    database.db.asVendor(vendorId, (tx) =>
      tx.select().from(chargebacks).where(eq(chargebacks.paymentId, paid.paymentId)),
    );
  const [taken] = await chargeback();
  expect(taken).toMatchObject({ withdrawnMinor: 4_500n, lossMinor: 0n });

  // What the bank returns settles all of it again.
  await desk.stripe.control.moveDispute({ dispute: taken?.stripeDisputeId ?? "", to: "won" });
  await desk.stripe.control.idle({});
  await desk.applyWaiting();
  expect(await outstandingOf(desk, vendorId, paid.balanceId)).toBe(0n);
  expect(await paymentOf(desk, vendorId, paid)).toMatchObject({ chargedBackMinor: 0n, unappliedMinor: 0n });
  expect((await verifyLedger(desk.deps)).differences).toEqual([]);
});
