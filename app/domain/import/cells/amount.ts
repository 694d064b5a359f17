import { type Currency, minorDigits } from "~/domain/money";
import { currenciesOfMark } from "./currency-marks";
import { largestAmountMinor } from "~/domain/import/limits";
import { type CellReading, read, unreadable } from "~/domain/import/problem";

export const decimalMarks = [".", ","] as const;
export type DecimalMark = (typeof decimalMarks)[number];

export interface AmountContext {
  /** From the row's currency column, when the file has one. */
  stated: Currency | null;
  /** The vendor's own, for rows that say nothing. */
  fallback: Currency;
  decimalMark: DecimalMark;
}

export interface ReadAmount {
  amountMinor: bigint;
  currency: Currency;
}

/**
 * Reads an amount as people and programs write it: `$1,020.00`, `1.020,00 €`, `(45.00)`, `45.00-`,
 * `1'020.00`, `USD 45`. Exact: digits become an integer of minor units without passing through a float.
 * Credits come back negative.
 */
export function parseAmount(text: string, context: AmountContext): CellReading<ReadAmount> {
  const written = splitAmount(text);
  if (!written) return unreadable("This is not an amount.", "Write it like 1020.50, with digits only.");
  const currency = currencyOf(written.mark, context);
  if (!currency.ok) return currency;
  const digits = minorDigits(currency.value);
  const decimal = toDecimalParts(written.number, digits, context.decimalMark);
  if (!decimal) {
    const shown = context.decimalMark === "." ? "1,020.50" : "1.020,50";
    return unreadable(
      "The separators in this amount do not fit the rest of the column.",
      `Write it like ${shown}.`,
    );
  }
  const surplus = decimal.fraction.slice(digits);
  if (/[1-9]/.test(surplus)) {
    const limit = digits === 0 ? "no decimals" : `${digits} decimals`;
    return unreadable(
      `${currency.value} has ${limit}; this amount has more.`,
      "Round it to what is really owed.",
    );
  }
  const whole = `${decimal.whole}${decimal.fraction.slice(0, digits).padEnd(digits, "0")}`;
  if (whole.length > 30) return unreadable(TOO_LARGE, CHECK_AMOUNT);
  const amountMinor = BigInt(whole);
  if (amountMinor > largestAmountMinor(currency.value)) return unreadable(TOO_LARGE, CHECK_AMOUNT);
  return read({ amountMinor: written.negative ? -amountMinor : amountMinor, currency: currency.value });
}

const TOO_LARGE = "This amount is larger than can be collected online.";
const CHECK_AMOUNT = "Check the amount; collect very large ones another way.";

interface WrittenAmount {
  negative: boolean;
  /** Digits with their separators: `1.020,50`. */
  number: string;
  /** The currency's sign or code as written, or nothing. */
  mark: string;
}

/**
 * Sign, currency, sign, number, currency, sign. An abbreviation's own dot (`kr. 45`) must be followed by a
 * space.
 */
const AMOUNT =
  /^(-?)\s*([^\d.,'\s()-]*(?:\.(?=\s))?)\s*(-?)\s*([.,]?\d[\d.,' ]*)\s*([^\d.,'\s()-]*\.?)\s*(-?)$/u;

/** `45,-` and `45.--`: the dash stands for no cents, not for a minus. */
const DASH_FOR_NO_CENTS = /[.,]-{1,2}(?=[^\d]*$)/;

function splitAmount(text: string): WrittenAmount | null {
  if (text.length > 60) return null;
  const plain = text
    .normalize("NFKC")
    .replaceAll(/[\u2212\u2013\u2010\u2011]/g, "-")
    .replaceAll(/[\u2019\u2018]/g, "'");
  const trimmed = plain.replaceAll(/[\s\u200e\u200f\u061c]+/gu, " ").trim();
  const bracketed = /^(.*)\((.*)\)(.*)$/.exec(trimmed);
  const bare = bracketed ? bracketed.slice(1).join("").trim() : trimmed;
  const parts = AMOUNT.exec(bare.replace(DASH_FOR_NO_CENTS, ""));
  if (!parts) return null;
  const [, lead = "", before = "", middle = "", number = "", after = "", trail = ""] = parts;
  // `Rs.500` may be five hundred or half a rupee: nobody should guess.
  if (/\p{L}$/u.test(before) && /^[.,]/.test(number)) return null;
  const signs = [lead, middle, trail].filter((sign) => sign === "-").length;
  const side = /^(cr|dr)$/i.exec(after)?.[1]?.toLowerCase();
  if (signs + (bracketed ? 1 : 0) + (side === "cr" ? 1 : 0) > 1) return null;
  if (before !== "" && after !== "" && side === undefined) return null;
  return {
    negative: signs === 1 || bracketed !== null || side === "cr",
    number: number.trim(),
    mark: (side === undefined ? before || after : before).replace(/\.$/, ""),
  };
}

/** The currency a row is in: what its column states, else what its sign can only mean, else the vendor's. */
function currencyOf(mark: string, { stated, fallback }: AmountContext): CellReading<Currency> {
  const expected = stated ?? fallback;
  if (mark === "") return read(expected);
  const possible = currenciesOfMark(mark);
  if (possible.length === 0) {
    return unreadable(`“${mark}” is not a currency.`, "Use a sign such as $ or €, or a code such as USD.");
  }
  if (possible.includes(expected)) return read(expected);
  const [only, ...others] = possible;
  if (stated === null && only !== undefined && others.length === 0) return read(only);
  return stated === null
    ? unreadable(`“${mark}” can mean several currencies.`, "Add a currency column with codes such as USD.")
    : unreadable(`The amount says “${mark}”, its currency column says ${stated}.`, "Make the two agree.");
}

interface DecimalParts {
  whole: string;
  fraction: string;
}

/** Splits by the decimal mark and takes out the group separators, which must stand where they belong. */
function toDecimalParts(number: string, digits: number, mark: DecimalMark): DecimalParts | null {
  // Without decimals in the currency, a separator before three digits can only group: ¥1,020 and ¥1.020.
  const grouped = digits === 0 && /^\d{1,3}([.,]\d{3})+$/.test(number);
  const [whole = "", fraction = "", ...rest] = grouped ? [number] : number.split(mark);
  if (rest.length > 0 || /\D/.test(fraction)) return null;
  const separators = new Set(whole.replaceAll(/\d/g, ""));
  if (separators.size === 0)
    return whole === "" && fraction === "" ? null : { whole: whole || "0", fraction };
  const groups = whole.split(/\D/);
  const inner = groups.slice(1, -1);
  // Two digits in the middle groups: 12,34,567 is how India writes it.
  const evenly =
    groups.at(-1)?.length === 3 &&
    /^\d{1,3}$/.test(groups[0] ?? "") &&
    inner.every((g) => /^\d{2,3}$/.test(g));
  return separators.size === 1 && evenly ? { whole: groups.join(""), fraction } : null;
}

/** What one amount says about the decimal mark of its column. */
export type MarkEvidence = DecimalMark | "either" | "none";

export function markEvidence(text: string): MarkEvidence {
  const number = splitAmount(text)?.number ?? "";
  const last = /[.,](?=[^.,]*$)/.exec(number);
  if (!last) return "none";
  const mark = last[0] === "." ? "." : ",";
  const other = mark === "." ? "," : ".";
  if (number.includes(other)) return mark;
  if (number.split(mark).length > 2) return other;
  const [before = "", after = ""] = number.split(mark);
  const couldGroup = after.length === 3 && /^[1-9]\d{0,2}$/.test(before);
  return couldGroup ? "either" : mark;
}
