import fc from "fast-check";
import { parsePhoneNumberFromString } from "libphonenumber-js/max";
import { describe, expect, test } from "vitest";
import { placeOf } from "~/domain/contact-rules/place";
import { areaCodes } from "~/domain/contact-rules/places/area-codes";
import { regions } from "~/domain/contact-rules/places/regions";
import { localTime } from "~/domain/zone-clock";
import { anyClues, clues, contactRuleRuns, patience } from "../factories/contact-rules";

const place = (known: Parameters<typeof clues>[0]) => placeOf(clues(known));

describe("the zones of a debtor", () => {
  test("are the one that is recorded, whatever else is", () => {
    expect(
      place({ timeZone: "Asia/Tokyo", country: "US", region: "MA", phone: "+14165550142" }),
    ).toMatchObject({ zones: ["Asia/Tokyo"], homeZone: "Asia/Tokyo", country: "US" });
  });

  test("are those of the region of the address", () => {
    expect(place({ country: "US", region: "US-MA" }).zones).toEqual(["America/New_York"]);
    expect(place({ country: "US", region: "FL" }).zones).toEqual(["America/New_York", "America/Chicago"]);
    expect(place({ region: "au-wa" })).toMatchObject({
      zones: ["Australia/Perth", "Australia/Eucla"],
      country: "AU",
      countryKnown: true,
    });
  });

  test("are those of the postal code where no region is recorded", () => {
    expect(place({ country: "US", postalCode: "99501" })).toMatchObject({
      zones: ["America/Anchorage", "America/Adak"],
      regions: ["US-AK"],
    });
    expect(place({ country: "CA", postalCode: "v6b 1a1" }).regions).toEqual(["CA-BC"]);
    expect(place({ country: "CA", postalCode: "X0A 0H0" }).regions).toEqual(["CA-NT", "CA-NU"]);
    expect(place({ country: "AU", postalCode: "0872" }).regions).toEqual(["AU-NT", "AU-SA", "AU-WA"]);
    expect(place({ country: "US", postalCode: "06390" }).regions).toEqual(["US-CT", "US-NY"]);
  });

  test("are those of the area code, which can be less than its state's", () => {
    expect(place({ phone: "+13055550142" }).zones).toEqual(["America/New_York"]);
    expect(place({ phone: "+18505550142" }).zones).toEqual(["America/New_York", "America/Chicago"]);
    expect(place({ phone: "+19155550142" }).zones).toEqual(["America/Denver"]);
    expect(place({ phone: "+19025550142" }).regions).toEqual(["CA-NS", "CA-PE"]);
  });

  test("are both where the address and the area code disagree", () => {
    expect(place({ country: "US", region: "MA", phone: "+13105550142" })).toMatchObject({
      zones: ["America/New_York", "America/Los_Angeles"],
      regions: ["US-MA", "US-CA"],
    });
    const abroad = place({ country: "PT", phone: "+14165550142" });
    expect(abroad.zones).toEqual(
      expect.arrayContaining(["Europe/Lisbon", "Atlantic/Azores", "America/Toronto"]),
    );
    expect(abroad.country).toBe("PT");
  });

  test("are all of the country's where nothing tells more", () => {
    expect(place({ country: "US" }).zones).toContain("Pacific/Honolulu");
    expect(place({ country: "US", region: "Atlantis", postalCode: "no" }).zones).toContain("America/Adak");
    expect(place({ phone: "+34915550142" }).zones).toContain("Atlantic/Canary");
    expect(place({ country: "FR" }).zones).toEqual(["Europe/Paris"]);
  });

  test("are the vendor's country's where nothing is known at all", () => {
    expect(place({})).toMatchObject({ country: "US", countryKnown: false, regions: [] });
    expect(place({}).zones).toContain("Pacific/Honolulu");
    const vendor = { timeZone: "Mars/Olympus", country: "" };
    expect(place({ vendor }).zones).toEqual(["UTC"]);
  });

  test("count as not known when there is no such zone, country, region or number", () => {
    expect(place({ timeZone: "Mars/Olympus", country: "FR" }).zones).toEqual(["Europe/Paris"]);
    expect(place({ country: "ZZ", phone: "+33142685300" })).toMatchObject({ country: "FR" });
    expect(place({ country: "  gb " })).toMatchObject({ country: "GB", countryKnown: true });
    expect(place({ phone: "12" })).toMatchObject({ country: "US", countryKnown: false });
  });
});

