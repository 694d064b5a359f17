import { and, asc, eq, inArray } from "drizzle-orm";
import type { Tx } from "~db/client";
import { balances, chargebacks, journalEntries, postings, refundLines, refunds } from "~db/schema";
import type { PaymentId, VendorId } from "~/domain/ids";

interface OfPayment {
  vendorId: VendorId;
  paymentId: PaymentId;
}

/** The refunds of a payment, oldest first, each with what it took from which balance. */
export async function listRefundsOfPayment(tx: Tx, { vendorId, paymentId }: OfPayment) {
  const made = await tx
    .select()
    .from(refunds)
    .where(and(eq(refunds.vendorId, vendorId), eq(refunds.paymentId, paymentId)))
    .orderBy(asc(refunds.requestedAt), asc(refunds.id));
  if (made.length === 0) return [];
  const lines = await tx
    .select({
      refundId: refundLines.refundId,
      balanceId: refundLines.balanceId,
      reference: balances.reference,
      amountMinor: refundLines.amountMinor,
    })
    .from(refundLines)
    .innerJoin(
      balances,
      and(eq(balances.vendorId, refundLines.vendorId), eq(balances.id, refundLines.balanceId)),
    )
    .where(
      and(
        eq(refundLines.vendorId, vendorId),
        inArray(
          refundLines.refundId,
          made.map(({ id }) => id),
        ),
      ),
    )
    .orderBy(asc(balances.dueOn), asc(balances.reference));
  return made.map((refund) => ({
    ...refund,
    lines: lines.filter(({ refundId }) => refundId === refund.id),
  }));
}

export async function listChargebacksOfPayment(tx: Tx, { vendorId, paymentId }: OfPayment) {
  return tx
    .select()
    .from(chargebacks)
    .where(and(eq(chargebacks.vendorId, vendorId), eq(chargebacks.paymentId, paymentId)))
    .orderBy(asc(chargebacks.openedAt), asc(chargebacks.id));
}

/** The lines of the ledger that moved a payment's money, by entry, oldest first. */
export async function listPostingsOfPayment(tx: Tx, { vendorId, paymentId }: OfPayment) {
  return tx
    .select({
      entryId: postings.entryId,
      line: postings.line,
      kind: journalEntries.kind,
      occurredAt: journalEntries.occurredAt,
      memo: journalEntries.memo,
      account: postings.account,
      currency: postings.currency,
      amountMinor: postings.amountMinor,
      balanceId: postings.balanceId,
      balanceReference: balances.reference,
    })
    .from(postings)
    .innerJoin(
      journalEntries,
      and(eq(journalEntries.vendorId, postings.vendorId), eq(journalEntries.id, postings.entryId)),
    )
    .leftJoin(balances, and(eq(balances.vendorId, postings.vendorId), eq(balances.id, postings.balanceId)))
    .where(and(eq(postings.vendorId, vendorId), eq(postings.paymentId, paymentId)))
    .orderBy(
      asc(journalEntries.occurredAt),
      asc(journalEntries.recordedAt),
      asc(postings.entryId),
      asc(postings.line),
    )
    .limit(300);
}
