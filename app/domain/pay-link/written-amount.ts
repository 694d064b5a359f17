import { minorDigits, toDecimal, type Currency, type Money } from "~/domain/money";

/**
 * Reads an amount as a person writes it on a phone: `20`, `$20.00`, `20,50 €`, `1,000`. The last point or
 * comma is the decimal mark when no more digits follow it than the currency has; any other mark may only
 * group, all alike and in threes (or twos and a three, as India writes).
 *
 * @returns minor units, or null when it is not an amount above nothing in this currency.
 */
export function readWrittenAmount(text: string, currency: Currency): bigint | null {
  if (text.length > longestAmount) return null;
  // A currency's sign or name around it says nothing the form does not know; anything within it, or a minus,
  // would.
  const bare = text.replace(/^[\s\p{L}\p{Sc}]+|[\s\p{L}\p{Sc}]+$/gu, "");
  const digits = minorDigits(currency);
  const [, before = bare, mark = "", after = ""] = /^(.*)([.,])([0-9]+)$/s.exec(bare) ?? [];
  const isDecimal = mark !== "" && after.length <= digits;
  const whole = isDecimal ? before : bare;
  const group = /^[0-9]+$/.test(whole) ? "" : grouping.exec(whole)?.[1];
  if (group === undefined || (isDecimal && group === mark)) return null;
  const fraction = isDecimal ? after.padEnd(digits, "0") : "0".repeat(digits);
  const amountMinor = BigInt(whole.replace(/[^0-9]/g, "") + fraction);
  return amountMinor > 0n ? amountMinor : null;
}

/**
 * An amount as a person would write it in this language, without a sign or groups: what stands in a field
 * before anything is written there. `readWrittenAmount` reads it back exactly.
 */
export function writeAmount(amount: Money, language: string): string {
  const digits = minorDigits(amount.currency);
  const format = new Intl.NumberFormat(language, {
    numberingSystem: "latn",
    useGrouping: false,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  const written = format.format(toDecimal(amount));
  return readWrittenAmount(written, amount.currency) === amount.amountMinor ? written : toDecimal(amount);
}

const longestAmount = 32;
const grouping = /^[0-9]{1,3}([.,\s'’])(?:[0-9]{2,3}\1)*[0-9]{3}$/;
