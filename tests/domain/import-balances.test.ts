import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { recogniseColumns } from "~/domain/import/columns";
import { importChoicesSchema, planReading } from "~/domain/import/plan-reading";
import { readBalances } from "~/domain/import/rows/read-balances";
import { readContacts } from "~/domain/import/rows/read-contacts";
import { rowsToFixCsv } from "~/domain/import/outcome/rows-to-fix";
import { readTable } from "~/domain/import/table/read-table";
import { currency } from "~/domain/money";

const vendor = { currency: currency("USD"), country: "US" };
const today = "2026-03-15";

async function tableOf(text: string) {
  const outcome = await readTable(Buffer.from(text));
  if (!outcome.ok) throw new Error(outcome.refusal.reason);
  return outcome.value;
}

async function planOf(text: string, choices: object = {}) {
  const table = await tableOf(text);
  return { table, plan: planReading(table, { choices: importChoicesSchema.parse(choices), vendor, today }) };
}

async function balancesOf(text: string, choices: object = {}) {
  const { table, plan } = await planOf(text, choices);
  if (!plan.reading) throw new Error(JSON.stringify(plan));
  return readBalances(table, plan.reading);
}

const HEADER =
  "reference,debtor ref,name,email,phone,description,issued,due,amount,currency,settled on,amount paid";

/** One good row, with what a test changes about it. */
function row(changes: Partial<Record<string, string>> = {}): string {
  const good: Record<string, string> = {
    reference: "0012",
    "debtor ref": "D1",
    name: "Ann Lee",
    email: "ann@example.com",
    phone: "(202) 555-0143",
    description: "Cleaning",
    issued: "2026-01-05",
    due: "2026-02-04",
    amount: "59.90",
    currency: "USD",
    "settled on": "",
    "amount paid": "",
  };
  return HEADER.split(",")
    .map((column) => changes[column] ?? good[column])
    .map((cell) => `"${cell ?? ""}"`)
    .join(",");
}

async function reasonsFor(changes: Partial<Record<string, string>>): Promise<string[]> {
  const { problems } = await balancesOf([HEADER, row(), row({ reference: "0013", ...changes })].join("\n"));
  return problems.map(({ row: at, column, reason }) => `${at} ${column}: ${reason}`);
}

async function settledOf(changes: Partial<Record<string, string>>, choices: object = {}) {
  const { rows } = await balancesOf([HEADER, row(changes)].join("\n"), choices);
  return rows[0]?.settled;
}

describe("columns that are not plain are left to a person", () => {
  it("two columns of one name are a question, not a guess", async () => {
    const { plan } = await planOf("reference,name,due,amount,amount\n1,Ann,2026-01-01,5,6\n");
    expect(plan.doubtful).toEqual([{ field: "amount", columns: [3, 4] }]);
    expect(plan.missing).toEqual(["the amount"]);
    const chosen = await balancesOf("reference,name,due,amount,amount\n1,Ann,2026-01-01,5,6\n", {
      mapping: { reference: 0, name: 1, dueOn: 2, amount: 4 },
    });
    expect(chosen.rows[0]?.amountMinor).toBe(600n);
  });

  it("what is missing is said in words", async () => {
    const { plan } = await planOf("foo,bar\n1,2\n");
    expect(plan.missing).toHaveLength(4);
    expect(plan.reading).toBeNull();
  });

  it("a mapping chosen for another file cannot point outside this one", async () => {
    const { plan } = await planOf("reference,name\n1,2\n", { mapping: { reference: 0, amount: 77 } });
    expect(plan.mapping).toEqual({ reference: 0 });
  });
});

describe("what a person must be asked is asked", () => {
  const dates = "reference,name,due,amount\n1,Ann,02/03/2026,5.00\n2,Bob,04/03/2026,6.00\n";

  it("the order of dates, and the answer is followed", async () => {
    const { plan } = await planOf(dates);
    expect(plan).toMatchObject({
      dateExamples: ["02/03/2026", "04/03/2026"],
      amountExamples: [],
      reading: null,
    });
    expect((await balancesOf(dates, { dateOrder: "dmy" })).rows[0]?.dueOn).toBe("2026-03-02");
    expect((await balancesOf(dates, { dateOrder: "mdy" })).rows[0]?.dueOn).toBe("2026-02-03");
  });

  it("the decimal mark, and the answer is followed", async () => {
    const amounts = "reference;name;due;amount\n1;Ann;2026-03-31;1,020\n2;Bob;2026-03-31;45\n";
    const { plan } = await planOf(amounts);
    expect(plan).toMatchObject({ dateExamples: [], amountExamples: ["1,020"], reading: null });
    expect((await balancesOf(amounts, { decimalMark: "." })).rows[0]?.amountMinor).toBe(102_000n);
    expect((await balancesOf(amounts, { decimalMark: "," })).rows[0]?.amountMinor).toBe(102n);
  });
});

