import { parsePhoneNumberFromString } from "libphonenumber-js/max";
import { z } from "zod";

/** Where a debtor is, as far as is known. */
export interface Place {
  /** Every IANA zone the debtor may be in; a rule must hold in all of them. Never empty. */
  zones: readonly [string, ...string[]];
  /** The one of them in which a wanted hour of day is meant. */
  homeZone: string;
  /** ISO 3166-1 alpha-2, for public holidays. */
  country: string;
}

export interface PlaceClues {
  timeZone: string | null;
  country: string | null;
  /** E.164. */
  phone: string | null;
  /** Where the vendor is: the last resort, since most of its debtors are near it. */
  vendor: { timeZone: string; country: string };
}

/**
 * The zone when it is known, otherwise every zone of the country that the debtor's record or their phone
 * number names: a message at nine in New York would be one at four in Honolulu.
 */
export function placeOf({ timeZone, country: recorded, phone, vendor }: PlaceClues): Place {
  const country = recorded ?? countryOfPhone(phone) ?? vendor.country;
  if (timeZone !== null && isZone(timeZone)) return { zones: [timeZone], homeZone: timeZone, country };
  const [first, ...others] = zonesOfCountry(country);
  if (first === undefined) return { zones: [vendor.timeZone], homeZone: vendor.timeZone, country };
  const zones: [string, ...string[]] = [first, ...others];
  return { zones, homeZone: zones.includes(vendor.timeZone) ? vendor.timeZone : first, country };
}

/**
 * The area code tells the countries that share a calling code apart: +1 is the United States, Canada and many
 * islands.
 */
function countryOfPhone(phone: string | null): string | null {
  return (phone === null ? undefined : parsePhoneNumberFromString(phone)?.country) ?? null;
}

const zonesByCountry = new Map<string, readonly string[]>();

function zonesOfCountry(country: string): readonly string[] {
  let zones = zonesByCountry.get(country);
  if (zones === undefined) {
    zones = /^[A-Z]{2}$/.test(country) ? readZones(country) : [];
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

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
