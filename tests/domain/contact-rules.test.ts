import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, test } from "vitest";
import { decideContact, type Contact } from "~/domain/contact-rules/decide";
import { publicHoliday } from "~/domain/contact-rules/holidays";
import { closedAt, nextOpening } from "~/domain/contact-rules/hours";
import { safeDefault } from "~/domain/contact-rules/limits";
import { placeOf, type Place } from "~/domain/contact-rules/place";
import type { Channel } from "~/domain/vocabulary";

const vendor = { timeZone: "America/New_York", country: "US" };
const newYork: Place = { zones: ["America/New_York"], homeZone: "America/New_York", country: "US" };
const dayMs = 86_400_000;

const decide = (
  now: string,
  {
    channel = "email",
    contacts = [],
    place = newYork,
  }: {
    channel?: Channel;
    contacts?: Contact[];
    place?: Place;
  } = {},
) => decideContact({ now: new Date(now), channel, place, contacts, limits: safeDefault });

const sent = (channel: Channel, ...times: string[]): Contact[] =>
  times.map((at) => ({ channel, at: new Date(at) }));

describe("hours", () => {
  test("a weekday between nine and eight in the evening is allowed, to the minute", () => {
    expect(decide("2026-03-10T13:00:00Z")).toEqual({ kind: "allowed" });
    expect(decide("2026-03-10T23:59:59Z")).toEqual({ kind: "allowed" });
    expect(decide("2026-03-10T12:59:59Z")).toMatchObject({
      kind: "not_now",
      rule: "hours",
      until: new Date("2026-03-10T13:00:00Z"),
    });
    expect(decide("2026-03-11T00:00:00Z")).toMatchObject({
      rule: "hours",
      until: new Date("2026-03-11T13:00:00Z"),
    });
  });

  test("Sunday waits for Monday, Saturday does not", () => {
    expect(decide("2026-03-14T15:00:00Z")).toEqual({ kind: "allowed" });
    expect(decide("2026-03-15T15:00:00Z")).toMatchObject({
      rule: "weekday",
      until: new Date("2026-03-16T13:00:00Z"),
    });
  });

  test("a public holiday of the debtor's country waits for the next day that is none", () => {
    // Independence Day is a Saturday in 2026 and observed on Friday the third.
    expect(decide("2026-07-04T15:00:00Z")).toMatchObject({
      rule: "holiday",
      until: new Date("2026-07-06T13:00:00Z"),
    });
    expect(publicHoliday("US", "2026-12-25")).toBe("Christmas Day");
    expect(publicHoliday("US", "2026-03-10")).toBeNull();
  });

  test("the clocks going forward or back move the opening with them", () => {
    expect(decide("2026-03-07T12:00:00Z")).toMatchObject({ until: new Date("2026-03-07T14:00:00Z") });
    expect(decide("2026-03-09T12:00:00Z")).toMatchObject({ until: new Date("2026-03-09T13:00:00Z") });
    expect(decide("2026-11-02T12:00:00Z")).toMatchObject({ until: new Date("2026-11-02T14:00:00Z") });
  });
});

describe("a debtor whose zone is not known", () => {
  test("is written to only when it is lawful in every zone of the country of their number", () => {
    const place = placeOf({ timeZone: null, country: null, phone: "+12125550142", vendor });
    expect(place.zones).toContain("Pacific/Honolulu");
    // Nine in Honolulu is 19:00 UTC; eight in the evening in New York is midnight UTC in summer time.
    expect(decide("2026-03-10T18:59:00Z", { place })).toMatchObject({
      until: new Date("2026-03-10T19:00:00Z"),
    });
    expect(decide("2026-03-10T19:00:00Z", { place })).toEqual({ kind: "allowed" });
    expect(decide("2026-03-10T23:59:00Z", { place })).toEqual({ kind: "allowed" });
    expect(decide("2026-03-11T00:00:00Z", { place })).toMatchObject({ kind: "not_now" });
  });

  test("the area code tells Canada from the United States, and the record overrules both", () => {
    expect(placeOf({ timeZone: null, country: null, phone: "+14165550142", vendor }).country).toBe("CA");
    expect(placeOf({ timeZone: null, country: "PT", phone: "+14165550142", vendor }).country).toBe("PT");
    expect(placeOf({ timeZone: null, country: null, phone: null, vendor })).toMatchObject({
      country: "US",
      homeZone: "America/New_York",
    });
  });

  test("a zone that does not exist counts as not known", () => {
    const place = placeOf({ timeZone: "Mars/Olympus", country: "PT", phone: null, vendor });
    expect(place.zones).toContain("Europe/Lisbon");
    expect(place.zones).toContain("Atlantic/Azores");
  });
});

