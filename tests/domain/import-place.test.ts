import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fields, recogniseColumns } from "~/domain/import/columns";
import { importChoicesSchema, planReading } from "~/domain/import/plan-reading";
import { debtorsOfFile } from "~/domain/import/rows/debtors-of-file";
import { readBalances } from "~/domain/import/rows/read-balances";
import { readContacts } from "~/domain/import/rows/read-contacts";
import { readTable } from "~/domain/import/table/read-table";
import { currency } from "~/domain/money";

async function tableOf(text: string) {
  const outcome = await readTable(Buffer.from(text));
  if (!outcome.ok) throw new Error(outcome.refusal.reason);
  return outcome.value;
}

async function balancesOf(text: string, country = "US") {
  const table = await tableOf(text);
  const choices = importChoicesSchema.parse({});
  const vendor = { currency: currency("USD"), country };
  const plan = planReading(table, { choices, vendor, today: "2026-03-10" });
  if (!plan.reading) throw new Error(`Unclear: ${JSON.stringify(plan)}`);
  return readBalances(table, plan.reading);
}

const header = "Invoice,Customer,Due date,Amount";
const line = (number: number, who = `Debtor ${number}`) => `I-${number},${who},2026-03-01,45.00`;

function mapped(names: string): Record<string, string> {
  const { mapping } = recogniseColumns(names.split(","));
  const cells = names.split(",");
  return Object.fromEntries(Object.entries(mapping).map(([field, at]) => [field, cells[at] ?? ""]));
}

describe("the columns of accounting and practice systems", () => {
  test.each([
    ["State,ZIP,Country", { region: "State", postalCode: "ZIP", country: "Country" }],
    ["Billing State,Billing Zip Code", { region: "Billing State", postalCode: "Billing Zip Code" }],
    ["Province,Postal code", { region: "Province", postalCode: "Postal code" }],
    ["Region,Postcode", { region: "Region", postalCode: "Postcode" }],
    ["State/Province,Zip/Postal Code", { region: "State/Province", postalCode: "Zip/Postal Code" }],
    ["Customer Type", { kind: "Customer Type" }],
    ["Is Company?", { kind: "Is Company?" }],
    // What the better name is for, the lesser is not.
    ["Type,Customer type", { kind: "Customer type" }],
    // A company's name is a name.
    ["Company,Amount", { name: "Company", amount: "Amount" }],
  ])("%s are recognised", (names, expected) => {
    expect(mapped(names)).toEqual(expected);
  });
});

