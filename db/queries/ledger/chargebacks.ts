import { and, asc, eq, gt, sql } from "drizzle-orm";
import type { Tx } from "~db/client";
import { chargebackLines, chargebacks } from "~db/schema";
import type { ChargebackId, PaymentId, VendorId } from "~/domain/ids";
import type { BalanceAmount } from "~/domain/ledger/entries";

export type ChargebackRow = typeof chargebacks.$inferSelect;

/** The chargeback, made with `initial` at the first news of it, and held until the transaction ends. */
export async function lockChargeback(
  tx: Tx,
  initial: typeof chargebacks.$inferInsert,
): Promise<{ chargeback: ChargebackRow; isNew: boolean }> {
  const [inserted] = await tx.insert(chargebacks).values(initial).onConflictDoNothing().returning();
  if (inserted) return { chargeback: inserted, isNew: true };
  const [chargeback] = await tx
    .select()
    .from(chargebacks)
    .where(
      and(
        eq(chargebacks.vendorId, initial.vendorId),
        eq(chargebacks.stripeDisputeId, initial.stripeDisputeId),
      ),
    )
    .for("update");
  if (!chargeback)
    throw new Error(`Chargeback ${initial.stripeDisputeId} vanished while it was being locked.`);
  return { chargeback, isNew: false };
}

/** The payment's chargebacks of which a part was taken beyond what was left of it, held. */
export async function lockLosses(
  tx: Tx,
  { vendorId, paymentId }: { vendorId: VendorId; paymentId: PaymentId },
): Promise<ChargebackRow[]> {
  return tx
    .select()
    .from(chargebacks)
    .where(
      and(
        eq(chargebacks.vendorId, vendorId),
        eq(chargebacks.paymentId, paymentId),
        gt(chargebacks.lossMinor, 0n),
      ),
    )
    .orderBy(asc(chargebacks.id))
    .for("update");
}

export async function updateChargeback(
  tx: Tx,
  { vendorId, id }: { vendorId: VendorId; id: ChargebackId },
  values: Partial<Omit<ChargebackRow, "vendorId" | "id">>,
): Promise<void> {
  await tx
    .update(chargebacks)
    .set(values)
    .where(and(eq(chargebacks.vendorId, vendorId), eq(chargebacks.id, id)));
}

/** What of each balance the chargeback has taken at this moment. */
export async function listChargebackLines(
  tx: Tx,
  { vendorId, chargebackId }: { vendorId: VendorId; chargebackId: ChargebackId },
): Promise<BalanceAmount[]> {
  return tx
    .select({ balanceId: chargebackLines.balanceId, amountMinor: chargebackLines.amountMinor })
    .from(chargebackLines)
    .where(
      and(
        eq(chargebackLines.vendorId, vendorId),
        eq(chargebackLines.chargebackId, chargebackId),
        sql`${chargebackLines.amountMinor} > 0`,
      ),
    );
}

/** Writes down what the chargeback has taken of which balance now; of others it has nothing. */
export async function setChargebackLines(
  tx: Tx,
  {
    vendorId,
    chargebackId,
    lines,
  }: { vendorId: VendorId; chargebackId: ChargebackId; lines: readonly BalanceAmount[] },
): Promise<void> {
  await tx
    .update(chargebackLines)
    .set({ amountMinor: 0n })
    .where(and(eq(chargebackLines.vendorId, vendorId), eq(chargebackLines.chargebackId, chargebackId)));
  if (lines.length === 0) return;
  await tx
    .insert(chargebackLines)
    .values(lines.map((line) => ({ vendorId, chargebackId, ...line })))
    .onConflictDoUpdate({
      target: [chargebackLines.vendorId, chargebackLines.chargebackId, chargebackLines.balanceId],
      set: { amountMinor: sql`excluded.amount_minor` },
    });
}
