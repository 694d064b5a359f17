import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { limitOfChoice, type ContactChoice } from "~/domain/contact-rules/choice";
import { decideContact, type Contact } from "~/domain/contact-rules/decide";
import { publicHoliday } from "~/domain/contact-rules/holidays";
import { australia } from "~/domain/contact-rules/jurisdictions/australia";
import { canada, ontario, quebec } from "~/domain/contact-rules/jurisdictions/canada";
import { europeanUnion, greece, unitedKingdom } from "~/domain/contact-rules/jurisdictions/europe";
import { safeDefault } from "~/domain/contact-rules/jurisdictions/safe-default";
import {
  districtOfColumbia,
  massachusetts,
  newYorkCity,
  unitedStates,
  unitedStatesCollectors,
} from "~/domain/contact-rules/jurisdictions/united-states";
import { limit, strictest, type Cap, type ContactLimits, type Span } from "~/domain/contact-rules/limits";
import { placeOf, type Place, type PlaceClues } from "~/domain/contact-rules/place";
import { contactChannels, type ContactChannel } from "~/domain/vocabulary";

export const dayMs = 86_400_000;

/** How often a property of the contact rules is tried: 100,000 times in the long run. */
export const contactRuleRuns = Number(process.env["FC_RUNS"] ?? 2_000);
/** The long run takes its time. */
export const patience = { timeout: Math.max(60_000, contactRuleRuns * 20) };

export const vendorOfNewYork = { timeZone: "America/New_York", country: "US" };

export const clues = (known: Partial<PlaceClues> = {}): PlaceClues => ({
  timeZone: null,
  country: null,
  region: null,
  postalCode: null,
  phone: null,
  vendor: vendorOfNewYork,
  ...known,
});

/** A place in one zone of a country, of whose regions nothing or one is known. */
export const inZone = (zone: string, country: string, region?: string): Place => ({
  zones: [zone],
  homeZone: zone,
  country,
  countryKnown: true,
  regions: region === undefined ? [] : [region],
  mayBeNewYorkCity: false,
});

export const namedLimits = {
  australia,
  canada,
  ontario,
  quebec,
  europeanUnion,
  greece,
  unitedKingdom,
  safeDefault,
  districtOfColumbia,
  massachusetts,
  newYorkCity,
  unitedStates,
  unitedStatesCollectors,
};

/** All that `decideContact` is asked. */
export type Question = Parameters<typeof decideContact>[0];

/** The rules said again, straight from their words and with Temporal's clocks, to compare with. */
export function isLawful({ now, channel, place, contacts, limits }: Question): boolean {
  const { choice } = limits;
  if (choice?.channels && !choice.channels.includes(channel)) return false;
  for (const timeZone of place.zones) {
    const local = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(timeZone);
    const minute = local.hour * 60 + local.minute;
    const spans = [limits.hours[channel][local.dayOfWeek - 1] ?? null, ...(choice ? [choice.span] : [])];
    if (spans.some((span) => span === null || minute < span.opensAtMinute || minute >= span.closesAtMinute)) {
      return false;
    }
    if (isHoliday(place, limits, local.toPlainDate().toString())) return false;
  }
  return limits.caps.every((cap) => {
    if (cap.channels !== null && !cap.channels.includes(channel)) return true;
    return countedWithin(cap, contacts, now) < cap.max;
  });
}

function isHoliday({ country, regions }: Place, { holidays }: ContactLimits, date: string): boolean {
  if (holidays === "ignored") return false;
  const countries = [country, ...regions.map((region) => region.slice(0, 2))];
  const places = holidays === "national" ? countries : [...countries, ...regions];
  return places.some((where) => publicHoliday(where, date) !== null);
}

/** What a cap counts in the window that ends at an instant. */
export function countedWithin(
  { channels, days, counts }: Cap,
  contacts: readonly Contact[],
  at: Date,
): number {
  return contacts.filter(
    (contact) =>
      at.getTime() - contact.at.getTime() < days * dayMs &&
      (channels === null || channels.includes(contact.channel)) &&
      (counts === "contacts" || contact.conversation === true),
  ).length;
}

/* What the properties are tried with. */

const zones = fc.constantFrom(...Intl.supportedValuesOf("timeZone"));
const countries = ["US", "CA", "GB", "ES", "GR", "IN", "AU", "NZ", "CL", "EG", "BR", "RU", "JP", "PR"];
const regions = ["US-MA", "US-NY", "US-TX", "US-FL", "US-HI", "CA-ON", "CA-QC", "AU-NSW", "AU-WA"];
const phones = [
  "+16175550142",
  "+12125550142",
  "+18505550142",
  "+14165550142",
  "+18005550142",
  "+34915550142",
];
const maybe = <Value>(values: readonly Value[]) => fc.constantFrom(null, ...values);

