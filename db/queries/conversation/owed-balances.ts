import { and, eq, gt } from "drizzle-orm";
import type { Tx } from "~db/client";
import { balances } from "~db/schema";
import type { BalanceId, DebtorId, VendorId } from "~/domain/ids";

/** The balances of a debtor on which something is outstanding, oldest due first. */
export async function listOwedBalanceIds(
  tx: Tx,
  { vendorId, debtorId }: { vendorId: VendorId; debtorId: DebtorId },
): Promise<BalanceId[]> {
  const rows = await tx
    .select({ id: balances.id })
    .from(balances)
    .where(
      and(
        eq(balances.vendorId, vendorId),
        eq(balances.debtorId, debtorId),
        gt(balances.outstandingMinor, 0n),
      ),
    )
    .orderBy(balances.dueOn, balances.id);
  return rows.map(({ id }) => id);
}
