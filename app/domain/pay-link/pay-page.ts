import { fitOf, type ChargeFit, type ChargeLimits } from "~/domain/charge-limits";
import { civilDateAt, type CivilDate } from "~/domain/dates";
import type {
  AnswerId,
  BalanceId,
  CheckoutId,
  DebtorId,
  PayLinkId,
  SavedCardId,
  VendorId,
} from "~/domain/ids";
import { money, sum, type Currency, type Money } from "~/domain/money";
import { isCardExpired, type ShownCard } from "~/domain/saved-card";
import { offeredCounts, planTerms } from "~/domain/plan/offer";
import type { ContactChoice } from "~/domain/contact-rules/choice";
import type { AnswerKind, ContactChannel, InstalmentState } from "~/domain/vocabulary";
import { partRange } from "./part";

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
    currency: Currency;
    /** The least the vendor takes in part, in its own currency; null where it takes only whole balances. */
    partialMinimumMinor: bigint | null;
    /** What it offers by way of plans, in its own currency; null where it offers none. */
    planMaxInstalments: number | null;
    planMinimumMinor: bigint | null;
  };
  /** In the language that they chose, where they chose one. */
  debtor: { name: string | null; language: string | null; timeZone: string | null };
  /** What there is an address or number for, and what the debtor chose of it. */
  reach: { onFile: ContactChannel[]; choice: ContactChoice | null };
  /** Outstanding, oldest due first; `moreBalances` when there are others that did not fit. */
  balances: OwedBalance[];
  moreBalances: boolean;
  answer: OpenAnswer | null;
  processing: ProcessingPayment[];
  /** Charges of the kept card of which it is not known whether they took the money. */
  confirming: ConfirmingCharge[];
  card: PageCard | null;
  plan: PagePlan | null;
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

export interface ConfirmingCharge extends ProcessingPayment {
  checkoutId: CheckoutId;
}

/** The card the debtor lets the vendor keep. */
export interface PageCard extends ShownCard {
  id: SavedCardId;
  expMonth: number;
  expYear: number;
  /** Whether it is kept on the account that the vendor collects into now. */
  isOnAccount: boolean;
}

/** A plan that runs, with its whole schedule. */
export interface PagePlan {
  currency: Currency;
  instalments: PlanInstalment[];
}

export interface PlanInstalment {
  number: number;
  dueOn: CivilDate;
  /** When the card is charged next for it. */
  chargeAt: Date;
  amountMinor: bigint;
  state: InstalmentState;
  /** How often it was charged. */
  attempts: number;
}

export interface Receipt {
  number: number;
  receivedAt: Date;
  total: Money;
  unappliedMinor: bigint;
  methodLabel: string | null;
  lines: { reference: string; description: string | null; amountMinor: bigint }[];
  /** What of it went back to the debtor since, oldest first: refunds, and what their bank took back. */
  returned: { kind: "refunded" | "refunding" | "taken_back"; at: Date; amountMinor: bigint }[];
}

/** What Stripe's return address said, checked against our own rows. */
export type ReturnedPayment = "confirming" | "paid" | "processing" | "failed" | "not_found";

export type PayPageState =
  | { kind: "expired" }
  | { kind: "revoked" }
  /** The debtor said that this is someone else's; nobody is to be written to. */
  | { kind: "disowned" }
  /** `checkoutId` names the charge of a kept card that is waited for. */
  | { kind: "confirming"; checkoutId: CheckoutId | null }
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
  /** Whether the total can be charged online, and what can be where it cannot. */
  fit: ChargeFit;
  limits: ChargeLimits;
  /** The balances that are ticked at first: all of them, or as many as can be charged together. */
  ticked: OwedBalance[];
  payNow: Money;
  /** The bounds of a part that can be paid now; null where none can. */
  part: { least: Money; most: Money } | null;
  /** In how many instalments what is ticked at first may be split; empty where it may not. */
  planCounts: number[];
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
    limitsOf,
  }: {
    now: Date;
    returned: ReturnedPayment | null;
    receiptNumber: number | null;
    limitsOf: (currency: Currency) => ChargeLimits;
  },
): PayPageState {
  if (page.link.revokedAt !== null) {
    return { kind: page.link.revokedReason === disownedReason ? "disowned" : "revoked" };
  }
  if (now >= page.link.expiresAt) return { kind: "expired" };
  const [charge] = page.confirming;
  if (returned === "confirming") return { kind: "confirming", checkoutId: charge?.checkoutId ?? null };

  const today = todayOf(page, now);
  const covered = [...page.processing, ...page.confirming].flatMap(({ balanceIds }) => balanceIds);
  const groups = owingGroups(page, { today, limitsOf, without: new Set(covered) });
  const settled = groups.length === 0 && covered.length === 0;
  const receipt =
    page.receipts.find(({ number }) => number === receiptNumber) ?? (settled ? page.receipts[0] : undefined);
  if (receipt)
    return { kind: "receipt", receipt, older: page.receipts.filter((other) => other !== receipt), settled };
  if (groups.length > 0) return { kind: "owing", groups, today, paymentFailed: returned === "failed" };
  if (charge) return { kind: "confirming", checkoutId: charge.checkoutId };
  if (page.processing.length > 0) return { kind: "processing", payments: page.processing };
  return { kind: "nothing_owed" };
}

