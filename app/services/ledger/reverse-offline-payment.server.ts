import type { PaymentId, StaffUserId, VendorId } from "~/domain/ids";
import { offlinePaymentReversed } from "~/domain/ledger/staff-entries";
import { offlineMethodName } from "~/domain/payment-method";
import type { App } from "~/server/app.server";
import type { Tx } from "~db/client";
import {
  findOfflinePayment,
  listAllocationsOfPayment,
  markPaymentReversed,
} from "~db/queries/ledger/adjustments";
import { lockDebtorForPayment } from "~db/queries/ledger/checkouts";
import { postEntries } from "~db/queries/ledger/ledger";
import type { PaymentRow } from "~db/queries/ledger/payments";
import { lookAgain } from "~db/queries/reminders/contact-schedules";
import { recordEvents, type NewTimelineEvent } from "~db/queries/vendor/timeline";
import { endSessions } from "~/services/payments/end-sessions.server";

interface PaymentReversal {
  vendor: { id: VendorId; language: string };
  paymentId: PaymentId;
  reason: string;
  by: StaffUserId;
  now: Date;
}

/**
 * Takes back an offline payment that was recorded wrongly or did not hold, by a correcting entry: what it
 * settled is outstanding again and its receipt is no longer shown. Doing it again changes nothing.
 */
export function reverseOfflinePayment(
  deps: Pick<App, "db">,
  reversal: PaymentReversal,
): Promise<"reversed" | "not_found"> {
  const { vendor, paymentId, reason, by, now } = reversal;
  const vendorId = vendor.id;
  return deps.db.asVendor(vendorId, async (tx) => {
    const found = await findOfflinePayment(tx, { vendorId, id: paymentId });
    if (!found) return "not_found";
    const { debtorId } = found;
    await lockDebtorForPayment(tx, { vendorId, debtorId });
    const payment = await markPaymentReversed(tx, {
      vendorId,
      id: paymentId,
      reversal: { reversedAt: now, reversedBy: `staff:${by}`, reversedReason: reason },
    });
    if (!payment) return "reversed";
    await takeBack(tx, { ...reversal, payment });
    await endSessions(deps, tx, { vendorId, debtorId, except: null, now });
    await lookAgain(tx, { vendorId, debtorIds: [debtorId], at: now });
    return "reversed";
  });
}

async function takeBack(
  tx: Tx,
  { vendor, payment, reason, by, now }: PaymentReversal & { payment: PaymentRow },
): Promise<void> {
  const vendorId = vendor.id;
  const { id: paymentId, debtorId, currency, refundedMinor } = payment;
  // What was handed back is with the debtor already.
  const amountMinor = payment.amountMinor - refundedMinor;
  if (amountMinor <= 0n) return;
  const allocations = await listAllocationsOfPayment(tx, { vendorId, paymentId });
  const entry = offlinePaymentReversed({
    debtorId,
    currency,
    paymentId,
    receivedMinor: amountMinor,
    allocations,
    occurredAt: now,
    causedBy: `staff:${by}`,
    memo: reason,
  });
  await postEntries(tx, { vendorId, entries: [entry] });
  const method = payment.method === "stripe" ? null : offlineMethodName(payment.method, vendor.language);
  const event = { debtorId, actor: "staff", occurredAt: now, causedBy: `payment:${paymentId}` } as const;
  const details = { amountMinor: amountMinor.toString(), currency, method, reason };
  const events: NewTimelineEvent[] = allocations.map((part) => ({
    ...event,
    balanceId: part.balanceId,
    kind: "balance_reopened",
    details: { amountMinor: part.amountMinor.toString(), currency },
  }));
  await recordEvents(tx, { vendorId, events: [{ ...event, kind: "payment_reversed", details }, ...events] });
}
