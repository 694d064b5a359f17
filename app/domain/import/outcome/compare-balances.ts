import type { DebtorId } from "~/domain/ids";
import { type Currency, toDecimal } from "~/domain/money";
import type { ParsedBalance } from "~/domain/import/rows/read-balances";

/** A balance that was there before the import. */
export interface StoredBalance {
  reference: string;
  debtorId: DebtorId;
  issuedOn: string;
  dueOn: string;
  currency: Currency;
  amountMinor: bigint;
  outstandingMinor: bigint;
}

/**
 * What a row says otherwise than the balance that is already here, in words; null when they agree. A balance
 * that has been paid here since is no disagreement: the file is merely older.
 */
export function disagreement(row: ParsedBalance, debtorId: DebtorId, stored: StoredBalance): string | null {
  const says: string[] = [];
  if (stored.debtorId !== debtorId) says.push("another debtor owes it");
  if (stored.currency !== row.currency || stored.amountMinor !== row.amountMinor) {
    says.push(`the amount is ${toDecimal(stored)} ${stored.currency}`);
  }
  if (stored.issuedOn !== row.issuedOn) says.push(`it was issued on ${stored.issuedOn}`);
  if (stored.dueOn !== row.dueOn) says.push(`it is due on ${stored.dueOn}`);
  const stillOwed = row.amountMinor - (row.settled?.amountMinor ?? 0n);
  if (says.length === 0 && stored.outstandingMinor > stillOwed) {
    const outstanding = { amountMinor: stored.outstandingMinor, currency: stored.currency };
    says.push(`${toDecimal(outstanding)} ${stored.currency} is still outstanding`);
  }
  return says.length === 0 ? null : says.join(", ");
}
