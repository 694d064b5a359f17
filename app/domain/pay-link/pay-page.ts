import { civilDateAt, type CivilDate } from "~/domain/dates";
import type { AnswerId, BalanceId, DebtorId, PayLinkId, VendorId } from "~/domain/ids";
import { money, sum, type Currency, type Money } from "~/domain/money";
import type { AnswerKind } from "~/domain/vocabulary";

/**
 * The most balances one page carries. It is more than a person reads, and keeps the page one small document.
 */
export const balancesPerPage = 400;
/**
 * Up to here each balance has its own row; the rest are ticked together, so that the page stays one small
 * document.
 */
export const rowsShown = 40;
/** The value of the tick that stands for all the balances beyond the rows. */
export const restValue = "*";
/** The receipts that can be looked at again from the page, newest first. */
export const receiptsPerPage = 12;

/** What the one query of the debtor's page brings, for one link. */
export interface PayPage {
  vendorId: VendorId;
  debtorId: DebtorId;
  link: { id: PayLinkId; expiresAt: Date; revokedAt: Date | null; revokedReason: string | null };
  vendor: {
    name: string;
    signatureName: string;
    language: string;
    timeZone: string;
    brandColor: string;
    email: string;
    phone: string | null;
  };
  debtor: { name: string | null; language: string | null; timeZone: string | null };
  /** Outstanding, oldest due first; `moreBalances` when there are others that did not fit. */
  balances: OwedBalance[];
  moreBalances: boolean;
  answer: OpenAnswer | null;
  processing: ProcessingPayment[];
  /** Newest first. */
  receipts: Receipt[];
}

export interface OwedBalance {
  id: BalanceId;
  reference: string;
  description: string | null;
  dueOn: CivilDate;
  currency: Currency;
  amountMinor: bigint;
  outstandingMinor: bigint;
}

export interface OpenAnswer {
  id: AnswerId;
  kind: AnswerKind;
  promisedOn: CivilDate | null;
  /** The part offered, when a part was. */
  amount: Money | null;
  balanceIds: BalanceId[];
}

/** A payment that the bank has not delivered yet, and the balances it is for. */
export interface ProcessingPayment {
  amount: Money;
  balanceIds: BalanceId[];
}

export interface Receipt {
  number: number;
  receivedAt: Date;
  total: Money;
  unappliedMinor: bigint;
  methodLabel: string | null;
  lines: { reference: string; description: string | null; amountMinor: bigint }[];
}

/** What Stripe's return address said, checked against our own rows. */
export type ReturnedPayment = "confirming" | "paid" | "processing" | "failed" | "not_found";

export type PayPageState =
  | { kind: "expired" }
  | { kind: "revoked" }
  /** The debtor said that this is someone else's; nobody is to be written to. */
  | { kind: "disowned" }
  | { kind: "confirming" }
  | { kind: "owing"; groups: OwingGroup[]; today: CivilDate; paymentFailed: boolean }
  | { kind: "processing"; payments: ProcessingPayment[] }
  | { kind: "receipt"; receipt: Receipt; older: Receipt[]; settled: boolean }
  | { kind: "nothing_owed" };

/** What can be paid in one go: the balances of one currency that no payment on its way already covers. */
export interface OwingGroup {
  currency: Currency;
  total: Money;
  /** The part of the total that falls due after today. */
  notYetDue: Money;
  balances: OwedBalance[];
}

/** The reason kept on the links of a debtor who said they are someone else. */
export const disownedReason = "wrong_person";

/**
 * Decides which page is shown. Nothing is said of balances through a link that has ended, and a payment is
 * called paid only when our own rows say so, whatever address the browser came back to.
 */
export function payPageState(
  page: PayPage,
  {
    now,
    returned,
    receiptNumber,
  }: { now: Date; returned: ReturnedPayment | null; receiptNumber: number | null },
): PayPageState {
  if (page.link.revokedAt !== null) {
    return { kind: page.link.revokedReason === disownedReason ? "disowned" : "revoked" };
  }
  if (now >= page.link.expiresAt) return { kind: "expired" };
  if (returned === "confirming") return { kind: "confirming" };

  const today = todayOf(page, now);
  const groups = owingGroups(page, today);
  const settled = groups.length === 0 && page.processing.length === 0;
  const receipt =
    page.receipts.find(({ number }) => number === receiptNumber) ?? (settled ? page.receipts[0] : undefined);
  if (receipt)
    return { kind: "receipt", receipt, older: page.receipts.filter((other) => other !== receipt), settled };
  if (groups.length > 0) return { kind: "owing", groups, today, paymentFailed: returned === "failed" };
  if (page.processing.length > 0) return { kind: "processing", payments: page.processing };
  return { kind: "nothing_owed" };
}

/** The date it is where the debtor is; where that is not known, where the vendor is. */
export function todayOf(page: PayPage, now: Date): CivilDate {
  return civilDateAt(now, page.debtor.timeZone ?? page.vendor.timeZone);
}

function owingGroups(page: PayPage, today: CivilDate): OwingGroup[] {
  const covered = new Set(page.processing.flatMap(({ balanceIds }) => balanceIds));
  const byCurrency = new Map<Currency, OwedBalance[]>();
  for (const balance of page.balances) {
    if (covered.has(balance.id)) continue;
    const group = byCurrency.get(balance.currency);
    if (group) group.push(balance);
    else byCurrency.set(balance.currency, [balance]);
  }
  return [...byCurrency].map(([currency, balances]) => ({
    currency,
    balances,
    total: outstandingOf(currency, balances),
    notYetDue: outstandingOf(
      currency,
      balances.filter(({ dueOn }) => dueOn > today),
    ),
  }));
}

function outstandingOf(currency: Currency, balances: readonly OwedBalance[]): Money {
  return sum(
    currency,
    balances.map(({ outstandingMinor }) => money(outstandingMinor, currency)),
  );
}

/**
 * What the debtor ticked, as balances that are still owed; `nothing` and `changed` say why there are none.
 */
export function tickedBalances(
  groups: readonly OwingGroup[],
  { currency, ticks }: { currency: string; ticks: readonly string[] },
): BalanceId[] | "nothing" | "changed" {
  if (ticks.length === 0) return "nothing";
  const ticked = new Set(ticks);
  const balances = groups.find((group) => group.currency === currency)?.balances ?? [];
  const chosen = balances.filter(({ reference }, index) =>
    ticked.has(index < rowsShown ? reference : restValue),
  );
  return chosen.length === 0 ? "changed" : chosen.map(({ id }) => id);
}
