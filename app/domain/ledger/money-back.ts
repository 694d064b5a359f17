import type { ChargebackId, PaymentId, RefundId } from "~/domain/ids";
import type { Money } from "~/domain/money";
import {
  entry,
  requirePositive,
  reversed,
  type BalanceAmount,
  type Fact,
  type NewJournalEntry,
  type NewPosting,
  type PaymentFact,
} from "./entries";

/** Where some of a payment's money is: the part on no balance, and the parts on balances. */
export interface Spread {
  unappliedMinor: bigint;
  lines: BalanceAmount[];
}

/** All of a payment's money that is still here. */
export interface Held {
  unappliedMinor: bigint;
  allocations: readonly (BalanceAmount & { dueOn: string })[];
}

/**
 * Chooses what of a payment goes back: first what is on no balance, then from the balances, the latest due
 * first, so that the oldest debts stay settled.
 *
 * @returns `beyondMinor`, what was asked for beyond what the payment still has.
 */
export function takeBack(amountMinor: bigint, held: Held): Spread & { beyondMinor: bigint } {
  requirePositive(amountMinor);
  const unappliedMinor = smaller(amountMinor, held.unappliedMinor);
  let beyondMinor = amountMinor - unappliedMinor;
  const lines: BalanceAmount[] = [];
  const latestFirst = held.allocations.toSorted(
    (a, b) => b.dueOn.localeCompare(a.dueOn) || b.balanceId.localeCompare(a.balanceId),
  );
  for (const { balanceId, amountMinor: allocatedMinor } of latestFirst) {
    const takenMinor = smaller(beyondMinor, allocatedMinor);
    if (takenMinor <= 0n) continue;
    lines.push({ balanceId, amountMinor: takenMinor });
    beyondMinor -= takenMinor;
  }
  return { unappliedMinor, lines, beyondMinor };
}

/**
 * Chooses where money goes that came back to a payment after all: to the balances it had been taken from, as
 * far as they are still outstanding; what they cannot take any more is unapplied.
 */
export function putBack(
  taken: Spread,
  outstandingMinor: ReadonlyMap<BalanceAmount["balanceId"], bigint>,
): Spread {
  let { unappliedMinor } = taken;
  const lines: BalanceAmount[] = [];
  for (const { balanceId, amountMinor } of taken.lines) {
    const owedMinor = outstandingMinor.get(balanceId) ?? 0n;
    const backMinor = owedMinor > 0n ? smaller(amountMinor, owedMinor) : 0n;
    if (backMinor > 0n) lines.push({ balanceId, amountMinor: backMinor });
    unappliedMinor += amountMinor - backMinor;
  }
  return { unappliedMinor, lines };
}

