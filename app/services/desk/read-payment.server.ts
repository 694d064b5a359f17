import type { PaymentId, StaffUserId, VendorId } from "~/domain/ids";
import { allocate } from "~/domain/ledger/allocation";
import { whyNoRefund } from "~/domain/payment-standing";
import { actorNames } from "~/domain/timeline";
import type { App } from "~/server/app.server";
import type { Tx } from "~db/client";
import {
  listChargebacksOfPayment,
  listPostingsOfPayment,
  listRefundsOfPayment,
} from "~db/queries/desk/payment-history";
import { findPaymentForDesk, listPartsOfPayment } from "~db/queries/desk/payments";
import { listEventsCausedBy } from "~db/queries/desk/timeline-read";
import { listOwed } from "~db/queries/ledger/payment-parts";
import { namesOfStaff } from "~db/queries/vendor/staff";
import { eventItem, type TimelineItem } from "./read-timeline.server";

interface Asked {
  vendor: { id: VendorId; language: string };
  paymentId: PaymentId;
}

/** One payment, where its money is and all that became of it; null when this vendor has no such payment. */
export async function readPayment({ db, env }: Pick<App, "db" | "env">, { vendor, paymentId }: Asked) {
  const vendorId = vendor.id;
  const names = await db.asSystem((tx) => namesOfStaff(tx, { vendorId }));
  return db.asVendor(vendorId, async (tx) => {
    const payment = await findPaymentForDesk(tx, { vendorId, paymentId });
    if (!payment) return null;
    const parts = await listPartsOfPayment(tx, { vendorId, paymentId });
    const refunds = await listRefundsOfPayment(tx, { vendorId, paymentId });
    const chargebacks = await listChargebacksOfPayment(tx, { vendorId, paymentId });
    const hereMinor = parts.reduce((sum, { amountMinor }) => sum + amountMinor, payment.unappliedMinor);
    const causes = [
      `payment:${paymentId}`,
      ...refunds.map(({ id }) => `refund:${id}`),
      ...chargebacks.map(({ id }) => `chargeback:${id}`),
    ];
    return {
      payment,
      parts,
      hereMinor,
      whyNoRefund: whyNoRefund({ ...payment, hereMinor }),
      refunds: refunds.map((refund) => ({ ...refund, by: whoAsked(refund.requestedBy, names) })),
      chargebacks,
      postings: await listPostingsOfPayment(tx, { vendorId, paymentId }),
      timeline: await readEvents(tx, { vendor, debtorId: payment.debtorId, causes }),
      wouldApply: await previewApplication(tx, { vendorId, payment }),
      dashboardUrl: dashboardUrl(payment.stripePaymentIntentId, env.stripe.livemode),
    };
  });
}

/** Null for what nobody here asked for. */
function whoAsked(requestedBy: string | null, names: ReadonlyMap<StaffUserId, string>): string | null {
  if (requestedBy === null) return null;
  return names.get(requestedBy.replace(/^staff:/, "") as StaffUserId) ?? actorNames.staff;
}

/** Where Stripe shows the same payment, to the account that is signed in there. */
function dashboardUrl(paymentIntentId: string | null, livemode: boolean): string | null {
  if (paymentIntentId === null) return null;
  return `https://dashboard.stripe.com/${livemode ? "" : "test/"}payments/${paymentIntentId}`;
}

/** What applying the unapplied part would settle, the oldest due first; null when it would do nothing. */
async function previewApplication(
  tx: Tx,
  {
    vendorId,
    payment,
  }: { vendorId: VendorId; payment: NonNullable<Awaited<ReturnType<typeof findPaymentForDesk>>> },
) {
  const { debtorId, currency, state, unappliedMinor } = payment;
  if (state !== "succeeded" || unappliedMinor <= 0n) return null;
  const owed = await listOwed(tx, { vendorId, debtorId, currency });
  const { allocations, unappliedMinor: leftMinor } = allocate(unappliedMinor, owed);
  if (allocations.length === 0) return null;
  const lines = allocations.flatMap(({ balanceId, amountMinor }) => {
    const balance = owed.find((one) => one.balanceId === balanceId);
    return balance
      ? [{ reference: balance.reference, amountMinor, settles: amountMinor === balance.outstandingMinor }]
      : [];
  });
  return { lines, leftMinor };
}

async function readEvents(
  tx: Tx,
  { vendor, ...asked }: Pick<Asked, "vendor"> & Omit<Parameters<typeof listEventsCausedBy>[1], "vendorId">,
): Promise<TimelineItem[]> {
  const events = await listEventsCausedBy(tx, { vendorId: vendor.id, ...asked });
  return events.map((event) => eventItem(event, vendor.language));
}
