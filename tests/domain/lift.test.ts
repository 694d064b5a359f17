import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { liftOf, type ArmResult } from "~/domain/effect/lift";
import { meanDifference } from "~/domain/effect/intervals";
import { currency } from "~/domain/money";

const usd = currency("USD");

/** An arm of debtors who each paid so much within their days. */
function armOf(amounts: readonly bigint[]): ArmResult {
  const sum = (of: readonly bigint[]) => of.reduce((total, one) => total + one, 0n);
  return {
    over: amounts.length,
    running: 0,
    paid: amounts.filter((amount) => amount > 0n).length,
    paidInFull: 0,
    reminded: 0,
    collected: [
      { currency: usd, amountMinor: sum(amounts), squaresMinor: sum(amounts.map((one) => one * one)) },
    ],
  };
}

const amounts = fc.array(fc.bigInt({ min: 0n, max: 10n ** 13n }), { minLength: 2, maxLength: 60 });

describe("the lift", () => {
  test("of amounts is Welch’s over the debtors themselves, from no more than their sums", () => {
    fc.assert(
      fc.property(amounts, amounts, (one, other) => {
        const found = liftOf({ reminded: armOf(one), heldOut: armOf(other) }).amounts[0]?.lift ?? null;
        const sample = (of: readonly bigint[]) => {
          const numbers = of.map(Number);
          const mean = numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
          const squares = numbers.reduce((sum, value) => sum + (value - mean) ** 2, 0);
          return { size: numbers.length, mean, variance: squares / (numbers.length - 1) };
        };
        const expected = meanDifference(sample(one), sample(other));
        // Alike but for the last digits of a double.
        const close = (value: number, wanted: number) =>
          expect(Math.abs(value - wanted)).toBeLessThanOrEqual(1e-6 * (1 + Math.abs(wanted)) + 1);
        if (found === null || expected === null) return;
        close(found.difference, expected.difference);
        close(found.low, expected.low);
        close(found.high, expected.high);
      }),
    );
  });

  test("says that it cannot tell when its interval holds nothing, and how far it could have seen", () => {
    const arms = (paidOf: readonly [number, number], over: number) => ({
      reminded: { ...armOf([]), over, paid: paidOf[0] },
      heldOut: { ...armOf([]), over, paid: paidOf[1] },
    });
    const few = liftOf(arms([12, 9], 20)).paid.lift;
    expect(few?.isOpen).toBe(true);
    expect(few?.finestSeen).toBeGreaterThan(0.25);
    const many = liftOf(arms([1_200, 900], 2_000)).paid.lift;
    expect(many?.isOpen).toBe(false);
    expect(many?.finestSeen).toBeLessThan(0.04);
    expect(many?.difference).toBeCloseTo(0.15, 12);
  });

  test("can be below nothing: reminding may do harm, and then says so", () => {
    const { lift } = liftOf({
      reminded: { ...armOf([]), over: 500, paid: 100 },
      heldOut: { ...armOf([]), over: 500, paid: 200 },
    }).paid;
    expect(lift?.high).toBeLessThan(0);
    expect(lift?.isOpen).toBe(false);
  });

  test("of empty arms is unknown rather than nothing", () => {
    const { paid, amounts: none } = liftOf({ reminded: armOf([]), heldOut: armOf([]) });
    expect(paid).toEqual({
      reminded: { count: 0, of: 0, interval: null },
      heldOut: { count: 0, of: 0, interval: null },
      lift: null,
    });
    expect(none).toMatchObject([{ remindedMinor: null, heldOutMinor: null, lift: null }]);
  });
});
