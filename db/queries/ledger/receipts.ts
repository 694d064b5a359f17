import { and, eq, inArray, ne, sql } from "drizzle-orm";
import type { Tx } from "~db/client";
import { balances, debtors, journalEntries, payments, postings, receipts } from "~db/schema";
import type { PaymentId, VendorId } from "~/domain/ids";
import type { Currency } from "~/domain/money";

export interface ReceiptRecord {
  number: number;
  debtorName: string | null;
  currency: Currency;
  amountMinor: bigint;
  unappliedMinor: bigint;
  methodLabel: string | null;
  paidAt: Date;
  lines: {
    reference: string;
    description: string | null;
    dueOn: string;
    currency: Currency;
    amountMinor: bigint;
  }[];
}

/**
 * A payment as its receipt says it: what was paid for on the day it came in, as its entry in the ledger has
 * it, whatever was given back or applied since. Null before a receipt was
 * issued, and once the payment was reversed.
 */
export async function findReceipt(
  tx: Tx,
  { vendorId, paymentId }: { vendorId: VendorId; paymentId: PaymentId },
): Promise<ReceiptRecord | null> {
  const [receipt] = await tx
    .select({
      number: receipts.number,
      debtorName: debtors.name,
      currency: payments.currency,
      amountMinor: payments.amountMinor,
      methodLabel: payments.methodLabel,
      receivedAt: payments.receivedAt,
      issuedAt: receipts.issuedAt,
    })
    .from(receipts)
    .innerJoin(payments, and(eq(payments.vendorId, receipts.vendorId), eq(payments.id, receipts.paymentId)))
    .innerJoin(debtors, and(eq(debtors.vendorId, receipts.vendorId), eq(debtors.id, receipts.debtorId)))
    .where(
      and(eq(receipts.vendorId, vendorId), eq(receipts.paymentId, paymentId), ne(payments.state, "reversed")),
    );
  if (!receipt) return null;
  const received = await tx
    .select({
      reference: balances.reference,
      description: balances.description,
      dueOn: balances.dueOn,
      currency: postings.currency,
      amountMinor: postings.amountMinor,
    })
    .from(journalEntries)
    .innerJoin(
      postings,
      and(eq(postings.vendorId, journalEntries.vendorId), eq(postings.entryId, journalEntries.id)),
    )
    .leftJoin(balances, and(eq(balances.vendorId, postings.vendorId), eq(balances.id, postings.balanceId)))
    .where(
      and(
        eq(journalEntries.vendorId, vendorId),
        inArray(journalEntries.kind, ["payment_received", "offline_payment"]),
        eq(journalEntries.sourceId, paymentId),
        sql`${postings.account} in ('receivable', 'unapplied')`,
      ),
    )
    .orderBy(balances.dueOn, balances.reference);
  const lines = received.flatMap(({ reference, dueOn, amountMinor, ...line }) =>
    reference !== null && dueOn !== null ? [{ ...line, reference, dueOn, amountMinor: -amountMinor }] : [],
  );
  const unappliedMinor = received.reduce(
    (sum, { reference, amountMinor }) => (reference === null ? sum - amountMinor : sum),
    0n,
  );
  const { receivedAt, issuedAt, ...rest } = receipt;
  return { ...rest, unappliedMinor, paidAt: receivedAt ?? issuedAt, lines };
}