describe("a good row becomes a balance", () => {
  it("with everything it says, leading zeros and all", async () => {
    const { rows, problems } = await balancesOf([HEADER, row()].join("\n"));
    expect(problems).toEqual([]);
    expect(rows).toEqual([
      {
        row: 2,
        reference: "0012",
        debtorReference: "D1",
        description: "Cleaning",
        contact: {
          name: "Ann Lee",
          email: "ann@example.com",
          phone: "+12025550143",
          language: null,
          timeZone: null,
          country: null,
          region: null,
          postalCode: null,
          kind: null,
        },
        issuedOn: "2026-01-05",
        dueOn: "2026-02-04",
        amountMinor: 5990n,
        currency: "USD",
        settled: null,
      },
    ]);
  });

  it("whatever the spelling of its contacts", async () => {
    const changes = { email: " Ann@Example.COM ", phone: "+44 20 7946 0018", name: " Ann \n Lee " };
    const { rows } = await balancesOf([HEADER, row(changes)].join("\n"));
    expect(rows[0]?.contact).toMatchObject({
      email: "ann@example.com",
      phone: "+442079460018",
      name: "Ann Lee",
    });
  });

  it("with placeholders read as nothing", async () => {
    const { rows } = await balancesOf(
      [HEADER, row({ email: "n/a", phone: "-", description: "None" })].join("\n"),
    );
    expect(rows[0]).toMatchObject({ description: null, contact: { email: null, phone: null } });
  });

  it("issued on the day it is due when the file does not say", async () => {
    const { rows } = await balancesOf("reference,name,due,amount\n1,Ann,2026-02-03,5.00\n");
    expect(rows[0]).toMatchObject({ issuedOn: "2026-02-03", dueOn: "2026-02-03" });
  });

  it("settled in full on its settled date", async () => {
    expect(await settledOf({ "settled on": "2026-02-10" })).toEqual({
      on: "2026-02-10",
      amountMinor: 5_990n,
    });
  });

  it("settled in part when less was paid", async () => {
    expect(await settledOf({ "settled on": "2026-02-10", "amount paid": "20.00" })).toEqual({
      on: "2026-02-10",
      amountMinor: 2_000n,
    });
    expect(await settledOf({ "amount paid": "20.00" })).toEqual({ on: today, amountMinor: 2_000n });
    expect(await settledOf({ "amount paid": "0.00" })).toBeNull();
  });

  it("settled by what is no longer outstanding", async () => {
    const { rows } = await balancesOf(
      "Num,Customer,Due Date,Amount,Open Balance\n1,Ann,2026-02-03,50.00,20.00\n",
    );
    expect(rows[0]).toMatchObject({ amountMinor: 5_000n, settled: { on: today, amountMinor: 3_000n } });
  });

  it("outstanding again when the file is replayed as of an earlier day", async () => {
    expect(await settledOf({ "settled on": "2026-02-10" }, { asOf: "2026-02-09" })).toBeNull();
    expect(await settledOf({ "settled on": "2026-02-10" }, { asOf: "2026-02-10" })).toMatchObject({
      on: "2026-02-10",
    });
    const { rows, notYetIssued } = await balancesOf([HEADER, row()].join("\n"), { asOf: "2026-01-04" });
    expect([rows.length, notYetIssued]).toEqual([0, 1]);
  });
});

