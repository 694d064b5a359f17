import { plain } from "./region-names";

/**
 * Codes that look like a country's and are not: groups of countries, parts of one, and what software uses for
 * itself. Source: ISO 3166-1, exceptional reservations and user-assigned codes; CLDR's containment.
 */
const notCountries = new Set("AC CP CQ DG EA EU EZ IC QO TA UN XA XB ZZ".split(" "));

/** How else countries are written in the exports of English-speaking vendors. */
const alsoCalled: Readonly<Record<string, string>> = {
  US: "USA, U.S.A., United States of America, The United States, America, Estados Unidos",
  GB: "UK, U.K., GBR, Great Britain, Britain, England, Scotland, Wales, Northern Ireland",
  CA: "CAN",
  AU: "AUS, Commonwealth of Australia",
  NZ: "NZL, Aotearoa",
  IE: "IRL, Republic of Ireland, Eire",
  DE: "DEU, Deutschland, Federal Republic of Germany",
  AT: "AUT, Österreich",
  CH: "CHE, Schweiz, Suisse",
  FR: "FRA",
  ES: "ESP, España",
  IT: "ITA, Italia",
  NL: "NLD, Holland, The Netherlands",
  BE: "BEL",
  PT: "PRT",
  MX: "MEX, México",
  BR: "BRA, Brasil",
  IN: "IND",
  JP: "JPN",
  CN: "CHN, People’s Republic of China",
  KR: "KOR, Republic of Korea, Korea",
  CZ: "CZE, Czech Republic",
  TR: "TUR, Turkey",
  MK: "Macedonia",
  MM: "Burma",
  CI: "Ivory Coast",
  HK: "Hong Kong",
  MO: "Macau, Macao",
  RU: "RUS, Russian Federation",
  VN: "Viet Nam",
  SZ: "Swaziland",
  PR: "Puerto Rico",
  VA: "Vatican",
};

const english = new Intl.DisplayNames(["en"], { type: "region", fallback: "none" });
const letters = "A B C D E F G H I J K L M N O P Q R S T U V W X Y Z".split(" ");

/** Every country by its code in ISO 3166-1 and its name in English, in the order of the names. */
export const countries: readonly { code: string; name: string }[] = letters
  .flatMap((first) => letters.map((second) => first + second))
  .flatMap((code) => {
    const name = english.of(code);
    // A code of the past, such as that of the Soviet Union, is read as that of whatever came after it.
    const isNow = new Intl.Locale(`und-${code}`).region === code;
    return name === undefined || !isNow || notCountries.has(code) ? [] : [{ code, name }];
  })
  .sort((a, b) => a.name.localeCompare(b.name, "en"));

const byName = new Map<string, string>();
for (const { code, name } of countries) {
  byName.set(plain(code), code);
  byName.set(plain(name), code);
}
for (const [code, list] of Object.entries(alsoCalled))
  for (const name of list.split(",")) byName.set(plain(name), code);

/** The code of a country by its name in English or its code; null when there is none of that name. */
export function countryCalled(text: string): string | null {
  const sought = plain(text);
  return byName.get(sought.replace(/^the(?=.{4})/, "")) ?? byName.get(sought) ?? null;
}

export function countryName(code: string): string {
  return english.of(code) ?? code;
}
