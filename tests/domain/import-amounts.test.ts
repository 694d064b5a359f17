import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type DecimalMark, markEvidence, parseAmount } from "~/domain/import/cells/amount";
import { inferDecimalMark } from "~/domain/import/cells/decimal-mark";
import { currency, minorDigits, toDecimal } from "~/domain/money";

function amountOf(text: string, { mark = ".", fallback = "USD", stated = null as string | null } = {}) {
  const decimalMark: DecimalMark = mark === "," ? "," : ".";
  const reading = parseAmount(text, {
    stated: stated === null ? null : currency(stated),
    fallback: currency(fallback),
    decimalMark,
  });
  return reading.ok ? `${reading.value.amountMinor} ${reading.value.currency}` : reading.reason;
}

describe("an amount is read as it was meant", () => {
  it.each([
    ["$1,020.00", "102000 USD"],
    ["1020", "102000 USD"],
    ["97.6", "9760 USD"],
    [".50", "50 USD"],
    ["$.50", "50 USD"],
    ["45.", "4500 USD"],
    ["1,234,567.89 USD", "Too large"],
    ["234,567.89 USD", "23456789 USD"],
    ["USD 45", "4500 USD"],
    ["US$ 45.10", "4510 USD"],
    ["1'020.00", "102000 USD"],
    ["1’020.00", "102000 USD"],
    ["1 020.50", "102050 USD"],
    ["1\u00a0020.50", "102050 USD"],
    ["1\u202f020.50", "102050 USD"],
    ["12,34,567.00 INR", "Too large"],
    ["1,34,567.00 INR", "13456700 INR"],
    ["59.9000", "5990 USD"],
    ["１２．５０", "1250 USD"],
    ["45.-", "4500 USD"],
    ["£12.50", "1250 GBP"],
    ["Rs. 500", "“Rs” can mean several currencies."],
    ["0.00", "0 USD"],
  ])("%s", (text, expected) => {
    expect(amountOf(text)).toBe(
      expected === "Too large" ? "This amount is larger than can be collected online." : expected,
    );
  });

  it.each([
    ["1.020,00", "102000 EUR"],
    ["1.020,00 €", "102000 EUR"],
    ["€ 45,-", "4500 EUR"],
    ["1 020,50 €", "102050 EUR"],
    ["45,5", "4550 EUR"],
    [",50", "50 EUR"],
    ["1.020", "102000 EUR"],
    ["kr. 45,00", "“kr” can mean several currencies."],
  ])("with a decimal comma: %s", (text, expected) => {
    expect(amountOf(text, { mark: ",", fallback: "EUR" })).toBe(expected);
  });

  it.each([
    "(45.00)",
    "$(45.00)",
    "($45.00)",
    "-45.00",
    "45.00-",
    "−45.00",
    "$-45.00",
    "-$45.00",
    "45.00 CR",
    "USD -45",
  ])("%s is a credit of 45", (text) => expect(amountOf(text)).toBe("-4500 USD"));

  it("counts in the currency's own minor unit, with no, two or three decimals", () => {
    expect(amountOf("1,020", { fallback: "JPY" })).toBe("1020 JPY");
    expect(amountOf("1.020", { fallback: "JPY" })).toBe("1020 JPY");
    expect(amountOf("1020.00", { fallback: "JPY" })).toBe("1020 JPY");
    expect(amountOf("1.5", { fallback: "KWD" })).toBe("1500 KWD");
    expect(amountOf("1.234", { fallback: "KWD" })).toBe("1234 KWD");
  });

  it.each([
    ["12.345", "USD has 2 decimals; this amount has more."],
    ["1020.5", "JPY has no decimals; this amount has more.", "JPY"],
    ["1.2345", "KWD has 3 decimals; this amount has more.", "KWD"],
  ])("never rounds: %s", (text, reason, fallback = "USD") => {
    expect(amountOf(text, { fallback })).toBe(reason);
  });

  it.each([
    "",
    "abc",
    "-",
    "1E+05",
    "12.5.1",
    "--5",
    "(-5)",
    "1,02,0",
    "12 34",
    "1,,000",
    "5%",
    "Rs.500",
    "1/2",
    "NaN",
    "()",
  ])("%s is refused rather than guessed", (text) => expect(amountOf(text)).not.toMatch(/\d [A-Z]{3}$/));

  it("does not read a decimal comma as a thousand when the column writes points", () => {
    expect(amountOf("12,50")).toBe("The separators in this amount do not fit the rest of the column.");
  });

  it("refuses amounts that only a slip of the keyboard makes", () => {
    expect(amountOf("999999.99")).toBe("99999999 USD");
    expect(amountOf("1000000.00")).toBe("This amount is larger than can be collected online.");
    expect(amountOf("9".repeat(59))).toBe("This amount is larger than can be collected online.");
  });

  it("takes a sign for the currency it can only mean, and lets the currency column contradict it", () => {
    expect(amountOf("€45.00")).toBe("4500 EUR");
    expect(amountOf("$45.00", { fallback: "CAD" })).toBe("4500 CAD");
    expect(amountOf("$45.00", { fallback: "EUR" })).toBe("“$” can mean several currencies.");
    expect(amountOf("€45.00", { stated: "GBP" })).toBe("The amount says “€”, its currency column says GBP.");
    expect(amountOf("45 foo")).toBe("“foo” is not a currency.");
  });

  it("gives back every amount that any language's formatter writes", () => {
    const languages = [
      "en-US",
      "en-GB",
      "en-IN",
      "de-DE",
      "de-CH",
      "fr-FR",
      "es-ES",
      "it-IT",
      "nl-NL",
      "pt-BR",
      "sv-SE",
      "ja-JP",
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...languages),
        fc.constantFrom("USD", "EUR", "JPY", "KWD", "GBP", "CHF"),
        fc.bigInt({ min: -99_999_999n, max: 99_999_999n }),
        fc.constantFrom<"decimal" | "code" | "accounting">("decimal", "code", "accounting"),
        (language, code, amountMinor, style) => {
          const digits = minorDigits(currency(code));
          const format = new Intl.NumberFormat(language, {
            ...(style === "decimal" ? {} : { style: "currency", currency: code, currencyDisplay: "code" }),
            ...(style === "accounting" && { currencySign: "accounting" }),
            minimumFractionDigits: digits,
            maximumFractionDigits: digits,
          });
          const text = format.format(toDecimal({ amountMinor, currency: currency(code) }));
          const mark = format.formatToParts(1.5).find(({ type }) => type === "decimal")?.value ?? ".";
          expect(amountOf(text, { mark, fallback: code })).toBe(`${amountMinor} ${code}`);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it("never throws, whatever the cell holds", () => {
    fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 80 }), (text) => void amountOf(text)));
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(..."0123456789.,'() -+$€krCR".split("")), { maxLength: 40 }),
        (signs) => {
          amountOf(signs.join(""));
        },
      ),
    );
  });
});

