import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { VendorId } from "~/domain/ids";
import { importChoicesSchema } from "~/domain/import/plan-reading";
import { importBalances } from "~/services/import/import-balances.server";
import { makeVendor } from "~tests/factories/vendor";
import { useDatabase } from "~tests/setup/database";

/**
 * 2,466 receivables of 100 debtors, IBM sample data. It is not part of the project; the tests need it beside
 * it.
 */
const path = fileURLToPath(new URL("../../../shared/data/accounts-receivable.csv", import.meta.url));
const absent = !existsSync(path);
if (absent) process.stdout.write(`Skipped: the sample file accounts-receivable.csv is not at ${path}\n`);

describe.skipIf(absent)("the sample file of 2,466 receivables", () => {
  const test = useDatabase();
  const now = new Date("2026-03-15T15:00:00Z");

  async function importSample(vendorId: VendorId, choices: object = {}) {
    const outcome = await importBalances(test.db, {
      vendorId,
      fileName: "accounts-receivable.csv",
      bytes: readFileSync(path),
      now,
      staffUserId: null,
      choices: importChoicesSchema.parse(choices),
    });
    if (outcome.kind !== "imported") throw new Error(JSON.stringify(outcome));
    return outcome;
  }

  async function books(vendorId: VendorId) {
    const [row] = await test.admin`
      select count(*)::int as balances, sum(amount_minor) as amount, sum(outstanding_minor) as outstanding,
        count(*) filter (where outstanding_minor = 0)::int as settled,
        min(amount_minor) as least, max(amount_minor) as most,
        count(distinct debtor_id)::int as debtors from balances where vendor_id = ${vendorId}`;
    return row;
  }

  it("comes in whole, settled on its settled dates, with totals exact to the cent", async () => {
    const { id: vendorId } = await makeVendor(test.db);
    const started = performance.now();
    const { result, problems } = await importSample(vendorId);
    process.stdout.write(`2,466 rows imported in ${Math.round(performance.now() - started)} ms\n`);
    expect(problems).toEqual([]);
    expect(result).toMatchObject({ imported: 2_466, newDebtors: 100, rejected: 0, repeated: 0 });
    expect(result.totals).toEqual([
      { currency: "USD", balances: 2_466, amountMinor: 14_770_318n, settledMinor: 14_770_318n },
    ]);
    expect(await books(vendorId)).toEqual({
      balances: 2_466,
      amount: "14770318",
      outstanding: "0",
      settled: 2_466,
      least: "526",
      most: "12828",
      debtors: 100,
    });
    const [first] = await test.admin`
      select issued_on::text, due_on::text, amount_minor,
        (settled_at at time zone 'America/New_York')::date::text as settled_on
      from balances where vendor_id = ${vendorId} and reference = '280670965'`;
    // The file says 03/01/2012, 02/02/2012 and 23/01/2012: day, month, year.
    expect(first).toEqual({
      issued_on: "2012-01-03",
      due_on: "2012-02-02",
      amount_minor: "5039",
      settled_on: "2012-01-23",
    });
  });

  it("changes nothing when it comes a second time", async () => {
    const { id: vendorId } = await makeVendor(test.db);
    await importSample(vendorId);
    const before = [await books(vendorId), await test.admin`select count(*) from postings`];
    const { result } = await importSample(vendorId);
    expect(result).toMatchObject({ imported: 0, alreadyHere: 2_466, changed: 0, totals: [] });
    expect([await books(vendorId), await test.admin`select count(*) from postings`]).toEqual(before);
  });

  it("can be replayed as of a day: later settlements are outstanding, later issues absent", async () => {
    const { id: vendorId } = await makeVendor(test.db);
    const { result } = await importSample(vendorId, { asOf: "2013-01-31" });
    const rows = readFileSync(path, "utf8")
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => line.trim().split(","));
    const iso = (date = "") => date.split("/").reverse().join("-");
    const cents = (amount = "") => Math.round(Number(amount) * 100);
    const issued = rows.filter((cells) => iso(cells[4]) <= "2013-01-31");
    const owed = issued.filter((cells) => iso(cells[8]) > "2013-01-31");
    expect(owed.length).toBeGreaterThan(0);
    expect(result).toMatchObject({ imported: issued.length, notYetIssued: rows.length - issued.length });
    expect(await books(vendorId)).toMatchObject({
      outstanding: String(owed.reduce((total, cells) => total + cents(cells[6]), 0)),
      settled: issued.length - owed.length,
    });
  });
});
