import { v7 as uuid } from "uuid";
import { parse } from "csv-parse/sync";
import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import type { ChargebackId, DebtorId, PaymentId } from "~/domain/ids";
import { currency } from "~/domain/money";
import { paymentFilterParams, readPaymentFilter } from "~/domain/payment-filter";
import { netMinor } from "~/domain/payment-standing";
import { exportPayments, listPaymentsPage } from "~/services/desk/list-payments.server";
import { chargebacks, payments } from "~db/schema";
import { makePayment } from "~tests/factories/balance";
import { makeDebtor } from "~tests/factories/debtor";
import { makeVendor, type Vendor } from "~tests/factories/vendor";
import { useDatabase } from "~tests/setup/database";

const database = useDatabase();
const now = new Date("2026-11-22T15:00:00Z");
let vendor: Vendor;
let other: Vendor;
let ana: DebtorId;

function page(query: string, cursor: { after?: string; before?: string } = {}, whose = vendor) {
  const params = new URLSearchParams({ ...Object.fromEntries(new URLSearchParams(query)), ...cursor });
  return listPaymentsPage(database, { vendor: whose, filter: readPaymentFilter(params), params });
}

async function everyPage(query: string) {
  const pages = [await page(query)];
  for (let after = pages[0]?.after; after; after = pages.at(-1)?.after)
    pages.push(await page(query, { after }));
  return pages;
}

type Change = Partial<typeof payments.$inferInsert>;
async function received(debtorId: DebtorId, amountMinor: bigint, change: Change = {}): Promise<PaymentId> {
  const { currency: code = currency("USD"), receivedAt = now } = change;
  const made = { vendorId: vendor.id, debtorId, receivedMinor: amountMinor, currency: code };
  const id = await makePayment(database.db, { ...made, allocated: [], receivedAt: receivedAt ?? now });
  const settled = { unappliedMinor: 0n, feeMinor: 159n, feeCurrency: code, ...change };
  await database.db.asVendor(vendor.id, (tx) => tx.update(payments).set(settled).where(eq(payments.id, id)));
  return id;
}

async function chargedBack(paymentId: PaymentId, debtorId: DebtorId, amountMinor: bigint) {
  const row = { vendorId: vendor.id, id: uuid() as ChargebackId, debtorId, paymentId };
  const usd = currency("USD");
  await database.db.asVendor(vendor.id, (tx) =>
    tx.insert(chargebacks).values({
      ...row,
      stripeDisputeId: "dp_known",
      state: "open",
      currency: usd,
      amountMinor,
      withdrawnMinor: amountMinor,
      feeMinor: 1_500n,
      feeCurrency: usd,
      reason: "fraudulent",
      respondBy: new Date("2026-12-01T12:00:00Z"),
      openedAt: now,
    }),
  );
}

beforeAll(async () => {
  vendor = await makeVendor(database.db);
  other = await makeVendor(database.db);
  const vendorId = vendor.id;
  ana = (await makeDebtor(database.db, { vendorId, name: "Ana Ferreira" })).id;
  const zoe = (await makeDebtor(database.db, { vendorId, name: '=HYPERLINK("http://evil")' })).id;
  // Many ties on purpose: all of these were received at one of three moments.
  for (let number = 0; number < 110; number += 1) {
    const receivedAt = new Date(Date.UTC(2026, 9, 1 + (number % 3), 12));
    await received(number % 2 ? ana : zoe, 1_000n, { receivedAt, ...(number % 5 === 0 && yen) });
  }
  await received(ana, 4_500n, { unappliedMinor: 3_000n, flag: "More came than was owed." });
  await received(ana, 4_500n, { refundedMinor: 2_000n });
  await chargedBack(await received(ana, 4_500n, { chargedBackMinor: 4_500n }), ana, 4_500n);
  await received(ana, 9_900n, { state: "processing", receivedAt: null, feeMinor: null, feeCurrency: null });
  await received(ana, 7_700n, { state: "failed", receivedAt: null, feeMinor: null, feeCurrency: null });
  await received(ana, 2_000n, { feeMinor: null, feeCurrency: null });
  await received(ana, 2_000n, { feeMinor: 40n, feeCurrency: currency("EUR") });
}, 60_000);
const yen = { currency: currency("JPY") };

