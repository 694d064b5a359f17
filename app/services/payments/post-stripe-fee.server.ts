import { stripeFee } from "~/domain/ledger/money-back";
import type { PaymentFacts } from "~/domain/stripe-facts";
import type { Tx } from "~db/client";
import { postEntries } from "~db/queries/ledger/ledger";
import { updatePayment, type PaymentRow } from "~db/queries/ledger/payments";

/**
 * Posts what Stripe kept of a payment, once it says so: with the credit, or later when it has booked the
 * charge. The payment is locked.
 *
 * @returns false when it is not known yet, or was posted before.
 */
export async function postStripeFee(
  tx: Tx,
  { payment, facts, causedBy }: { payment: PaymentRow; facts: PaymentFacts; causedBy: string },
): Promise<boolean> {
  const { fee, occurredAt } = facts;
  if (fee === null || payment.feeMinor !== null) return false;
  const { vendorId, id: paymentId, debtorId } = payment;
  if (fee.amountMinor !== 0n) {
    const entry = stripeFee({ debtorId, paymentId, fee, occurredAt, causedBy });
    await postEntries(tx, { vendorId, entries: [entry] });
  }
  await updatePayment(tx, payment, { feeMinor: fee.amountMinor, feeCurrency: fee.currency });
  return true;
}
