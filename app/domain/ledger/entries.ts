import type { BalanceId, DebtorId, PaymentId } from "~/domain/ids";
import type { Currency, Money } from "~/domain/money";
import type { Account, JournalEntryKind } from "~/domain/vocabulary";

/** One line of a journal entry; debits are positive, credits negative. */
export type NewPosting =
  | { account: "receivable"; amount: Money; debtorId: DebtorId; balanceId: BalanceId }
  | { account: Exclude<Account, "receivable">; amount: Money; debtorId: DebtorId };

/** A set of postings that sums to zero in one currency, and the fact it records. */
export interface NewJournalEntry {
  kind: JournalEntryKind;
  /** What it records; with `kind` it makes the fact postable once. */
  sourceId: string;
  occurredAt: Date;
  causedBy: string | null;
  memo: string | null;
  /** The payment whose money all its lines move; null for what no payment moved. */
  paymentId: PaymentId | null;
  postings: NewPosting[];
}

/** An amount on one balance. */
export interface BalanceAmount {
  balanceId: BalanceId;
  amountMinor: bigint;
}

export interface Fact {
  debtorId: DebtorId;
  currency: Currency;
  occurredAt: Date;
  causedBy: string | null;
}

/** A fact about the money of one payment. */
export type PaymentFact = Fact & { paymentId: PaymentId };

/** What a vendor billed becomes receivable. `amountMinor` > 0. */
export function balanceImported(fact: Fact & BalanceAmount): NewJournalEntry {
  const { debtorId, balanceId, currency, amountMinor } = fact;
  requirePositive(amountMinor);
  return entry(fact, "balance_imported", balanceId, [
    { account: "receivable", amount: { amountMinor, currency }, debtorId, balanceId },
    { account: "billed", amount: { amountMinor: -amountMinor, currency }, debtorId },
  ]);
}

/**
 * What the vendor's own records say was paid without Tenfold. `amountMinor` > 0 and at most what is
 * outstanding, which the caller has locked, or what was billed where the balance is new.
 *
 * @param fact.paidInAllMinor what those records say was paid up to now, however it was. It makes each later
 *   step postable once; without it, the fact is what was paid before Tenfold knew of the balance.
 */
export function settledElsewhere(fact: Fact & BalanceAmount & { paidInAllMinor?: bigint }): NewJournalEntry {
  const { debtorId, balanceId, currency, amountMinor, paidInAllMinor } = fact;
  requirePositive(amountMinor);
  const sourceId = paidInAllMinor === undefined ? balanceId : `${balanceId}:${paidInAllMinor}`;
  return entry(fact, "settled_elsewhere", sourceId, [
    { account: "paid_elsewhere", amount: { amountMinor, currency }, debtorId },
    { account: "receivable", amount: { amountMinor: -amountMinor, currency }, debtorId, balanceId },
  ]);
}

/**
 * Money captured by Stripe, spread over balances; whatever is not allocated is unapplied.
 * @throws when the allocations exceed what was received.
 */
export function paymentReceived(
  fact: PaymentFact & { receivedMinor: bigint; allocations: readonly BalanceAmount[] },
): NewJournalEntry {
  return entry(fact, "payment_received", fact.paymentId, spreadReceived(fact, "stripe_clearing"));
}

/**
 * The lines of money received into `account` and spread over balances; whatever is not allocated is
 * unapplied.
 * @throws when the allocations exceed what was received.
 */
export function spreadReceived(
  fact: Fact & { receivedMinor: bigint; allocations: readonly BalanceAmount[] },
  account: Exclude<Account, "receivable">,
): NewPosting[] {
  const { debtorId, currency, receivedMinor, allocations } = fact;
  requirePositive(receivedMinor);
  let unappliedMinor = receivedMinor;
  const postings: NewPosting[] = [{ account, amount: { amountMinor: receivedMinor, currency }, debtorId }];
  for (const { balanceId, amountMinor } of allocations) {
    requirePositive(amountMinor);
    unappliedMinor -= amountMinor;
    postings.push({
      account: "receivable",
      amount: { amountMinor: -amountMinor, currency },
      debtorId,
      balanceId,
    });
  }
  if (unappliedMinor < 0n) throw new Error("A payment cannot be allocated beyond what was received.");
  if (unappliedMinor > 0n) {
    postings.push({ account: "unapplied", amount: { amountMinor: -unappliedMinor, currency }, debtorId });
  }
  return postings;
}

/**
 * @throws unless the postings sum to zero in each currency: the last thing checked before they are written.
 */
export function assertBalanced(entry: NewJournalEntry): void {
  const totals = new Map<Currency, bigint>();
  for (const { amount } of entry.postings) {
    if (amount.amountMinor === 0n) throw new Error(`A ${entry.kind} entry has a posting of nothing.`);
    totals.set(amount.currency, (totals.get(amount.currency) ?? 0n) + amount.amountMinor);
  }
  if (totals.size === 0) throw new Error(`A ${entry.kind} entry has no postings.`);
  for (const [code, total] of totals) {
    if (total !== 0n) throw new Error(`A ${entry.kind} entry is off by ${total} ${code}.`);
  }
}

export function entry(
  fact: Fact & { paymentId?: PaymentId },
  kind: JournalEntryKind,
  sourceId: string,
  postings: NewPosting[],
): NewJournalEntry {
  const { occurredAt, causedBy, paymentId = null } = fact;
  return { kind, sourceId, occurredAt, causedBy, memo: null, paymentId, postings };
}

/** The lines that take an entry back. */
export function reversed(postings: readonly NewPosting[]): NewPosting[] {
  return postings.map((posting) => {
    const { amountMinor, currency } = posting.amount;
    return { ...posting, amount: { amountMinor: -amountMinor, currency } };
  });
}

export function requirePositive(amountMinor: bigint): void {
  if (amountMinor <= 0n) throw new Error("An amount to post must be more than nothing.");
}
