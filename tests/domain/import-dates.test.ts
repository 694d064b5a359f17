import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type DateOrder, parseDate } from "~/domain/import/cells/civil-date";
import { inferDateOrders } from "~/domain/import/cells/date-order";

function dateOf(text: string, order: DateOrder = "dmy"): string {
  const reading = parseDate(text, order);
  return reading.ok ? reading.value : reading.reason;
}

const day = fc
  .date({ min: new Date("1980-01-01"), max: new Date("2079-12-31"), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));

describe("a date is read as it was meant", () => {
  it.each([
    ["03/01/2012", "2012-01-03"],
    ["3/1/2012", "2012-01-03"],
    ["03.01.2012", "2012-01-03"],
    ["03. 01. 2012", "2012-01-03"],
    ["03-01-12", "2012-01-03"],
    ["03/01/85", "1985-01-03"],
    ["2012-01-03", "2012-01-03"],
    ["2012/1/3", "2012-01-03"],
    ["20120103", "2012-01-03"],
    ["2012-01-03T09:30:00.000Z", "2012-01-03"],
    ["2012-01-03 09:30:00+02:00", "2012-01-03"],
    ["03/01/2012 9:30 PM", "2012-01-03"],
    ["3 Jan 2012", "2012-01-03"],
    ["Jan 3, 2012", "2012-01-03"],
    ["January 3rd, 2012", "2012-01-03"],
    ["3-Jan-12", "2012-01-03"],
    ["3. März 2012", "2012-03-03"],
    ["3 août 2012", "2012-08-03"],
    ["3 de enero de 2012", "2012-01-03"],
    ["29/02/2012", "2012-02-29"],
  ])("%s", (text, expected) => expect(dateOf(text)).toBe(expected));

  it("follows the order it is told", () => {
    expect(dateOf("03/01/2012", "mdy")).toBe("2012-03-01");
    expect(dateOf("12/03/01", "ymd")).toBe("2012-03-01");
    expect(dateOf("2012-01-03", "mdy")).toBe("2012-01-03");
  });

  it.each([
    ["31/02/2012", "February 2012 has no day 31."],
    ["29/02/2013", "February 2013 has no day 29."],
    ["31 April 2012", "April 2012 has no day 31."],
    ["01/13/2012", "There is no month 13."],
    ["00/01/2012", "January 2012 has no day 0."],
    ["01/01/0012", "The year 12 is not plausible."],
    ["01/01/9999", "The year 9999 is not plausible."],
    ["41000", "This is not a date."],
    ["soon", "This is not a date."],
    ["3 Foo 2012", "This is not a date."],
    ["", "This is not a date."],
  ])("%s is refused", (text, reason) => expect(dateOf(text)).toBe(reason));

  it("gives back every day that any language's formatter writes", () => {
    const styles: Intl.DateTimeFormatOptions[] = [
      { day: "2-digit", month: "2-digit", year: "numeric" },
      { day: "numeric", month: "numeric", year: "numeric" },
      { day: "numeric", month: "short", year: "numeric" },
      { dateStyle: "long" },
    ];
    fc.assert(
      fc.property(
        day,
        fc.constantFrom("en-US", "en-GB", "de-DE", "fr-FR", "es-ES", "it-IT", "nl-NL", "pt-BR", "sv-SE"),
        fc.constantFrom(...styles),
        (date, language, style) => {
          const order = language === "en-US" ? "mdy" : language === "sv-SE" ? "ymd" : "dmy";
          const text = new Intl.DateTimeFormat(language, { ...style, timeZone: "UTC" }).format(
            new Date(date),
          );
          if (language === "sv-SE" && style.month !== "2-digit" && style.month !== "numeric") return;
          expect(dateOf(text, order)).toBe(date);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it("never throws, whatever the cell holds", () => {
    const order = fc.constantFrom<DateOrder>("dmy", "mdy", "ymd");
    fc.assert(fc.property(fc.string({ unit: "binary" }), order, (text, as) => void dateOf(text, as)));
    const signs = fc.array(fc.constantFrom(..."0123456789/-. :TZJanmärz".split("")), { maxLength: 30 });
    fc.assert(fc.property(signs, order, (text, as) => void dateOf(text.join(""), as)));
  });
});

function orders(columns: { issuedOn?: string[]; dueOn?: string[]; settledOn?: string[] }) {
  const found = inferDateOrders({ issuedOn: [], dueOn: [], settledOn: [], ...columns });
  const shown = (name: keyof typeof found) => {
    const reading = found[name];
    return reading.kind === "known" ? reading.order : "ask";
  };
  return { issuedOn: shown("issuedOn"), dueOn: shown("dueOn"), settledOn: shown("settledOn") };
}

describe("the order of dates comes from the whole file", () => {
  it("is settled for a column by one day past the twelfth", () => {
    expect(orders({ dueOn: ["01/02/2012", "13/02/2012"] }).dueOn).toBe("dmy");
    expect(orders({ dueOn: ["01/02/2012", "02/13/2012"] }).dueOn).toBe("mdy");
    expect(orders({ dueOn: ["99/02/01", "01/02/03"] }).dueOn).toBe("ymd");
  });

  it("is lent by one column to another that does not show it", () => {
    expect(orders({ issuedOn: ["13/01/2012"], dueOn: ["02/03/2012"] })).toMatchObject({
      issuedOn: "dmy",
      dueOn: "dmy",
    });
  });

  it("may differ between columns that each show their own, and then lends nothing", () => {
    const found = orders({ issuedOn: ["13/01/2012"], dueOn: ["02/28/2012"], settledOn: ["02/03/2012"] });
    expect(found).toEqual({ issuedOn: "dmy", dueOn: "mdy", settledOn: "ask" });
  });

  it("is found by what cannot be: balances due before they were issued", () => {
    const issuedOn = ["10/01/2012", "11/02/2012", "12/03/2012", "09/04/2012"];
    const dueOn = ["09/02/2012", "10/03/2012", "11/04/2012", "08/05/2012"];
    expect(orders({ issuedOn, dueOn })).toMatchObject({ issuedOn: "dmy", dueOn: "dmy" });
  });

  it("is asked when dates fit both ways, with examples", () => {
    const found = inferDateOrders({
      issuedOn: [],
      dueOn: ["02/03/2012", "05/05/2012", "04/03/2012"],
      settledOn: [],
    });
    expect(found.dueOn).toEqual({ kind: "ambiguous", examples: ["02/03/2012", "04/03/2012"] });
  });

  it("is asked when a column writes both", () => {
    expect(orders({ dueOn: ["13/01/2012", "01/14/2012", "01/02/2012"] }).dueOn).toBe("ask");
  });

  it("does not matter for ISO dates, month names and days that equal their month", () => {
    expect(orders({ dueOn: ["2012-02-03", "3 Feb 2012", "05/05/2012"] }).dueOn).not.toBe("ask");
  });

  it("is not swayed by an impossible date or one slip among many rows", () => {
    expect(orders({ dueOn: ["31/02/2012", "13/01/2012"] }).dueOn).toBe("dmy");
    const slip = [...Array.from({ length: 40 }, (_, at) => `${13 + (at % 15)}/01/2012`), "01/14/2012"];
    expect(orders({ dueOn: slip }).dueOn).toBe("dmy");
  });

  it("is never inferred wrongly from dates written one way: found right or asked", () => {
    fc.assert(
      fc.property(
        fc.array(day, { minLength: 1, maxLength: 30 }),
        fc.constantFrom("dmy", "mdy"),
        (days, order) => {
          const written = days.map((date) => {
            const [year, month, dayOfMonth] = date.split("-");
            return order === "dmy" ? `${dayOfMonth}/${month}/${year}` : `${month}/${dayOfMonth}/${year}`;
          });
          const found = orders({ dueOn: written }).dueOn;
          if (found === "ask") return;
          expect(written.map((text) => dateOf(text, found === "mdy" ? "mdy" : "dmy"))).toEqual(days);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