describe("caps", () => {
  test("three messages in seven days is the most; the fourth goes when the first is that old", () => {
    const contacts = sent("email", "2026-03-03T15:00:00Z", "2026-03-05T15:00:00Z", "2026-03-09T15:00:00Z");
    expect(decide("2026-03-10T14:59:00Z", { contacts })).toMatchObject({
      kind: "not_now",
      rule: "cap",
      until: new Date("2026-03-10T15:00:00Z"),
    });
    expect(decide("2026-03-10T15:00:00Z", { contacts })).toEqual({ kind: "allowed" });
  });

  test("two SMS in seven days is the most, while an email may still go", () => {
    const contacts = sent("sms", "2026-03-06T15:00:00Z", "2026-03-09T15:00:00Z");
    expect(decide("2026-03-10T15:00:00Z", { contacts, channel: "sms" })).toMatchObject({ rule: "cap" });
    expect(decide("2026-03-10T15:00:00Z", { contacts, channel: "email" })).toEqual({ kind: "allowed" });
  });

  test("a cap that lifts at night waits for the morning too", () => {
    const contacts = sent("email", "2026-03-04T02:00:00Z", "2026-03-04T02:00:00Z", "2026-03-04T02:00:00Z");
    expect(decide("2026-03-10T15:00:00Z", { contacts })).toMatchObject({
      until: new Date("2026-03-11T13:00:00Z"),
    });
  });
});

/* Whatever the place, the history and the moment. */

const zone = fc.constantFrom(
  "America/New_York",
  "America/St_Johns",
  "Europe/London",
  "Europe/Madrid",
  "Asia/Kolkata",
  "Asia/Kathmandu",
  "Australia/Lord_Howe",
  "Pacific/Auckland",
  "Pacific/Kiritimati",
  "Africa/Cairo",
  "America/Santiago",
  "Asia/Tehran",
);
const country = fc.constantFrom("US", "CA", "GB", "ES", "IN", "AU", "NZ", "CL", "EG", "BR", "RU");
const place = fc.oneof(
  fc.record({ zone, country }).map(({ zone: home, country: code }): Place => ({
    zones: [home],
    homeZone: home,
    country: code,
  })),
  country.map((code) => placeOf({ timeZone: null, country: code, phone: null, vendor })),
);
const instant = fc.date({
  min: new Date("2025-12-20T00:00:00Z"),
  max: new Date("2027-01-10T00:00:00Z"),
  noInvalidDate: true,
});
const channel = fc.constantFrom<Channel>("email", "sms");
interface Asked {
  now: Date;
  channel: Channel;
  place: Place;
  contacts: Contact[];
  limits: typeof safeDefault;
}
const age = fc.record({ channel, days: fc.double({ min: 0, max: 32, noNaN: true }) });
const question: fc.Arbitrary<Asked> = fc
  .record({ now: instant, channel, place, ages: fc.array(age, { maxLength: 14 }) })
  .map(({ ages, ...rest }) => ({
    ...rest,
    contacts: ages.map(({ channel: by, days }) => ({
      channel: by,
      at: new Date(rest.now.getTime() - days * dayMs),
    })),
    limits: safeDefault,
  }));

/** The rules said again, straight from their words, to compare with. */
function isLawful({ now, channel: by, place: { zones, country: code }, contacts }: Asked): boolean {
  for (const timeZone of zones) {
    const local = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(timeZone);
    if (local.dayOfWeek === 7 || local.hour < 9 || local.hour >= 20) return false;
    if (publicHoliday(code, local.toPlainDate().toString()) !== null) return false;
  }
  const within = (days: number, only?: Channel) =>
    contacts.filter(
      ({ channel: used, at }) =>
        at.getTime() > now.getTime() - days * dayMs && (only === undefined || used === only),
    ).length;
  return within(7) < 3 && within(30) < 10 && (by !== "sms" || within(7, "sms") < 2);
}

describe("whatever the place, the history and the moment", () => {
  test("what is allowed is lawful, and what is not says why", () => {
    fc.assert(
      fc.property(question, (one) => {
        const decision = decideContact(one);
        expect(decision.kind === "allowed").toBe(isLawful(one));
        if (decision.kind === "not_now") expect(decision.reason).toMatch(/\.$/);
      }),
      { numRuns: 2_000 },
    );
  });

  test("the time it names is ahead and lawful, and nothing earlier on the hour is", () => {
    fc.assert(
      fc.property(question, (one) => {
        const decision = decideContact(one);
        if (decision.kind === "allowed") return;
        expect(decision.until).not.toBeNull();
        const until = decision.until ?? one.now;
        expect(until.getTime()).toBeGreaterThan(one.now.getTime());
        expect(isLawful({ ...one, now: until })).toBe(true);
        for (let at = one.now.getTime(); at < until.getTime(); at += dayMs / 8) {
          expect(isLawful({ ...one, now: new Date(at) })).toBe(false);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  test("an opening is open and the instant before it is not, over every change of the clocks", () => {
    fc.assert(
      fc.property(instant, place, (at, where) => {
        const from = Temporal.Instant.fromEpochMilliseconds(at.getTime());
        const opening = nextOpening(from, where, safeDefault);
        if (opening === null) throw new Error("There is always an opening within two months.");
        expect(closedAt(opening, where, safeDefault)).toBeNull();
        if (Temporal.Instant.compare(opening, from) > 0) {
          expect(closedAt(opening.subtract({ milliseconds: 1 }), where, safeDefault)).not.toBeNull();
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
