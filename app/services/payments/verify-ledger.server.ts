import type { App } from "~/server/app.server";
import {
  findLedgerDifferences,
  readLedgerTotals,
  type LedgerDifference,
  type LedgerTotal,
} from "~db/queries/ledger/ledger-check";

/** Past this many the books are broken throughout, and more lines would not help to see how. */
const differencesShown = 200;

/** Re-derives every balance and payment from the postings, over all vendors, in one consistent look. */
export async function verifyLedger(
  deps: Pick<App, "db">,
): Promise<{ differences: LedgerDifference[]; totals: LedgerTotal[] }> {
  return deps.db.asSystem(async (tx) => ({
    differences: await findLedgerDifferences(tx, { limit: differencesShown }),
    totals: await readLedgerTotals(tx),
  }));
}
