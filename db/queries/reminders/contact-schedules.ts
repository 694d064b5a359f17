import { sql } from "drizzle-orm";
import type { Tx } from "~db/client";
import { contactSchedules } from "~db/schema";
import type { DebtorId, VendorId } from "~/domain/ids";

/**
 * Has the sweep look at these debtors again from `at` on, because something about them changed. An earlier
 * look that is already due stays due.
 */
export async function lookAgain(
  tx: Tx,
  { vendorId, debtorIds, at }: { vendorId: VendorId; debtorIds: readonly DebtorId[]; at: Date },
): Promise<void> {
  for (let start = 0; start < debtorIds.length; start += 5_000) {
    await tx
      .insert(contactSchedules)
      .values(
        debtorIds.slice(start, start + 5_000).map((debtorId) => ({ vendorId, debtorId, nextCheckAt: at })),
      )
      .onConflictDoUpdate({
        target: [contactSchedules.vendorId, contactSchedules.debtorId],
        set: {
          // `least` passes over a null: nothing was to be looked at, now it is.
          nextCheckAt: sql`least(${contactSchedules.nextCheckAt}, excluded.next_check_at)`,
          updatedAt: sql`now()`,
        },
      });
  }
}
