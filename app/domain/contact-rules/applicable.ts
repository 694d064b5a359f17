import type { ContactPolicy, DebtorKind } from "~/domain/vocabulary";
import { limitOfChoice, type ContactChoice } from "./choice";
import { australia } from "./jurisdictions/australia";
import { canada, ontario, quebec } from "./jurisdictions/canada";
import { europeanUnion, greece, unitedKingdom } from "./jurisdictions/europe";
import { safeDefault } from "./jurisdictions/safe-default";
import {
  districtOfColumbia,
  massachusetts,
  newYorkCity,
  unitedStates,
  unitedStatesCollectors,
} from "./jurisdictions/united-states";
import { strictest, type ContactLimits } from "./limits";
import type { Place } from "./place";
import { territories } from "./places/regions-of";

interface Circumstances {
  place: Place;
  /** Null: not known, and taken for a consumer. */
  kind: DebtorKind | null;
  vendor: {
    contactPolicy: ContactPolicy;
    /** What others are owed, as a collector; else its own. */
    collectsForOthers: boolean;
  };
  choice: ContactChoice | null;
}

/**
 * The strictest of all that holds for a debtor: the law of everywhere they may be, the safe default where the
 * vendor wants to be careful or the law is not known, and the debtor's own choice.
 *
 * The laws are about consumers. For a company their hours and holidays are kept, since a small one is reached
 * on its owner's phone, and in place of their caps the safe default's hold under either policy.
 */
export function limitsFor(circumstances: Circumstances): ContactLimits {
  const key = keyOf(circumstances);
  let limits = combined.get(key);
  if (limits === undefined) {
    limits = combine(circumstances);
    if (combined.size >= mostKept) combined.clear();
    combined.set(key, limits);
  }
  return limits;
}

/** Distinct circumstances are few, some hundreds; what is thrown away is put together again. */
const mostKept = 5_000;
const combined = new Map<string, ContactLimits>();

function keyOf({ place, kind, vendor, choice }: Circumstances): string {
  const { country, countryKnown, regions, mayBeNewYorkCity } = place;
  const chosen = choice
    ? `${choice.channels?.join() ?? "*"}/${choice.opensAtHour ?? ""}/${choice.closesAtHour ?? ""}`
    : "";
  const where = `${country}/${countryKnown}/${regions.join()}/${mayBeNewYorkCity}`;
  return `${where}/${kind ?? ""}/${vendor.contactPolicy}/${vendor.collectsForOthers}/${chosen}`;
}

function combine({ place, kind, vendor, choice }: Circumstances): ContactLimits {
  const laws = lawsOf(place, vendor);
  const isLawKnown = place.countryKnown && laws.length > 0;
  const isCareful = vendor.contactPolicy === "careful" || !isLawKnown || kind === "company";
  return strictest([
    ...(kind === "company" ? laws.map(withoutCaps) : laws),
    ...(isCareful ? [safeDefault] : []),
    ...(choice ? [limitOfChoice(choice)] : []),
  ]);
}

function withoutCaps(limits: ContactLimits): ContactLimits {
  return { ...limits, caps: [] };
}

/** The laws of the debtor's country, and of those that the regions they may be in belong to. */
function lawsOf(place: Place, vendor: Circumstances["vendor"]): ContactLimits[] {
  const countries = [place.country, ...place.regions.map((region) => region.slice(0, 2))];
  return [...new Set(countries.map(lawCountry))].flatMap((country) => {
    switch (country) {
      case "US":
        return unitedStatesLaws(place, vendor);
      case "CA":
        return [
          canada,
          ...(mayBeIn(place, "CA-ON") ? [ontario] : []),
          ...(mayBeIn(place, "CA-QC") ? [quebec] : []),
        ];
      case "AU":
        return [australia];
      case "GB":
        return [unitedKingdom];
      case "GR":
        return [europeanUnion, greece];
      default:
        return europeanEconomicArea.has(country) ? [europeanUnion] : [];
    }
  });
}

function unitedStatesLaws(place: Place, vendor: Circumstances["vendor"]): ContactLimits[] {
  return [
    unitedStates,
    ...(vendor.collectsForOthers ? [unitedStatesCollectors] : []),
    ...(mayBeIn(place, "US-MA") ? [massachusetts] : []),
    ...(mayBeIn(place, "US-DC") ? [districtOfColumbia] : []),
    ...(place.mayBeNewYorkCity ? [newYorkCity] : []),
  ];
}

/** Where no region of the country is known, each of them is possible. */
function mayBeIn({ regions }: Place, region: string): boolean {
  const ofCountry = regions.filter((code) => code.startsWith(region.slice(0, 3)));
  return ofCountry.length === 0 || ofCountry.includes(region);
}

function lawCountry(country: string): string {
  return territories.has(country) ? "US" : country;
}

/** The member states of the European Union, with Iceland, Liechtenstein and Norway. */
const europeanEconomicArea = new Set(
  "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK IS LI NO".split(" "),
);
