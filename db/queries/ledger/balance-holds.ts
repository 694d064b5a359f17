import { and, eq, isNull } from "drizzle-orm";
import { v7 as uuid } from "uuid";
import type { Tx } from "~db/client";
import { balanceHolds } from "~db/schema";
import type { BalanceId, ChargebackId, DebtorId, HoldId, RefundId, VendorId } from "~/domain/ids";
import type { HoldKind } from "~/domain/vocabulary";

/** Holds balances until a person has decided; one that was released before is held again. */
export async function holdBalances(
  tx: Tx,
  hold: {
    vendorId: VendorId;
    debtorId: DebtorId;
    kind: HoldKind;
    sourceId: ChargebackId | RefundId;
    balanceIds: readonly BalanceId[];
    now: Date;
  },
): Promise<void> {
  const { balanceIds, now, ...values } = hold;
  if (balanceIds.length === 0) return;
  await tx
    .insert(balanceHolds)
    .values(balanceIds.map((balanceId) => ({ ...values, id: uuid() as HoldId, balanceId, createdAt: now })))
    .onConflictDoUpdate({
      target: [balanceHolds.vendorId, balanceHolds.kind, balanceHolds.sourceId, balanceHolds.balanceId],
      set: { releasedAt: null, releasedBy: null, decision: null },
    });
}

/** Ends the holds that one chargeback or refund was the reason for. */
export async function releaseHoldsOf(
  tx: Tx,
  {
    vendorId,
    sourceId,
    release,
  }: { vendorId: VendorId; sourceId: ChargebackId | RefundId; release: Release },
): Promise<void> {
  await tx
    .update(balanceHolds)
    .set(release)
    .where(
      and(
        eq(balanceHolds.vendorId, vendorId),
        eq(balanceHolds.sourceId, sourceId),
        isNull(balanceHolds.releasedAt),
      ),
    );
}

export interface Release {
  releasedAt: Date;
  releasedBy: string;
  decision: string;
}

/** Ends every hold on a balance. @returns false when none stands. */
export async function releaseHoldsOn(
  tx: Tx,
  { vendorId, balanceId, release }: { vendorId: VendorId; balanceId: BalanceId; release: Release },
): Promise<boolean> {
  const released = await tx
    .update(balanceHolds)
    .set(release)
    .where(
      and(
        eq(balanceHolds.vendorId, vendorId),
        eq(balanceHolds.balanceId, balanceId),
        isNull(balanceHolds.releasedAt),
      ),
    )
    .returning({ id: balanceHolds.id });
  return released.length > 0;
}
