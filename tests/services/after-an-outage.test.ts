import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { RefundId, VendorId } from "~/domain/ids";
import { reconcileStripe } from "~/services/reconciliation/reconcile-stripe.server";
import { installDefaultCadence } from "~/services/reminders/install-default-cadence.server";
import { planDueReminders } from "~/services/reminders/plan-reminders.server";
import { lookAgain } from "~db/queries/reminders/contact-schedules";
import { contactSchedules, refunds, reminders } from "~db/schema";
import { differences, payInFull, paymentOf, refundOf } from "~tests/factories/money-back";
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

const reconcile = () => reconcileStripe(desk.deps, { now: desk.now() });
const rowOf = async (id: RefundId) =>
  (await database.db.asVendor(vendorId, (tx) => tx.select().from(refunds).where(eq(refunds.id, id))))[0];

describe("after an outage", () => {
  test("nobody is asked before Stripe has told who paid meanwhile", async () => {
    await reconcile();
    const paid = await desk.goToPay(vendorId);
    const owes = await desk.goToPay(vendorId);
    await desk.stripe.control.setWeather({ drop: 1 });
    await desk.stripe.control.pay({ session: paid.session });
    await desk.stripe.control.idle({});
    await desk.advance(26 * 3_600_000);
    await database.admin`update balances set due_on = '2026-01-01'`;
    const debtorIds = [paid.debtorId, owes.debtorId];
    await database.db.asVendor(vendorId, (tx) => lookAgain(tx, { vendorId, debtorIds, at: desk.now() }));
    const reasons = async () =>
      (await database.db.asVendor(vendorId, (tx) => tx.select().from(contactSchedules))).map(
        ({ reason }) => reason,
      );
    expect(await planDueReminders(desk.deps, { now: desk.now(), limit: 100 })).toMatchObject({ planned: 0 });
    expect(new Set(await reasons())).toEqual(
      new Set(["What was paid in the meantime is being asked of Stripe first."]),
    );

    await reconcile();
    const askAgain = () => planDueReminders(desk.deps, { now: desk.now(), limit: 100 });
    await desk.advance(5 * 60_000);
    expect(await askAgain()).toMatchObject({ planned: 0 }); // Read into the inbox, and not applied yet.
    await desk.applyWaiting();
    await desk.advance(5 * 60_000);
    await askAgain();
    const asked = await database.db.asVendor(vendorId, (tx) => tx.select().from(reminders));
    expect(asked.filter(({ debtorId }) => debtorId === paid.debtorId)).toEqual([]);
    const after = await database.db.asVendor(vendorId, (tx) =>
      tx.select().from(contactSchedules).where(eq(contactSchedules.debtorId, owes.debtorId)),
    );
    expect(after[0]?.reason).not.toContain("asked of Stripe first");
  });

  test("a refund whose job was lost is made, and one that failed unheard is taken back", async () => {
    const paid = await payInFull(desk, vendorId);
    const refund = refundOf(desk, vendorId, paid.paymentId, { amountMinor: 500n });
    await refund.ask();
    await desk.stripe.control.setWeather({ drop: 1 });
    await desk.stripe.control.setTiming({ bankRefundMs: 10 * 86_400_000 });
    await desk.advance(3_600_000);
    expect(await reconcile()).toMatchObject({ differences: [] });
    expect((await rowOf(refund.id))?.stripeRefundId).toMatch(/^re_/);
  });

  test("the end of a refund that was on its way is asked for", async () => {
    const paid = await payInFull(desk, vendorId);
    const refund = refundOf(desk, vendorId, paid.paymentId, { amountMinor: 500n });
    await refund.ask();
    await refund.send();
    await database.admin`update refunds set state = 'pending', settled_at = null where id = ${refund.id}`;
    await desk.advance(3_600_000);
    await reconcile();
    expect(await rowOf(refund.id)).toMatchObject({ state: "succeeded" });
  });

  test("what Stripe kept of a payment is asked for where nobody told", async () => {
    await desk.stripe.control.setTiming({ balanceTransactionMs: 60_000 });
    const paid = await payInFull(desk, vendorId);
    await desk.stripe.control.setWeather({ drop: 1 });
    await desk.advance(31 * 86_400_000);
    await desk.stripe.control.setTiming({ balanceTransactionMs: 0 });
    await reconcile();
    expect((await paymentOf(desk, vendorId, paid)).feeMinor).toBeGreaterThan(0n);
  });
});
