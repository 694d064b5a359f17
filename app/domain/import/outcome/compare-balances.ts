import type { BalanceId, DebtorId } from "~/domain/ids";
import { type Currency, toDecimal } from "~/domain/money";
import type { ParsedBalance } from "~/domain/import/rows/read-balances";

/** A balance that was there before the import. */
export interface StoredBalance {
  id: BalanceId;
  reference: string;
  debtorId: DebtorId;
  issuedOn: string;
  dueOn: string;
  currency: Currency;
  amountMinor: bigint;
  outstandingMinor: bigint;
  /** What had been paid on it and went back since, by refunds and chargebacks, and is outstanding for it. */
  takenBackMinor: bigint;
}

export type Comparison =
  /** The row says nothing that is not known here. */
  | { kind: "agrees" }
  /** It is the same balance, and the row knows of `amountMinor` more that was paid, `on` its day. */
  | { kind: "paid_since"; amountMinor: bigint; paidInAllMinor: bigint; on: string }
  /** All the row knows of was paid here, and some of that went back since; the row cannot tell. */
  | { kind: "taken_back" }
  /** It is another balance than the row speaks of; `says` in words what it has instead. */
  | { kind: "differs"; says: string };

/**
 * Compares a row with the balance of the same reference. Only what was paid is ever taken over from a file. A
 * balance of which more was paid here than the row knows agrees with it: the file is older, or the payment
 * came in through Tenfold. A file goes on saying that a payment was made after its money went back, so it is
 * held against what had been paid here before that; it never settles the same balance again.
 *
 * @param debtorId whom the row means; null when they are not here yet.
 */
export function compareBalance(
  row: ParsedBalance,
  debtorId: DebtorId | null,
  stored: StoredBalance,
): Comparison {
  const says = differences(row, debtorId, stored);
  if (says.length > 0) return { kind: "differs", says: says.join(", ") };
  const { settled } = row;
  const keptHereMinor = stored.amountMinor - stored.outstandingMinor;
  if (!settled || settled.amountMinor <= keptHereMinor) return { kind: "agrees" };
  const paidSinceMinor = settled.amountMinor - keptHereMinor - stored.takenBackMinor;
  if (paidSinceMinor <= 0n) return { kind: "taken_back" };
  const { outstandingMinor } = stored;
  const amountMinor = paidSinceMinor < outstandingMinor ? paidSinceMinor : outstandingMinor;
  if (amountMinor <= 0n) return { kind: "agrees" };
  return { kind: "paid_since", amountMinor, paidInAllMinor: settled.amountMinor, on: settled.on };
}

function differences(row: ParsedBalance, debtorId: DebtorId | null, stored: StoredBalance): string[] {
  const says: string[] = [];
  if (stored.debtorId !== debtorId) says.push("another debtor owes it");
  if (stored.currency !== row.currency || stored.amountMinor !== row.amountMinor) {
    says.push(`the amount is ${toDecimal(stored)} ${stored.currency}`);
  }
  if (stored.issuedOn !== row.issuedOn) says.push(`it was issued on ${stored.issuedOn}`);
  if (stored.dueOn !== row.dueOn) says.push(`it is due on ${stored.dueOn}`);
  return says;
}
