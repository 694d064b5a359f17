import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { collectedPerCost, divideEffect, effectDivisions, totalEffect } from "~/domain/effect/facts";
import type { EffectFact } from "~/domain/effect/facts";
import { effectParams, effectPeriods, readEffectPeriod, startOfPeriod } from "~/domain/effect/period";
import type { CadenceId } from "~/domain/ids";
import { currency } from "~/domain/money";
import { messagePurposes } from "~/domain/vocabulary";

const count = fc.nat({ max: 1_000 });
const collected = fc.uniqueArray(
  fc.record({
    currency: fc.constantFrom("USD", "EUR", "JPY").map(currency),
    payments: count,
    // More can have gone back than came in: a bank takes its own fee for some chargebacks.
    amountMinor: fc.bigInt({ min: -1_000_000n, max: 10n ** 15n }),
  }),
  { selector: (one) => one.currency, maxLength: 3 },
);
const fact: fc.Arbitrary<EffectFact> = fc.record({
  channel: fc.constantFrom("email", "sms", "call"),
  purpose: fc.constantFrom(...messagePurposes),
  template: fc.option(
    fc.record({
      key: fc.constantFrom("overdue", "overdue-again", "fresh-link"),
      language: fc.constantFrom("en", "es", null),
      version: fc.option(fc.integer({ min: 1, max: 12 })),
    }),
  ),
  step: fc.option(
    fc.record({
      cadenceId: fc.constantFrom("a" as CadenceId, "b" as CadenceId, null),
      cadenceName: fc.constantFrom("Friendly", "Persistent", null),
      stageDays: fc.integer({ min: -30, max: 400 }),
      isAfterAnswer: fc.boolean(),
    }),
  ),
  sent: count,
  delivered: count,
  opened: count,
  machineOpened: count,
  clicked: count,
  paid: count,
  costMicros: fc.bigInt({ min: 0n, max: 10n ** 12n }),
  costUnknown: count,
  collected,
});

describe("dividing what was counted", () => {
  test.each(effectDivisions)("by %s gives rows that add up to the total, and no two alike", (by) => {
    fc.assert(
      fc.property(fc.array(fact, { maxLength: 40 }), (facts) => {
        const rows = divideEffect(facts, by);
        expect(totalEffect(rows)).toEqual(totalEffect(facts));
        expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length);
      }),
    );
  });

  test("comes out the same in whatever order the facts come", () => {
    fc.assert(
      fc.property(fc.array(fact, { maxLength: 20 }), (facts) => {
        for (const by of effectDivisions) {
          const keys = divideEffect(facts, by).map(({ key }) => key);
          expect(divideEffect([...facts].reverse(), by).map(({ key }) => key)).toEqual(keys);
        }
      }),
    );
  });

  test("of nothing is no row and a total of nothing", () => {
    expect(divideEffect([], "step")).toEqual([]);
    expect(totalEffect([])).toMatchObject({ sent: 0, costMicros: 0n, collected: [] });
  });
});

describe("what a unit of cost brought in", () => {
  const usd = { currency: currency("USD"), minorPerUnit: 100 };
  const spent = { ...totalEffect([]), costMicros: 500_000n };

  test("sets the vendor’s own currency against it and no other", () => {
    const mixed = [
      { currency: currency("EUR"), payments: 1, amountMinor: 99_900n },
      { currency: currency("USD"), payments: 1, amountMinor: 4_500n },
    ];
    expect(collectedPerCost({ ...spent, collected: mixed }, usd)).toBeCloseTo(90, 9);
    expect(collectedPerCost(spent, usd)).toBe(0);
  });

  test("is not known of nothing spent, nor where a part of the cost is not known", () => {
    expect(collectedPerCost({ ...spent, costMicros: 0n }, usd)).toBeNull();
    expect(collectedPerCost({ ...spent, costUnknown: 1 }, usd)).toBeNull();
  });
});

describe("the period", () => {
  test("is read back from its address, and what is odd is ninety days", () => {
    for (const period of effectPeriods) expect(readEffectPeriod(effectParams(period))).toBe(period);
    for (const odd of ["", "31", "-1", "forever", "30 "])
      expect(readEffectPeriod(new URLSearchParams({ days: odd }))).toBe(90);
  });

  test("begins with a day of the vendor’s calendar, across a change of clocks too", () => {
    const now = new Date("2026-03-20T02:00:00Z");
    expect(startOfPeriod(30, { now, timeZone: "America/New_York" })).toEqual(
      new Date("2026-02-18T05:00:00Z"),
    );
    expect(startOfPeriod(null, { now, timeZone: "America/New_York" })).toBeNull();
  });
});
