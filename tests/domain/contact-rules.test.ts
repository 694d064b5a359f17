import { describe, expect, test } from "vitest";
import { limitOfChoice, type ContactChoice } from "~/domain/contact-rules/choice";
import { decideContact, type Contact } from "~/domain/contact-rules/decide";
import { closedAt, nextOpening } from "~/domain/contact-rules/hours";
import { safeDefault } from "~/domain/contact-rules/jurisdictions/safe-default";
import { unitedStatesCollectors } from "~/domain/contact-rules/jurisdictions/united-states";
import { between, limit, strictest, week, type ContactLimits } from "~/domain/contact-rules/limits";
import { placeOf, type Place } from "~/domain/contact-rules/place";
import type { ContactChannel } from "~/domain/vocabulary";
import { clues, inZone, made } from "../factories/contact-rules";

const newYork = inZone("America/New_York", "US");

const decide = (
  now: string,
  {
    channel = "email",
    contacts = [],
    place = newYork,
    limits = safeDefault,
  }: {
    channel?: ContactChannel;
    contacts?: Contact[];
    place?: Place;
    limits?: ContactLimits;
  } = {},
) => decideContact({ now: new Date(now), channel, place, contacts, limits });

describe("hours", () => {
  test("a weekday between nine and eight in the evening is allowed, to the minute", () => {
    expect(decide("2026-03-10T13:00:00Z")).toEqual({ kind: "allowed" });
    expect(decide("2026-03-10T23:59:59.999Z")).toEqual({ kind: "allowed" });
    expect(decide("2026-03-10T12:59:59.999Z")).toEqual({
      kind: "not_now",
      rule: "hours",
      until: new Date("2026-03-10T13:00:00Z"),
      reason: "It is 8:59 in America/New_York, outside 9:00 to 20:00.",
    });
    expect(decide("2026-03-11T00:00:00Z")).toMatchObject({
      rule: "hours",
      until: new Date("2026-03-11T13:00:00Z"),
    });
  });

  test("Sunday waits for Monday, Saturday does not", () => {
    expect(decide("2026-03-14T15:00:00Z")).toEqual({ kind: "allowed" });
    expect(decide("2026-03-15T15:00:00Z")).toEqual({
      kind: "not_now",
      rule: "weekday",
      until: new Date("2026-03-16T13:00:00Z"),
      reason: "It is Sunday in America/New_York.",
    });
  });

  test("a public holiday of the debtor's country waits for the next day that is none", () => {
    // Independence Day is a Saturday in 2026 and observed on Friday the third.
    expect(decide("2026-07-04T15:00:00Z")).toEqual({
      kind: "not_now",
      rule: "holiday",
      until: new Date("2026-07-06T13:00:00Z"),
      reason: "It is a public holiday (Independence Day) in America/New_York.",
    });
    expect(decide("2026-07-02T23:59:00Z")).toEqual({ kind: "allowed" });
    expect(decide("2026-07-03T00:00:00Z")).toMatchObject({ until: new Date("2026-07-06T13:00:00Z") });
  });

  test("the clocks going forward or back move the opening with them", () => {
    expect(decide("2026-03-07T12:00:00Z")).toMatchObject({ until: new Date("2026-03-07T14:00:00Z") });
    expect(decide("2026-03-09T12:00:00Z")).toMatchObject({ until: new Date("2026-03-09T13:00:00Z") });
    expect(decide("2026-11-02T12:00:00Z")).toMatchObject({ until: new Date("2026-11-02T14:00:00Z") });
  });

  test("zones by the half and the quarter of an hour open when their own clocks say nine", () => {
    const opens = (zone: string, country: string) =>
      decide("2026-03-10T02:00:00Z", { place: inZone(zone, country) });
    expect(opens("Asia/Kolkata", "IN")).toMatchObject({ until: new Date("2026-03-10T03:30:00Z") });
    expect(opens("Asia/Kathmandu", "NP")).toMatchObject({ until: new Date("2026-03-10T03:15:00Z") });
    expect(opens("America/St_Johns", "CA")).toMatchObject({ until: new Date("2026-03-10T11:30:00Z") });
  });

  test("on either side of the date line it is another day", () => {
    // Sunday evening in Samoa's east is Monday evening in its west.
    const at = "2026-03-16T02:00:00Z";
    expect(decide(at, { place: inZone("Pacific/Pago_Pago", "AS") })).toMatchObject({
      rule: "weekday",
      until: new Date("2026-03-16T20:00:00Z"),
    });
    expect(decide(at, { place: inZone("Pacific/Apia", "WS") })).toEqual({ kind: "allowed" });
  });

  test("a window opens again when the clocks go back into it, and after the gap when they skip it", () => {
    const night = between("1:00", "1:30");
    const limits = limit({
      name: "night",
      where: "at night",
      open: week({ weekdays: night, saturday: night, sunday: night }),
    });
    const opening = (from: string) =>
      nextOpening({ from: new Date(from), channel: "email", place: newYork, limits })?.toISOString();
    expect(opening("2026-11-01T05:00:00Z")).toBe("2026-11-01T05:00:00.000Z");
    expect(opening("2026-11-01T05:30:00Z")).toBe("2026-11-01T06:00:00.000Z");
    expect(opening("2026-11-01T06:30:00Z")).toBe("2026-11-02T06:00:00.000Z");
    const skipped = between("2:15", "3:10");
    const spring = { ...limits, hours: limit({ name: "", where: "", open: Array(7).fill(skipped) }).hours };
    expect(
      nextOpening({
        from: new Date("2026-03-08T06:30:00Z"),
        channel: "sms",
        place: newYork,
        limits: spring,
      })?.toISOString(),
    ).toBe("2026-03-08T07:00:00.000Z");
  });

  test("hours that are only for calls leave what is written alone", () => {
    const limits = limit({
      name: "calls",
      where: "here",
      open: week({ weekdays: between("9:00", "12:00"), saturday: null, sunday: null }),
      only: ["call"],
    });
    expect(decide("2026-03-15T04:00:00Z", { limits, channel: "sms" })).toEqual({ kind: "allowed" });
    expect(decide("2026-03-15T15:00:00Z", { limits, channel: "call" })).toMatchObject({ rule: "weekday" });
  });
});

