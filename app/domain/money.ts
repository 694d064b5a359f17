import { z } from "zod";

/** ISO 4217 alphabetic code, upper case. */
export type Currency = string & { readonly __brand: "Currency" };

/** An exact sum: an integer count of the currency's own minor unit (cents, yen, fils). */
export interface Money {
  readonly amountMinor: bigint;
  readonly currency: Currency;
}

/**
 * Currencies whose minor unit is not a hundredth. Source: ISO 4217 table A.1. `Intl` is not asked, because
 * CLDR gives customary rather than official digits for some of them (IQD, LBP), and a ledger needs the
 * official ones.
 */
const minorDigitsException: Readonly<Record<string, number>> = {
  BIF: 0,
  CLP: 0,
  DJF: 0,
  GNF: 0,
  ISK: 0,
  JPY: 0,
  KMF: 0,
  KRW: 0,
  PYG: 0,
  RWF: 0,
  UGX: 0,
  VND: 0,
  VUV: 0,
  XAF: 0,
  XOF: 0,
  XPF: 0,
  BHD: 3,
  IQD: 3,
  JOD: 3,
  KWD: 3,
  LYD: 3,
  OMR: 3,
  TND: 3,
};

const knownCurrencies: ReadonlySet<string> = new Set(Intl.supportedValuesOf("currency"));

export class UnknownCurrencyError extends Error {
  override readonly name = "UnknownCurrencyError";
  constructor(readonly code: string) {
    super(`“${code}” is not a currency. Use a three-letter ISO 4217 code such as USD, EUR or JPY.`);
  }
}

/** @throws UnknownCurrencyError when the code is not in ISO 4217. */
export function currency(code: string): Currency {
  const upper = code.trim().toUpperCase();
  if (!isCurrency(upper)) throw new UnknownCurrencyError(code);
  return upper;
}

export function isCurrency(code: string): code is Currency {
  return knownCurrencies.has(code);
}

export const currencySchema = z.string().transform((code, context): Currency => {
  const upper = code.trim().toUpperCase();
  if (isCurrency(upper)) return upper;
  context.addIssue({ code: "custom", message: new UnknownCurrencyError(code).message });
  return z.NEVER;
});

/** How many decimals the currency's minor unit has: 0, 2 or 3. */
export function minorDigits(code: Currency): number {
  return minorDigitsException[code] ?? 2;
}

export function money(amountMinor: bigint, code: Currency): Money {
  return { amountMinor, currency: code };
}

/**
 * Sums amounts of one currency. @throws when currencies differ: adding them would be inventing an exchange
 * rate.
 */
export function sum(code: Currency, amounts: Iterable<Money>): Money {
  let total = 0n;
  for (const amount of amounts) {
    if (amount.currency !== code) throw new Error(`Cannot add ${amount.currency} to ${code}.`);
    total += amount.amountMinor;
  }
  return money(total, code);
}

/** The exact decimal as text, with a point and all of the currency's decimals: `-1020.50`, `300`, `1.250`. */
export function toDecimal({ amountMinor, currency: code }: Money): Intl.StringNumericLiteral {
  const digits = minorDigits(code);
  const sign = amountMinor < 0n ? "-" : "";
  const text = (amountMinor < 0n ? -amountMinor : amountMinor).toString().padStart(digits + 1, "0");
  const whole = text.slice(0, text.length - digits);
  const decimal = digits === 0 ? `${sign}${whole}` : `${sign}${whole}.${text.slice(-digits)}`;
  return decimal as Intl.StringNumericLiteral;
}

const formatters = new Map<string, Intl.NumberFormat>();

/**
 * The one way money is shown to a person: in their language's format, always with all of the currency's
 * decimals.
 */
export function formatMoney(amount: Money, language: string): string {
  const key = `${language} ${amount.currency}`;
  let formatter = formatters.get(key);
  if (!formatter) {
    const digits = minorDigits(amount.currency);
    formatter = new Intl.NumberFormat(language, {
      style: "currency",
      currency: amount.currency,
      currencyDisplay: "narrowSymbol",
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    });
    formatters.set(key, formatter);
  }
  return formatter.format(toDecimal(amount));
}
