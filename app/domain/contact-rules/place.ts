import { parsePhoneNumberFromString } from "libphonenumber-js/max";
import { z } from "zod";
import { isZone } from "~/domain/zone-clock";
import { areaOf, isNewYorkCityAreaCode } from "./places/phone-area";
import {
  isNewYorkCityPostalCode,
  isRegion,
  regionsOfPostalCode,
  territories,
  zonesOfRegions,
} from "./places/regions-of";

/** Where a debtor is, as far as is known. */
export interface Place {
  /** Every IANA zone the debtor may be in; a rule must hold in all of them. Never empty. */
  zones: readonly [string, ...string[]];
  /** The one of them in which a wanted hour of day is meant. */
  homeZone: string;
  /** ISO 3166-1 alpha-2: whose law and holidays hold. */
  country: string;
  /** False: neither the record nor the phone number tells, and the vendor's own was taken. */
  countryKnown: boolean;
  /**
   * ISO 3166-2, every one that may hold: those of the address and of the phone number's area code, which can
   * lie in another country than `country`. Empty: not known.
   */
  regions: readonly string[];
  mayBeNewYorkCity: boolean;
}

export interface PlaceClues {
  timeZone: string | null;
  country: string | null;
  /** ISO 3166-2, or the part after the country's. */
  region: string | null;
  postalCode: string | null;
  /** E.164. */
  phone: string | null;
  /** Where the vendor is: the last resort, since most of its debtors are near it. */
  vendor: { timeZone: string; country: string };
}

/**
 * The zone when it is known, otherwise every zone that the debtor's address or their phone number allows: a
 * message at nine in New York would be one at four in Honolulu. Where the two disagree, both hold. A phone
 * number of another country than the address tells no more than the address, unless its area code tells a
 * region.
 */
export function placeOf(clues: PlaceClues): Place {
  const { timeZone, phone, vendor } = clues;
  const area = areaOf(phone);
  const byPhone = area?.country ?? countryOfPhone(phone);
  const address = addressOf(clues, byPhone ?? vendor.country);
  const known = address.country ?? byPhone;
  const country = known ?? vendor.country;
  const regions = [...new Set([...address.regions, ...(area?.regions ?? [])])];
  const zones =
    timeZone !== null && isZone(timeZone) ? [timeZone] : possibleZones({ address, area, country });
  const lastResort = isZone(vendor.timeZone) ? vendor.timeZone : "UTC";
  const [first = lastResort, ...others] = zones;
  return {
    zones: [first, ...others],
    homeZone: zones.includes(vendor.timeZone) ? vendor.timeZone : first,
    country,
    countryKnown: known !== null,
    regions,
    mayBeNewYorkCity: mayBeNewYorkCity({ country, regions, address, phone }),
  };
}

interface Address {
  /** Null: not recorded. */
  country: string | null;
  regions: readonly string[];
  postalCode: string | null;
}

/** What the record says, as far as it makes sense; a region names its country too. */
function addressOf(clues: PlaceClues, likelyCountry: string): Address {
  const { postalCode } = clues;
  const region = clues.region?.trim().toUpperCase() ?? "";
  const named = [clues.country?.trim().toUpperCase() ?? "", region.slice(0, region.indexOf("-"))];
  const country = named.find(isCountry) ?? null;
  const code = region.includes("-") ? region : `${country ?? likelyCountry}-${region}`;
  const regions = new Set([
    // A territory of the United States has a country's code of its own, and is a region too.
    ...(country !== null && territories.has(country) ? [`US-${country}`] : []),
    ...(isRegion(code) ? [code] : []),
    ...(postalCode === null ? [] : regionsOfPostalCode(postalCode, country ?? likelyCountry)),
  ]);
  return { country, regions: [...regions], postalCode };
}

/** An area code narrows the country that it lies in, and comes beside what is known of any other. */
function possibleZones(known: {
  address: Address;
  area: ReturnType<typeof areaOf>;
  country: string;
}): readonly string[] {
  const { address, area, country } = known;
  const addressZones = zonesOfRegions(address.regions);
  const isNarrowed = addressZones.length > 0 || area?.country === country;
  const elsewhere = isNarrowed ? addressZones : zonesOfCountry(country);
  return [...new Set([...elsewhere, ...(area?.zones ?? [])])];
}

/** Not certainly elsewhere: an address or an area code there, or nothing that tells a state. */
function mayBeNewYorkCity(known: {
  country: string;
  regions: readonly string[];
  address: Address;
  phone: string | null;
}): boolean {
  const { country, regions, address, phone } = known;
  if (isNewYorkCityAreaCode(phone)) return true;
  if (country === "US" && !regions.some((region) => region.startsWith("US-"))) return true;
  if (!address.regions.includes("US-NY")) return false;
  const { postalCode } = address;
  const isZip = postalCode !== null && regionsOfPostalCode(postalCode, "US").length > 0;
  return !isZip || isNewYorkCityPostalCode(postalCode);
}

/**
 * The area code tells the countries that share a calling code apart: +1 is the United States, Canada and many
 * islands. Toll-free numbers are of none.
 */
function countryOfPhone(phone: string | null): string | null {
  if (phone === null) return null;
  const parsed = parsePhoneNumberFromString(phone);
  if (parsed?.countryCallingCode === "1" && parsed.getType() === "TOLL_FREE") return null;
  return parsed?.country ?? null;
}

const zonesByCountry = new Map<string, readonly string[]>();

function isCountry(country: string): boolean {
  return zonesOfCountry(country).length > 0;
}

function zonesOfCountry(country: string): readonly string[] {
  if (!/^[A-Z]{2}$/.test(country)) return [];
  let zones = zonesByCountry.get(country);
  if (zones === undefined) {
    zones = readZones(country);
    zonesByCountry.set(country, zones);
  }
  return zones;
}

const zoneNames = z.array(z.string()).catch([]);

/** Newer engines have a method where older ones have a property; TypeScript's library knows neither yet. */
function readZones(country: string): readonly string[] {
  const locale = new Intl.Locale(`und-${country}`);
  const method: unknown = Reflect.get(locale, "getTimeZones");
  const zones: unknown =
    typeof method === "function" ? method.call(locale) : Reflect.get(locale, "timeZones");
  return zoneNames.parse(zones).filter(isZone);
}
