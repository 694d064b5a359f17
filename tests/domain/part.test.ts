import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chargeLimits, toStripeAmount } from "~/adapters/stripe-amount";
import { fitOf } from "~/domain/charge-limits";
import { currency, money } from "~/domain/money";
import { partProblem, partRange, type PartTerms } from "~/domain/pay-link/part";
import { cardInWords, isCardExpired } from "~/domain/saved-card";
import { settingsSchema } from "~/domain/vendor-form";

const [usd, kwd, huf, ugx, isk, twd, mga] = ["USD", "KWD", "HUF", "UGX", "ISK", "TWD", "MGA"].map(
  currency,
) as [ReturnType<typeof currency>, ...ReturnType<typeof currency>[]] & { length: 7 };

describe("what can be charged", () => {
  it.each([
    [usd, 49n, "too_small"],
    [usd, 50n, "fits"],
    [kwd, 1_230n, "fits"],
    [kwd, 1_234n, "not_exact"],
    [ugx, 1_001n, "fits"],
    [isk, 1_001n, "fits"],
    [huf, 17_501n, "fits"],
    [huf, 17_499n, "too_small"],
    [twd, 1_050n, "fits"],
    [mga, 150n, "not_exact"],
    [mga, 200n, "fits"],
  ] as const)("in %s of %s minor units: %s", (code, amountMinor, fit) => {
    expect(code && fitOf(amountMinor, chargeLimits(code))).toBe(fit);
  });

  it("is what Stripe can be told exactly", () => {
    const amounts = fc.bigInt({ min: 20_000n, max: 10n ** 12n });
    const codes = fc.constantFrom("USD", "JPY", "KWD", "BHD", "UGX", "ISK", "MGA", "HUF", "TWD");
    fc.assert(
      fc.property(amounts, codes, (amountMinor, name) => {
        const code = currency(name);
        const isExact = toStripeAmount(money(amountMinor, code)) !== null;
        expect(fitOf(amountMinor, chargeLimits(code)) === "fits").toBe(isExact);
      }),
    );
  });
});

describe("a part", () => {
  const terms: PartTerms = {
    vendorMinimumMinor: 2_000n,
    outstandingMinor: 5_500n,
    limits: chargeLimits(usd),
  };
  const problem = (amountMinor: bigint, over: Partial<PartTerms> = {}) =>
    partProblem(amountMinor, { tickedMinor: 5_500n, terms: { ...terms, ...over } });

  it("is between the vendor's least and what leaves a rest that can be paid too", () => {
    expect(partRange(terms)).toEqual({ leastMinor: 2_000n, mostMinor: 5_450n });
    expect(problem(1_999n)).toBe("too_small");
    expect(problem(2_000n)).toBeNull();
    expect(problem(5_450n)).toBeNull();
    expect(problem(5_451n)).toBe("leaves_too_little");
    expect(problem(5_501n)).toBe("more_than_ticked");
  });

  it("is not offered where none would leave a payable rest", () => {
    expect(partRange({ ...terms, outstandingMinor: 2_049n })).toBeNull();
    expect(problem(2_000n, { outstandingMinor: 2_049n })).toBe("not_offered");
  });

  it("ends in 0 where the currency has a third decimal", () => {
    const limits = chargeLimits(kwd ?? usd);
    const inDinars = { vendorMinimumMinor: 1_001n, outstandingMinor: 5_550n, limits };
    expect(partRange(inDinars)).toEqual({ leastMinor: 1_010n, mostMinor: 5_540n });
    expect(partProblem(2_005n, { tickedMinor: 5_550n, terms: inDinars })).toBe("not_exact");
  });

  it("and its rest can always be paid, whatever the amounts", () => {
    const minor = fc.bigInt({ min: 1n, max: 10_000n });
    fc.assert(
      fc.property(minor, minor, minor, (vendorMinimumMinor, outstandingMinor, amountMinor) => {
        const any = { ...terms, vendorMinimumMinor, outstandingMinor };
        if (partProblem(amountMinor, { tickedMinor: outstandingMinor, terms: any }) !== null) return;
        expect(amountMinor >= vendorMinimumMinor).toBe(true);
        expect(fitOf(amountMinor, any.limits)).toBe("fits");
        expect(fitOf(outstandingMinor - amountMinor, any.limits)).toBe("fits");
      }),
    );
  });
});

describe("a kept card", () => {
  it("is named as people name it", () => {
    expect(cardInWords({ brand: "visa", last4: "4242" })).toBe("Visa ····\u00a04242");
    expect(cardInWords({ brand: "amex", last4: "8431" })).toBe("American Express ····\u00a08431");
    expect(cardInWords({ brand: "brand of tomorrow", last4: "0001" })).toBe("Card ····\u00a00001");
  });

  it("can be charged through the last day of its month", () => {
    const card = { expMonth: 3, expYear: 2026 };
    expect(isCardExpired(card, "2026-03-31")).toBe(false);
    expect(isCardExpired(card, "2026-04-01")).toBe(true);
    expect(isCardExpired({ expMonth: 12, expYear: 2026 }, "2027-01-01")).toBe(true);
  });
});

describe("the smallest part payment at the desk", () => {
  const given = {
    name: "Alder",
    signatureName: "Maya",
    replyToEmail: "a@example.com",
    phone: "",
    postalAddress: "12 Harbour Street",
    brandColor: "#1f5f4a",
    timeZone: "America/New_York",
    language: "en-US",
    reminderMode: "off",
    contactPolicy: "careful",
  };
  const read = (partialMinimum: string | undefined) =>
    settingsSchema({ country: "US", currency: usd }).safeParse({ ...given, partialMinimum });

  it.each([
    ["20", 2_000n],
    ["$1,250.50", 125_050n],
    ["", null],
    ["  ", null],
    [undefined, null],
  ])("as %s is read exactly, and nothing means that none is taken", (text, amountMinor) => {
    expect(read(text).data?.partialMinimumMinor).toBe(amountMinor);
  });

  it.each(["0", "-5", "a little", "1,00,0"])("as %s is refused at its field", (text) => {
    expect(read(text).error?.issues).toMatchObject([{ path: ["partialMinimum"] }]);
  });
});