describe("the list of payments", () => {
  it("has every payment once, newest first, forwards and backwards, however many tie", async () => {
    const forwards = await everyPage("");
    const rows = forwards.flatMap((read) => read.rows);
    expect(rows).toHaveLength(116);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(116);
    const times = rows.map(({ at }) => at.getTime());
    expect(times).toEqual(times.toSorted((a, b) => b - a));

    const backwards = [];
    for (let before = forwards.at(-1)?.before; before;) {
      const previous = await page("", { before });
      backwards.unshift(...previous.rows.map(({ id }) => id));
      before = previous.before;
    }
    expect(backwards).toEqual(rows.map(({ id }) => id).slice(0, 100));
  });

  it("leaves out attempts that brought nothing, and shows what is on its way", async () => {
    const rows = (await everyPage("")).flatMap((read) => read.rows);
    expect(rows.filter(({ state }) => state === "failed")).toEqual([]);
    expect(rows.filter(({ state }) => state === "processing")).toMatchObject([{ amountMinor: 9_900n }]);
  });

  it("shows each way to look at it what it says and no more", async () => {
    const amounts = async (show: string) =>
      (await everyPage(`show=${show}`)).flatMap(({ rows }) =>
        rows.map(({ refundedMinor, takenBackMinor, unappliedMinor }) => [
          refundedMinor,
          takenBackMinor,
          unappliedMinor,
        ]),
      );
    expect(await amounts("refunded")).toEqual([[2_000n, 0n, 0n]]);
    expect(await amounts("charged_back")).toEqual([[0n, 4_500n, 0n]]);
    expect(await amounts("unapplied")).toEqual([[0n, 0n, 3_000n]]);
    expect((await amounts("for_a_person")).toSorted()).toEqual([
      [0n, 0n, 3_000n],
      [0n, 4_500n, 0n],
    ]);
  });

  it("says of a chargeback until when it can be answered, and counts its fee", async () => {
    const [row] = (await page("show=charged_back")).rows;
    if (!row) throw new Error("A payment was charged back.");
    expect(row).toMatchObject({
      isChargedBack: true,
      isAskedAbout: false,
      respondBy: new Date("2026-12-01T12:00:00Z"),
      feeMinor: 1_659n,
    });
    expect(netMinor(row)).toBe(-1_659n);
  });

  it("adds up per currency to what the list holds, without what is still on its way", async () => {
    const rows = (await everyPage("")).flatMap((read) => read.rows);
    const { totals } = await page("");
    expect(totals.map((total) => total.currency)).toEqual(["JPY", "USD"]);
    for (const total of totals) {
      const own = rows.filter((row) => row.currency === total.currency && row.state === "succeeded");
      const sum = (of: (row: (typeof own)[number]) => bigint) => own.reduce((all, row) => all + of(row), 0n);
      expect(total).toEqual({
        currency: total.currency,
        count: own.length,
        receivedMinor: sum((row) => row.amountMinor),
        feeMinor: sum((row) => row.feeMinor),
        refundedMinor: sum((row) => row.refundedMinor),
        takenBackMinor: sum((row) => row.takenBackMinor),
        unappliedMinor: sum((row) => row.unappliedMinor),
        feesOpen: own.filter((row) => row.isFeeOpen).length,
      });
    }
    expect(totals.map(({ feesOpen }) => feesOpen)).toEqual([0, 2]);
  });

  it("finds a payment by its debtor and by Stripe's ids in full", async () => {
    expect((await everyPage("q=ferreira")).flatMap(({ rows }) => rows)).toHaveLength(61);
    const [someone] = (await page("")).rows;
    const byIntent = await page(`q=${someone?.stripePaymentIntentId}`);
    expect(byIntent.rows.map(({ id }) => id)).toEqual([someone?.id]);
    expect((await page("q=dp_known")).rows).toMatchObject([{ takenBackMinor: 4_500n }]);
    expect((await page("q=dp_")).rows, "a part of an id is none").toEqual([]);
    expect((await page("q=%25")).rows, "a percent sign is one").toEqual([]);
  });

  it("shows another vendor none of it, whatever it searches for", async () => {
    for (const query of ["", "show=charged_back", "q=dp_known", "q=ferreira"]) {
      expect(await page(query, {}, other)).toMatchObject({ rows: [], totals: [] });
    }
  });

  it("begins at the beginning when a cursor was edited or cut", async () => {
    const first = await page("");
    for (const after of ["", "nonsense", (first.after ?? "").slice(3)]) {
      expect((await page("", { after })).rows).toEqual(first.rows);
    }
  });

  it("understands its own addresses and drops what it does not know", () => {
    const query = "q=ana&show=charged_back";
    expect(paymentFilterParams(readPaymentFilter(new URLSearchParams(query))).toString()).toBe(query);
    expect(paymentFilterParams(readPaymentFilter(new URLSearchParams("show=odd"))).toString()).toBe("");
  });
});

it("goes out as CSV with exact decimals, no net while a fee is open, and no cell to run", async () => {
  let text = "";
  const filter = readPaymentFilter(new URLSearchParams());
  for await (const piece of exportPayments(database, { vendor, filter })) text += piece;
  const rows = parse<Record<string, string>>(text, { columns: true, bom: true });
  expect(rows).toHaveLength(116);
  expect(rows.find((row) => row["refunded"] === "20.00")).toMatchObject({
    amount: "45.00",
    fee: "1.59",
    "charged back": "0.00",
    net: "23.41",
  });
  expect(rows.filter((row) => row["net"] === "")).toHaveLength(3);
  expect(
    rows.find((row) => row["charged back"] === "45.00"),
    "is a number",
  ).toMatchObject({ net: "-16.59" });
  const cells = rows.flatMap(({ net: _, ...row }) => Object.values(row));
  expect(cells.filter((cell) => /^[=+\-@\t\r]/.test(cell))).toEqual([]);
});
