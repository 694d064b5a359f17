/** How many millionths of a currency's main unit a message may cost: what the database keeps of it. */
const mostMicros = 2_000_000_000;
const longestCost = 24;

/**
 * Reads what one message costs as a person writes it, `0.0083`, `$0.0083` or `0,0083 €`, with at most six
 * decimals. A lone mark is the decimal mark; `1,000` could be either and is refused, as is every group.
 *
 * @returns millionths of the currency's main unit, or null when it is not such a cost.
 */
export function readUnitCost(text: string): number | null {
  if (text.length > longestCost) return null;
  const bare = text.replace(/^[\s\p{L}\p{Sc}]+|[\s\p{L}\p{Sc}]+$/gu, "");
  if (/^[1-9]\d{0,2},\d{3}$/.test(bare)) return null;
  const [, whole, decimals = ""] = /^(\d{1,5})(?:[.,](\d{1,6}))?$/.exec(bare) ?? [];
  if (whole === undefined) return null;
  const micros = Number(whole) * 1_000_000 + Number(decimals.padEnd(6, "0"));
  return micros <= mostMicros ? micros : null;
}

/** A cost as a person would write it in this language; `readUnitCost` reads it back exactly. */
export function writeUnitCost(micros: number, language: string): string {
  const format = (locale: string) =>
    new Intl.NumberFormat(locale, {
      numberingSystem: "latn",
      useGrouping: false,
      maximumFractionDigits: 6,
    }).format(micros / 1_000_000);
  const written = format(language);
  return readUnitCost(written) === micros ? written : format("en");
}
