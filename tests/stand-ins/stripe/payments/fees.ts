import { decimalsOf } from "./currencies";

/** Stripe's US standard price: 2.9 % and 30 cents. */
const PERMILLE = 29n;

/**
 * What Stripe keeps of a charge, in the charge's own minor units: 2.9 %, rounded half up, and a fixed part of
 * 30 minor units, which in three-decimal currencies is the same 0.30 of the major unit. Not given back on a
 * refund.
 */
export function chargeFee(amount: number, currency: string): number {
  const fixed = decimalsOf(currency) === 3 ? 300 : 30;
  return Number((BigInt(amount) * PERMILLE + 500n) / 1000n) + fixed;
}

/** What a dispute costs, won or lost: 15.00 of the major unit; 1500 where there is no minor unit. */
export function disputeFee(currency: string): number {
  return decimalsOf(currency) === 3 ? 15_000 : 1500;
}
