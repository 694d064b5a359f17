/** Which amounts of one currency can be charged online, in its minor units. */
export interface ChargeLimits {
  /** The least; null where only Stripe's answer tells, because it converts first. */
  minimumMinor: bigint | null;
  /** Every amount is a multiple of it: 10 where a third decimal has to be 0. */
  stepMinor: bigint;
}

export type ChargeFit = "fits" | "too_small" | "not_exact";

export function fitOf(amountMinor: bigint, { minimumMinor, stepMinor }: ChargeLimits): ChargeFit {
  if (amountMinor < (minimumMinor ?? 1n)) return "too_small";
  return amountMinor % stepMinor === 0n ? "fits" : "not_exact";
}
