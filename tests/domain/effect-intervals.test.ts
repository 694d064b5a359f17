import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { meanDifference, shareDifference, spansZero, wilsonInterval } from "~/domain/effect/intervals";
import { studentQuantile } from "~/domain/effect/student";

/** mulberry32: the same numbers for the same seed, everywhere. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function drawn(random: () => number, { of, p }: { of: number; p: number }): { count: number; of: number } {
  let count = 0;
  for (let one = 0; one < of; one += 1) if (random() < p) count += 1;
  return { count, of };
}

const share = fc
  .tuple(fc.integer({ min: 0, max: 5_000 }), fc.integer({ min: 1, max: 5_000 }))
  .map(([a, b]) => ({ count: Math.min(a, b), of: Math.max(a, b) }));

describe("Wilson’s interval of a share", () => {
  // Table I, method 3, of Newcombe, Statistics in Medicine 17 (1998) 857–872.
  test.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])("is the published one for %i of %i", (count, of, low, high) => {
    const interval = wilsonInterval({ count, of });
    expect(interval?.low).toBeCloseTo(low, 4);
    expect(interval?.high).toBeCloseTo(high, 4);
  });

  test("of nothing is no interval, and what is no share is refused", () => {
    expect(wilsonInterval({ count: 0, of: 0 })).toBeNull();
    for (const wrong of [
      { count: 2, of: 1 },
      { count: -1, of: 5 },
      { count: 0.5, of: 5 },
      { count: Number.NaN, of: 5 },
    ])
      expect(() => wilsonInterval(wrong)).toThrow("no share");
  });

  test("holds the share itself, keeps within 0 and 1, and mirrors the share of the others", () => {
    fc.assert(
      fc.property(share, ({ count, of }) => {
        const { low, high } = wilsonInterval({ count, of }) ?? { low: NaN, high: NaN };
        const others = wilsonInterval({ count: of - count, of });
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(count / of);
        expect(high).toBeGreaterThanOrEqual(count / of);
        expect(others?.low).toBeCloseTo(1 - high, 9);
      }),
    );
  });

  test("covers the truth about 95 times in 100", () => {
    const random = seeded(11);
    let covered = 0;
    const runs = 4_000;
    for (let run = 0; run < runs; run += 1) {
      const p = 0.02 + 0.96 * random();
      const interval = wilsonInterval(drawn(random, { of: 40 + Math.floor(random() * 200), p }));
      if (interval && interval.low <= p && p <= interval.high) covered += 1;
    }
    expect(covered / runs).toBeGreaterThan(0.94);
    expect(covered / runs).toBeLessThan(0.965);
  });
});

describe("the difference of two shares", () => {
  // Table II, method 10, of Newcombe, Statistics in Medicine 17 (1998) 873–890.
  test.each([
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.809],
    [6, 7, 2, 7, 0.0582, 0.8062],
    [5, 56, 0, 29, -0.0381, 0.1926],
    [0, 10, 0, 20, -0.1611, 0.2775],
    [0, 10, 0, 10, -0.2775, 0.2775],
    [10, 10, 0, 20, 0.6791, 1],
    [10, 10, 0, 10, 0.6075, 1],
  ])("has the published interval for %i/%i less %i/%i", (a, m, b, n, low, high) => {
    const found = shareDifference({ count: a, of: m }, { count: b, of: n });
    expect(found?.difference).toBeCloseTo(a / m - b / n, 12);
    expect(found?.low).toBeCloseTo(low, 4);
    expect(found?.high).toBeCloseTo(high, 4);
  });

  test("is unknown while an arm is empty", () => {
    expect(shareDifference({ count: 1, of: 2 }, { count: 0, of: 0 })).toBeNull();
    expect(shareDifference({ count: 0, of: 0 }, { count: 1, of: 2 })).toBeNull();
  });

  test("holds what was seen, keeps within −1 and 1, and turns round when the arms do", () => {
    fc.assert(
      fc.property(share, share, (first, second) => {
        const there = shareDifference(first, second);
        const back = shareDifference(second, first);
        if (!there || !back) throw new Error("Neither arm is empty.");
        expect(there.low).toBeGreaterThanOrEqual(-1 - 1e-12);
        expect(there.high).toBeLessThanOrEqual(1 + 1e-12);
        expect(there.low).toBeLessThanOrEqual(there.difference);
        expect(there.high).toBeGreaterThanOrEqual(there.difference);
        expect(back.low).toBeCloseTo(-there.high, 12);
        expect(back.high).toBeCloseTo(-there.low, 12);
      }),
    );
  });

  test.each([
    { of: [900, 100], p: [0.42, 0.35] },
    { of: [450, 50], p: [0.1, 0.1] },
    { of: [200, 200], p: [0.7, 0.55] },
    { of: [60, 15], p: [0.3, 0.2] },
  ])("covers the truth about 95 times in 100: $of debtors, $p paying", ({ of, p }) => {
    const random = seeded(23);
    const [p1 = 0, p2 = 0] = p;
    const [n1 = 0, n2 = 0] = of;
    let covered = 0;
    let told = 0;
    const runs = 4_000;
    for (let run = 0; run < runs; run += 1) {
      const found = shareDifference(drawn(random, { of: n1, p: p1 }), drawn(random, { of: n2, p: p2 }));
      if (found && found.low <= p1 - p2 && p1 - p2 <= found.high) covered += 1;
      if (found && !spansZero(found)) told += 1;
    }
    expect(covered / runs).toBeGreaterThan(0.935);
    expect(covered / runs).toBeLessThan(0.975);
    // Where reminding does nothing, hardly ever is an effect announced.
    if (p1 === p2) expect(told / runs).toBeLessThan(0.065);
  });
});

describe("Student’s t", () => {
  // The tables in every textbook; the last lines are where t becomes normal, and Cauchy's at one degree.
  test.each([
    [0.975, 1, 12.7062047362],
    [0.975, 2, 4.3026527297],
    [0.975, 5, 2.5705818356],
    [0.975, 10, 2.228138852],
    [0.975, 30, 2.0422724563],
    [0.975, 120, 1.9799304051],
    [0.95, 10, 1.8124611228],
    [0.995, 10, 3.1692726726],
    [0.75, 1, 1],
    [0.975, 1e7, 1.9599642],
  ])("lies below its published point %f with %d degrees of freedom", (probability, freedom, point) => {
    expect(studentQuantile(probability, freedom)).toBeCloseTo(point, 6);
    expect(studentQuantile(1 - probability, freedom)).toBeCloseTo(-point, 6);
  });

  test("has no quantile at the ends or without freedom", () => {
    for (const [probability, freedom] of [
      [0, 5],
      [1, 5],
      [0.9, 0],
      [Number.NaN, 5],
      [0.9, Number.NaN],
    ] as const)
      expect(() => studentQuantile(probability, freedom)).toThrow("No quantile");
    expect(studentQuantile(0.5, 3)).toBe(0);
  });
});

describe("the difference of two means", () => {
  test("is Welch’s, worked out by hand", () => {
    // Means 10 and 7, variances 4 and 9, ten and fifteen cases: s² = 0.4 + 0.6, and the freedom is
    // 1 / (0.16/9 + 0.36/14).
    const found = meanDifference({ size: 10, mean: 10, variance: 4 }, { size: 15, mean: 7, variance: 9 });
    const half = studentQuantile(0.975, 1 / (0.16 / 9 + 0.36 / 14));
    expect(half).toBeCloseTo(2.0688, 3);
    expect(found?.difference).toBe(3);
    expect(found?.low).toBeCloseTo(3 - half, 9);
    expect(found?.high).toBeCloseTo(3 + half, 9);
  });

  test("is unknown of one, and where nobody varies", () => {
    const many = { size: 30, mean: 5, variance: 2 };
    expect(meanDifference(many, { size: 1, mean: 3, variance: Number.NaN })).toBeNull();
    expect(meanDifference({ ...many, variance: 0 }, { size: 20, mean: 0, variance: 0 })).toBeNull();
  });

  test("covers the truth about 95 times in 100 where most pay nothing and few pay much", () => {
    const random = seeded(5);
    const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    // A third pay, an amount whose logarithm is normal: as skewed as balances are.
    const amount = (p: number) => (random() < p ? Math.exp(4 + 0.8 * normal()) : 0);
    const mean = (p: number) => p * Math.exp(4 + 0.8 ** 2 / 2);
    const sample = (size: number, p: number) => {
      const amounts = Array.from({ length: size }, () => amount(p));
      const average = amounts.reduce((sum, one) => sum + one, 0) / size;
      return {
        size,
        mean: average,
        variance: amounts.reduce((sum, one) => sum + (one - average) ** 2, 0) / (size - 1),
      };
    };
    let covered = 0;
    const runs = 1_500;
    for (let run = 0; run < runs; run += 1) {
      const found = meanDifference(sample(800, 0.36), sample(200, 0.3));
      const truth = mean(0.36) - mean(0.3);
      if (found && found.low <= truth && truth <= found.high) covered += 1;
    }
    expect(covered / runs).toBeGreaterThan(0.93);
    expect(covered / runs).toBeLessThan(0.97);
  });
});
