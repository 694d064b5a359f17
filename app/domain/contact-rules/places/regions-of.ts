import { regions, type Region } from "./regions";

const byCode = new Map<string, Region>(regions.map((region) => [region.code, region]));

/** Those of the United States, where federal law holds: ISO 3166-1 has codes for them as well. */
export const territories = new Set(["PR", "VI", "GU", "AS", "MP"]);

/** Whether there is such a region; of other countries, anything of that form is taken. */
export function isRegion(code: string): boolean {
  return patterns.has(code.slice(0, 2)) ? byCode.has(code) : /^[A-Z]{2}-[A-Z0-9]{1,3}$/.test(code);
}

/** The zones of all those of the regions that are known here, each once. */
export function zonesOfRegions(codes: readonly string[]): readonly string[] {
  return [...new Set(codes.flatMap((code) => byCode.get(code)?.zones ?? []))];
}

/** The regions of a country that a postal code may be in; none where it tells nothing. */
export function regionsOfPostalCode(postalCode: string, country: string): string[] {
  const code = postalCode.trim().toUpperCase();
  if (patterns.get(country)?.test(code) !== true) return [];
  const found = ranges.filter(
    ({ region, first, last }) =>
      region.startsWith(country) &&
      code.slice(0, first.length) >= first &&
      code.slice(0, last.length) <= last,
  );
  return found.map(({ region }) => region);
}

/**
 * Whether a ZIP code may be in one of the five boroughs. Source: USPS Publication 65: Manhattan 100–102,
 * Staten Island 103, the Bronx 104, Queens 110 (shared with Nassau County), 111, 113, 114 and 116, Brooklyn
 * 112.
 */
export function isNewYorkCityPostalCode(postalCode: string): boolean {
  return /^1(0[0-4]|1[0-46])/.test(postalCode.trim());
}

/** A full postal code of the countries whose regions are known; spaces and what follows do not matter. */
const patterns = new Map([
  ["US", /^\d{5}(-?\d{4})?$/],
  ["CA", /^[A-Z]\d[A-Z]/],
  ["AU", /^\d{4}$/],
]);

const ranges = regions.flatMap(({ code, postal }) =>
  postal.split(" ").map((range) => {
    const [first = "", last = first] = range.split("-");
    return { region: code, first, last };
  }),
);