describe("a bad row is named with its number, column and reason, and the good ones still go in", () => {
  it.each([
    [{ reference: "" }, "3 reference: This is empty."],
    [{ due: "" }, "3 due: This is empty."],
    [{ due: "2026-02-31" }, "3 due: February 2026 has no day 31."],
    [{ due: "2026-01-04" }, "3 due: This is before the issue date, 2026-01-05."],
    [{ amount: "" }, "3 amount: This is empty."],
    [{ amount: "(45.00)" }, "3 amount: This is a credit; nobody owes it."],
    [{ amount: "0" }, "3 amount: Nothing is owed on this row."],
    [{ amount: "5000000" }, "3 amount: This amount is larger than can be collected online."],
    [{ amount: "lots" }, "3 amount: This is not an amount."],
    [{ currency: "USX" }, "3 currency: “USX” is not a currency."],
    [{ email: "ann@example" }, "3 email: This is not an email address."],
    [{ phone: "12345" }, "3 phone: This is not a phone number."],
    [{ "settled on": "2027-01-01" }, "3 settled on: This day has not come yet."],
    [
      { "settled on": "2026-02-10", "amount paid": "0" },
      "3 settled on: The row is settled, yet nothing was paid.",
    ],
    [{ "amount paid": "60.00" }, "3 amount paid: More was paid than was billed."],
    [{ "amount paid": "-1.00" }, "3 amount paid: A payment cannot be negative."],
    [{ name: "A\u0000nn" }, "3 name: Some characters cannot be read."],
    [{ name: "Zo\uFFFD" }, "3 name: Some characters cannot be read."],
    [{ description: "x".repeat(600) }, "3 description: This is longer than 500 characters."],
    [{ "debtor ref": "", name: "", email: "", phone: "" }, "3 debtor ref: Nothing says who owes this."],
  ])("%j", async (changes, expected) => {
    expect(await reasonsFor(changes)).toEqual([expected]);
  });

  it("all mistakes of a row are named at once", async () => {
    expect(await reasonsFor({ email: "x", amount: "y", due: "z" })).toHaveLength(3);
  });

  it("a repeated row is one balance", async () => {
    const found = await balancesOf([HEADER, row(), row(), row({ description: "Another line" })].join("\n"));
    expect([found.rows.length, found.repeated, found.problems.length]).toEqual([1, 2, 0]);
  });

  it("rows that contradict each other about a reference are both left out", async () => {
    const found = await balancesOf(
      [HEADER, row(), row({ amount: "60.00" }), row({ reference: "2" })].join("\n"),
    );
    expect(found.rows.map(({ reference }) => reference)).toEqual(["2"]);
    expect(found.problems.map(({ row: at, reason }) => [at, reason])).toEqual([
      [2, "Rows 2, 3 have this reference and do not say the same."],
      [3, "Rows 2, 3 have this reference and do not say the same."],
    ]);
  });

  it("every row is either a balance, a repeat or a problem, for any cells", async () => {
    const cell = fc.oneof(
      fc.constantFrom("1", "2026-01-01", "31/02/2026", "5.00", "(5)", "USD", "", "ann@example.com"),
      fc.string(),
    );
    const rows = fc.array(fc.array(cell, { minLength: 12, maxLength: 12 }), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(rows, async (cells) => {
        const quotedRows = cells.map((line) =>
          line.map((text) => `"${text.replaceAll('"', '""')}"`).join(","),
        );
        const { table, plan } = await planOf([HEADER, row(), ...quotedRows].join("\n"), {
          dateOrder: "dmy",
          decimalMark: ".",
        });
        if (!plan.reading) return;
        const found = await readBalances(table, plan.reading);
        const named = new Set([...found.rows, ...found.problems].map(({ row: at }) => at));
        expect(named.size + found.repeated).toBe(table.rows.length + table.broken.length);
        for (const { amountMinor, settled, issuedOn, dueOn } of found.rows) {
          expect(amountMinor > 0n && issuedOn <= dueOn).toBe(true);
          if (settled) expect(settled.amountMinor > 0n && settled.amountMinor <= amountMinor).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe("the file of rows to fix", () => {
  it("is read again once fixed, with its reasons passed over", async () => {
    const bad = await tableOf([HEADER, row({ phone: "+1 202 555 0143", amount: "-5.00" })].join("\n"));
    const reason = { row: 2, column: "amount", value: "-5.00", reason: "Credit.", whatToDo: "Fix it." };
    const csv = rowsToFixCsv(bad.header, [{ cells: bad.rows[0]?.cells ?? [], problems: [reason] }]);
    expect(csv).toContain("'-5.00");
    const again = await balancesOf(csv.replace("'-5.00", "5.00"));
    expect(again.problems).toEqual([]);
    expect(again.rows[0]).toMatchObject({
      reference: "0012",
      amountMinor: 500n,
      contact: { phone: "+12025550143" },
    });
  });

  it("holds no cell that a spreadsheet would run as a formula", () => {
    const hostile = ['=HYPERLINK("http://x")', "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"];
    const csv = rowsToFixCsv(
      ["a"],
      hostile.map((cell) => ({ cells: [cell], problems: [] })),
    );
    expect(csv).not.toMatch(/(^|,|\n)"?[=+\-@\t\r][^\n]/);
    for (const cell of ["'=HYPERLINK", "'+1", "'-1", "'@SUM"]) expect(csv).toContain(cell);
  });

  it("does not grow by its reasons each time it goes round", () => {
    const once = rowsToFixCsv(["a", "b"], []);
    const header = once.trim().split(",");
    expect(rowsToFixCsv(header, [])).toBe(once);
  });

  it("keeps every cell of a ragged row", () => {
    expect(rowsToFixCsv(["a"], [{ cells: ["1", "2", "3"], problems: [] }])).toContain("1,2,3");
  });
});

describe("a contacts file", () => {
  it("gives each debtor's contact, and names the rows that cannot be used", async () => {
    const text = [
      "debtor reference,name,email,phone,language,time zone",
      "D1,Ann Lee,ann@example.com,202 555 0143,en_us,America/Chicago",
      ",Bob,bob@example.com,,,",
      "D3,Cy,cy@,,xx-,Mars/Olympus",
      "D4,Di,,,,",
      "D4,Dee,,,,",
      "D1,Ann Lee,ann@example.com,202 555 0143,en_us,America/Chicago",
    ].join("\n");
    const table = await tableOf(text);
    const found = await readContacts(table, {
      mapping: recogniseColumns(table.header).mapping,
      country: "US",
    });
    expect(found.rows).toEqual([
      {
        row: 2,
        debtorReference: "D1",
        name: "Ann Lee",
        email: "ann@example.com",
        phone: "+12025550143",
        language: "en-US",
        timeZone: "America/Chicago",
        country: null,
        region: null,
        postalCode: null,
        kind: null,
      },
    ]);
    expect(found.repeated).toBe(1);
    expect(found.problems.map(({ row: at, column }) => `${at} ${column}`)).toEqual([
      "3 debtor reference",
      "4 email",
      "4 language",
      "4 time zone",
      "5 debtor reference",
      "6 debtor reference",
    ]);
  });
});