describe("a territory of the United States", () => {
  test("is a region too, and a country whose code is a state's is none", () => {
    expect(place({ country: "PR" })).toMatchObject({
      country: "PR",
      regions: ["US-PR"],
      zones: ["America/Puerto_Rico"],
      mayBeNewYorkCity: false,
    });
    // Germany and Delaware, Morocco and Massachusetts.
    expect(place({ country: "DE" }).regions).toEqual([]);
    expect(place({ country: "MA" }).regions).toEqual([]);
  });
});

describe("a phone number", () => {
  test.each(["800", "833", "844", "855", "866", "877", "888"])(
    "that is toll-free (%s) tells nothing",
    (code) => {
      expect(place({ phone: `+1${code}5550142` })).toEqual(place({}));
    },
  );

  test("of an island with the calling code of the United States is of that island", () => {
    expect(place({ phone: "+12425550142" })).toMatchObject({ country: "BS", zones: ["America/Nassau"] });
    expect(place({ phone: "+18765550142" })).toMatchObject({ country: "JM" });
  });

  test("of another country than the address says nothing against the address", () => {
    expect(place({ country: "US", region: "MA", phone: "+442071838750" })).toEqual(
      place({ country: "US", region: "MA" }),
    );
  });

  test("tells a postal code of its own country from one of the vendor's", () => {
    // 28013 is in Madrid, and in North Carolina.
    expect(place({ phone: "+34915550142", postalCode: "28013" }).regions).toEqual([]);
    expect(place({ postalCode: "28013" })).toMatchObject({ regions: ["US-NC"], countryKnown: false });
  });
});

describe("New York City", () => {
  test.each([
    [{ country: "US", postalCode: "10001" }, true],
    [{ country: "US", postalCode: "10499" }, true],
    [{ country: "US", postalCode: "10501" }, false],
    [{ country: "US", postalCode: "11001" }, true],
    [{ country: "US", postalCode: "11201-0001" }, true],
    [{ country: "US", postalCode: "11501" }, false],
    [{ country: "US", postalCode: "11694" }, true],
    [{ country: "US", postalCode: "11735" }, false],
    [{ country: "US", region: "NY" }, true],
    [{ country: "US", region: "NY", postalCode: "somewhere" }, true],
    [{ country: "US", region: "NY", postalCode: "14850" }, false],
    [{ country: "US", region: "NY", postalCode: "14850", phone: "+17185550142" }, true],
    [{ country: "US", region: "NJ", postalCode: "07030" }, false],
    [{ country: "US" }, true],
    [{ phone: "+12125550142" }, true],
    [{ phone: "+19295550142" }, true],
    [{ phone: "+15185550142" }, false],
    [{ phone: "+16175550142" }, false],
    [{ country: "GB" }, false],
    [{ country: "GB", phone: "+16465550142" }, true],
    [{}, true],
  ])("is possible for %o: %s", (known, expected) => {
    expect(place(known).mayBeNewYorkCity).toBe(expected);
  });
});

describe("whatever is recorded", () => {
  test("there is a zone, every zone exists, and the home zone is one of them", patience, () => {
    fc.assert(
      fc.property(anyClues, (known) => {
        const { zones, homeZone, country, regions: of } = placeOf(known);
        for (const zone of zones) expect(localTime(zone, 0).dayNumber).toBeLessThanOrEqual(0);
        expect(new Set(zones).size).toBe(zones.length);
        expect(zones).toContain(homeZone);
        expect(country).toMatch(/^[A-Z]{2}$/);
        for (const region of of) expect(region).toMatch(/^[A-Z]{2}-[A-Z0-9]{1,3}$/);
      }),
      { numRuns: contactRuleRuns },
    );
  });

  test("knowing more never adds a zone, but for a number that contradicts the address", patience, () => {
    fc.assert(
      fc.property(anyClues, (known) => {
        const withPhone = { ...known, region: null, postalCode: null, timeZone: null };
        const country = placeOf(withPhone).country;
        const without = placeOf({ ...withPhone, country, phone: null });
        const narrowed = placeOf({ ...withPhone, country });
        if (narrowed.regions.some((region) => !region.startsWith(country))) return;
        const clock = (zone: string) => localTime(zone, Date.UTC(2026, 0, 15)).minuteOfDay;
        const possible = new Set(without.zones.map(clock));
        for (const zone of narrowed.zones) expect(possible).toContain(clock(zone));
      }),
      { numRuns: contactRuleRuns },
    );
  });
});