export const anyClues: fc.Arbitrary<PlaceClues> = fc.record({
  timeZone: fc.oneof(fc.constant(null), zones),
  country: maybe([...countries, "us", "ZZ", ""]),
  region: maybe([...regions, "MA", "ON", "NSW", "US-ZZ", "nowhere"]),
  postalCode: maybe(["02139", "10001", "14850-1234", "M5V 3L9", "H2X 1Y4", "2000", "0872", "SW1A 1AA", ""]),
  phone: maybe([...phones, "+442071838750", "+12425550142", "", "12"]),
  vendor: fc.constantFrom(vendorOfNewYork, { timeZone: "Australia/Lord_Howe", country: "AU" }),
});

export const anyPlace: fc.Arbitrary<Place> = fc.oneof(
  fc
    .record({ zone: zones, country: fc.constantFrom(...countries), region: maybe(regions) })
    .map(({ zone, country, region }) => inZone(zone, country, region ?? undefined)),
  anyClues.map(placeOf),
);

export const anyChannel = fc.constantFrom(...contactChannels);
const someChannels = fc.subarray([...contactChannels], { minLength: 1 });

export const anyMoment = fc.date({
  min: new Date("2025-12-20T00:00:00Z"),
  max: new Date("2028-03-10T00:00:00Z"),
  noInvalidDate: true,
});

const anySpan: fc.Arbitrary<Span | null> = fc.oneof(
  { weight: 1, arbitrary: fc.constant(null) },
  {
    weight: 6,
    arbitrary: fc
      .record({ opensAtMinute: fc.integer({ min: 0, max: 900 }), minutes: fc.integer({ min: 1, max: 900 }) })
      .map(({ opensAtMinute, minutes }) => ({
        opensAtMinute,
        closesAtMinute: Math.min(1_440, opensAtMinute + minutes),
      })),
  },
);

const anyCap = fc.record({
  max: fc.integer({ min: 1, max: 6 }),
  days: fc.integer({ min: 1, max: 31 }),
  channels: fc.oneof(fc.constant(null), someChannels),
  counts: fc.constantFrom<Cap["counts"]>("contacts", "contacts", "conversations"),
});

const randomLimits: fc.Arbitrary<ContactLimits> = fc
  .record({
    caps: fc.array(anyCap, { maxLength: 4 }),
    open: fc.array(anySpan, { minLength: 7, maxLength: 7 }),
    only: someChannels,
    holidays: fc.constantFrom<ContactLimits["holidays"]>("ignored", "national", "regional"),
  })
  .map((words) => limit({ name: "random", where: "at random", ...words }));

export const anyChoice: fc.Arbitrary<ContactChoice> = fc
  .record({
    channels: fc.oneof(fc.constant(null), fc.subarray([...contactChannels])),
    hours: fc.oneof(
      fc.constant(null),
      fc.tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 1, max: 24 })),
    ),
    language: maybe(["en", "es"]),
  })
  .map(({ channels, hours, language }) => ({
    channels,
    opensAtHour: hours?.[0] ?? null,
    closesAtHour: hours?.[1] ?? null,
    language,
  }));

export const anyLimits: fc.Arbitrary<ContactLimits> = fc.oneof(
  fc.constantFrom<ContactLimits>(...Object.values(namedLimits)),
  randomLimits,
  fc
    .tuple(fc.constantFrom<ContactLimits>(...Object.values(namedLimits)), anyChoice)
    .map(([named, choice]) => strictest([named, limitOfChoice(choice)])),
);

const anyAge = fc.record({
  channel: anyChannel,
  // Many at full hours and days, where the edges are; some that are still to come.
  ageMs: fc.oneof(
    fc.integer({ min: -2, max: 33 }).map((days) => days * dayMs),
    fc.integer({ min: -dayMs, max: 33 * dayMs }),
  ),
  conversation: fc.boolean(),
});

export const anyQuestion: fc.Arbitrary<Question> = fc
  .record({
    now: fc.oneof(
      anyMoment,
      anyMoment.map((at) => new Date(Math.round(at.getTime() / 900_000) * 900_000)),
    ),
    channel: anyChannel,
    place: anyPlace,
    ages: fc.array(anyAge, { maxLength: 14 }),
    limits: anyLimits,
  })
  .map(({ ages, ...rest }) => ({
    ...rest,
    contacts: ages.map(({ channel, ageMs, conversation }) => ({
      channel,
      at: new Date(rest.now.getTime() - ageMs),
      conversation: conversation && channel === "call",
    })),
  }));

/** Contacts that were made on a channel. */
export const made = (channel: ContactChannel, ...times: string[]): Contact[] =>
  times.map((at) => ({ channel, at: new Date(at) }));