describe("a debtor whose zone is not known", () => {
  test("is contacted only when it is lawful in every zone where they may be", () => {
    const place = placeOf(clues({ country: "US" }));
    // Nine in Honolulu is 19:00 UTC; eight in the evening in New York is midnight UTC in summer time.
    expect(decide("2026-03-10T18:59:00Z", { place })).toMatchObject({
      until: new Date("2026-03-10T19:00:00Z"),
    });
    expect(decide("2026-03-10T19:00:00Z", { place })).toEqual({ kind: "allowed" });
    expect(decide("2026-03-10T23:59:00Z", { place })).toEqual({ kind: "allowed" });
    expect(decide("2026-03-11T00:00:00Z", { place })).toMatchObject({ kind: "not_now" });
  });

  test("who is never at a lawful hour everywhere is told apart from one who chose so", () => {
    const place: Place = {
      ...newYork,
      zones: ["America/New_York", "Asia/Singapore"],
    };
    expect(decide("2026-03-10T15:00:00Z", { place })).toEqual({
      kind: "not_now",
      rule: "hours",
      until: null,
      reason:
        "No time of day is within the hours everywhere the debtor may be; " +
        "recording their time zone would help.",
    });
  });

  test("hours that meet only while one of the places has summer time wait for that season", () => {
    const morning = between("9:00", "10:00");
    const limits = limit({
      name: "morning",
      where: "here",
      open: week({ weekdays: morning, saturday: morning, sunday: morning }),
    });
    // In winter Lisbon is an hour behind Madrid's neighbour Algiers, in summer they are the same.
    const place: Place = { ...inZone("Europe/Lisbon", "PT"), zones: ["Europe/Lisbon", "Africa/Algiers"] };
    expect(decide("2026-11-10T09:00:00Z", { place, limits })).toMatchObject({
      until: new Date("2027-03-28T08:00:00Z"),
    });
  });
});

