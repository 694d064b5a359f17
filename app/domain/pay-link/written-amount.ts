import { minorDigits, type Currency } from "~/domain/money";

/**
 * Reads an amount as a person writes it on a phone: `20`, `$20.00`, `20,50 €`, `1,000`. The last point or comma is the
 * decimal mark when no more digits follow it than the currency has; all others only group.
 *
 * @returns minor units, or null when it is not an amount above nothing in this currency.
 */
export function readWrittenAmount(text: string, currency: Currency): bigint | null {
  const digits = minorDigits(currency);
  // Currency signs and letters say nothing the form does not know; a minus would.
  const bare = text.replace(/[\s\p{Sc}\p{L}'’]/gu, "");
  if (!/^[0-9]{1,15}([.,][0-9]{1,15})*$/.test(bare) || bare.length > longestAmount) return null;
  const mark = Math.max(bare.lastIndexOf("."), bare.lastIndexOf(","));
  const after = mark < 0 ? 0 : bare.length - mark - 1;
  const isDecimal = after > 0 && after <= digits;
  if (!isDecimal && !/^[0-9]{1,3}([.,]?[0-9]{3})*$/.test(bare)) return null;
  const whole = (isDecimal ? bare.slice(0, mark) : bare).replace(/[.,]/g, "");
  const fraction = isDecimal ? bare.slice(mark + 1) : "";
  const amountMinor = BigInt(whole + fraction.padEnd(digits, "0"));
  return amountMinor > 0n ? amountMinor : null;
}

const longestAmount = 24;
