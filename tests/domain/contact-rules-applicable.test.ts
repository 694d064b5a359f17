import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { limitsFor } from "~/domain/contact-rules/applicable";
import type { ContactChoice } from "~/domain/contact-rules/choice";
import { decideContact } from "~/domain/contact-rules/decide";
import { safeDefault } from "~/domain/contact-rules/jurisdictions/safe-default";
import { placeOf, type PlaceClues } from "~/domain/contact-rules/place";
import { contactPolicies, debtorKinds, type ContactPolicy, type DebtorKind } from "~/domain/vocabulary";
import {
  anyChoice,
  anyClues,
  anyQuestion,
  clues,
  contactRuleRuns,
  namedLimits,
  patience,
} from "../factories/contact-rules";

const limitsAt = (
  known: Partial<PlaceClues>,
  {
    policy = "law",
    collects = false,
    kind = null,
    choice = null,
  }: {
    policy?: ContactPolicy;
    collects?: boolean;
    kind?: DebtorKind | null;
    choice?: ContactChoice | null;
  } = {},
) =>
  limitsFor({
    place: placeOf(clues(known)),
    kind,
    vendor: { contactPolicy: policy, collectsForOthers: collects },
    choice,
  });

const names = (...args: Parameters<typeof limitsAt>) => [...limitsAt(...args).names];

describe("by the law alone", () => {
  test.each<[string, Partial<PlaceClues>, string[]]>([
    ["Texas", { country: "US", region: "TX" }, ["the United States"]],
    [
      "Boston",
      { country: "US", region: "US-MA", postalCode: "02139" },
      ["the United States", "Massachusetts"],
    ],
    ["a Boston number", { phone: "+16175550142" }, ["the United States", "Massachusetts"]],
    ["Brooklyn", { country: "US", postalCode: "11201" }, ["the United States", "New York City"]],
    ["a Manhattan number", { phone: "+12125550142" }, ["the United States", "New York City"]],
    ["Albany", { country: "US", region: "NY", postalCode: "12207" }, ["the United States"]],
    ["Washington", { country: "US", region: "DC" }, ["the United States", "the District of Columbia"]],
    ["Puerto Rico", { country: "PR" }, ["the United States"]],
    ["Puerto Rico, by number", { phone: "+17875550142" }, ["the United States"]],
    ["Ontario", { country: "CA", region: "ON" }, ["Canada", "Ontario"]],
    ["Quebec", { country: "CA", postalCode: "H2X 1Y4" }, ["Canada", "Quebec"]],
    ["Alberta", { phone: "+14035550142" }, ["Canada"]],
    ["Canada somewhere", { country: "CA" }, ["Canada", "Ontario", "Quebec"]],
    ["Australia", { country: "AU" }, ["Australia"]],
    ["London", { country: "GB" }, ["the United Kingdom"]],
    ["Spain", { country: "ES" }, ["the European Union"]],
    ["Norway", { country: "NO" }, ["the European Union"]],
    ["Greece", { country: "GR" }, ["the European Union", "Greece"]],
  ])("%s has its own", (_, known, expected) => {
    expect(names(known)).toEqual(expected);
  });

  test("where no region of the United States is known, each that has a limit is possible", () => {
    const all = ["the United States", "Massachusetts", "the District of Columbia", "New York City"];
    expect(names({ country: "US" })).toEqual(all);
    expect(names({ country: "US", phone: "+18005550142" })).toEqual(all);
    expect(names({ country: "US", region: "US-ZZ" })).toEqual(all);
  });

  test("an address and an area code that disagree bring both their laws", () => {
    expect(names({ country: "US", region: "TX", phone: "+16175550142" })).toEqual([
      "the United States",
      "Massachusetts",
    ]);
    expect(names({ country: "US", region: "TX", phone: "+14165550142" })).toEqual([
      "the United States",
      "Canada",
      "Ontario",
    ]);
    expect(names({ country: "PT", phone: "+12125550142" })).toEqual([
      "the European Union",
      "the United States",
      "New York City",
    ]);
  });

  test.each(["JP", "BR", "IN", "ZA"])("%s, whose law is not read here, has the safe default", (country) => {
    expect(names({ country })).toEqual(["the safe default"]);
  });

  test("a debtor whose country is not known has the safe default beside the law of the vendor's", () => {
    expect(names({})).toContain("the safe default");
    expect(names({})).toContain("the United States");
    expect(names({ phone: "+18005550142" })).toContain("the safe default");
  });

  test("collectors for others have Regulation F too, and only in the United States", () => {
    expect(names({ country: "US", region: "TX" }, { collects: true })).toEqual([
      "the United States",
      "US Regulation F",
    ]);
    expect(names({ country: "GB" }, { collects: true })).toEqual(["the United Kingdom"]);
  });

  test("a company keeps the hours and holidays, and has the safe default's caps for the law's", () => {
    const limits = limitsAt({ country: "US", region: "MA" }, { kind: "company" });
    expect(limits.names).toEqual(["the United States", "Massachusetts", "the safe default"]);
    expect(limits.caps).toEqual(safeDefault.caps);
    expect(limits.holidays).toBe("regional");
    const quebec = limitsAt({ country: "CA", region: "QC" }, { kind: "company" });
    expect(quebec.hours.call[6]).toBeNull();
    expect(quebec.caps).toEqual(safeDefault.caps);
  });
});

