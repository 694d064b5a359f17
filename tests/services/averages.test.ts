import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { importBalances } from "~/services/import/import-balances.server";
import { refreshAverages } from "~/services/desk/refresh-averages.server";
import { importChoicesSchema } from "~/domain/import/plan-reading";
import type { VendorId } from "~/domain/ids";
import { currency } from "~/domain/money";
import { vendors } from "~db/schema";
import { makeBalance } from "~tests/factories/balance";
import { makeDebtor } from "~tests/factories/debtor";
import { makeVendor } from "~tests/factories/vendor";
import { useDatabase } from "~tests/setup/database";

const now = new Date("2026-03-10T14:00:00Z");
const database = useDatabase();

async function averageOf(vendorId: VendorId): Promise<bigint | null> {
  const [row] = await database.db.asSystem((tx) =>
    tx.select({ average: vendors.averageBalanceMinor }).from(vendors).where(eq(vendors.id, vendorId)),
  );
  if (!row) throw new Error("There is no such vendor.");
  return row.average;
}

describe("what a vendor’s balances come to on average", () => {
  test("counts those of the last 365 days in its own currency, each vendor for itself", async () => {
    const { db } = database;
    const one = await makeVendor(db);
    const other = await makeVendor(db);
    const none = await makeVendor(db);
    const debtor = await makeDebtor(db, { vendorId: one.id });
    const billed = { vendorId: one.id, debtorId: debtor.id };
    await makeBalance(db, { ...billed, amountMinor: 1_000n, issuedOn: "2026-03-01" });
    // Paid or not, it was billed.
    await makeBalance(db, { ...billed, amountMinor: 2_001n, issuedOn: "2025-03-11", settledAt: now });
    // A day too old, and in another currency.
    await makeBalance(db, { ...billed, amountMinor: 900_000n, issuedOn: "2025-03-10" });
    await makeBalance(db, { ...billed, amountMinor: 700_000n, currency: currency("EUR") });
    const theirs = await makeDebtor(db, { vendorId: other.id });
    await makeBalance(db, { vendorId: other.id, debtorId: theirs.id, amountMinor: 50_000n });

    expect(await refreshAverages({ db }, { now })).toEqual({ changed: 2 });
    // 1500.5, rounded to a whole cent.
    expect(await averageOf(one.id)).toBe(1_501n);
    expect(await averageOf(other.id)).toBe(50_000n);
    expect(await averageOf(none.id)).toBeNull();
    expect(await refreshAverages({ db }, { now })).toEqual({ changed: 0 });
  });

  test("is forgotten once all of them are too old", async () => {
    const { db } = database;
    const vendor = await makeVendor(db);
    const debtor = await makeDebtor(db, { vendorId: vendor.id });
    await makeBalance(db, { vendorId: vendor.id, debtorId: debtor.id, amountMinor: 4_500n });
    await refreshAverages({ db }, { now });
    expect(await averageOf(vendor.id)).toBe(4_500n);
    await refreshAverages({ db }, { now: new Date("2027-02-01T00:00:00Z") });
    expect(await averageOf(vendor.id)).toBeNull();
  });

  test("is known as soon as a file is imported, and no other vendor’s changes with it", async () => {
    const { db } = database;
    const vendor = await makeVendor(db);
    const bystander = await makeVendor(db);
    const file =
      "Invoice,Customer,Due,Invoice date,Amount\nI-1,Ana,2026-03-01,2026-02-01,30.00\n" +
      "I-2,Bo,2026-03-01,2026-02-01,10.00\n";
    const outcome = await importBalances(db, {
      vendorId: vendor.id,
      fileName: "march.csv",
      bytes: Buffer.from(file),
      choices: importChoicesSchema.parse({}),
      now,
      staffUserId: null,
    });
    expect(outcome.kind).toBe("imported");
    expect(await averageOf(vendor.id)).toBe(2_000n);
    expect(await averageOf(bystander.id)).toBeNull();
  });
});
