import { eq } from "drizzle-orm";
import fc from "fast-check";
import { v7 as uuid } from "uuid";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { listBalancesPage } from "~/services/desk/list-balances.server";
import { readBalance } from "~/services/desk/read-balance.server";
import { readOverview } from "~/services/desk/read-overview.server";
import { reverseAdjustment } from "~/services/ledger/reverse-adjustment.server";
import { reverseOfflinePayment } from "~/services/ledger/reverse-offline-payment.server";
import { verifyLedger } from "~/services/ledger/verify-ledger.server";
import { readBalanceFilter } from "~/domain/balance-filter";
import { endingOf } from "~/domain/balance-standing";
import type { AdjustmentId, BalanceId, DebtorId, PaymentId, StaffUserId } from "~/domain/ids";
import type { OfflinePaymentForm } from "~/domain/ledger/adjustment-form";
import { currency } from "~/domain/money";
import type { AdjustmentKind } from "~/domain/vocabulary";
import { findReceipt } from "~db/queries/ledger/receipts";
import { adjustments, balances, checkouts, messages, payments, receipts, timelineEvents } from "~db/schema";
import { makeBalance, makePayment } from "~tests/factories/balance";
import { adjustByHand, payByHand } from "~tests/factories/by-hand";
import { makeDebtor } from "~tests/factories/debtor";
import { makeVendor, type Vendor } from "~tests/factories/vendor";
import { useDatabase } from "~tests/setup/database";

const database = useDatabase();
const usd = currency("USD");
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
afterAll(async () => {
  expect((await verifyLedger(deps)).differences).toEqual([]);
});

const owe = (amountMinor = 4_500n) =>
  makeBalance(database.db, { vendorId: vendor.id, debtorId, amountMinor, dueOn: "2026-10-01" });

const pay = (balanceId: BalanceId, amountMinor: bigint, said: Partial<OfflinePaymentForm> = {}) =>
  payByHand(deps, { vendor, balanceId, by, now, said: { amountMinor, ...said } });
const adjust = (balanceId: BalanceId, kind: AdjustmentKind, amountMinor: bigint, id = uuid()) =>
  adjustByHand(deps, { vendor, balanceId, by, now, kind, amountMinor, id });

const reversePayment = (paymentId: PaymentId) =>
  reverseOfflinePayment(deps, { vendor, paymentId, reason: "The cheque bounced.", by, now });
const reverse = (adjustmentId: AdjustmentId) =>
  reverseAdjustment(deps, { vendorId: vendor.id, adjustmentId, reason: "They moved back.", by, now });

const read = <T>(fn: Parameters<typeof database.db.asVendor<T>>[1]) => database.db.asVendor(vendor.id, fn);
async function balanceOf(id: BalanceId) {
  const [row] = await read((tx) => tx.select().from(balances).where(eq(balances.id, id)));
  if (!row) throw new Error("The balance is gone.");
  return row;
}
const outstandingOf = async (id: BalanceId) => (await balanceOf(id)).outstandingMinor;
const paymentsHere = () => read((tx) => tx.select().from(payments));
const adjustmentsHere = () => read((tx) => tx.select().from(adjustments));
const kindsHere = async () => (await read((tx) => tx.select().from(timelineEvents))).map(({ kind }) => kind);
const standing = async (balanceId: BalanceId) => {
  const found = await readBalance(deps, { vendor, balanceId, all: true, now });
  if (!found) throw new Error("The balance cannot be read.");
  return found;
};

/** A session of the debtor's at Stripe, as a click leaves it. */
async function openSession(): Promise<void> {
  const id = uuid();
  const link = id.replaceAll("-", "").slice(-16);
  await database.admin`insert into pay_links (vendor_id, id, debtor_id, expires_at)
    values (${vendor.id}, ${link}, ${debtorId}, ${new Date("2027-01-01")})`;
  await database.admin`insert into checkouts (vendor_id, id, debtor_id, pay_link_id, selection_key, state,
      currency, amount_minor, idempotency_key, expires_at)
    values (${vendor.id}, ${id}, ${debtorId}, ${link}, ${id}, 'open', 'USD', 4500, ${id},
      ${new Date("2026-11-23")})`;
}
const sessionState = async () => (await read((tx) => tx.select().from(checkouts))).map(({ state }) => state);