describe("the tables", () => {
  const stateCodes =
    "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR " +
    "PA RI SC SD TN TX UT VT VA WA WV WI WY PR VI GU AS MP";
  const expected = [
    ...stateCodes.split(" ").map((code) => `US-${code}`),
    ..."AB BC MB NB NL NS NT NU ON PE QC SK YT".split(" ").map((code) => `CA-${code}`),
    ..."ACT NSW NT QLD SA TAS VIC WA".split(" ").map((code) => `AU-${code}`),
  ];

  test("have every state, territory and province once, with zones that exist", () => {
    expect(regions.map(({ code }) => code).sort()).toEqual(expected.sort());
    for (const { zones } of regions) {
      expect(zones.length).toBeGreaterThan(0);
      for (const zone of zones) expect(() => localTime(zone, 0)).not.toThrow();
    }
  });

  test("have every clock of each country, and no other", () => {
    for (const [country, dependencies] of [
      ["US", []],
      ["CA", []],
      // Lord Howe and the Antarctic stations: the one is there, the others have no postal codes.
      ["AU", ["Antarctica/Macquarie"]],
    ] as const) {
      const clock = (zone: string) =>
        [0, 3, 6, 9].map((month) => localTime(zone, Date.UTC(2026, month, 15)).minuteOfDay).join();
      const territories = /^US-(PR|VI|GU|AS|MP)$/;
      const here = regions.filter(({ code }) => code.startsWith(country) && !territories.test(code));
      const all = placeOf(clues({ country })).zones.filter(
        (zone) => !dependencies.some((other) => other === zone),
      );
      expect(new Set(here.flatMap(({ zones }) => zones.map(clock)))).toEqual(new Set(all.map(clock)));
    }
  });

  test("have each area code in real regions, with zones of those regions, and leave no state without", () => {
    const codes = new Set(regions.map(({ code }) => code));
    const zonesOf = new Map(regions.map(({ code, zones }) => [code, zones]));
    const served = new Set<string>();
    for (const { region, zones, codes: list } of areaCodes) {
      expect(codes).toContain(region);
      served.add(region);
      for (const zone of zones ?? []) expect(zonesOf.get(region)).toContain(zone);
      for (const code of list.split(" ")) expect(code).toMatch(/^[2-9]\d\d$/);
    }
    expect(expected.filter((code) => !code.startsWith("AU") && !served.has(code))).toEqual([]);
  });

  test("have every geographic area code that the phone library knows, in its country", () => {
    const known = new Set(areaCodes.flatMap(({ codes }) => codes.split(" ")));
    for (let code = 201; code < 990; code += 1) {
      const number = parsePhoneNumberFromString(`+1${code}2345678`);
      if (number?.getType() !== "FIXED_LINE_OR_MOBILE") continue;
      const country = number.country ?? "";
      if (!["US", "CA", "PR", "VI", "GU", "AS", "MP"].includes(country)) continue;
      expect(known, `${code}`).toContain(String(code));
      const found = placeOf(clues({ phone: `+1${code}2345678` }));
      expect(found.country, `${code}`).toBe(country === "CA" ? "CA" : "US");
    }
  });

  test("put every full postal code in at most three regions, and each region has some", () => {
    const seen = new Set<string>();
    const check = (country: string, codes: Iterable<string>) => {
      for (const postalCode of codes) {
        const found = placeOf(clues({ country, postalCode })).regions;
        expect(found.length).toBeLessThanOrEqual(3);
        for (const region of found) seen.add(region);
      }
    };
    const digits = (count: number, length: number) =>
      Array.from({ length: count }, (_, index) => String(index).padStart(length, "0"));
    check(
      "US",
      digits(1_000, 3).map((prefix) => `${prefix}01`),
    );
    check(
      "CA",
      "A B C D E F G H I J K L M N O P Q R S T U V W X Y Z".split(" ").map((letter) => `${letter}1A 1A1`),
    );
    check("AU", digits(10_000, 4));
    expect([...seen].sort()).toEqual([...expected].sort());
  });
});
