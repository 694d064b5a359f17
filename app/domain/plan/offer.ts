import type { Currency } from "~/domain/money";
import { splitEvenly } from "./split";

/** A plan has two instalments at least, and twelve at most. */
export const fewestInstalments = 2;
export const mostInstalments = 12;

/** What a vendor offers; null where it offers no plan. */
export interface PlanTerms {
  /** 2 to 12. */
  maxInstalments: number;
  /** The smallest instalment, in minor units. */
  minimumMinor: bigint;
}

/** A vendor's terms are in its own currency; balances in another are not split. */
export function planTerms(
  vendor: { currency: Currency; maxInstalments: number | null; minimumMinor: bigint | null },
  currency: Currency,
): PlanTerms | null {
  const { maxInstalments, minimumMinor } = vendor;
  if (maxInstalments === null || minimumMinor === null || vendor.currency !== currency) return null;
  return { maxInstalments, minimumMinor };
}

/** What is to be split, and what a card can be charged. */
export interface PlanAmount {
  amountMinor: bigint;
  /** The least that Stripe charges in this currency, in minor units. */
  chargeMinimumMinor: bigint;
  /** The smallest difference between two amounts that Stripe can charge, in minor units. */
  chargeStepMinor: bigint;
}

/**
 * In how many instalments the amount may be split: each count under which none is smaller than the vendor
 * wants or a card can be charged. Empty where no plan is offered.
 */
export function offeredCounts(terms: PlanTerms | null, amount: PlanAmount): number[] {
  const { amountMinor, chargeMinimumMinor, chargeStepMinor } = amount;
  if (terms === null || amountMinor <= 0n || amountMinor % chargeStepMinor !== 0n) return [];
  const leastMinor = terms.minimumMinor > chargeMinimumMinor ? terms.minimumMinor : chargeMinimumMinor;
  const most = Math.min(terms.maxInstalments, mostInstalments);
  const counts: number[] = [];
  for (let count = fewestInstalments; count <= most; count += 1) {
    const smallest = splitEvenly(amountMinor, count, chargeStepMinor).at(-1) ?? 0n;
    if (smallest >= leastMinor && smallest > 0n) counts.push(count);
  }
  return counts;
}
