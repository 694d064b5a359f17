import type { ChargeLimits } from "~/domain/charge-limits";
import { minorDigits, money, type Currency, type Money } from "~/domain/money";

/**
 * Where Stripe's unit for a charge is not ISO 4217's minor unit. Source:
 * https://docs.stripe.com/currencies#special-cases: ISK and UGX have no minor unit but are sent with two
 * decimals that are always 00; MGA is sent without decimals. HUF and TWD are no exception here: they are
 * charged with two decimals, and only payouts, which Tenfold does not make, come in whole units.
 */
const stripeDigitsException: Readonly<Record<string, number>> = { ISK: 2, UGX: 2, MGA: 0 };

/** Three-decimal currencies are sent with a last digit of 0. Source: https://docs.stripe.com/currencies. */
const threeDecimalStep = 10n;

/**
 * The least that Stripe charges, in ISO minor units, for the currencies it lists. Source:
 * https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts. For the others Stripe compares with
 * the settlement currency after conversion, which only its answer can tell.
 */
const minimumMinor: Readonly<Record<string, bigint>> = {
  USD: 50n,
  AED: 200n,
  AUD: 50n,
  BGN: 100n,
  BRL: 50n,
  CAD: 50n,
  CHF: 50n,
  CZK: 1500n,
  DKK: 250n,
  EUR: 50n,
  GBP: 30n,
  HKD: 400n,
  HUF: 17500n,
  INR: 50n,
  JPY: 50n,
  MXN: 1000n,
  MYR: 200n,
  NOK: 300n,
  NZD: 50n,
  PLN: 200n,
  RON: 200n,
  SEK: 300n,
  SGD: 50n,
  THB: 1000n,
};

export function minimumCharge(currency: Currency): Money {
  return money(minimumMinor[currency] ?? 1n, currency);
}

/** Which amounts of a currency can be charged at all. */
export function chargeLimits(currency: Currency): ChargeLimits {
  const shift = stripeDigits(currency) - minorDigits(currency);
  const hundredths = shift < 0 ? 10n ** BigInt(-shift) : 1n;
  return {
    minimumMinor: minimumMinor[currency] ?? null,
    stepMinor: stripeDigits(currency) === 3 ? threeDecimalStep : hundredths,
  };
}

/** The integer Stripe's API takes for this amount, or null when Stripe cannot represent it exactly. */
export function toStripeAmount({ amountMinor, currency }: Money): number | null {
  const shift = stripeDigits(currency) - minorDigits(currency);
  if (shift < 0 && amountMinor % 10n ** BigInt(-shift) !== 0n) return null;
  const amount = shift >= 0 ? amountMinor * 10n ** BigInt(shift) : amountMinor / 10n ** BigInt(-shift);
  if (stripeDigits(currency) === 3 && amount % threeDecimalStep !== 0n) return null;
  return amount > BigInt(Number.MAX_SAFE_INTEGER) ? null : Number(amount);
}

/** What an integer from Stripe's API means in ISO minor units. @throws when it is no whole number of them. */
export function fromStripeAmount(amount: number, currency: Currency): Money {
  const shift = stripeDigits(currency) - minorDigits(currency);
  if (shift <= 0) return money(BigInt(amount) * 10n ** BigInt(-shift), currency);
  const scale = 10n ** BigInt(shift);
  if (BigInt(amount) % scale !== 0n)
    throw new Error(`Stripe sent ${amount} ${currency}, which has a fraction of a unit.`);
  return money(BigInt(amount) / scale, currency);
}

/**
 * A fee as the ledger keeps it. Stripe reckons fees in fractions of the currencies it gives two decimals too
 * many, and settles in whole units; halves are rounded up.
 */
export function feeFromStripe(amount: number, currency: Currency): Money {
  const shift = stripeDigits(currency) - minorDigits(currency);
  if (shift <= 0) return fromStripeAmount(amount, currency);
  return money(BigInt(Math.round(amount / 10 ** shift)), currency);
}

function stripeDigits(currency: Currency): number {
  return stripeDigitsException[currency] ?? minorDigits(currency);
}