describe("the place and kind of a debtor in a file", () => {
  test("are read as they are written, and make no region of another country", async () => {
    const { rows, problems, warnings } = await balancesOf(
      [
        `${header},State,ZIP,Country,Customer type`,
        `${line(1)},MA,02139,US,Individual`,
        `${line(2)},Massachusetts,02139-1234,United States,Business`,
        `${line(3)},ON,K1A 0B1,Canada,`,
        `${line(4)},ny,,,patient`,
        `${line(5)},Kent,CT1 2AA,England,`,
        `${line(6)},,,,`,
      ].join("\n"),
    );
    expect([problems, warnings]).toEqual([[], []]);
    expect(
      rows.map(({ contact: { country, region, postalCode, kind } }) => [country, region, postalCode, kind]),
    ).toEqual([
      ["US", "US-MA", "02139", "consumer"],
      ["US", "US-MA", "02139-1234", "company"],
      ["CA", "CA-ON", "K1A 0B1", null],
      ["US", "US-NY", null, "consumer"],
      ["GB", null, "CT1 2AA", null],
      [null, null, null, null],
    ]);
  });

  test("that are odd are warned of at their row, which goes in all the same", async () => {
    const { rows, problems, warnings } = await balancesOf(
      [
        `${header},State,ZIP,Country,Customer type`,
        `${line(1)},Masachusetts,2139,US,gold`,
        `${line(2)},MA,02139,Atlantis,`,
        `${line(3)},MA,02139,Canada,`,
      ].join("\n"),
    );
    expect(problems).toEqual([]);
    expect(rows).toHaveLength(3);
    expect(warnings.map(({ row, column, value }) => [row, column, value])).toEqual([
      [2, "State", "Masachusetts"],
      [2, "ZIP", "2139"],
      [2, "Customer type", "gold"],
      [3, "Country", "Atlantis"],
      [4, "State", "MA"],
      [4, "ZIP", "02139"],
    ]);
    // Where the country cannot be read, its neighbours are not read by the vendor's instead.
    expect(rows[1]?.contact).toMatchObject({ country: null, region: null });
  });

  test("of a row that does not go in are said with what else is wrong with it", async () => {
    const { problems, warnings } = await balancesOf(
      [`${header},State`, `I-1,Ana,2026-03-01,lots,Masachusetts`, line(2) + ",MA"].join("\n"),
    );
    expect(warnings).toEqual([]);
    expect(problems.map(({ column }) => column)).toEqual(["Amount", "State"]);
  });

  test("never make a company of a debtor by a company’s name or an invoice’s type", async () => {
    const { rows, warnings } = await balancesOf(
      [
        "Invoice,Contact name,Company,Type,Due date,Amount",
        "I-1,Ana Ferreira,Acme Ltd.,Invoice,2026-03-01,45.00",
      ].join("\n"),
    );
    expect(warnings).toEqual([]);
    expect(rows[0]?.contact).toMatchObject({ name: "Ana Ferreira", kind: null });
  });

  test("are heard from the first row that says them, a region only with its own country", async () => {
    const { rows } = await balancesOf(
      [
        `${header},State,Country`,
        `${line(1, "Ana")},,Canada`,
        `${line(2, "Ana")},MA,US`,
        `${line(3, "Bo")},,`,
        `${line(4, "Bo")},MA,`,
      ].join("\n"),
    );
    const debtors = debtorsOfFile(rows);
    expect(debtors.map(({ country, contact }) => [country, contact.region])).toEqual([
      ["CA", null],
      ["US", "US-MA"],
    ]);
  });

  test("come with a file of contacts too, whose rows must not put one debtor in two places", async () => {
    const text = [
      "Customer no,State,ZIP,Country,Customer type",
      "D1,MA,02139,US,consumer",
      "D2,MA,,,",
      "D2,NH,,,",
      "D3,??,,,",
    ].join("\n");
    const table = await tableOf(text);
    const { mapping } = recogniseColumns(table.header);
    const { rows, problems, warnings } = await readContacts(table, { mapping, country: "US" });
    expect(rows.map(({ debtorReference, region, kind }) => [debtorReference, region, kind])).toEqual([
      ["D1", "US-MA", "consumer"],
      ["D3", null, null],
    ]);
    expect(problems.map(({ row }) => row)).toEqual([3, 4]);
    expect(warnings.map(({ row, column }) => [row, column])).toEqual([[5, "State"]]);
  });

  test("leave every row in and name every odd cell, whatever is in them", async () => {
    const cell = fc.stringMatching(/^[A-Za-z0-9 .-]{0,12}$/);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(cell, cell, cell, cell), { minLength: 1, maxLength: 20 }),
        async (all) => {
          const lines = all.map((cells, at) => `${line(at)},${cells.join(",")}`);
          const { rows, warnings } = await balancesOf(
            [`${header},State,ZIP,Country,Customer type`, ...lines].join("\n"),
          );
          expect(rows).toHaveLength(all.length);
          for (const { contact } of rows) {
            const { region, country } = contact;
            if (region !== null) expect(region.slice(0, 2)).toBe(country);
          }
          for (const { reason, whatToDo } of warnings) expect(`${reason}${whatToDo}`).not.toBe("");
        },
      ),
    );
  });

  test("are fields that a person can name a column for", () => {
    expect(fields).toEqual(expect.arrayContaining(["country", "region", "postalCode", "kind"]));
  });
});