describe("the decimal mark comes from the whole column", () => {
  it.each([
    [["1,020", "97.60"], { kind: "known", mark: "." }],
    [["1.020", "97,60"], { kind: "known", mark: "," }],
    [["1,020,300"], { kind: "known", mark: "." }],
    [["1.020,00"], { kind: "known", mark: "," }],
    [["0,500"], { kind: "known", mark: "," }],
    [["45", "1020"], { kind: "known", mark: "." }],
    [["1,020", "45"], { kind: "ambiguous", examples: ["1,020"] }],
    [["12.50", "12,50"], { kind: "ambiguous", examples: ["12.50", "12,50"] }],
  ])("%j", (amounts, expected) => {
    expect(inferDecimalMark(amounts, { decimals: 2 })).toEqual(expected);
  });

  it("is no question for currencies without decimals", () => {
    expect(inferDecimalMark(["1,020", "3.500"], { decimals: 0 }).kind).toBe("known");
  });

  it("is not swayed by one odd row among many", () => {
    const amounts = [...Array.from({ length: 40 }, (_, at) => `${at}.50`), "12,50"];
    expect(inferDecimalMark(amounts, { decimals: 2 })).toEqual({ kind: "known", mark: "." });
  });

  it("finds the mark a formatter used whenever one amount shows it", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("en-US", "de-DE", "fr-FR", "de-CH", "pt-BR"),
        fc.array(fc.integer({ min: 1, max: 99_999_999 }), { minLength: 1, maxLength: 50 }),
        (language, cents) => {
          const format = new Intl.NumberFormat(language, { minimumFractionDigits: 2 });
          const mark = format.formatToParts(1.5).find(({ type }) => type === "decimal")?.value;
          const texts = cents.map((amount) => format.format(amount / 100));
          expect(inferDecimalMark(texts, { decimals: 2 })).toEqual({ kind: "known", mark });
          for (const text of texts) expect(markEvidence(text)).toBe(mark);
        },
      ),
    );
  });
});
