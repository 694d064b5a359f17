/**
 * What people call the states, provinces and territories whose law or time matters here, in English. Source:
 * ISO 3166-2. Codes without their country, as people write them too.
 */
const names: Readonly<Record<string, string>> = {
  US: `AL Alabama, AK Alaska, AZ Arizona, AR Arkansas, CA California, CO Colorado, CT Connecticut, DE
    Delaware, DC District of Columbia, FL Florida, GA Georgia, HI Hawaii, ID Idaho, IL Illinois, IN
    Indiana, IA Iowa, KS Kansas, KY Kentucky, LA Louisiana, ME Maine, MD Maryland, MA Massachusetts, MI
    Michigan, MN Minnesota, MS Mississippi, MO Missouri, MT Montana, NE Nebraska, NV Nevada, NH New
    Hampshire, NJ New Jersey, NM New Mexico, NY New York, NC North Carolina, ND North Dakota, OH Ohio,
    OK Oklahoma, OR Oregon, PA Pennsylvania, RI Rhode Island, SC South Carolina, SD South Dakota, TN
    Tennessee, TX Texas, UT Utah, VT Vermont, VA Virginia, WA Washington, WV West Virginia, WI
    Wisconsin, WY Wyoming, AS American Samoa, GU Guam, MP Northern Mariana Islands, PR Puerto Rico, VI
    U.S. Virgin Islands`,
  CA: `AB Alberta, BC British Columbia, MB Manitoba, NB New Brunswick, NL Newfoundland and Labrador,
    NT Northwest Territories, NS Nova Scotia, NU Nunavut, ON Ontario, PE Prince Edward Island, QC Quebec,
    SK Saskatchewan, YT Yukon`,
  AU: `ACT Australian Capital Territory, NSW New South Wales, NT Northern Territory, QLD Queensland,
    SA South Australia, TAS Tasmania, VIC Victoria, WA Western Australia`,
};

/** How else some are written, most of them before a change of name or by the post. */
const alsoCalled: Readonly<Record<string, readonly string[]>> = {
  "US-DC": ["Washington DC", "Washington, D.C."],
  "US-VI": ["Virgin Islands", "US Virgin Islands"],
  "CA-NL": ["Newfoundland", "Labrador", "NF", "NFLD"],
  "CA-PE": ["PEI"],
  "CA-QC": ["Québec", "PQ"],
  "CA-YT": ["Yukon Territory", "YK"],
};

export interface NamedRegion {
  /** ISO 3166-2. */
  code: string;
  /** ISO 3166-1 alpha-2. */
  country: string;
  name: string;
}

/** In the order of their names, country by country. */
export const namedRegions: readonly NamedRegion[] = Object.entries(names).flatMap(([country, list]) =>
  list
    .split(",")
    .map((one): NamedRegion => {
      const [, code = "", name = ""] = /^\s*([A-Z]+)\s+(.+?)\s*$/s.exec(one) ?? [];
      return { code: `${country}-${code}`, country, name };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1)),
);

/** Whether the regions of a country are known here, and a wrong one can be told. */
export function hasRegions(country: string): boolean {
  return country in names;
}

/** `Massachusetts`; the code itself where there is no name for it. */
export function regionName(code: string): string {
  return namedRegions.find((region) => region.code === code)?.name ?? code;
}

/** The regions that bear this name, fully or by their code, in any of these countries. */
export function regionsNamed(text: string, countries: readonly string[]): string[] {
  const sought = plain(text);
  return (byName.get(sought) ?? []).filter((code) => countries.includes(code.slice(0, 2)));
}

/** The regions that bear this name written out, wherever they are. */
export function regionsCalled(text: string): string[] {
  const sought = plain(text);
  return namedRegions.filter(({ name }) => plain(name) === sought).map(({ code }) => code);
}

/** Case, accents, points and spaces say nothing. */
export function plain(text: string): string {
  return text
    .toLowerCase()
    .normalize("NFKD")
    .replaceAll("&", "and")
    .replaceAll(/[^a-z0-9]/g, "");
}

const byName = new Map<string, string[]>();
for (const { code, name } of namedRegions)
  for (const written of new Set([code.slice(3), name, ...(alsoCalled[code] ?? [])].map(plain)))
    byName.set(written, [...(byName.get(written) ?? []), code]);
