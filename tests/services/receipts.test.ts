import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { VendorId } from "~/domain/ids";
import { findReceipt } from "~db/queries/ledger/receipts";
import { debtors } from "~db/schema";
import { differences, payInFull, refundOf, type Paid } from "~tests/factories/money-back";
import { get, mintLink, openPortal, textOf, type Portal } from "~tests/factories/pay-page";
import { openStripeDesk, type StripeDesk } from "~tests/factories/stripe-desk";
import { makeVendor } from "~tests/factories/vendor";
import { useDatabase } from "~tests/setup/database";

const database = useDatabase();
let desk: StripeDesk;
let portal: Portal;
let vendorId: VendorId;

beforeAll(async () => {
  desk = await openStripeDesk(database.db);
  portal = await openPortal(database.url, desk.stripe, desk.now());
  vendorId = (await makeVendor(database.db)).id;
});
afterAll(async () => {
  await portal.app.db.close();
  await desk.close();
});
afterEach(async () => {
  expect(await differences(desk)).toEqual([]);
});

async function hearStripe() {
  await desk.stripe.control.idle({});
  await desk.applyWaiting();
}
const recordOf = ({ paymentId }: Paid) =>
  database.db.asVendor(vendorId, (tx) => findReceipt(tx, { vendorId, paymentId }));

/** The receipt as the debtor reads it on their page. */
async function receiptPage(paid: Paid): Promise<string> {
  const number = (await recordOf(paid))?.number;
  const { token } = await mintLink(portal, { vendorId, debtorId: paid.debtorId });
  return textOf(await get(token, { query: `?receipt=${number}` }));
}

async function refunded(amountMinor: bigint) {
  const paid = await payInFull(desk, vendorId);
  const before = await recordOf(paid);
  const refund = refundOf(desk, vendorId, paid.paymentId, { amountMinor });
  await refund.ask();
  return { paid, before, refund };
}

describe("a receipt", () => {
  test("stays what it was, and says under it what was refunded or is on its way", async () => {
    const { paid, before, refund } = await refunded(2_000n);
    expect(await receiptPage(paid)).toMatch(/Total \$45\.00.*Refund on its way, asked for .* \$20\.00/s);
    await refund.send();
    await hearStripe();
    expect(await receiptPage(paid)).toMatch(/Total \$45\.00.*Refunded \w+ \d+, \d{4} \$20\.00/s);
    expect(before).toMatchObject({
      amountMinor: 4_500n,
      lines: [{ amountMinor: 4_500n }],
      unappliedMinor: 0n,
    });
    expect(await recordOf(paid)).toEqual(before);
  });

  test("says nothing of a refund that did not go through", async () => {
    const { paid, refund } = await refunded(2_000n);
    await refund.send();
    await hearStripe();
    const { stripeRefundId } = await readRefund(paid);
    await desk.stripe.control.failRefund({ refund: stripeRefundId });
    await hearStripe();
    expect(await receiptPage(paid)).not.toMatch(/Refund/);
  });

  test("says what the bank took back, until the bank returns it, in the debtor's language", async () => {
    const paid = await payInFull(desk, vendorId);
    await database.db.asVendor(vendorId, (tx) =>
      tx.update(debtors).set({ language: "es" }).where(eq(debtors.id, paid.debtorId)),
    );
    const dispute = await desk.stripe.control.openDispute({ paymentIntent: paid.paymentIntent });
    await hearStripe();
    expect(await receiptPage(paid)).toMatch(/Devuelto a usted por su banco el .* 45,00/s);
    await desk.stripe.control.moveDispute({ dispute: dispute.id, to: "won" });
    await hearStripe();
    expect(await receiptPage(paid)).not.toContain("Devuelto a usted");
  });
});

async function readRefund({ paymentId }: Paid): Promise<{ stripeRefundId: string }> {
  const [row] = await database.admin<{ stripeRefundId: string }[]>`
    select stripe_refund_id as "stripeRefundId" from refunds where payment_id = ${paymentId}`;
  if (!row) throw new Error("A refund was asked for.");
  return row;
}