describe("caps", () => {
  test("three contacts in seven days is the most; the fourth goes when the first is that old", () => {
    const contacts = [
      ...made("email", "2026-03-03T15:00:00Z", "2026-03-05T15:00:00Z"),
      ...made("call", "2026-03-09T15:00:00Z"),
    ];
    expect(decide("2026-03-10T14:59:59.999Z", { contacts })).toEqual({
      kind: "not_now",
      rule: "cap",
      until: new Date("2026-03-10T15:00:00Z"),
      reason: "3 contacts in 7 days is the most by the safe default, and they have been made.",
    });
    expect(decide("2026-03-10T15:00:00Z", { contacts })).toEqual({ kind: "allowed" });
  });

  test("two SMS or calls in seven days is the most, while an email may still go", () => {
    const contacts = [...made("sms", "2026-03-06T15:00:00Z"), ...made("call", "2026-03-09T15:00:00Z")];
    for (const channel of ["sms", "call"] as const) {
      expect(decide("2026-03-10T15:00:00Z", { contacts, channel })).toMatchObject({
        rule: "cap",
        until: new Date("2026-03-13T15:00:00Z"),
        reason: "2 SMS or calls in 7 days is the most by the safe default, and they have been made.",
      });
    }
    expect(decide("2026-03-10T15:00:00Z", { contacts, channel: "email" })).toEqual({ kind: "allowed" });
  });

  test("the cap that holds longest is the one that is named", () => {
    const days = [2, 5, 8, 10, 13, 16, 18, 20, 23, 24];
    const contacts = made("email", ...days.map((day) => `2026-03-${String(day).padStart(2, "0")}T15:00:00Z`));
    expect(decide("2026-03-25T15:00:00Z", { contacts })).toMatchObject({
      until: new Date("2026-04-01T15:00:00Z"),
      reason: "10 contacts in 30 days is the most by the safe default, and they have been made.",
    });
  });

  test("a cap that lifts at night waits for the morning too", () => {
    const contacts = made("email", "2026-03-04T02:00:00Z", "2026-03-04T02:00:00Z", "2026-03-04T02:00:00Z");
    expect(decide("2026-03-10T15:00:00Z", { contacts })).toMatchObject({
      rule: "cap",
      until: new Date("2026-03-11T13:00:00Z"),
    });
  });

  test("seven days are seven times twenty-four hours, also when the clocks are set in between", () => {
    const contacts = made("email", "2026-03-04T14:30:00Z", "2026-03-04T14:30:00Z", "2026-03-04T14:30:00Z");
    // Half past nine in winter time; a week later, in summer time, the window lets go at half past ten.
    expect(decide("2026-03-11T14:00:00Z", { contacts })).toMatchObject({
      until: new Date("2026-03-11T14:30:00Z"),
    });
  });

  test("after a conversation nobody calls for a week, and an unanswered call is none", () => {
    const limits = unitedStatesCollectors;
    const unanswered = made("call", "2026-03-09T15:00:00Z");
    expect(decide("2026-03-10T15:00:00Z", { limits, channel: "call", contacts: unanswered })).toEqual({
      kind: "allowed",
    });
    const contacts = unanswered.map((contact) => ({ ...contact, conversation: true }));
    expect(decide("2026-03-10T15:00:00Z", { limits, channel: "call", contacts })).toEqual({
      kind: "not_now",
      rule: "cap",
      until: new Date("2026-03-16T15:00:00Z"),
      reason:
        "Nobody is called within 7 days of a conversation by US Regulation F for those who collect " +
        "for others, and there was one.",
    });
    expect(decide("2026-03-10T15:00:00Z", { limits, channel: "sms", contacts })).toEqual({ kind: "allowed" });
  });
});

