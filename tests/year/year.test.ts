import { expect, test } from "vitest";
import { liveAYear } from "./population";
import { reportInWords, reportOn } from "./report";

/** `YEAR_DEBTORS=10000` for the full size. */
const debtors = Number(process.env["YEAR_DEBTORS"] ?? 600);
const firstSeed = 1;

test(
  "a year of debtors breaks no rule, drops nobody and asks on the day a balance falls overdue",
  () => {
    const report = reportOn(Array.from({ length: debtors }, (_, index) => liveAYear(firstSeed + index)));
    expect(report.complaints, reportInWords(report)).toEqual([]);
    expect(report.debtors).toBe(debtors);
    // By far most are asked that day or were before; Sundays, holidays and outages put off the rest.
    const soon = (report.lags.get("that day") ?? 0) + (report.lags.get("before that day") ?? 0);
    expect(soon / debtors).toBeGreaterThan(0.6);
    // Asked at different times of the day.
    expect(report.hours.size).toBeGreaterThanOrEqual(5);
    for (const hour of report.hours.keys()) expect(Number(hour)).toBeGreaterThanOrEqual(7);
    for (const hour of report.hours.keys()) expect(Number(hour)).toBeLessThan(21);
  },
  60_000 + debtors * 20,
);
