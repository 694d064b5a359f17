import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { agingBucketOf } from "~/domain/aging";
import { addDays, daysBetween } from "~/domain/dates";
import type { BalanceId, DebtorId, VendorId } from "~/domain/ids";
import { currency } from "~/domain/money";
import { readOverview } from "~/services/desk/read-overview.server";
import { makeBalance, makePayment } from "~tests/factories/balance";
import { makeDebtor } from "~tests/factories/debtor";
import { makeVendor } from "~tests/factories/vendor";
import { useDatabase } from "~tests/setup/database";

const database = useDatabase();
const now = new Date("2026-11-22T15:00:00Z");
const today = "2026-11-22";
const codes = ["USD", "EUR", "JPY", "KWD"].map(currency);

const somethingBilled = fc.record({
  code: fc.constantFrom(...codes),
  amountMinor: fc.bigInt({ min: 1n, max: 9_000_000_000_000n }),
  issuedDaysAgo: fc.integer({ min: 31, max: 700 }),
  termDays: fc.integer({ min: 0, max: 120 }),
  /** Thousandths of the amount paid before Tenfold, and of the rest paid through it. */
  before: fc.constantFrom(0n, 0n, 250n, 1_000n),
  through: fc.constantFrom(0n, 0n, 333n, 1_000n),
  paidDaysAgo: fc.integer({ min: 0, max: 30 }),
});
type SomethingBilled = typeof somethingBilled extends fc.Arbitrary<infer T> ? T : never;

async function record(vendorId: VendorId, debtorId: DebtorId, billed: SomethingBilled) {
  const { code, amountMinor, before, through } = billed;
  const issuedOn = addDays(today, -billed.issuedDaysAgo);
  const paidAt = new Date(now.getTime() - billed.paidDaysAgo * 86_400_000);
  const beforeMinor = (amountMinor * before) / 1_000n;
  const throughMinor = ((amountMinor - beforeMinor) * through) / 1_000n;
  const dueOn = addDays(issuedOn, billed.termDays);
  const balanceId: BalanceId = await makeBalance(database.db, {
    vendorId,
    debtorId,
    amountMinor,
    currency: code,
    issuedOn,
    dueOn,
    ...(beforeMinor > 0n && { settledAt: paidAt, settledMinor: beforeMinor }),
  });
  if (throughMinor > 0n) {
    await makePayment(database.db, {
      vendorId,
      debtorId,
      receivedMinor: throughMinor,
      allocated: [{ balanceId, amountMinor: throughMinor }],
      receivedAt: paidAt,
      currency: code,
    });
  }
  const outstandingMinor = amountMinor - beforeMinor - throughMinor;
  return { code, amountMinor, settledMinor: beforeMinor + throughMinor, outstandingMinor, dueOn };
}

describe("the overview", () => {
  it("agrees with the ledger to the cent, in every currency, whatever was billed and paid", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(somethingBilled, { minLength: 1, maxLength: 25 }), async (all) => {
        const vendor = await makeVendor(database.db);
        const debtor = await makeDebtor(database.db, { vendorId: vendor.id });
        const facts = [];
        for (const billed of all) facts.push(await record(vendor.id, debtor.id, billed));

        const { currencies } = await readOverview(database, { vendor, now });

        const total = (numbers: bigint[]) => numbers.reduce((sum, number) => sum + number, 0n);
        expect(currencies.map((figures) => figures.currency).sort()).toEqual(
          [...new Set(facts.map(({ code }) => code))].sort(),
        );
        for (const figures of currencies) {
          const own = facts.filter(({ code }) => code === figures.currency);
          const overdue = own.filter(({ dueOn }) => dueOn < today);
          expect(figures.billedMinor).toBe(total(own.map(({ amountMinor }) => amountMinor)));
          expect(figures.outstandingMinor).toBe(total(own.map(({ outstandingMinor }) => outstandingMinor)));
          expect(figures.settledMinor).toBe(total(own.map(({ settledMinor }) => settledMinor)));
          expect(figures.settledLast30DaysMinor).toBe(figures.settledMinor);
          expect(figures.billedMinor).toBe(figures.outstandingMinor + figures.settledMinor);
          expect(figures.overdueMinor).toBe(total(overdue.map(({ outstandingMinor }) => outstandingMinor)));
          expect(total(figures.aging.map(({ amountMinor }) => amountMinor))).toBe(figures.outstandingMinor);
          for (const { bucket, amountMinor } of figures.aging) {
            const within = own.filter(({ dueOn }) => agingBucketOf(daysBetween(dueOn, today)) === bucket);
            expect(amountMinor).toBe(total(within.map(({ outstandingMinor }) => outstandingMinor)));
          }
          expect(figures.periods.at(-1)?.outstandingMinor).toBe(figures.outstandingMinor);
        }
      }),
      { numRuns: 15 },
    );
  }, 60_000);

  it("keeps every vendor's figures to itself", async () => {
    const mine = await makeVendor(database.db);
    const other = await makeVendor(database.db);
    const debtor = await makeDebtor(database.db, { vendorId: other.id });
    await makeBalance(database.db, { vendorId: other.id, debtorId: debtor.id });
    const overview = await readOverview(database, { vendor: mine, now });
    expect(overview.currencies).toEqual([]);
  });

  it("begins a day when the vendor's own calendar does", async () => {
    const vendor = await makeVendor(database.db, { timeZone: "Pacific/Auckland" });
    const debtor = await makeDebtor(database.db, { vendorId: vendor.id });
    await makeBalance(database.db, { vendorId: vendor.id, debtorId: debtor.id, dueOn: "2026-11-22" });
    const overview = await readOverview(database, { vendor, now: new Date("2026-11-22T12:00:00Z") });
    expect(overview.today).toBe("2026-11-23");
    expect(overview.currencies[0]).toMatchObject({ overdueMinor: 4_500n, overdueCount: 1 });
  });

  it("shows a person what was received beyond the balances, and does not call it settled", async () => {
    const vendor = await makeVendor(database.db);
    const debtor = await makeDebtor(database.db, { vendorId: vendor.id, name: "Noor Haddad" });
    const balanceId = await makeBalance(database.db, {
      vendorId: vendor.id,
      debtorId: debtor.id,
      amountMinor: 4_500n,
    });
    await makePayment(database.db, {
      vendorId: vendor.id,
      debtorId: debtor.id,
      receivedMinor: 6_000n,
      allocated: [{ balanceId, amountMinor: 4_500n }],
      receivedAt: now,
    });
    const overview = await readOverview(database, { vendor, now });
    expect(overview.currencies[0]?.settledMinor).toBe(4_500n);
    expect(overview.forAPerson.payments).toMatchObject([
      { debtorName: "Noor Haddad", unappliedMinor: 1_500n },
    ]);
  });
});
