import { parse } from "csv-parse/sync";
import { beforeAll, describe, expect, it } from "vitest";
import { agingBuckets } from "~/domain/aging";
import { balanceFilterParams, balanceSorts, readBalanceFilter } from "~/domain/balance-filter";
import { decodeCursor, encodeCursor } from "~/domain/keyset";
import { currency } from "~/domain/money";
import { exportBalances, listBalancesPage } from "~/services/desk/list-balances.server";
import { makeBalance, makePayment } from "~tests/factories/balance";
import { makeDebtor } from "~tests/factories/debtor";
import { makeVendor, type Vendor } from "~tests/factories/vendor";
import { useDatabase } from "~tests/setup/database";

const database = useDatabase();
const now = new Date("2026-11-22T15:00:00Z");
let vendor: Vendor;

function page(query: string, cursor: { after?: string; before?: string } = {}) {
  const params = new URLSearchParams({ ...Object.fromEntries(new URLSearchParams(query)), ...cursor });
  return listBalancesPage(database, { vendor, filter: readBalanceFilter(params), params, now });
}

async function everyPage(query: string) {
  const pages = [await page(query)];
  for (let after = pages[0]?.after; after; after = pages.at(-1)?.after)
    pages.push(await page(query, { after }));
  return pages;
}

beforeAll(async () => {
  vendor = await makeVendor(database.db);
  const vendorId = vendor.id;
  const names = [
    "Ana Ferreira",
    "ana ferreira",
    null,
    "Zoë Ødegård",
    "100% Cotton Ltd",
    '=HYPERLINK("http://evil")',
  ];
  const people = [];
  for (const name of names) people.push(await makeDebtor(database.db, { vendorId, name }));
  // Many ties on purpose: four due dates, three amounts, two currencies, six debtors.
  for (let number = 0; number < 130; number += 1) {
    const debtor = people[number % people.length];
    if (!debtor) throw new Error("There are six people.");
    await makeBalance(database.db, {
      vendorId,
      debtorId: debtor.id,
      reference: `R-${number.toString().padStart(4, "0")}`,
      currency: currency(number % 2 ? "USD" : "JPY"),
      amountMinor: BigInt(1_000 + (number % 3) * 100),
      dueOn: ["2026-08-01", "2026-09-15", "2026-11-22", "2026-12-24"][number % 4] ?? "",
      ...(number % 5 === 0 && { settledAt: new Date("2026-10-01T12:00:00Z") }),
    });
  }
  const debtor = await makeDebtor(database.db, { vendorId, name: "Part Payer" });
  const balanceId = await makeBalance(database.db, {
    vendorId,
    debtorId: debtor.id,
    reference: "PART-1",
    amountMinor: 9_000n,
  });
  await makePayment(database.db, {
    vendorId,
    debtorId: debtor.id,
    receivedMinor: 4_000n,
    allocated: [{ balanceId, amountMinor: 4_000n }],
    receivedAt: now,
  });
}, 60_000);