describe("an offline payment", () => {
  test("settles the balance on the day it was received, with payment, allocation and receipt", async () => {
    const id = await owe();
    expect(await pay(id, 4_500n, { method: "cheque", note: "No. 1042" })).toEqual({ outcome: "recorded" });
    expect(await balanceOf(id)).toMatchObject({ outstandingMinor: 0n });
    expect((await balanceOf(id)).settledAt?.toISOString()).toBe("2026-11-20T17:00:00.000Z");
    expect(await paymentsHere()).toMatchObject([
      {
        method: "cheque",
        methodLabel: "Check",
        state: "succeeded",
        note: "No. 1042",
        receivedOn: "2026-11-20",
        recordedBy: `staff:${by}`,
        stripePaymentIntentId: null,
        unappliedMinor: 0n,
        flag: null,
      },
    ]);
    expect(await read((tx) => tx.select().from(receipts))).toHaveLength(1);
    expect(await kindsHere()).toEqual(["payment_received", "balance_settled"]);
    const { currencies, recentPayments } = await readOverview(deps, { vendor, now });
    expect(currencies[0]).toMatchObject({ settledMinor: 4_500n, outstandingMinor: 0n });
    expect(recentPayments).toMatchObject([{ amountMinor: 4_500n, methodLabel: "Check" }]);
  });

  test("emails its receipt only when that was ticked", async () => {
    const id = await owe();
    await pay(id, 1_000n);
    expect(await read((tx) => tx.select().from(messages))).toEqual([]);
    await pay(id, 1_000n, { emailReceipt: true });
    expect(await read((tx) => tx.select().from(messages))).toMatchObject([{ purpose: "receipt" }]);
  });

  test("is recorded once however often its form is sent, also at the same moment", async () => {
    const id = await owe();
    const requestId = uuid() as PaymentId;
    const sent = await Promise.all(Array.from({ length: 5 }, () => pay(id, 4_500n, { requestId })));
    expect(new Set(sent.map(({ outcome }) => outcome))).toEqual(new Set(["recorded"]));
    expect(await paymentsHere()).toHaveLength(1);
  });

  test("is not swallowed when a form that was sent before comes back with another amount", async () => {
    const id = await owe();
    const requestId = uuid() as PaymentId;
    await pay(id, 1_000n, { requestId });
    const amount = { amountMinor: 1_000n, currency: usd };
    expect(await pay(id, 2_000n, { requestId })).toEqual({ outcome: "form_used", amount });
    expect(await outstandingOf(id)).toBe(3_500n);
  });

  test("beyond what is outstanding is refused, or leaves the rest to a person when wanted", async () => {
    const id = await owe();
    const outstanding = { amountMinor: 4_500n, currency: usd };
    expect(await pay(id, 6_000n)).toEqual({ outcome: "too_much", outstanding });
    expect(await paymentsHere()).toEqual([]);
    await pay(id, 6_000n, { keepRest: true });
    expect(await outstandingOf(id)).toBe(0n);
    const { forAPerson } = await readOverview(deps, { vendor, now });
    expect(forAPerson.payments).toMatchObject([{ amountMinor: 6_000n, unappliedMinor: 1_500n }]);
    expect(await pay(id, 100n, { keepRest: true })).toMatchObject({ outcome: "too_much" });
  });

  test("takes back what the debtor has open at Stripe", async () => {
    const id = await owe();
    await openSession();
    await pay(id, 1_000n);
    expect(await sessionState()).toEqual(["superseded"]);
  });

  test("is never recorded on another vendor's balance", async () => {
    const id = await owe();
    vendor = await makeVendor(database.db);
    expect(await pay(id, 100n)).toEqual({ outcome: "not_found" });
    expect(await adjust(id, "credit", 100n)).toEqual({ outcome: "not_found" });
  });

  test("that is reversed is owed again, once, and shown as reversed with the reason", async () => {
    const id = await owe();
    const requestId = uuid() as PaymentId;
    await pay(id, 6_000n, { requestId, keepRest: true, emailReceipt: true });
    await openSession();
    expect(await Promise.all([reversePayment(requestId), reversePayment(requestId)])).toEqual([
      "reversed",
      "reversed",
    ]);
    expect(await balanceOf(id)).toMatchObject({ outstandingMinor: 4_500n, settledAt: null });
    expect(await paymentsHere()).toMatchObject([
      {
        state: "reversed",
        reversedBy: `staff:${by}`,
        reversedReason: "The cheque bounced.",
        reversedAt: now,
      },
    ]);
    expect(await kindsHere()).toEqual(expect.arrayContaining(["payment_reversed", "balance_reopened"]));
    expect(await sessionState()).toEqual(["superseded"]);
    const overview = await readOverview(deps, { vendor, now });
    expect(overview.currencies[0]).toMatchObject({ settledMinor: 0n, outstandingMinor: 4_500n });
    expect(overview.forAPerson.payments).toEqual([]);
    expect(overview.recentPayments).toEqual([]);
    const receipt = await read((tx) => findReceipt(tx, { vendorId: vendor.id, paymentId: requestId }));
    expect(receipt).toBeNull();
  });

  test("through Stripe is nothing to reverse by hand", async () => {
    const id = await owe();
    const paymentId = await makePayment(database.db, {
      vendorId: vendor.id,
      debtorId,
      receivedMinor: 4_500n,
      allocated: [{ balanceId: id, amountMinor: 4_500n }],
      receivedAt: now,
    });
    expect(await reversePayment(paymentId)).toBe("not_found");
    expect(await outstandingOf(id)).toBe(0n);
  });
});

