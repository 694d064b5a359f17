import type { BalanceId, PaymentId, StaffUserId, VendorId } from "~/domain/ids";
import type { App } from "~/server/app.server";
import { findDebtorOfBalance } from "~db/queries/ledger/adjustments";
import { releaseHoldsOn } from "~db/queries/ledger/balance-holds";
import { lockDebtorForPayment } from "~db/queries/ledger/checkouts";
import { findPayment } from "~db/queries/ledger/payment-parts";
import { updatePayment } from "~db/queries/ledger/payments";
import { lookAgain } from "~db/queries/reminders/contact-schedules";
import { recordEvents } from "~db/queries/vendor/timeline";

/**
 * A person decided that a balance, reopened by a chargeback or by a refund made at Stripe, is to be asked for
 * again. Doing it again changes nothing.
 */
export function askAgain(
  deps: Pick<App, "db">,
  { vendorId, balanceId, by, now }: { vendorId: VendorId; balanceId: BalanceId; by: StaffUserId; now: Date },
): Promise<"released" | "not_found"> {
  return deps.db.asVendor(vendorId, async (tx) => {
    const debtorId = await findDebtorOfBalance(tx, { vendorId, balanceId });
    if (!debtorId) return "not_found";
    await lockDebtorForPayment(tx, { vendorId, debtorId });
    const releasedBy = `staff:${by}`;
    const release = { releasedAt: now, releasedBy, decision: "It is asked for again." };
    if (!(await releaseHoldsOn(tx, { vendorId, balanceId, release }))) return "released";
    const event = { debtorId, balanceId, kind: "hold_released", actor: "staff" } as const;
    await recordEvents(tx, { vendorId, events: [{ ...event, occurredAt: now, causedBy: releasedBy }] });
    await lookAgain(tx, { vendorId, debtorIds: [debtorId], at: now });
    return "released";
  });
}

/** A person has looked at a payment that was flagged, and it is well. */
export function settleFlag(
  deps: Pick<App, "db">,
  { vendorId, paymentId }: { vendorId: VendorId; paymentId: PaymentId },
): Promise<"settled" | "not_found"> {
  return deps.db.asVendor(vendorId, async (tx) => {
    const payment = await findPayment(tx, { vendorId, id: paymentId });
    if (!payment) return "not_found";
    await updatePayment(tx, payment, { flag: null });
    return "settled";
  });
}