describe("the list of balances", () => {
  it.each(
    balanceSorts.flatMap((sort) => [
      [sort, "asc"],
      [sort, "desc"],
    ]),
  )(
    "ordered by %s %s has every balance once, forwards and backwards, however many tie",
    async (sort, order) => {
      const query = `sort=${sort}&order=${order}`;
      const forwards = await everyPage(query);
      const ids = forwards.flatMap(({ rows }) => rows.map(({ id }) => id));
      expect(ids).toHaveLength(131);
      expect(new Set(ids).size).toBe(131);
      expect(forwards[0]?.before).toBeNull();

      const backwards = [];
      for (let before = forwards.at(-1)?.before; before;) {
        const previous = await page(query, { before });
        backwards.unshift(...previous.rows.map(({ id }) => id));
        before = previous.before;
      }
      expect(backwards).toEqual(ids.slice(0, backwards.length));
      expect(backwards).toHaveLength(100);
    },
  );

  it("goes on where it was although a balance before it has gone in meanwhile", async () => {
    const first = await page("sort=due");
    const { id: someone } = await makeDebtor(database.db, { vendorId: vendor.id });
    await makeBalance(database.db, {
      vendorId: vendor.id,
      debtorId: someone,
      dueOn: "2001-01-01",
      reference: "EARLY",
    });
    const second = await page("sort=due", { after: first.after ?? "" });
    const overlap = second.rows.filter(({ id }) => first.rows.some((row) => row.id === id));
    expect(overlap).toEqual([]);
    expect(second.rows).toHaveLength(50);
  });

  it("adds up in each state to what the list holds", async () => {
    for (const query of [
      "",
      "state=outstanding",
      "state=overdue",
      "state=settled",
      "currency=JPY",
      "q=zo%C3%AB",
    ]) {
      const rows = (await everyPage(query)).flatMap((read) => read.rows);
      const { totals } = await page(query);
      for (const total of totals) {
        const own = rows.filter((row) => row.currency === total.currency);
        expect(total.count).toBe(own.length);
        expect(total.outstandingMinor).toBe(own.reduce((sum, row) => sum + row.outstandingMinor, 0n));
        expect(total.amountMinor).toBe(own.reduce((sum, row) => sum + row.amountMinor, 0n));
      }
      expect(totals.reduce((sum, { count }) => sum + count, 0)).toBe(rows.length);
    }
  });

  it("sorts every outstanding balance into one aging bucket", async () => {
    const buckets = await Promise.all(agingBuckets.map(({ key }) => everyPage(`aging=${key}`)));
    const inBuckets = buckets.flatMap((pages) => pages.flatMap(({ rows }) => rows.map(({ id }) => id)));
    const outstanding = (await everyPage("state=outstanding")).flatMap(({ rows }) =>
      rows.map(({ id }) => id),
    );
    expect(inBuckets.sort()).toEqual(outstanding.sort());
  });

  it("finds a part paid balance as what it is", async () => {
    const { rows } = await page("state=part_paid");
    expect(rows).toMatchObject([{ reference: "PART-1", amountMinor: 9_000n, outstandingMinor: 5_000n }]);
  });

  it("takes a search for what it says, percent signs too", async () => {
    const { rows } = await page(`q=${encodeURIComponent("100%")}`);
    expect(new Set(rows.map(({ debtorName }) => debtorName))).toEqual(new Set(["100% Cotton Ltd"]));
    expect((await page("q=R-0007")).rows.map(({ reference }) => reference)).toEqual(["R-0007"]);
  });

  it("begins at the beginning when a cursor was edited, cut, or belongs to another order", async () => {
    const first = await page("sort=due");
    const ofAnotherOrder = (await page("sort=debtor")).after ?? "";
    const injected = encodeCursor(["2026-01-01'; drop table balances", first.rows[0]?.id ?? ""]);
    for (const after of ["", "nonsense", "%00", (first.after ?? "").slice(3), ofAnotherOrder, injected]) {
      expect((await page("sort=due", { after })).rows).toEqual(first.rows);
    }
  });

  it("understands its own addresses and drops what it does not know", () => {
    const query = "q=ana&state=overdue&aging=31-60&currency=USD&answered=yes&sort=amount&order=asc";
    expect(balanceFilterParams(readBalanceFilter(new URLSearchParams(query))).toString()).toBe(query);
    const odd = new URLSearchParams("state=all&aging=7&currency=XXX1&sort=size&order=up");
    expect(balanceFilterParams(readBalanceFilter(odd)).toString()).toBe("");
  });

  it("reads a cursor back letter for letter", () => {
    const keys = ["Zoë Ødegård 株式会社", "019ab3c4-0000-7000-8000-000000000000"];
    expect(decodeCursor(encodeCursor(keys), ["text", "uuid"])).toEqual(keys);
  });
});

describe("the CSV of the list", () => {
  it("has every filtered balance with exact decimals, and no cell that a spreadsheet would run", async () => {
    let text = "";
    for await (const piece of exportBalances(database, {
      vendor,
      filter: readBalanceFilter(new URLSearchParams()),
      now,
    }))
      text += piece;
    const rows = parse<Record<string, string>>(text, { columns: true, bom: true });
    expect(rows).toHaveLength((await everyPage("")).flatMap((read) => read.rows).length);
    expect(rows.find(({ reference }) => reference === "PART-1")).toMatchObject({
      amount: "90.00",
      outstanding: "50.00",
    });
    expect(rows.find(({ currency: code }) => code === "JPY")?.["amount"]).toMatch(/^\d+$/);
    expect(rows.flatMap((row) => Object.values(row)).filter((cell) => /^[=+\-@\t\r]/.test(cell))).toEqual([]);
  });
});