describe("a credit or a write-off", () => {
  test.each([
    ["credit", "credited", "credited"],
    ["write_off", "written_off", "written_off"],
  ] as const)("by %s ends the balance without calling it settled", async (kind, event, ending) => {
    const id = await owe();
    await openSession();
    expect(await adjust(id, kind, 4_500n)).toEqual({ outcome: "recorded" });
    const { balance } = await standing(id);
    expect(balance.outstandingMinor).toBe(0n);
    expect(endingOf(balance)).toBe(ending);
    expect(await kindsHere()).toEqual([event]);
    expect(await sessionState()).toEqual(["superseded"]);
    expect(await adjustmentsHere()).toMatchObject([{ kind, reason: "As agreed by phone.", recordedAt: now }]);
    const { currencies } = await readOverview(deps, { vendor, now });
    expect(currencies[0]).toMatchObject({ settledMinor: 0n, outstandingMinor: 0n, shareSettledPercent: 0 });
    const list = async (state: string) => {
      const params = new URLSearchParams({ state });
      const filter = readBalanceFilter(params);
      return (await listBalancesPage(deps, { vendor, filter, params, now })).rows.length;
    };
    expect([await list("settled"), await list("adjusted"), await list("part_paid")]).toEqual([0, 1, 0]);
  });

  test("takes a part off, and leaves the rest to be settled with money", async () => {
    const id = await owe();
    await adjust(id, "credit", 500n);
    expect(await outstandingOf(id)).toBe(4_000n);
    await pay(id, 4_000n);
    expect(endingOf((await standing(id)).balance)).toBe("settled");
  });

  test("is refused beyond what is outstanding", async () => {
    const id = await owe();
    const outstanding = { amountMinor: 4_500n, currency: usd };
    expect(await adjust(id, "write_off", 4_501n)).toEqual({ outcome: "too_much", outstanding });
    expect(await adjustmentsHere()).toEqual([]);
  });

  test("is recorded once however often its form is sent", async () => {
    const id = await owe();
    const form = uuid();
    await Promise.all(Array.from({ length: 4 }, () => adjust(id, "write_off", 4_500n, form)));
    expect(await adjustmentsHere()).toHaveLength(1);
    expect(await adjust(id, "write_off", 100n, form)).toMatchObject({ outcome: "form_used" });
  });

  test("that is reversed is owed again, once", async () => {
    const id = await owe();
    const form = uuid();
    await adjust(id, "write_off", 4_500n, form);
    const twice = [reverse(form as AdjustmentId), reverse(form as AdjustmentId)];
    expect(await Promise.all(twice)).toEqual(["reversed", "reversed"]);
    expect(await balanceOf(id)).toMatchObject({ outstandingMinor: 4_500n, settledAt: null });
    expect((await standing(id)).balance.writtenOffMinor).toBe(0n);
    expect(await adjustmentsHere()).toMatchObject([{ reversedReason: "They moved back.", reversedAt: now }]);
    expect(await kindsHere()).toEqual(["written_off", "balance_reopened"]);
  });

  test("never takes a balance below nothing, however many people record at the same moment", async () => {
    const id = await owe(1_000n);
    const outcomes = await Promise.all([
      pay(id, 600n),
      adjust(id, "credit", 600n),
      adjust(id, "write_off", 600n),
      pay(id, 600n),
    ]);
    expect(outcomes.filter(({ outcome }) => outcome === "recorded")).toHaveLength(1);
    expect(await outstandingOf(id)).toBe(400n);
  });
});