describe("a debtor's own choice", () => {
  const choosing = (choice: Partial<ContactChoice>) =>
    strictest([
      safeDefault,
      limitOfChoice({ channels: null, opensAtHour: null, closesAtHour: null, language: null, ...choice }),
    ]);

  test("of hours narrows the day, and is named", () => {
    const limits = choosing({ opensAtHour: 17, closesAtHour: 22 });
    expect(decide("2026-03-10T15:00:00Z", { limits })).toEqual({
      kind: "not_now",
      rule: "choice",
      until: new Date("2026-03-10T21:00:00Z"),
      reason:
        "It is 11:00 in America/New_York, and the debtor has chosen to be contacted from 17:00 to 22:00.",
    });
    expect(decide("2026-03-10T21:00:00Z", { limits })).toEqual({ kind: "allowed" });
    // The choice ends at ten, the rule at eight, and the rule is what stands in the way.
    expect(decide("2026-03-11T01:00:00Z", { limits })).toMatchObject({
      rule: "hours",
      until: new Date("2026-03-11T21:00:00Z"),
    });
  });

  test("is named only where no rule stands in the way, in whichever place the debtor may be", () => {
    const limits = choosing({ opensAtHour: 12, closesAtHour: 22 });
    const place: Place = { ...newYork, zones: ["America/New_York", "America/Los_Angeles"] };
    // Eleven in New York is only against the choice; eight in Los Angeles is against the rule.
    expect(decide("2026-03-10T15:00:00Z", { limits, place })).toMatchObject({
      rule: "hours",
      reason: "It is 8:00 in America/Los_Angeles, outside 9:00 to 20:00.",
    });
    expect(decide("2026-03-10T16:00:00Z", { limits, place })).toMatchObject({
      rule: "choice",
      until: new Date("2026-03-10T19:00:00Z"),
    });
  });

  test("of channels leaves the others out for good", () => {
    const limits = choosing({ channels: ["email"] });
    expect(decide("2026-03-10T15:00:00Z", { limits })).toEqual({ kind: "allowed" });
    expect(decide("2026-03-10T15:00:00Z", { limits, channel: "sms" })).toEqual({
      kind: "not_now",
      rule: "choice",
      until: null,
      reason: "The debtor has chosen not to be contacted by SMS.",
    });
    expect(
      closedAt({ at: new Date("2026-03-10T15:00:00Z"), channel: "call", place: newYork, limits }),
    ).toEqual({ rule: "choice", reason: "The debtor has chosen not to be contacted by phone." });
    expect(
      nextOpening({ from: new Date("2026-03-10T15:00:00Z"), channel: "call", place: newYork, limits }),
    ).toBeNull();
  });

  test.each([
    { opensAtHour: 21, closesAtHour: 24 },
    { opensAtHour: 0, closesAtHour: 9 },
    { opensAtHour: 12, closesAtHour: 12 },
    { opensAtHour: 18, closesAtHour: 9 },
  ])("of hours that are never lawful, %o, leaves no time, and the choice is why", (hours) => {
    expect(decide("2026-03-10T15:00:00Z", { limits: choosing(hours) })).toEqual({
      kind: "not_now",
      rule: "choice",
      until: null,
      reason: "The debtor's own choice of hours leaves no time at which they may be contacted.",
    });
  });

  test("of nothing but a language limits nothing", () => {
    expect(choosing({ language: "es" })).toEqual(strictest([safeDefault]));
  });

  test("that leaves nothing where the rules leave nothing either is not blamed", () => {
    const closed = limit({ name: "never", where: "here", open: Array<null>(7).fill(null) });
    const limits = strictest([closed, choosing({ opensAtHour: 10, closesAtHour: 11 })]);
    expect(decide("2026-03-10T15:00:00Z", { limits })).toEqual({
      kind: "not_now",
      rule: "hours",
      until: null,
      reason: "The limits leave no time at which the debtor may be contacted.",
    });
  });
});
