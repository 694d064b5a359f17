import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { english } from "~/domain/debtor-language/english";
import { languages, wordsFor } from "~/domain/debtor-language/words";
import { currency, formatMoney, money } from "~/domain/money";
import { readWrittenAmount } from "~/domain/pay-link/written-amount";

const [usd, jpy, kwd] = [currency("USD"), currency("JPY"), currency("KWD")];

describe("an amount that a person wrote", () => {
  it.each([
    ["20", 2_000n],
    ["20.5", 2_050n],
    ["20,50", 2_050n],
    ["$20.00", 2_000n],
    ["20,00 €", 2_000n],
    ["US$ 20", 2_000n],
    ["1,000", 100_000n],
    ["1.000", 100_000n],
    ["1,020.50", 102_050n],
    ["1.020,50", 102_050n],
    ["1 020,50", 102_050n],
    ["1’020.50", 102_050n],
    ["1,00,020.50", 10_002_050n],
    ["1,000,000", 100_000_000n],
    ["0.01", 1n],
    ["007", 700n],
  ])("as %s in dollars is read exactly", (text, amountMinor) => {
    expect(readWrittenAmount(text, usd)).toBe(amountMinor);
  });

  it.each([
    "",
    "0",
    "0.00",
    "-5",
    "+5",
    "twenty",
    "1,00,0",
    "20.",
    ".5",
    "1.2.3",
    "1,0000",
    "10.005.1",
    "9".repeat(40),
    "1e3",
    "5%",
    "1,000,50",
    "1.000.50",
    "1,000.000,50",
  ])("as “%s” is refused rather than guessed at", (text) => {
    expect(readWrittenAmount(text, usd)).toBeNull();
  });

  it("is read by the decimals its currency has", () => {
    expect(readWrittenAmount("1,000", jpy)).toBe(1_000n);
    expect(readWrittenAmount("1000.5", jpy)).toBeNull();
    expect(readWrittenAmount("1.250", kwd)).toBe(1_250n);
    expect(readWrittenAmount("1,250.5", kwd)).toBe(1_250_500n);
  });

  it("is read as it is shown, in every language of the page", () => {
    const amount = fc.bigInt({ min: 1n, max: 10n ** 14n });
    const language = fc.constantFrom("en-US", "en-GB", "en-IN", "es-ES", "es-MX", "es-CO");
    fc.assert(
      fc.property(
        amount,
        fc.constantFrom(usd, jpy, currency("EUR")),
        language,
        (amountMinor, code, language) => {
          expect(readWrittenAmount(formatMoney(money(amountMinor, code), language), code)).toBe(amountMinor);
        },
      ),
    );
  });
});

describe.each(Object.keys(languages))("the words in %s", (language) => {
  const words = wordsFor(language);
  const placeholders = (text: string) =>
    [...new Set([...text.matchAll(/\{(\w+)/g)].map(([, name]) => name))].sort();
  const messages = Object.entries(languages[language as keyof typeof languages]);

  it("say each thing that is said in English, about the same values", () => {
    const inEnglish = Object.entries(english).map(([key, text]) => [key, placeholders(text)]);
    const here = messages.map(([key, text]) => [key, placeholders(text)]);
    // In a plural, the words between the braces are not names of values.
    const plural = (key: unknown) =>
      typeof key === "string" && /plural/.test(english[key as keyof typeof english]);
    expect(here.filter(([key]) => !plural(key))).toEqual(inEnglish.filter(([key]) => !plural(key)));
  });

  it.each(messages.map(([key]) => [key as keyof typeof english]))("can say %s", (key) => {
    const values = Object.fromEntries(placeholders(english[key]).map((name) => [name ?? "", 3]));
    expect(words.say(key, values)).not.toMatch(/[{}]|undefined/);
  });

  it("never threaten or shame", () => {
    for (const [, text] of messages) {
      expect(text).not.toMatch(
        /\b(debt|deadline|urgent|legal|court|lawyer|final|immediately|deuda|urgente|abogado|juicio)\b/i,
      );
    }
  });
});

describe("choosing a language", () => {
  it("takes the first that the page speaks, in the dialect that was asked for", () => {
    expect(wordsFor("fr", "es-MX", "en").language).toBe("es-MX");
    expect(wordsFor("ES-mx").language).toBe("es-MX");
    expect(wordsFor(null, "de").language).toBe("en");
    expect(wordsFor().language).toBe("en");
  });

  it("is not led astray by what is not a language", () => {
    for (const wrong of [
      "",
      "__proto__",
      "constructor",
      "e",
      "en_US",
      "🙂",
      "toString",
      "es-",
      "x".repeat(300),
    ]) {
      expect(wordsFor(wrong, "es").language).toBe("es");
    }
  });
});