describe("whatever people do", () => {
  const step = fc.record({
    what: fc.constantFrom("stripe", "offline", "offline_rest", "credit", "write_off", "undo", "undo"),
    amountMinor: fc.bigInt({ min: 1n, max: 1_200n }),
    which: fc.nat({ max: 20 }),
  });

  test("outstanding is what a simple model says, never below nothing, and the ledger agrees", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 14 }), async (steps) => {
        vendor = await makeVendor(database.db);
        debtorId = (await makeDebtor(database.db, { vendorId: vendor.id })).id;
        const id = await owe(2_000n);
        let owedMinor = 2_000n;
        const done: { tookMinor: bigint; undo: () => Promise<unknown> }[] = [];
        for (const { what, amountMinor, which } of steps) {
          const form = uuid();
          const fits = amountMinor <= owedMinor;
          const tookMinor = fits ? amountMinor : owedMinor;
          if (what === "undo") {
            const [one] = done.splice(which % Math.max(done.length, 1), 1);
            if (!one) continue;
            await one.undo();
            owedMinor += one.tookMinor;
          } else if (what === "stripe") {
            const allocated = tookMinor > 0n ? [{ balanceId: id, amountMinor: tookMinor }] : [];
            const money = { receivedMinor: amountMinor, allocated, receivedAt: now };
            await makePayment(database.db, { vendorId: vendor.id, debtorId, ...money });
            owedMinor -= tookMinor;
          } else if (what === "offline" || what === "offline_rest") {
            const keepRest = what === "offline_rest";
            const requestId = form as PaymentId;
            const { outcome } = await pay(id, amountMinor, { requestId, keepRest });
            const isTaken = owedMinor > 0n && (fits || keepRest);
            expect(outcome).toBe(isTaken ? "recorded" : "too_much");
            if (!isTaken) continue;
            owedMinor -= tookMinor;
            done.push({ tookMinor, undo: () => reversePayment(requestId) });
          } else {
            const { outcome } = await adjust(
              id,
              what === "credit" ? "credit" : "write_off",
              amountMinor,
              form,
            );
            expect(outcome).toBe(fits ? "recorded" : "too_much");
            if (!fits) continue;
            owedMinor -= amountMinor;
            done.push({ tookMinor: amountMinor, undo: () => reverse(form as AdjustmentId) });
          }
          expect(owedMinor).toBeGreaterThanOrEqual(0n);
          expect(await outstandingOf(id)).toBe(owedMinor);
        }
        expect((await verifyLedger(deps)).differences).toEqual([]);
      }),
      { numRuns: 25 },
    );
  }, 120_000);
});
