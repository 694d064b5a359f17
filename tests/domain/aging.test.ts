import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { agingBucketOf, agingBuckets, dueDatesOf } from "~/domain/aging";
import { addDays, daysBetween } from "~/domain/dates";
import { daysSalesOutstanding, figuresByPeriod, percentOf, periodsToShow } from "~/domain/receivables";

const day = fc.integer({ min: 0, max: 40_000 }).map((days) => addDays("1970-01-01", days));

describe("aging", () => {
  it("counts what is due today as current, and tomorrow as one day late", () => {
    expect(agingBucketOf(daysBetween("2026-03-31", "2026-03-31"))).toBe("current");
    expect(agingBucketOf(daysBetween("2026-03-31", "2026-04-01"))).toBe("1-30");
  });

  it("changes bucket the day after the thirtieth, sixtieth and ninetieth", () => {
    expect([30, 31, 60, 61, 90, 91].map(agingBucketOf)).toEqual([
      "1-30",
      "31-60",
      "31-60",
      "61-90",
      "61-90",
      "over-90",
    ]);
  });

  it("puts every due date into exactly one bucket, the one its days past due name", () => {
    fc.assert(
      fc.property(day, day, (dueOn, today) => {
        const holding = agingBuckets.filter(({ key }) => {
          const { from, to } = dueDatesOf(key, today);
          return (from === null || dueOn >= from) && (to === null || dueOn <= to);
        });
        expect(holding.map(({ key }) => key)).toEqual([agingBucketOf(daysBetween(dueOn, today))]);
      }),
    );
  });
});

describe("days sales outstanding", () => {
  it("is the days of billing still owed at the pace of the window", () => {
    expect(daysSalesOutstanding({ outstandingMinor: 50_000n, billedMinor: 100_000n, windowDays: 90 })).toBe(
      45,
    );
  });

  it("is unknown, rather than infinite or zero, when nothing was billed", () => {
    expect(daysSalesOutstanding({ outstandingMinor: 50_000n, billedMinor: 0n, windowDays: 90 })).toBeNull();
  });
});

describe("a share in per cent", () => {
  it("says 100 only when all of it is settled", () => {
    expect(percentOf(999_999n, 1_000_000n)).toBe(99.9);
    expect(percentOf(1_000_000n, 1_000_000n)).toBe(100);
    expect(percentOf(0n, 0n)).toBeNull();
  });
});

describe("periods", () => {
  it("shows a young history week by week from its own first Monday", () => {
    expect(periodsToShow({ firstOn: "2026-11-05", today: "2026-11-22" })).toEqual({
      unit: "week",
      starts: ["2026-11-02", "2026-11-09", "2026-11-16"],
    });
  });

  it("shows a longer history in twelve months ending with this one", () => {
    const { unit, starts } = periodsToShow({ firstOn: "2019-02-11", today: "2026-03-31" });
    expect(unit).toBe("month");
    expect(starts).toHaveLength(12);
    expect([starts[0], starts[11]]).toEqual(["2025-04-01", "2026-03-01"]);
  });

  it("never shows more than 26 weeks, always covers today, and leaves out no week of a young history", () => {
    fc.assert(
      fc.property(day, fc.integer({ min: 0, max: 400 }), (firstOn, later) => {
        const today = addDays(firstOn, later);
        const { unit, starts } = periodsToShow({ firstOn, today });
        expect(starts.length).toBeGreaterThan(0);
        expect(starts.length).toBeLessThanOrEqual(26);
        expect((starts.at(-1) ?? "") <= today).toBe(true);
        if (unit === "week") expect((starts[0] ?? "9") <= firstOn).toBe(true);
      }),
    );
  });

  it("carries what is outstanding through a quiet period", () => {
    expect(
      figuresByPeriod(
        ["a", "b", "c"],
        [
          { startsOn: null, movedMinor: 100n, settledMinor: 900n },
          { startsOn: "a", movedMinor: -40n, settledMinor: 40n },
          { startsOn: "c", movedMinor: 5n, settledMinor: 0n },
        ],
      ),
    ).toEqual([
      { startsOn: "a", settledMinor: 40n, outstandingMinor: 60n },
      { startsOn: "b", settledMinor: 0n, outstandingMinor: 60n },
      { startsOn: "c", settledMinor: 0n, outstandingMinor: 65n },
    ]);
  });
});
