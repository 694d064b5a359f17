import { and, eq, ne } from "drizzle-orm";
import type { Tx } from "~db/client";
import { allocations, balances, debtors, payments, receipts } from "~db/schema";
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

/** A payment as its receipt says it; null before a receipt was issued, and once the payment was reversed. */
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
      unappliedMinor: payments.unappliedMinor,
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
  const lines = await tx
    .select({
      reference: balances.reference,
      description: balances.description,
      dueOn: balances.dueOn,
      currency: balances.currency,
      amountMinor: allocations.amountMinor,
    })
    .from(allocations)
    .innerJoin(
      balances,
      and(eq(balances.vendorId, allocations.vendorId), eq(balances.id, allocations.balanceId)),
    )
    .where(and(eq(allocations.vendorId, vendorId), eq(allocations.paymentId, paymentId)))
    .orderBy(balances.dueOn, balances.reference);
  const { receivedAt, issuedAt, ...rest } = receipt;
  return { ...rest, paidAt: receivedAt ?? issuedAt, lines };
}