function smaller(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

/** The account that a payment's money came into, and goes back from. */
export type ReceivingAccount = "stripe_clearing" | "paid_elsewhere";

/** Money given back: what was settled with it is owed again, unless a credit follows. */
export function refundMade(
  fact: PaymentFact & Spread & { refundId: RefundId; account: ReceivingAccount; memo: string | null },
): NewJournalEntry {
  return { ...entry(fact, "refund", fact.refundId, backLines(fact, fact.account)), memo: fact.memo };
}

/** A refund that did not go through: its money is the payment's again, where `putBack` put it. */
export function refundReversed(
  fact: PaymentFact & Spread & { refundId: RefundId; account: ReceivingAccount; memo: string | null },
): NewJournalEntry {
  const lines = reversed(backLines(fact, fact.account));
  return { ...entry(fact, "refund_reversed", fact.refundId, lines), memo: fact.memo };
}

type ChargebackMove = PaymentFact & Spread & { chargebackId: ChargebackId; move: number; lossMinor: bigint };

/**
 * Money taken back by the card's bank: what was settled with it is owed again.
 *
 * @param fact.move which of the chargeback's moves of money this is; it makes each postable once.
 * @param fact.lossMinor what was taken beyond what the payment still had, which no balance can carry.
 */
export function chargebackTaken(fact: ChargebackMove): NewJournalEntry {
  return entry(fact, "chargeback", moveId(fact), chargebackLines(fact));
}

/** The bank gave it back: the payment has it again, where `putBack` put it. */
export function chargebackReturned(fact: ChargebackMove): NewJournalEntry {
  return entry(fact, "chargeback_reversed", moveId(fact), reversed(chargebackLines(fact)));
}

/**
 * What had been a loss is covered by the payment after all, since a refund of it came to nothing: what was
 * settled with it is owed again.
 */
export function chargebackCovered(
  fact: PaymentFact & Spread & { chargebackId: ChargebackId; refundId: RefundId },
): NewJournalEntry {
  const sourceId = `${fact.chargebackId}:${fact.refundId}`;
  return entry(fact, "chargeback", sourceId, backLines(fact, "chargebacks"));
}

function moveId({ chargebackId, move }: { chargebackId: ChargebackId; move: number }): string {
  return `${chargebackId}:${move}`;
}

function chargebackLines(fact: ChargebackMove): NewPosting[] {
  const { lossMinor, currency, debtorId } = fact;
  const lines = backLines(fact, "stripe_clearing", lossMinor);
  if (lossMinor > 0n)
    lines.push({ account: "chargebacks", amount: { amountMinor: lossMinor, currency }, debtorId });
  return lines;
}

/**
 * Out of the account that it came into, or was lost from, off the balances and the unapplied rest;
 * `moreMinor` is left to the caller.
 */
function backLines(
  fact: Fact & Spread,
  account: ReceivingAccount | "chargebacks",
  moreMinor = 0n,
): NewPosting[] {
  const { debtorId, currency, unappliedMinor, lines } = fact;
  let totalMinor = unappliedMinor + moreMinor;
  const postings: NewPosting[] = [];
  for (const { balanceId, amountMinor } of lines) {
    requirePositive(amountMinor);
    totalMinor += amountMinor;
    postings.push({ account: "receivable", amount: { amountMinor, currency }, debtorId, balanceId });
  }
  if (unappliedMinor > 0n)
    postings.push({ account: "unapplied", amount: { amountMinor: unappliedMinor, currency }, debtorId });
  requirePositive(totalMinor);
  return [{ account, amount: { amountMinor: -totalMinor, currency }, debtorId }, ...postings];
}

/**
 * What had been received without a balance to go to is applied by a person.
 * @param fact.requestId the form it was asked for with; it makes the fact postable once.
 */
export function unappliedApplied(
  fact: PaymentFact & { requestId: string; lines: readonly BalanceAmount[] },
): NewJournalEntry {
  const { debtorId, currency, lines } = fact;
  let totalMinor = 0n;
  const postings: NewPosting[] = lines.map(({ balanceId, amountMinor }) => {
    requirePositive(amountMinor);
    totalMinor += amountMinor;
    return { account: "receivable", amount: { amountMinor: -amountMinor, currency }, debtorId, balanceId };
  });
  requirePositive(totalMinor);
  return entry(fact, "unapplied_applied", fact.requestId, [
    { account: "unapplied", amount: { amountMinor: totalMinor, currency }, debtorId },
    ...postings,
  ]);
}

/** What Stripe kept of a payment. The fee's currency is the one Stripe settles in. */
export function stripeFee(fact: Omit<PaymentFact, "currency"> & { fee: Money }): NewJournalEntry {
  return feeEntry(fact, "stripe_fee", fact.paymentId);
}

/**
 * What Stripe kept of a chargeback beyond what it had kept of it before; below nothing when it gave some
 * back.
 *
 * @param fact.move as in `chargebackTaken`: a fee comes and goes with money.
 */
export function chargebackFee(
  fact: Omit<PaymentFact, "currency"> & { fee: Money; chargebackId: ChargebackId; move: number },
): NewJournalEntry {
  return feeEntry(fact, "chargeback_fee", moveId(fact));
}

function feeEntry(
  fact: Omit<Fact, "currency"> & { paymentId: PaymentId; fee: Money },
  kind: "stripe_fee" | "chargeback_fee",
  sourceId: string,
): NewJournalEntry {
  const { debtorId, fee } = fact;
  const { amountMinor, currency } = fee;
  return entry({ ...fact, currency }, kind, sourceId, [
    { account: "stripe_fees", amount: fee, debtorId },
    { account: "stripe_clearing", amount: { amountMinor: -amountMinor, currency }, debtorId },
  ]);
}
