import { isRegion } from "~/domain/contact-rules/places/regions-of";
import { countryCalled, countryName } from "./country-names";
import { hasRegions, regionsCalled, regionsNamed } from "./region-names";

/** What was read, or what is wrong with it in words for the person who fixes it. Null: it says nothing. */
export type PlaceReading =
  { ok: true; value: string | null } | { ok: false; reason: string; whatToDo: string };

const said = (value: string | null): PlaceReading => ({ ok: true, value });
const wrong = (reason: string, whatToDo: string): PlaceReading => ({ ok: false, reason, whatToDo });

const longest = 60;
const quoted = (text: string) => `“${text.slice(0, longest)}”`;

/** A country by its code or its name in English. A number is some system's own code and says nothing here. */
export function readCountry(text: string): PlaceReading {
  if (/^\d+$/.test(text.trim())) return said(null);
  const code = countryCalled(text);
  if (code !== null) return said(code);
  const whatToDo = "Write its name in English or its two letters, such as Canada or CA.";
  return wrong(`${quoted(text)} is not a country.`, whatToDo);
}

/**
 * A state, province or territory by its name or code: `MA`, `Massachusetts` and `US-MA` are one. What could
 * be two is neither, and what is none in a country whose regions are known is said to be wrong. Elsewhere it
 * is left out without a word: no rule turns on it there.
 *
 * @param country as the record says it; null where it says none.
 * @param likely where the debtor probably is, by their number and their vendor; empty where nothing tells.
 */
export function readRegion(
  text: string,
  { country, likely }: { country: string | null; likely: readonly string[] },
): PlaceReading {
  const whatToDo = "Write its name or code, such as Massachusetts or MA, or clear it.";
  const iso = /^([A-Z]{2})-([A-Z0-9]{1,3})$/.exec(text.trim().toUpperCase());
  const code = iso?.[0];
  if (code !== undefined) {
    if (country !== null && country !== code.slice(0, 2))
      return wrong(`${code} is not in ${countryName(country)}.`, "Correct the region or the country.");
    return isRegion(code) ? said(code) : wrong(`There is no region ${code}.`, whatToDo);
  }
  const countries = country === null ? [...new Set(likely)] : [country];
  const found = regionsNamed(text, countries);
  // Written out, a name that only one place in the world bears says which country it is in.
  const [only, ...others] = found.length === 0 && country === null ? regionsCalled(text) : found;
  if (only !== undefined && others.length === 0) return said(only);
  if (only !== undefined) {
    const where = [only, ...others].map((one) => countryName(one.slice(0, 2))).join(" and in ");
    return wrong(`${quoted(text)} is in ${where}.`, "Say the country, or write it like US-WA.");
  }
  if (countries.length === 0 || !countries.every(hasRegions)) return said(null);
  const where = countries.map((one) => countryName(one)).join(" or ");
  return wrong(`${quoted(text)} is not a state, province or territory of ${where}.`, whatToDo);
}

/** How postal codes are written where they tell a region, and what to do when one is not. */
const forms: Readonly<Record<string, { form: RegExp; write: (code: string) => string; whatToDo: string }>> = {
  US: {
    form: /^\d{5}(-?\d{4})?$/,
    write: (code) => (code.length > 5 ? `${code.slice(0, 5)}-${code.slice(-4)}` : code),
    whatToDo: "A ZIP code has five digits; spreadsheets drop a zero in front. Format the column as text.",
  },
  CA: {
    form: /^[A-Z]\d[A-Z] ?-?\d[A-Z]\d$/,
    write: (code) => `${code.slice(0, 3)} ${code.slice(-3)}`,
    whatToDo: "A Canadian one looks like K1A 0B1.",
  },
  AU: {
    form: /^\d{4}$/,
    write: (code) => code,
    whatToDo: "An Australian one has four digits; spreadsheets drop a zero in front.",
  },
};
const anyForm = /^[A-Z0-9](?:[A-Z0-9 -]{0,10}[A-Z0-9])?$/;

/** A postal code as it is written where it is; see `readRegion` for the countries. */
export function readPostalCode(
  text: string,
  { country, likely }: { country: string | null; likely: readonly string[] },
): PlaceReading {
  const code = text.trim().toUpperCase().replaceAll(/\s+/g, " ");
  const reason = `${quoted(text)} is not a postal code`;
  const own = country === null ? undefined : forms[country];
  if (own) {
    if (own.form.test(code)) return said(own.write(code));
    return wrong(`${reason} of ${countryName(country ?? "")}.`, own.whatToDo);
  }
  if (!anyForm.test(code) || !/\d/.test(code)) {
    // Ireland's, and a few others, have letters and digits; none has letters alone.
    return wrong(`${reason}.`, "Write it as on a letter, or clear it.");
  }
  if (country !== null) return said(code);
  const fits = likely.flatMap((one) => (forms[one]?.form.test(code) ? [forms[one]] : []));
  const [first] = fits;
  if (first) return said(first.write(code));
  const [home] = likely.flatMap((one) => (forms[one] ? [forms[one]] : []));
  // Digits alone, in a country where they would be wrong, are more likely cut than foreign.
  if (home && /^\d+$/.test(code))
    return wrong(`${reason} of ${countryName(likely[0] ?? "")}.`, home.whatToDo);
  return said(code);
}
