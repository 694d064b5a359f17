import { describe, expect, test } from "vitest";
import { decideContact } from "~/domain/contact-rules/decide";
import { strictest, type ContactLimits } from "~/domain/contact-rules/limits";
import type { Place } from "~/domain/contact-rules/place";
import { contactChannels, type ContactChannel } from "~/domain/vocabulary";
import { instantAt } from "~/domain/zone-clock";
import { dayMs, inZone, namedLimits } from "../factories/contact-rules";

const boston = inZone("America/New_York", "US", "US-MA");
const toronto = inZone("America/Toronto", "CA", "CA-ON");
const montreal = inZone("America/Toronto", "CA", "CA-QC");
const sydney = inZone("Australia/Sydney", "AU", "AU-NSW");
const london = inZone("Europe/London", "GB");
const rome = inZone("Europe/Rome", "IT");
const athens = inZone("Europe/Athens", "GR");

/** A week in which none of these places has a holiday. */
const dates = {
  weekday: "2026-06-16",
  saturday: "2026-06-20",
  sunday: "2026-06-21",
};

const at = ({ homeZone }: Place, date: string, clock: string) => {
  const [hour = 0, minute = 0] = clock.split(":").map(Number);
  return new Date(instantAt(homeZone, date, hour * 60 + minute));
};

interface Hours {
  limits: keyof typeof namedLimits;
  place: Place;
  channels?: readonly ContactChannel[];
  /** Null: closed all day. */
  weekday: [string, string];
  saturday: [string, string] | null;
  sunday: [string, string] | null;
}

const eightToNine: [string, string] = ["8:00", "21:00"];
const daily = { weekday: eightToNine, saturday: eightToNine, sunday: eightToNine };

const hours: Hours[] = [
  { limits: "unitedStates", place: boston, ...daily },
  { limits: "unitedStatesCollectors", place: boston, ...daily },
  { limits: "massachusetts", place: boston, channels: ["sms", "call"], ...daily },
  { limits: "newYorkCity", place: boston, ...daily },
  { limits: "districtOfColumbia", place: boston, ...daily },
  {
    limits: "canada",
    place: toronto,
    weekday: ["7:00", "21:00"],
    saturday: ["7:00", "21:00"],
    sunday: ["13:00", "17:00"],
  },
  {
    limits: "ontario",
    place: toronto,
    weekday: ["7:00", "21:00"],
    saturday: ["7:00", "21:00"],
    sunday: ["13:00", "17:00"],
  },
  {
    limits: "quebec",
    place: montreal,
    channels: ["call"],
    weekday: ["8:00", "20:00"],
    saturday: ["8:00", "20:00"],
    sunday: null,
  },
  {
    limits: "australia",
    place: sydney,
    weekday: ["7:30", "21:00"],
    saturday: ["9:00", "21:00"],
    sunday: ["9:00", "21:00"],
  },
  {
    limits: "unitedKingdom",
    place: london,
    weekday: ["8:00", "20:00"],
    saturday: ["9:00", "17:00"],
    sunday: null,
  },
  {
    limits: "europeanUnion",
    place: rome,
    weekday: ["8:30", "21:00"],
    saturday: ["8:30", "15:00"],
    sunday: null,
  },
  {
    limits: "greece",
    place: athens,
    channels: ["call"],
    weekday: ["9:00", "20:00"],
    saturday: null,
    sunday: null,
  },
  {
    limits: "safeDefault",
    place: boston,
    weekday: ["9:00", "20:00"],
    saturday: ["9:00", "20:00"],
    sunday: null,
  },
];

const ask = (limits: ContactLimits, place: Place, channel: ContactChannel, now: Date) =>
  decideContact({ now, channel, place, contacts: [], limits });

