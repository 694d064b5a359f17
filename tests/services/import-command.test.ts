import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { importCommand } from "~/commands/import-command";
import { makeVendor, type Vendor } from "~tests/factories/vendor";
import { useDatabase } from "~tests/setup/database";

const test = useDatabase();
let folder: string;
let vendor: Vendor;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "tenfold-import-"));
});
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(async () => {
  vendor = await makeVendor(test.db);
});

function fileWith(text: string | Uint8Array, name = "balances.csv"): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

async function run(...argv: string[]): Promise<{ code: number; said: string }> {
  const lines: string[] = [];
  const code = await importCommand({
    argv,
    now: new Date("2026-03-15T15:00:00Z"),
    say: (line) => lines.push(line),
    withDatabase: (use) => use(test.db),
  });
  return { code, said: lines.join("\n") };
}

const runFor = (...argv: string[]) => run("--vendor", vendor.slug, ...argv);

const HEADER = "reference,debtor reference,name,issued,due,amount,settled on\n";
const GOOD = `${HEADER}1,D1,Ann,13/01/2026,12/02/2026,20.00,
2,D1,Ann,14/01/2026,13/02/2026,30.50,15/02/2026
`;

describe("npm run import", () => {
  it("says what went in, with totals per currency, and the second time that nothing did", async () => {
    expect(await runFor(fileWith(GOOD))).toEqual({
      code: 0,
      said: [
        "balances.csv",
        "  2 new, 0 already here",
        "  USD $50.50 on 2 balances: $30.50 settled, $20.00 outstanding",
        "  1 new debtor",
      ].join("\n"),
    });
    expect(await runFor(fileWith(GOOD))).toEqual({ code: 0, said: "balances.csv\n  0 new, 2 already here" });
  });

  it("says what was settled by a later file, per currency", async () => {
    const files = (settledOn: string) =>
      fileWith(
        "reference,debtor reference,name,issued,due,amount,currency,settled on\n" +
          `1,D1,Ann,2026-01-13,2026-02-12,20.00,USD,${settledOn}\n` +
          `2,D1,Ann,2026-01-14,2026-02-13,30.50,USD,${settledOn}\n` +
          `3,D1,Ann,2026-01-14,2026-02-13,7.00,EUR,${settledOn}\n`,
      );
    await runFor(files(""));
    expect(await runFor(files("2026-03-01"))).toEqual({
      code: 0,
      said: [
        "balances.csv",
        "  0 new, 3 already here",
        "  1 settled by this file, €7.00",
        "  2 settled by this file, $50.50",
      ].join("\n"),
    });
  });

  it("names each bad row, writes the rows to fix, and takes that file once it is fixed", async () => {
    const errors = join(folder, "errors.csv");
    const { code, said } = await runFor(
      fileWith(`${GOOD}3,D2,Bob,31/02/2026,01/03/2026,5.00,\n`),
      "--errors",
      errors,
    );
    expect(code).toBe(0);
    expect(said).toContain("row 4, issued “31/02/2026”: February 2026 has no day 31. Correct the day.");
    writeFileSync(errors, readFileSync(errors, "utf8").replace("31/02/2026", "28/02/2026"));
    expect((await runFor(errors, "--date-order", "dmy")).said).toContain("1 new, 0 already here");
  });

  it("asks for what the file does not show, and takes the answer", async () => {
    const file = fileWith("InvNo,name,due,amount\n1,Ann,02/03/2026,5.00\n");
    const asked = await runFor(file);
    expect(asked.code).toBe(1);
    expect(asked.said).toContain("No column was recognised as a reference (the invoice or bill number).");
    expect(asked.said).toContain(
      "Dates such as 02/03/2026 can be read in two ways. Say which with --date-order.",
    );
    expect((await runFor(file, "--map", "reference=InvNo", "--date-order", "mdy")).code).toBe(0);
    const [stored] = await test.admin`select due_on::text from balances where vendor_id = ${vendor.id}`;
    expect(stored).toEqual({ due_on: "2026-02-03" });
  });

  it("replays a file as of a day", async () => {
    const { said } = await runFor(fileWith(GOOD), "--as-of", "2026-02-14");
    expect(said).toContain("$0.00 settled, $50.50 outstanding");
  });

  it("imports contacts after the balances", async () => {
    const contacts = fileWith(
      "debtor reference,email\nD1,ann@example.com\nD9,no@example.com\n",
      "contacts.csv",
    );
    const { code, said } = await runFor(fileWith(GOOD), "--contacts", contacts);
    expect(code).toBe(0);
    expect(said).toContain("1 debtor completed, 0 already known");
    expect(said).toContain("row 3, debtor reference “D9”: No debtor has this reference.");
    const [ann] = await test.admin`select email from debtors where vendor_id = ${vendor.id}`;
    expect(ann).toEqual({ email: "ann@example.com" });
  });

  it.each([
    ["an empty file", "", "The file is empty."],
    ["only column names", HEADER, "no rows under them"],
    ["a wrong delimiter", "reference^due^amount\n1^2^3\n", "Only one column was found."],
    ["a spreadsheet", "PK\u0003\u0004rest", "Excel or ZIP"],
    ["nothing but bad rows", `${HEADER}1,D1,Ann,2026-01-01,2026-01-02,-5.00,\n`, "This is a credit"],
  ])("exits 1 for %s and says what is wrong", async (_name, text, said) => {
    const outcome = await runFor(fileWith(text));
    expect(outcome.code).toBe(1);
    expect(outcome.said).toContain(said);
  });

  it("refuses 100 MB without reading it", async () => {
    const path = fileWith("reference,due\n", "large.csv");
    truncateSync(path, 100 * 1024 * 1024);
    const before = process.memoryUsage().rss;
    const outcome = await runFor(path);
    expect(outcome).toEqual({
      code: 1,
      said:
        "large.csv: The file is larger than 25 MB. " +
        "Split it into smaller files and import one after the other.",
    });
    expect(process.memoryUsage().rss - before).toBeLessThan(50 * 1024 * 1024);
  });

  it("explains itself when it is called wrongly", async () => {
    expect(await run("file.csv")).toMatchObject({
      code: 2,
      said: expect.stringContaining("--vendor <slug>") as string,
    });
    expect((await runFor()).code).toBe(2);
    expect((await runFor("a.csv", "b.csv")).code).toBe(2);
    expect((await runFor("a.csv", "--date-order", "ydm")).said).toContain(
      "--date-order is not one of its values.",
    );
    expect((await runFor("a.csv", "--as-of", "yesterday")).code).toBe(2);
    expect((await runFor("a.csv", "--nonsense")).code).toBe(2);
    expect((await runFor(join(folder, "absent.csv"))).said).toContain("The file cannot be read.");
    expect((await run("--vendor", "nobody", "a.csv")).said).toContain(
      "There is no vendor with the slug nobody.",
    );
    expect((await runFor(fileWith(GOOD), "--map", "colour=name")).said).toContain("“colour” is not a field.");
    expect((await runFor(fileWith(GOOD), "--map", "name=colour")).said).toContain(
      "There is no column “colour”.",
    );
  });
});
