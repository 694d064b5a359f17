/**
 * The most bytes one file may have. 200,000 rows of this kind are about 20 MB; beyond that a file is split.
 */
export const MAX_FILE_BYTES = 25 * 1024 * 1024;

/** The most rows one file may have: what one transaction takes in about half a minute on two cores. */
export const MAX_ROWS = 200_000;

/** The most columns a row may have. The widest accounting export seen has about 120. */
export const MAX_COLUMNS = 500;

/**
 * The most bytes of one row. A quotation mark that is never closed would otherwise swallow the rest of the
 * file.
 */
export const MAX_ROW_BYTES = 128 * 1024;

/**
 * How often reading starts again after a quotation mark that is never closed, so that a hostile file ends
 * soon.
 */
export const MAX_RECOVERIES = 50;

/**
 * How many of a file's first rows are searched for the row of column names: reports put a few titles above
 * it.
 */
export const MAX_TITLE_ROWS = 10;

/** Lengths of text kept from a row, in characters. Email is RFC 5321's path limit, the others are ours. */
export const MAX_TEXT = {
  reference: 100,
  debtorReference: 100,
  name: 200,
  email: 254,
  phone: 40,
  description: 500,
};

/** How long a cell's value may be when a problem quotes it. */
export const MAX_QUOTED_VALUE = 120;

/**
 * The largest amount in minor units: Stripe charges at most eight digits (999,999.99 dollars), and twelve
 * where a unit is worth very little. A receivable above it is a slip of the keyboard, not a small balance.
 * https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts
 */
export function largestAmountMinor(currency: string): bigint {
  return SMALL_UNIT_CURRENCIES.has(currency) ? 999_999_999_999n : 99_999_999n;
}

const SMALL_UNIT_CURRENCIES = new Set(
  "COP CLP CRC GNF HUF IDR IQD IRR KHR KRW LAK LBP MGA MMK MNT NGN PYG TZS UGX UZS VND".split(" "),
);
