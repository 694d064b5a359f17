import type { Tx } from "~db/client";
import { holdouts } from "~db/schema";
import type { DebtorId, VendorId } from "~/domain/ids";
import type { HoldoutArm } from "~/domain/vocabulary";

export interface NewHoldout {
  debtorId: DebtorId;
  arm: HoldoutArm;
  assignedAt: Date;
  endsAt: Date;
}

/** Writes down the arms of debtors who have none yet; an arm once written is never changed. */
export async function insertHoldouts(
  tx: Tx,
  { vendorId, rows }: { vendorId: VendorId; rows: readonly NewHoldout[] },
): Promise<void> {
  if (rows.length === 0) return;
  await tx
    .insert(holdouts)
    .values(rows.map((row) => ({ vendorId, ...row })))
    .onConflictDoNothing();
}
