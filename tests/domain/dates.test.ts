import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addDays,
  civilDateAt,
  dateInWords,
  daysBetween,
  distanceInWords,
  dueInWords,
  fullDateInWords,
} from "~/domain/dates";

const british = { language: "en-GB", today: "2026-03-15" };
const day = fc.integer({ min: -40_000, max: 40_000 }).map((days) => addDays("2026-03-15", days));

describe("a due date in words", () => {
  it.each([
    ["2026-03-03", "due 3 March, 12 days ago"],
    ["2026-03-14", "due 14 March, yesterday"],
    ["2026-03-15", "due 15 March, today"],
    ["2026-03-16", "due 16 March, tomorrow"],
    ["2026-03-20", "due 20 March, in 5 days"],
    ["2025-12-31", "due 31 December 2025, 2 months ago"],
    ["2026-01-15", "due 15 January, 59 days ago"],
    ["2026-01-14", "due 14 January, 2 months ago"],
    ["2024-03-16", "due 16 March 2024, 23 months ago"],
    ["2024-03-15", "due 15 March 2024, 2 years ago"],
    ["2024-02-29", "due 29 February 2024, 2 years ago"],
  ])("for %s reads %s", (dueOn, words) => {
    expect(dueInWords(dueOn, british)).toBe(words);
  });

  it("follows the language and its dialect", () => {
    expect(dueInWords("2026-03-03", { ...british, language: "en-US" })).toBe("due March 3, 12 days ago");
    expect(dueInWords("2026-03-03", { ...british, language: "es-MX" })).toBe(
      "vence el 3 de marzo, hace 12 días",
    );
    expect(dateInWords("2025-03-03", { ...british, language: "es" })).toBe("3 de marzo de 2025");
  });

  it("says the year where it is kept, and where it is not this one", () => {
    expect(fullDateInWords("2026-03-03", british)).toBe("3 March 2026");
    expect(dateInWords("2026-03-03", british)).toBe("3 March");
    expect(dateInWords("2027-03-03", british)).toBe("3 March 2027");
  });
});

describe("the date it is", () => {
  it.each([
    ["2026-03-15T10:59:59Z", "Pacific/Auckland", "2026-03-15"],
    ["2026-03-15T11:00:00Z", "Pacific/Auckland", "2026-03-16"],
    ["2026-03-08T04:59:59Z", "America/New_York", "2026-03-07"],
    ["2026-03-09T03:59:59Z", "America/New_York", "2026-03-08"],
    ["2026-03-09T04:00:00Z", "America/New_York", "2026-03-09"],
    ["2026-03-15T12:00:00Z", "Nowhere/Atall", "2026-03-15"],
  ])("at %s in %s is %s", (instant, zone, date) => {
    expect(civilDateAt(new Date(instant), zone)).toBe(date);
  });
});

describe("counting days", () => {
  it("undoes adding them, across every leap day and month's end", () => {
    fc.assert(
      fc.property(day, fc.integer({ min: -5_000, max: 5_000 }), (from, days) => {
        expect(daysBetween(from, addDays(from, days))).toBe(days);
      }),
    );
  });

  it("never says a later date is past, or an earlier one to come", () => {
    fc.assert(
      fc.property(day, day, (date, today) => {
        const words = distanceInWords(date, { language: "en", today });
        const days = daysBetween(today, date);
        const pattern = days < 0 ? /ago|yesterday|last/ : days > 0 ? /^in |tomorrow|next/ : /^today$/;
        expect(words).toMatch(pattern);
      }),
    );
  });
});