describe("the hours of", () => {
  test.each(hours)("$limits hold from the first minute to the last", ({ limits: name, place, ...days }) => {
    const limits = namedLimits[name];
    const { channels = contactChannels } = days;
    for (const channel of contactChannels) {
      for (const day of ["weekday", "saturday", "sunday"] as const) {
        const span = channels.includes(channel) ? days[day] : (["0:00", "24:00"] as const);
        const date = dates[day];
        const kind = (clock: string, offMs = 0) =>
          ask(limits, place, channel, new Date(at(place, date, clock).getTime() + offMs)).kind;
        if (span === null) {
          for (const clock of ["0:00", "9:00", "12:00", "15:00", "23:59"])
            expect(kind(clock)).toBe("not_now");
          continue;
        }
        const [opens, closes] = span;
        expect(kind(opens)).toBe("allowed");
        expect(kind(closes, -1)).toBe("allowed");
        if (opens === "0:00") continue;
        expect(kind(opens, -1)).toBe("not_now");
        expect(kind(opens, -60_000)).toBe("not_now");
        expect(kind(closes)).toBe("not_now");
      }
    }
  });

  test("the safe default lie within those of every limit, but for Saturdays in Europe", () => {
    const { safeDefault, ...others } = namedLimits;
    for (const [name, limits] of Object.entries(others)) {
      const isEuropean = ["unitedKingdom", "europeanUnion", "greece"].includes(name);
      for (const channel of contactChannels) {
        const both = strictest([safeDefault, limits]).hours[channel];
        const days = isEuropean ? [0, 1, 2, 3, 4] : [0, 1, 2, 3, 4, 5, 6];
        for (const day of days) expect(both[day]).toEqual(safeDefault.hours[channel][day]);
      }
    }
  });

  test("every named limit is among them", () => {
    expect(hours.map(({ limits }) => limits).sort()).toEqual(Object.keys(namedLimits).sort());
  });
});

interface CapExample {
  limits: keyof typeof namedLimits;
  place: Place;
  /** What has been made, each an hour after the other. */
  made: ContactChannel[];
  /** What is asked for, and held back for so many days since the first. */
  asked: ContactChannel;
  days: number;
  reason: string;
}

const times = <Value>(count: number, value: Value): Value[] => Array<Value>(count).fill(value);

const caps: CapExample[] = [
  {
    limits: "unitedStatesCollectors",
    place: boston,
    made: times(7, "call"),
    asked: "call",
    days: 7,
    reason:
      "7 calls in 7 days is the most by US Regulation F for those who collect for others, " +
      "and they have been made.",
  },
  {
    limits: "massachusetts",
    place: boston,
    made: ["sms", "call"],
    asked: "sms",
    days: 7,
    reason: "2 SMS or calls in 7 days is the most in Massachusetts, and they have been made.",
  },
  {
    limits: "newYorkCity",
    place: boston,
    made: ["email", "sms", "call"],
    asked: "email",
    days: 7,
    reason: "3 contacts in 7 days is the most in New York City, and they have been made.",
  },
  {
    limits: "districtOfColumbia",
    place: boston,
    made: times(4, "call"),
    asked: "call",
    days: 7,
    reason: "4 calls in 7 days is the most in the District of Columbia, and they have been made.",
  },
  {
    limits: "districtOfColumbia",
    place: boston,
    made: ["email", "sms", "email", "sms", "email"],
    asked: "sms",
    days: 7,
    reason: "5 emails or SMS in 7 days is the most in the District of Columbia, and they have been made.",
  },
  {
    limits: "ontario",
    place: toronto,
    made: ["email", "call", "sms"],
    asked: "call",
    days: 7,
    reason: "3 contacts in 7 days is the most in Ontario, and they have been made.",
  },
  {
    limits: "australia",
    place: sydney,
    made: ["email", "call", "sms"],
    asked: "email",
    days: 7,
    reason: "3 contacts in 7 days is the most in Australia, and they have been made.",
  },
  {
    limits: "unitedKingdom",
    place: london,
    made: times(3, "email"),
    asked: "sms",
    days: 7,
    reason: "3 contacts in 7 days is the most in the United Kingdom, and they have been made.",
  },
  {
    limits: "europeanUnion",
    place: rome,
    made: times(3, "call"),
    asked: "email",
    days: 7,
    reason: "3 contacts in 7 days is the most in the European Union, and they have been made.",
  },
  {
    limits: "greece",
    place: athens,
    made: ["call"],
    asked: "call",
    days: 2,
    reason: "1 call in 2 days is the most in Greece, and it has been made.",
  },
];

