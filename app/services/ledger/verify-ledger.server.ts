import type { App } from "~/server/app.server";
import {
  findLedgerDifferences,
  readLedgerTotals,
  type LedgerDifference,
  type LedgerTotal,
} from "~db/queries/ledger/ledger-check";
import { findPaymentDifferences } from "~db/queries/ledger/payment-check";
import { findStaffEntryDifferences } from "~db/queries/ledger/staff-entry-check";
import { findPlanDifferences } from "~db/queries/plans/plan-check";

/** Past this many the books are broken throughout, and more lines would not help to see how. */
const differencesShown = 200;

/**
 * Re-derives every balance, every payment and what people recorded by hand from the postings, and holds
 * running plans to what is outstanding, over all vendors.
 */
export async function verifyLedger(
  deps: Pick<App, "db">,
): Promise<{ differences: LedgerDifference[]; totals: LedgerTotal[] }> {
  return deps.db.asSystem(async (tx) => ({
    differences: [
      ...(await findLedgerDifferences(tx, { limit: differencesShown })),
      ...(await findPaymentDifferences(tx, { limit: differencesShown })),
      ...(await findStaffEntryDifferences(tx, { limit: differencesShown })),
      ...(await findPlanDifferences(tx, { limit: differencesShown })),
    ],
    totals: await readLedgerTotals(tx),
  }));
}
