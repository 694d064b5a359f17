import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fromStripeAmount, minimumCharge, toStripeAmount } from "~/adapters/stripe-amount";
import { currency, currencySchema, formatMoney, minorDigits, money, sum, toDecimal } from "~/domain/money";

const code = fc.constantFrom("USD", "EUR", "JPY", "KWD", "ISK", "UGX", "HUF", "BHD", "KRW").map(currency);
const amounts = fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n });

describe("money", () => {
  test("knows each currency's own number of decimals", () => {
    expect(["USD", "JPY", "KWD", "IQD", "ISK"].map((name) => minorDigits(currency(name)))).toEqual([
      2, 0, 3, 3, 0,
    ]);
  });

  test("refuses what is no currency, with a sentence that says what to write", () => {
    expect(() => currency("DOLLARS")).toThrow(/three-letter ISO 4217/);
    expect(currencySchema.safeParse("XQQ").success).toBe(false);
    expect(currencySchema.parse(" usd ")).toBe("USD");
  });

  test("writes any amount as an exact decimal that reads back as the same amount", () => {
    fc.assert(
      fc.property(amounts, code, (amountMinor, currencyCode) => {
        const decimal = toDecimal(money(amountMinor, currencyCode));
        expect(BigInt(decimal.replace(".", ""))).toBe(amountMinor);
        expect((decimal.split(".")[1] ?? "").length).toBe(minorDigits(currencyCode));
      }),
    );
  });

  test.each([
    [123_450n, "USD", "en-US", "$1,234.50"],
    [123_450n, "EUR", "de-DE", "1.234,50 €"],
    [5n, "USD", "en-US", "$0.05"],
    [-4_500n, "USD", "en-US", "-$45.00"],
    [1_234n, "JPY", "en-US", "¥1,234"],
    [1_500n, "KWD", "en-US", "KWD 1.500"],
    [9_007_199_254_740_993n, "USD", "en-US", "$90,071,992,547,409.93"],
  ])("shows %s minor units of %s in %s as people write it there", (amountMinor, name, language, shown) => {
    expect(formatMoney(money(amountMinor, currency(name)), language).replaceAll("\u00a0", " ")).toBe(shown);
  });

  test("never adds two currencies", () => {
    expect(() => sum(currency("USD"), [money(1n, currency("EUR"))])).toThrow(/Cannot add EUR to USD/);
  });
});

describe("Stripe's units", () => {
  test("come back as the same amount from every currency that can make the journey", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 12n }), code, (amountMinor, currencyCode) => {
        const sent = toStripeAmount(money(amountMinor, currencyCode));
        fc.pre(sent !== null);
        expect(fromStripeAmount(sent, currencyCode)).toEqual(money(amountMinor, currencyCode));
      }),
    );
  });

  test.each([
    ["USD", 4_500n, 4_500],
    ["JPY", 500n, 500],
    ["ISK", 5n, 500],
    ["UGX", 5n, 500],
    ["KWD", 5_120n, 5_120],
    ["KWD", 5_124n, null],
    ["MGA", 500n, 5],
    ["MGA", 501n, null],
  ])("for %s %s are %s", (name, amountMinor, sent) => {
    expect(toStripeAmount(money(amountMinor, currency(name)))).toBe(sent);
  });

  test("refuse a fraction of a króna rather than round it", () => {
    expect(() => fromStripeAmount(501, currency("ISK"))).toThrow(/fraction/);
  });

  test("have the least that may be charged where Stripe lists it", () => {
    expect(minimumCharge(currency("USD"))).toEqual({ amountMinor: 50n, currency: "USD" });
    expect(minimumCharge(currency("JPY"))).toEqual({ amountMinor: 50n, currency: "JPY" });
  });
});
