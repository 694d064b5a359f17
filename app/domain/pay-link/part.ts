import { fitOf, type ChargeLimits } from "~/domain/charge-limits";

/** What bounds a part of what is outstanding, in minor units of one currency. */
export interface PartTerms {
  /** The least the vendor takes at once. */
  vendorMinimumMinor: bigint;
  /** All that is outstanding in the currency: what is left of it must be payable later. */
  outstandingMinor: bigint;
  limits: ChargeLimits;
}

/** The smallest and largest part that can be paid now. */
export interface PartRange {
  leastMinor: bigint;
  mostMinor: bigint;
}

/** Null where no part can be paid that would leave a rest that can be paid too. */
export function partRange({ vendorMinimumMinor, outstandingMinor, limits }: PartTerms): PartRange | null {
  const { stepMinor } = limits;
  const chargeMinimumMinor = limits.minimumMinor ?? stepMinor;
  const wantedMinor = vendorMinimumMinor > chargeMinimumMinor ? vendorMinimumMinor : chargeMinimumMinor;
  const leastMinor = ((wantedMinor + stepMinor - 1n) / stepMinor) * stepMinor;
  const mostMinor = ((outstandingMinor - chargeMinimumMinor) / stepMinor) * stepMinor;
  return leastMinor <= mostMinor ? { leastMinor, mostMinor } : null;
}

export type PartProblem =
  "not_offered" | "too_small" | "more_than_ticked" | "leaves_too_little" | "not_exact";

/**
 * Why a part cannot be paid, or null. Paying all that is ticked is no part and has no such bounds; it is up
 * to the caller to tell.
 *
 * @param tickedMinor what is outstanding on the balances that are to be paid from.
 */
export function partProblem(
  amountMinor: bigint,
  { tickedMinor, terms }: { tickedMinor: bigint; terms: PartTerms },
): PartProblem | null {
  const range = partRange(terms);
  if (range === null) return "not_offered";
  if (amountMinor > tickedMinor) return "more_than_ticked";
  if (amountMinor < range.leastMinor) return "too_small";
  if (amountMinor > range.mostMinor) return "leaves_too_little";
  return fitOf(amountMinor, terms.limits) === "fits" ? null : "not_exact";
}
