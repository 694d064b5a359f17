import { parse } from "csv-parse/sync";
import { v7 as uuid } from "uuid";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { recordByHand } from "~/services/desk/record-by-hand.server";
import { exportJournal } from "~/services/ledger/export-journal.server";
import { reverseAdjustment } from "~/services/ledger/reverse-adjustment.server";
import { verifyLedger } from "~/services/ledger/verify-ledger.server";
import type { AdjustmentId, BalanceId, DebtorId, PaymentId, StaffUserId } from "~/domain/ids";
import type { OfflinePaymentForm } from "~/domain/ledger/adjustment-form";
import type { AdjustmentKind } from "~/domain/vocabulary";
import { balances, payments } from "~db/schema";
import { eq } from "drizzle-orm";
import { makeBalance } from "~tests/factories/balance";
import { adjustByHand, payByHand } from "~tests/factories/by-hand";
import { makeDebtor } from "~tests/factories/debtor";
import { makeVendor, type Vendor } from "~tests/factories/vendor";
import { useDatabase } from "~tests/setup/database";

const database = useDatabase();
const now = new Date("2026-11-22T17:00:00Z");
const by = "0199d7a0-0000-7000-8000-00000000000a" as StaffUserId;
let deps: { db: typeof database.db };
let vendor: Vendor;
let debtorId: DebtorId;

beforeAll(() => {
  deps = { db: database.db };
});
beforeEach(async () => {
  vendor = await makeVendor(database.db);
  debtorId = (await makeDebtor(database.db, { vendorId: vendor.id })).id;
});

const owe = (amountMinor = 4_500n) =>
  makeBalance(database.db, { vendorId: vendor.id, debtorId, amountMinor, dueOn: "2026-10-01" });
const pay = (balanceId: BalanceId, amountMinor: bigint, said: Partial<OfflinePaymentForm> = {}) =>
  payByHand(deps, { vendor, balanceId, by, now, said: { amountMinor, ...said } });
const adjust = (balanceId: BalanceId, kind: AdjustmentKind, amountMinor: bigint, id = uuid()) =>
  adjustByHand(deps, { vendor, balanceId, by, now, kind, amountMinor, id });
const reverse = (adjustmentId: AdjustmentId) =>
  reverseAdjustment(deps, { vendorId: vendor.id, adjustmentId, reason: "They moved back.", by, now });
const read = <T>(fn: Parameters<typeof database.db.asVendor<T>>[1]) => database.db.asVendor(vendor.id, fn);
const paymentsHere = () => read((tx) => tx.select().from(payments));
const outstandingOf = async (id: BalanceId) =>
  (await read((tx) => tx.select().from(balances).where(eq(balances.id, id))))[0]?.outstandingMinor;

describe("the forms of the desk", () => {
  const send = (balanceId: BalanceId, fields: Record<string, string>) => {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    return recordByHand(deps, { vendor, balanceId, form, by, now });
  };

  test("record what they say", async () => {
    const id = await owe();
    const common = { requestId: uuid(), currency: "USD" };
    const payment = { ...common, intent: "record-payment", amount: "20", method: "cash" };
    expect(await send(id, { ...payment, receivedOn: "2026-11-22" })).toBeNull();
    const credit = { ...common, intent: "credit", amount: "$5.00", reason: "Late opening" };
    expect(await send(id, credit)).toBeNull();
    expect(await outstandingOf(id)).toBe(2_000n);
    const [payment1] = await paymentsHere();
    const reversal = { intent: "reverse-payment", paymentId: payment1?.id ?? "", reason: "Wrong debtor" };
    expect(await send(id, reversal)).toBeNull();
    expect(await outstandingOf(id)).toBe(4_000n);
  });

  test("come back with what was written and the problem at its field", async () => {
    const id = await owe();
    const requestId = uuid();
    const form = { requestId, currency: "USD", intent: "write_off", amount: "45.01", reason: "Gone" };
    const refused = await send(id, form);
    expect(refused).toMatchObject({
      intent: "write_off",
      result: {
        initialValue: { amount: "45.01", reason: "Gone" },
        error: { amount: ["Only $45.00 is outstanding now."] },
      },
    });
    expect(refused?.requestId).not.toBe(requestId);
    const unwritten = await send(id, { ...form, amount: "", reason: "" });
    expect(Object.keys(unwritten?.result.error ?? {}).sort()).toEqual(["amount", "reason"]);
    expect(await outstandingOf(id)).toBe(4_500n);
  });
});

describe("the journal", () => {
  const exported = async (from: string | null, to: string) => {
    const parts: string[] = [];
    for await (const part of exportJournal(deps, { vendor, range: { from, to } })) parts.push(part);
    const lines: unknown = parse(parts.join(""), { columns: true, bom: true });
    return z.array(z.record(z.string(), z.string())).parse(lines);
  };
  const cents = (text = "") => BigInt(text.replace(".", "") || "0");

  test("has one line for each posting of the days asked for, and debits equal credits", async () => {
    const id = await owe();
    const form = uuid();
    await pay(id, 5_000n, { keepRest: true, note: "=HYPERLINK(1)" });
    await adjust(await owe(900n), "write_off", 900n, form);
    await reverse(form as AdjustmentId);
    const all = await exported(null, "2026-11-22");
    expect(all).toHaveLength(2 + 3 + 2 + 2 + 2);
    const total = (column: string) => all.reduce((sum, line) => sum + cents(line[column]), 0n);
    expect(total("debit")).toBe(total("credit"));
    expect(total("debit")).toBeGreaterThan(0n);
    for (const line of all) expect([line["debit"], line["credit"]].filter(Boolean)).toHaveLength(1);
    const offline = all.filter(({ kind }) => kind === "offline_payment");
    expect(offline).toMatchObject([
      { account: "paid_elsewhere", debit: "50.00", "occurred on": "2026-11-20", memo: "'=HYPERLINK(1)" },
      { account: "receivable", credit: "45.00", currency: "USD" },
      { account: "unapplied", credit: "5.00" },
    ]);
    expect(offline[1]?.["balance reference"]).toMatch(/^B-/);
    expect(offline[0]?.["debtor reference"]).toMatch(/^D-/);
    expect(await exported("2026-11-20", "2026-11-20")).toHaveLength(3);
    expect(await exported("2026-11-21", "2026-11-21")).toEqual([]);
  });

  test("is the vendor's own", async () => {
    await owe();
    vendor = await makeVendor(database.db);
    expect(await exported(null, "2026-11-22")).toEqual([]);
  });
});

describe("the check of the ledger", () => {
  test("finds what was changed behind it", async () => {
    const id = await owe();
    const payment = uuid() as PaymentId;
    const form = uuid();
    await pay(id, 1_000n, { requestId: payment });
    await adjust(id, "credit", 500n, form);
    const found = async () => (await verifyLedger(deps)).differences.map(({ what }) => what);
    expect(await found()).toEqual([]);
    const { admin } = database;
    await admin`update payments set state = 'reversed', reversed_at = ${now}, reversed_by = 'staff:x',
      reversed_reason = 'no entry' where id = ${payment}`;
    expect(await found()).toContain("entry recorded by hand");
    await admin`update payments set state = 'succeeded', reversed_at = null, reversed_by = null,
      reversed_reason = null where id = ${payment}`;
    await admin`update adjustments set amount_minor = 501 where id = ${form}`;
    expect(await found()).toContain("entry recorded by hand");
    await admin`update adjustments set amount_minor = 500 where id = ${form}`;
    expect(await found()).toEqual([]);
  });
});