describe("the cap of", () => {
  test.each(caps)("$limits lets go at the instant the first is $days days old", (example) => {
    const { limits: name, place, made, asked, days, reason } = example;
    const limits = namedLimits[name];
    const first = at(place, dates.weekday, "10:00");
    const contacts = made.map((channel, index) => ({
      channel,
      at: new Date(first.getTime() + index * 3_600_000),
    }));
    const decide = (nowMs: number, among = contacts) =>
      decideContact({ now: new Date(nowMs), channel: asked, place, contacts: among, limits });
    const afterAll = first.getTime() + made.length * 3_600_000;
    const freeAt = new Date(first.getTime() + days * dayMs);
    expect(decide(afterAll, contacts.slice(1))).toEqual({ kind: "allowed" });
    expect(decide(afterAll)).toEqual({ kind: "not_now", rule: "cap", until: freeAt, reason });
    expect(decide(freeAt.getTime() - 1)).toMatchObject({ rule: "cap", until: freeAt });
    expect(decide(freeAt.getTime())).toEqual({ kind: "allowed" });
  });

  test.each([
    ["australia", sydney, 31, "10 contacts in 31 days is the most in Australia, and they have been made."],
    [
      "safeDefault",
      boston,
      30,
      "10 contacts in 30 days is the most by the safe default, and they have been made.",
    ],
  ] as const)("%s is ten a month, however they are spread over its weeks", (name, place, days, reason) => {
    const limits = namedLimits[name];
    const first = at(place, "2026-05-12", "12:00");
    const contacts = Array.from({ length: 10 }, (_, index) => ({
      channel: "email" as const,
      at: new Date(first.getTime() + index * 3 * dayMs),
    }));
    const freeAt = new Date(first.getTime() + days * dayMs);
    const decide = (now: Date) => decideContact({ now, channel: "email", place, contacts, limits });
    expect(decide(new Date(freeAt.getTime() - 1))).toEqual({
      kind: "not_now",
      rule: "cap",
      until: freeAt,
      reason,
    });
    expect(decide(freeAt)).toEqual({ kind: "allowed" });
  });

  test.each(["unitedStates", "canada", "quebec"] as const)("%s names no number", (name) => {
    expect(namedLimits[name].caps).toEqual([]);
  });
});

describe("the holidays of", () => {
  const noon = (place: Place, date: string) => at(place, date, "14:00");
  const rule = (name: keyof typeof namedLimits, place: Place, date: string) => {
    const decision = ask(namedLimits[name], place, "call", noon(place, date));
    return decision.kind === "allowed" ? "allowed" : decision.rule;
  };

  test.each([
    ["safeDefault", boston, "2026-12-25", "Christmas Day"],
    ["safeDefault", boston, "2026-07-03", "the substitute for Independence Day"],
    ["safeDefault", boston, "2026-04-20", "Patriots' Day in Massachusetts"],
    ["canada", toronto, "2026-07-01", "Canada Day"],
    ["canada", toronto, "2029-07-02", "the substitute for Canada Day"],
    ["ontario", toronto, "2026-02-16", "Family Day in Ontario"],
    ["quebec", montreal, "2026-06-24", "the National Holiday of Quebec"],
    ["quebec", montreal, "2026-04-06", "Easter Monday in Quebec"],
    ["australia", sydney, "2026-01-26", "Australia Day"],
    ["australia", sydney, "2026-12-28", "the substitute for Boxing Day"],
    ["unitedKingdom", london, "2026-12-28", "the substitute for Boxing Day"],
    ["europeanUnion", rome, "2026-06-02", "the Republic Day of Italy"],
    ["greece", athens, "2026-04-13", "the Orthodox Easter Monday"],
  ] as const)("%s: nobody is contacted on them (%#)", (name, place, date, _holiday) => {
    expect(rule(name, place, date)).toBe("holiday");
  });

  test("others are days like any", () => {
    expect(rule("unitedStates", boston, "2026-12-25")).toBe("allowed");
    expect(rule("massachusetts", boston, "2026-12-25")).toBe("allowed");
    expect(rule("canada", toronto, "2030-07-02")).toBe("allowed");
    // RG 96 heeds national holidays only: the King's Birthday of New South Wales is none.
    expect(rule("australia", sydney, "2026-06-08")).toBe("allowed");
    expect(rule("safeDefault", sydney, "2026-06-08")).toBe("holiday");
    // Patriots' Day is none in New York.
    expect(rule("safeDefault", inZone("America/New_York", "US", "US-NY"), "2026-04-20")).toBe("allowed");
  });
});
