import { and, asc, eq, or } from "drizzle-orm";
import type { Tx } from "~db/client";
import { refundLines, refunds } from "~db/schema";
import type { RefundId, VendorId } from "~/domain/ids";
import type { RefundState } from "~/domain/vocabulary";

export type RefundRow = typeof refunds.$inferSelect;
export type RefundLine = Omit<typeof refundLines.$inferSelect, "vendorId" | "refundId">;

/** @returns false when the id, or the refund of Stripe's, is there already. */
export async function insertRefund(
  tx: Tx,
  { row, lines }: { row: typeof refunds.$inferInsert; lines: readonly RefundLine[] },
): Promise<boolean> {
  const inserted = await tx.insert(refunds).values(row).onConflictDoNothing().returning({ id: refunds.id });
  if (inserted.length === 0) return false;
  const { vendorId, id: refundId } = row;
  if (lines.length > 0)
    await tx.insert(refundLines).values(lines.map((line) => ({ vendorId, refundId, ...line })));
  return true;
}

export async function findRefund(
  tx: Tx,
  { vendorId, id }: { vendorId: VendorId; id: RefundId },
): Promise<RefundRow | undefined> {
  const [row] = await tx
    .select()
    .from(refunds)
    .where(and(eq(refunds.vendorId, vendorId), eq(refunds.id, id)));
  return row;
}

/** The refund by our id or by Stripe's, held until the transaction ends. The debtor is locked already. */
export async function lockRefund(
  tx: Tx,
  {
    vendorId,
    id,
    stripeRefundId,
  }: { vendorId: VendorId; id: RefundId | null; stripeRefundId: string | null },
): Promise<RefundRow | undefined> {
  const [row] = await tx
    .select()
    .from(refunds)
    .where(
      and(
        eq(refunds.vendorId, vendorId),
        or(
          id === null ? undefined : eq(refunds.id, id),
          stripeRefundId === null ? undefined : eq(refunds.stripeRefundId, stripeRefundId),
        ),
      ),
    )
    .limit(1)
    .for("update");
  return row;
}

export async function updateRefund(
  tx: Tx,
  { vendorId, id }: { vendorId: VendorId; id: RefundId },
  values: {
    state?: RefundState;
    stripeRefundId?: string;
    failure?: string | null;
    settledAt?: Date;
    failedAt?: Date;
  },
): Promise<void> {
  await tx
    .update(refunds)
    .set(values)
    .where(and(eq(refunds.vendorId, vendorId), eq(refunds.id, id)));
}

export async function listRefundLines(
  tx: Tx,
  { vendorId, refundId }: { vendorId: VendorId; refundId: RefundId },
): Promise<RefundLine[]> {
  return tx
    .select({
      balanceId: refundLines.balanceId,
      amountMinor: refundLines.amountMinor,
      adjustmentId: refundLines.adjustmentId,
    })
    .from(refundLines)
    .where(and(eq(refundLines.vendorId, vendorId), eq(refundLines.refundId, refundId)))
    .orderBy(asc(refundLines.balanceId));
}
