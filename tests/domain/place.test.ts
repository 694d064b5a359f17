import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isRegion } from "~/domain/contact-rules/places/regions-of";
import { regions } from "~/domain/contact-rules/places/regions";
import { countries, countryCalled, countryName } from "~/domain/place/country-names";
import { readKind } from "~/domain/place/read-kind";
import { readCountry, readPostalCode, readRegion } from "~/domain/place/read-place";
import { namedRegions, regionName } from "~/domain/place/region-names";

const inUs = { country: "US", likely: ["US"] };
const nearUs = { country: null, likely: ["US"] };

describe("the names of regions", () => {
  test("are those of the regions that the rules of contact know, each once", () => {
    const codes = namedRegions.map(({ code }) => code).sort();
    expect(codes).toEqual(regions.map(({ code }) => code).sort());
    expect(new Set(namedRegions.map(({ country, name }) => `${country} ${name}`)).size).toBe(codes.length);
  });

  test("are all read back, written out or as a code, with and without their country", () => {
    for (const { code, country, name } of namedRegions) {
      const known = { country, likely: [] };
      for (const written of [code, code.toLowerCase(), code.slice(3), name, name.toUpperCase(), `${name}.`])
        expect([written, readRegion(written, known)]).toEqual([written, { ok: true, value: code }]);
    }
    expect(regionName("US-MA")).toBe("Massachusetts");
    expect(regionName("GB-ENG")).toBe("GB-ENG");
  });
});

describe("a region as a person writes it", () => {
  test.each([
    ["MA", inUs, "US-MA"],
    [" massachusetts ", nearUs, "US-MA"],
    ["Washington, D.C.", inUs, "US-DC"],
    ["D.C.", nearUs, "US-DC"],
    ["Québec", { country: "CA", likely: [] }, "CA-QC"],
    ["PQ", { country: "CA", likely: [] }, "CA-QC"],
    // Only one place bears the name, so it says its country; of two letters that is never said.
    ["Ontario", nearUs, "CA-ON"],
    ["New South Wales", nearUs, "AU-NSW"],
    ["WA", { country: null, likely: ["AU"] }, "AU-WA"],
    ["ON", { country: null, likely: ["CA", "US"] }, "CA-ON"],
    ["GB-ENG", { country: "GB", likely: [] }, "GB-ENG"],
    // No rule turns on a county, and none is guessed.
    ["Kent", { country: "GB", likely: ["GB"] }, null],
    ["Kent", { country: null, likely: ["GB", "US"] }, null],
  ])("%s is read", (text, where, value) => {
    expect(readRegion(text, where)).toEqual({ ok: true, value });
  });

  test.each([
    ["ON", nearUs, "not a state"],
    ["Masachusetts", inUs, "not a state"],
    ["MA", { country: "CA", likely: ["US"] }, "not a state, province or territory of Canada"],
    ["US-ZZ", inUs, "no region"],
    ["CA-ON", inUs, "not in United States"],
    ["WA", { country: null, likely: ["US", "AU"] }, "is in United States and in Australia"],
    ["12345", inUs, "not a state"],
    ["; drop table", inUs, "not a state"],
  ])("%s is said to be wrong rather than guessed", (text, where, reason) => {
    expect(readRegion(text, where)).toMatchObject({ ok: false, reason: expect.stringContaining(reason) });
  });

  test("never gives a region that is none, nor one outside the country that the record names", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.constantFrom(...namedRegions.flatMap(({ code, name }) => [code.slice(3), name])),
        ),
        fc.constantFrom("US", "CA", "AU", "GB", null),
        fc.subarray(["US", "CA", "AU", "GB"]),
        (text, country, likely) => {
          const reading = readRegion(text, { country, likely });
          if (!reading.ok || reading.value === null) return;
          expect(isRegion(reading.value)).toBe(true);
          if (country !== null) expect(reading.value.slice(0, 2)).toBe(country);
        },
      ),
    );
  });
});

describe("a country as a person writes it", () => {
  test("is known by its code and its name, and is none by any other", () => {
    expect(countries.length).toBeGreaterThan(240);
    for (const { code, name } of countries) {
      expect(countryCalled(code)).toBe(code);
      expect(countryCalled(name)).toBe(code);
      expect(countryName(code)).toBe(name);
    }
  });

  test.each([
    ["USA", "US"],
    ["U.S.A.", "US"],
    ["the United States", "US"],
    ["United Kingdom", "GB"],
    ["england", "GB"],
    ["UK", "GB"],
    ["The Netherlands", "NL"],
    ["Côte d’Ivoire", "CI"],
    ["Deutschland", "DE"],
    ["Thailand", "TH"],
    // Whatever 391 is to the system that wrote it.
    ["391", null],
  ])("%s is %s", (text, value) => {
    expect(readCountry(text)).toEqual({ ok: true, value });
  });

  test.each(["EU", "ZZ", "SU", "Europe", "Atlantis", "1A", "U"])("%s is none", (text) => {
    expect(readCountry(text).ok).toBe(false);
  });
});

describe("a postal code", () => {
  test.each([
    ["02139", inUs, "02139"],
    ["021391234", inUs, "02139-1234"],
    ["02139-1234", nearUs, "02139-1234"],
    ["k1a0b1", { country: "CA", likely: [] }, "K1A 0B1"],
    ["K1A 0B1", nearUs, "K1A 0B1"],
    ["0800", { country: "AU", likely: [] }, "0800"],
    ["sw1a  1aa", { country: "GB", likely: [] }, "SW1A 1AA"],
  ])("%s is read", (text, where, value) => {
    expect(readPostalCode(text, where)).toEqual({ ok: true, value });
  });

  test.each([
    // What a spreadsheet leaves of 02139; putting the zero back would be a guess.
    ["2139", inUs],
    ["2139", nearUs],
    ["2139.0", inUs],
    ["ABCDE", { country: "GB", likely: [] }],
    ["K1A 0B1", inUs],
    ["1234567890123", nearUs],
    ["<b>1</b>", { country: "GB", likely: [] }],
  ])("%s is said to be wrong", (text, where) => {
    expect(readPostalCode(text, where).ok).toBe(false);
  });
});

describe("the kind of a debtor", () => {
  test.each([
    ["Company", "Customer type", "company"],
    ["Business", "Type", "company"],
    ["individual", "Type", "consumer"],
    ["Patient", "Type", "consumer"],
    ["yes", "Is company", "company"],
    ["No", "Business?", "consumer"],
    ["true", "Individual", "consumer"],
    ["FALSE", "is_person", "company"],
    // The type of a paper says nothing about who owes it.
    ["Invoice", "Type", null],
    ["Credit Memo", "Type", null],
  ])("%s under %s is read", (text, column, value) => {
    expect(readKind(text, column)).toEqual({ ok: true, value });
  });

  test.each([
    ["Acme Ltd.", "Company"],
    ["yes", "Type"],
    ["maybe", "Is company"],
    ["yes", "Company or individual"],
    ["gold", "Customer type"],
  ])("%s under %s is not guessed at", (text, column) => {
    expect(readKind(text, column).ok).toBe(false);
  });
});
