import { and, count, desc, eq, gt, gte, lt } from "drizzle-orm";
import type { Tx } from "~db/client";
import { balances } from "~db/schema";
import type { CivilDate } from "~/domain/dates";
import type { DebtorId, VendorId } from "~/domain/ids";

/** The debtor who shows most of a template: with the most balances that it would be about on `today`. */
export async function findDebtorForTemplate(
  tx: Tx,
  { vendorId, today, isUpcoming }: { vendorId: VendorId; today: CivilDate; isUpcoming: boolean },
): Promise<DebtorId | null> {
  const [row] = await tx
    .select({ debtorId: balances.debtorId })
    .from(balances)
    .where(
      and(
        eq(balances.vendorId, vendorId),
        gt(balances.outstandingMinor, 0n),
        isUpcoming ? gte(balances.dueOn, today) : lt(balances.dueOn, today),
      ),
    )
    .groupBy(balances.debtorId)
    .orderBy(desc(count()), balances.debtorId)
    .limit(1);
  return row?.debtorId ?? null;
}