describe("a careful vendor", () => {
  test.each(["US", "CA", "AU", "GB", "GR", "JP"])("has the safe default beside the law of %s", (country) => {
    const careful = limitsAt({ country }, { policy: "careful" });
    expect(careful.names).toEqual([...new Set([...names({ country }), "the safe default"])]);
    for (const cap of safeDefault.caps) expect(careful.caps).toContainEqual(cap);
  });
});

describe("whatever the debtor and the vendor", () => {
  const circumstances = fc.record({
    place: anyClues.map(placeOf),
    kind: fc.constantFrom(null, ...debtorKinds),
    vendor: fc.record({
      contactPolicy: fc.constantFrom(...contactPolicies),
      collectsForOthers: fc.boolean(),
    }),
    choice: fc.oneof(fc.constant(null), anyChoice),
  });

  test("care, a choice and collecting for others each only narrow what is allowed", patience, () => {
    fc.assert(
      fc.property(circumstances, anyQuestion, (given, question) => {
        const isAllowed = (change: Partial<typeof given>) =>
          decideContact({
            ...question,
            place: given.place,
            limits: limitsFor({ ...given, ...change }),
          }).kind === "allowed";
        if (!isAllowed({})) return;
        expect(isAllowed({ choice: null })).toBe(true);
        expect(isAllowed({ vendor: { ...given.vendor, contactPolicy: "law" } })).toBe(true);
        if (given.kind !== "company") {
          expect(isAllowed({ vendor: { ...given.vendor, collectsForOthers: false } })).toBe(true);
        }
      }),
      { numRuns: contactRuleRuns },
    );
  });

  test("there is always a limit on hours, and the same debtor always has the same limits", patience, () => {
    fc.assert(
      fc.property(circumstances, (given) => {
        const limits = limitsFor(given);
        expect(limitsFor(structuredClone(given))).toBe(limits);
        expect(limits.names.length).toBeGreaterThan(0);
        const known = Object.values(namedLimits).flatMap(({ names: [name] }) => name ?? []);
        expect(known).toEqual(expect.arrayContaining([...limits.names]));
        // Never at three in the morning.
        for (const span of limits.hours.email) expect(span?.opensAtMinute ?? 1_440).toBeGreaterThan(300);
      }),
      { numRuns: contactRuleRuns },
    );
  });

  test("thousands of other debtors later, the limits are the same", () => {
    const before = limitsAt({ country: "US", region: "MA" });
    for (let hour = 0; hour < 6_000; hour += 1) {
      const language = null;
      limitsAt(
        { country: "US" },
        { choice: { channels: null, opensAtHour: hour % 24, closesAtHour: hour, language } },
      );
    }
    expect(limitsAt({ country: "US", region: "MA" })).toEqual(before);
  });
});
