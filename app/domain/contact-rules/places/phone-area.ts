import { areaCodes } from "./area-codes";
import { zonesOfRegions } from "./regions-of";

/** What an area code of the United States or Canada tells. */
interface Area {
  /** ISO 3166-1 alpha-2. */
  country: string;
  /** ISO 3166-2. */
  regions: readonly string[];
  zones: readonly string[];
}

const areas = new Map<string, Area>();
for (const { region, zones, codes } of areaCodes) {
  for (const code of codes.split(" ")) {
    const before = areas.get(code);
    areas.set(code, {
      country: region.slice(0, 2),
      regions: [...(before?.regions ?? []), region],
      zones: [...new Set([...(before?.zones ?? []), ...(zones ?? zonesOfRegions([region]))])],
    });
  }
}

/**
 * The part of the United States or Canada that a number is of; null where its area code tells none: toll-free
 * ones do not, nor do those of other countries.
 *
 * @param phone E.164.
 */
export function areaOf(phone: string | null): Area | null {
  const code = areaCode(phone);
  return code === null ? null : (areas.get(code) ?? null);
}

/** Source: NANPA's assignments for the five boroughs. */
const newYorkCity = new Set(["212", "332", "347", "646", "718", "917", "929"]);

export function isNewYorkCityAreaCode(phone: string | null): boolean {
  const code = areaCode(phone);
  return code !== null && newYorkCity.has(code);
}

function areaCode(phone: string | null): string | null {
  return /^\+1([2-9]\d{2})[2-9]\d{6}$/.exec(phone ?? "")?.[1] ?? null;
}
