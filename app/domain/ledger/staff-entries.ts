import type { AdjustmentId, PaymentId } from "~/domain/ids";
import type { Account, AdjustmentKind, JournalEntryKind } from "~/domain/vocabulary";
import {
  entry,
  requirePositive,
  reversed,
  spreadReceived,
  type BalanceAmount,
  type Fact,
  type NewJournalEntry,
  type NewPosting,
} from "./entries";

/** What a person records by hand. `memo` is their note or reason; it travels with the entry. */
type StaffFact = Fact & { memo: string | null };

type OfflinePayment = StaffFact & {
  paymentId: PaymentId;
  receivedMinor: bigint;
  allocations: readonly BalanceAmount[];
};

/**
 * Money that reached the vendor without Stripe, spread over balances; whatever is not allocated is unapplied.
 * @throws when the allocations exceed what was received.
 */
export function offlinePayment(fact: OfflinePayment): NewJournalEntry {
  const lines = spreadReceived(fact, "paid_elsewhere");
  return { ...entry(fact, "offline_payment", fact.paymentId, lines), memo: fact.memo };
}

/**
 * Takes an offline payment back from where it is now: what is allocated is owed again, the rest is no longer
 * unapplied.
 *
 * @param fact.allocations what of the payment is on balances when it is reversed.
 */
export function offlinePaymentReversed(fact: OfflinePayment): NewJournalEntry {
  const lines = reversed(spreadReceived(fact, "paid_elsewhere"));
  return { ...entry(fact, "offline_payment_reversed", fact.paymentId, lines), memo: fact.memo };
}

type Adjustment = StaffFact & BalanceAmount & { adjustmentId: AdjustmentId; kind: AdjustmentKind };

/** The account in which each kind of adjustment is kept, and the entries that make and reverse it. */
const adjustmentEntries: Record<
  AdjustmentKind,
  { account: Exclude<Account, "receivable">; made: JournalEntryKind; reversed: JournalEntryKind }
> = {
  credit: { account: "credits", made: "credit", reversed: "credit_reversed" },
  write_off: { account: "write_offs", made: "write_off", reversed: "write_off_reversed" },
};

/** A person lowers what is owed without money. `amountMinor` > 0 and at most what is outstanding. */
export function adjusted(fact: Adjustment): NewJournalEntry {
  const { made } = adjustmentEntries[fact.kind];
  return { ...entry(fact, made, fact.adjustmentId, adjustmentLines(fact)), memo: fact.memo };
}

/** Takes an adjustment back: what it lowered is owed again. */
export function adjustmentReversed(fact: Adjustment): NewJournalEntry {
  const kind = adjustmentEntries[fact.kind].reversed;
  return { ...entry(fact, kind, fact.adjustmentId, reversed(adjustmentLines(fact))), memo: fact.memo };
}

function adjustmentLines({ kind, debtorId, balanceId, currency, amountMinor }: Adjustment): NewPosting[] {
  requirePositive(amountMinor);
  return [
    { account: adjustmentEntries[kind].account, amount: { amountMinor, currency }, debtorId },
    { account: "receivable", amount: { amountMinor: -amountMinor, currency }, debtorId, balanceId },
  ];
}
