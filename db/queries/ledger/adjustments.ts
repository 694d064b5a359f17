import { and, asc, eq, gt, isNull, ne, sql, type SQL } from "drizzle-orm";
import type { Tx } from "~db/client";
import { adjustments, allocations, balances, journalEntries, payments, postings } from "~db/schema";
import type { AdjustmentId, BalanceId, DebtorId, PaymentId, VendorId } from "~/domain/ids";
import type { BalanceAmount } from "~/domain/ledger/entries";
import type { AdjustmentKind } from "~/domain/vocabulary";
import type { PaymentRow } from "./payments";

type AdjustmentRow = typeof adjustments.$inferSelect;

/** Taken off a balance without money and not taken back, to select beside `balances`. */
export const adjustedColumns = {
  creditedMinor: adjustedBy("credit"),
  writtenOffMinor: adjustedBy("write_off"),
};

function adjustedBy(kind: AdjustmentKind): SQL<bigint> {
  return sql`(select coalesce(sum(adjustments.amount_minor), 0) from adjustments
    where adjustments.vendor_id = ${balances.vendorId} and adjustments.balance_id = ${balances.id}
      and adjustments.kind = ${sql.raw(`'${kind}'`)} and adjustments.reversed_at is null)`.mapWith(BigInt);
}

/** Who owes a balance, to lock them before it; undefined when it is not this vendor's. */
export async function findDebtorOfBalance(
  tx: Tx,
  { vendorId, balanceId }: { vendorId: VendorId; balanceId: BalanceId },
): Promise<DebtorId | undefined> {
  const [row] = await tx
    .select({ debtorId: balances.debtorId })
    .from(balances)
    .where(and(eq(balances.vendorId, vendorId), eq(balances.id, balanceId)));
  return row?.debtorId;
}

/** The balance, held until the transaction ends. The debtor is locked already. */
export async function lockBalance(
  tx: Tx,
  { vendorId, balanceId }: { vendorId: VendorId; balanceId: BalanceId },
) {
  const [row] = await tx
    .select({
      id: balances.id,
      currency: balances.currency,
      dueOn: balances.dueOn,
      outstandingMinor: balances.outstandingMinor,
    })
    .from(balances)
    .where(and(eq(balances.vendorId, vendorId), eq(balances.id, balanceId)))
    .for("update");
  if (!row) throw new Error(`Balance ${balanceId} vanished while it was being locked.`);
  return row;
}

/** @returns false when the id was used before. */
export async function insertOfflinePayment(tx: Tx, row: typeof payments.$inferInsert): Promise<boolean> {
  const inserted = await tx.insert(payments).values(row).onConflictDoNothing().returning({ id: payments.id });
  return inserted.length > 0;
}

/** @returns false when the id was used before. */
export async function insertAdjustment(tx: Tx, row: typeof adjustments.$inferInsert): Promise<boolean> {
  const inserted = await tx
    .insert(adjustments)
    .values(row)
    .onConflictDoNothing()
    .returning({ id: adjustments.id });
  return inserted.length > 0;
}

/** A payment that a person recorded; undefined when there is none of this id. */
export async function findOfflinePayment(
  tx: Tx,
  { vendorId, id }: { vendorId: VendorId; id: PaymentId },
): Promise<PaymentRow | undefined> {
  const [row] = await tx
    .select()
    .from(payments)
    .where(and(eq(payments.vendorId, vendorId), eq(payments.id, id), ne(payments.method, "stripe")));
  return row;
}

export async function findAdjustment(
  tx: Tx,
  { vendorId, id }: { vendorId: VendorId; id: AdjustmentId },
): Promise<AdjustmentRow | undefined> {
  const [row] = await tx
    .select()
    .from(adjustments)
    .where(and(eq(adjustments.vendorId, vendorId), eq(adjustments.id, id)));
  return row;
}

interface Reversal {
  reversedAt: Date;
  reversedBy: string;
  reversedReason: string;
}

/** Marks a payment reversed. @returns undefined when it does not stand any more. */
export async function markPaymentReversed(
  tx: Tx,
  { vendorId, id, reversal }: { vendorId: VendorId; id: PaymentId; reversal: Reversal },
): Promise<PaymentRow | undefined> {
  const [row] = await tx
    .update(payments)
    .set({ ...reversal, state: "reversed" })
    .where(
      and(
        eq(payments.vendorId, vendorId),
        eq(payments.id, id),
        ne(payments.method, "stripe"),
        eq(payments.state, "succeeded"),
      ),
    )
    .returning();
  return row;
}

/** Marks an adjustment reversed. @returns false when it does not stand any more. */
export async function markAdjustmentReversed(
  tx: Tx,
  { vendorId, id, reversal }: { vendorId: VendorId; id: AdjustmentId; reversal: Reversal },
): Promise<boolean> {
  const marked = await tx
    .update(adjustments)
    .set(reversal)
    .where(and(eq(adjustments.vendorId, vendorId), eq(adjustments.id, id), isNull(adjustments.reversedAt)))
    .returning({ id: adjustments.id });
  return marked.length > 0;
}

export async function listAllocationsOfPayment(
  tx: Tx,
  { vendorId, paymentId }: { vendorId: VendorId; paymentId: PaymentId },
): Promise<BalanceAmount[]> {
  return tx
    .select({ balanceId: allocations.balanceId, amountMinor: allocations.amountMinor })
    .from(allocations)
    .where(
      and(
        eq(allocations.vendorId, vendorId),
        eq(allocations.paymentId, paymentId),
        gt(allocations.amountMinor, 0n),
      ),
    )
    .orderBy(asc(allocations.balanceId));
}

/**
 * What people recorded by hand on a balance, oldest first, with what became of it. A payment is what was
 * recorded on that day, whatever of it was given back or applied since.
 */
export async function listRecordedByHand(
  tx: Tx,
  { vendorId, balanceId }: { vendorId: VendorId; balanceId: BalanceId },
) {
  const offline = await tx
    .select({
      id: payments.id,
      method: payments.method,
      amountMinor: sql`-${postings.amountMinor}`.mapWith(BigInt),
      receivedMinor: payments.amountMinor,
      receivedOn: payments.receivedOn,
      note: payments.note,
      reversedAt: payments.reversedAt,
      reversedReason: payments.reversedReason,
    })
    .from(postings)
    .innerJoin(
      journalEntries,
      and(
        eq(journalEntries.vendorId, postings.vendorId),
        eq(journalEntries.id, postings.entryId),
        eq(journalEntries.kind, "offline_payment"),
      ),
    )
    .innerJoin(payments, and(eq(payments.vendorId, postings.vendorId), eq(payments.id, postings.paymentId)))
    .where(and(eq(postings.vendorId, vendorId), eq(postings.balanceId, balanceId)))
    .orderBy(asc(payments.receivedAt), asc(payments.id));
  const adjusted = await tx
    .select({
      id: adjustments.id,
      kind: adjustments.kind,
      amountMinor: adjustments.amountMinor,
      reason: adjustments.reason,
      recordedAt: adjustments.recordedAt,
      reversedAt: adjustments.reversedAt,
      reversedReason: adjustments.reversedReason,
    })
    .from(adjustments)
    .where(and(eq(adjustments.vendorId, vendorId), eq(adjustments.balanceId, balanceId)))
    .orderBy(asc(adjustments.recordedAt), asc(adjustments.id));
  return { payments: offline, adjustments: adjusted };
}