/** Whether the link itself has ended, so that nothing can be done through it. */
export function isEnded({ kind }: PayPageState): boolean {
  return kind === "expired" || kind === "revoked" || kind === "disowned";
}

/** The date it is where the debtor is; where that is not known, where the vendor is. */
export function todayOf(page: PayPage, now: Date): CivilDate {
  return civilDateAt(now, page.debtor.timeZone ?? page.vendor.timeZone);
}

/** The kept card, where a tap can charge it today. */
export function payableCard(page: PayPage, today: CivilDate): PageCard | null {
  return page.card?.isOnAccount && !isCardExpired(page.card, today) ? page.card : null;
}

/**
 * What can be paid, by currency.
 *
 * @param asked.without balances that a payment under way already covers.
 */
export function owingGroups(
  page: PayPage,
  asked: {
    today: CivilDate;
    limitsOf: (currency: Currency) => ChargeLimits;
    without: ReadonlySet<BalanceId>;
  },
): OwingGroup[] {
  const byCurrency = new Map<Currency, OwedBalance[]>();
  for (const balance of page.balances) {
    if (asked.without.has(balance.id)) continue;
    const group = byCurrency.get(balance.currency);
    if (group) group.push(balance);
    else byCurrency.set(balance.currency, [balance]);
  }
  return [...byCurrency].map(([currency, balances]) => {
    const limits = asked.limitsOf(currency);
    const total = outstandingOf(currency, balances);
    const ticked = tickedAtFirst(balances, limits);
    const payNow = outstandingOf(currency, ticked);
    return {
      currency,
      balances,
      total,
      notYetDue: outstandingOf(
        currency,
        balances.filter(({ dueOn }) => dueOn > asked.today),
      ),
      fit: fitOf(total.amountMinor, limits),
      limits,
      ticked,
      payNow,
      part: partOf(page.vendor, total, limits),
      planCounts: planCountsOf(page, payNow, limits),
    };
  });
}

/** All, unless their sum cannot be charged: then those that can, and none where that is too little. */
function tickedAtFirst(balances: OwedBalance[], limits: ChargeLimits): OwedBalance[] {
  const sumOf = (some: readonly OwedBalance[]) =>
    some.reduce((total, { outstandingMinor }) => total + outstandingMinor, 0n);
  const fit = fitOf(sumOf(balances), limits);
  if (fit === "fits") return balances;
  const exact = balances.filter(({ outstandingMinor }) => outstandingMinor % limits.stepMinor === 0n);
  return fitOf(sumOf(exact), limits) === "fits" ? exact : [];
}

function partOf(vendor: PayPage["vendor"], total: Money, limits: ChargeLimits): OwingGroup["part"] {
  const { currency, amountMinor: outstandingMinor } = total;
  const vendorMinimumMinor = vendor.currency === currency ? vendor.partialMinimumMinor : null;
  const range = vendorMinimumMinor && partRange({ vendorMinimumMinor, outstandingMinor, limits });
  if (!range) return null;
  return { least: money(range.leastMinor, currency), most: money(range.mostMinor, currency) };
}

/** In how many instalments this sum may be split: not while a plan runs, or something stands against it. */
export function planCountsOf(
  page: PayPage,
  { currency, amountMinor }: Money,
  limits: ChargeLimits,
): number[] {
  const isBusy = page.plan ?? page.processing[0] ?? page.confirming[0];
  if (isBusy || pausesPlan(page.answer)) return [];
  const { planMaxInstalments: maxInstalments, planMinimumMinor: minimumMinor } = page.vendor;
  const terms = planTerms({ currency: page.vendor.currency, maxInstalments, minimumMinor }, currency);
  const { minimumMinor: least, stepMinor: chargeStepMinor } = limits;
  return offeredCounts(terms, { amountMinor, chargeMinimumMinor: least ?? 1n, chargeStepMinor });
}

/** Whether what the debtor said is to be settled by a person before a card is charged again. */
export function pausesPlan(answer: OpenAnswer | null): boolean {
  return answer !== null && answer.kind !== "promise_to_pay" && answer.kind !== "partial";
}

export function outstandingOf(currency: Currency, balances: readonly OwedBalance[]): Money {
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
