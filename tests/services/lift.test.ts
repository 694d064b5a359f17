import { v7 as uuid } from "uuid";
import { describe, expect, test } from "vitest";
import { readLift } from "~/services/effect/read-lift.server";
import type { BalanceId, CadenceId, DebtorId, VendorId } from "~/domain/ids";
import { entry, settledElsewhere } from "~/domain/ledger/entries";
import { currency } from "~/domain/money";
import type { HoldoutArm, JournalEntryKind } from "~/domain/vocabulary";
import { postEntries } from "~db/queries/ledger/ledger";
import { insertHoldouts } from "~db/queries/reminders/holdouts";
import { makeBalance, makePayment } from "~tests/factories/balance";
import { makeCall, makeSentMessage } from "~tests/factories/contacts";
import { makeDebtor } from "~tests/factories/debtor";
import { makeVendor } from "~tests/factories/vendor";
import { useDatabase } from "~tests/setup/database";

const now = new Date("2026-06-30T15:00:00Z");
const dayMs = 86_400_000;
const daysAgo = (days: number) => new Date(now.getTime() - days * dayMs);
const usd = currency("USD");
const database = useDatabase();

/** A debtor drawn into an arm so many days ago, owing $45.00 that was due before. */
async function draw(
  vendorId: VendorId,
  { arm, days, dueOn = "2026-04-01" }: { arm: HoldoutArm; days: number; dueOn?: string },
): Promise<{ debtorId: DebtorId; balanceId: BalanceId }> {
  const { db } = database;
  const { id: debtorId } = await makeDebtor(db, { vendorId });
  const balanceId = await makeBalance(db, { vendorId, debtorId, issuedOn: "2026-03-01", dueOn });
  const row = { debtorId, arm, assignedAt: daysAgo(days), endsAt: daysAgo(days - 30) };
  await db.asVendor(vendorId, (tx) => insertHoldouts(tx, { vendorId, rows: [row] }));
  return { debtorId, balanceId };
}

/** Money, or none, on a balance by an entry of some kind; paid when above nothing. */
async function move(
  vendorId: VendorId,
  whose: { debtorId: DebtorId; balanceId: BalanceId },
  { kind, minor, at }: { kind: JournalEntryKind; minor: bigint; at: Date },
): Promise<void> {
  const { debtorId, balanceId } = whose;
  const fact = { debtorId, currency: usd, occurredAt: at, causedBy: null };
  const amount = (amountMinor: bigint) => ({ amountMinor, currency: usd });
  const made = entry(fact, kind, uuid(), [
    { account: "paid_elsewhere", amount: amount(minor), debtorId },
    { account: "receivable", amount: amount(-minor), debtorId, balanceId },
  ]);
  await database.db.asVendor(vendorId, (tx) => postEntries(tx, { vendorId, entries: [made] }));
}

describe("what holding out has shown", () => {
  test("is nothing before anyone was drawn", async () => {
    const vendor = await makeVendor(database.db);
    expect(await readLift(database, { vendor, now })).toBeNull();
  });

  test("is what was worked out by hand", async () => {
    const { db } = database;
    const { id: vendorId, timeZone } = await makeVendor(db);
    const vendor = { id: vendorId, timeZone };

    // Reminded: one paid all through Tenfold, one a part, by hand, of which some went back within the days.
    const one = await draw(vendorId, { arm: "reminded", days: 40 });
    await makeSentMessage(db, { vendorId, debtorId: one.debtorId, at: daysAgo(40) });
    await makePayment(db, {
      vendorId,
      debtorId: one.debtorId,
      receivedMinor: 4_500n,
      allocated: [{ balanceId: one.balanceId, amountMinor: 4_500n }],
      receivedAt: daysAgo(35),
    });
    const two = await draw(vendorId, { arm: "reminded", days: 50 });
    await move(vendorId, two, { kind: "offline_payment", minor: 2_000n, at: daysAgo(30) });
    await move(vendorId, two, { kind: "refund", minor: -500n, at: daysAgo(21) });
    // What is after the days, before them, or no money counts for nothing.
    await move(vendorId, two, { kind: "offline_payment", minor: 100n, at: daysAgo(20) });
    const three = await draw(vendorId, { arm: "reminded", days: 45 });
    await move(vendorId, three, { kind: "write_off", minor: 1_500n, at: daysAgo(40) });
    await move(vendorId, three, { kind: "offline_payment", minor: 300n, at: daysAgo(46) });
    await makeCall(db, {
      vendorId,
      debtorId: three.debtorId,
      at: daysAgo(44),
      step: { cadenceId: uuid() as CadenceId, stageDays: 1 },
      outcome: "no_answer",
    });

    // Held out: one paid by the vendor's own records, one wrote a promise and was reminded all the same.
    const four = await draw(vendorId, { arm: "held_out", days: 31 });
    await db.asVendor(vendorId, (tx) =>
      postEntries(tx, {
        vendorId,
        entries: [
          settledElsewhere({
            ...four,
            currency: usd,
            occurredAt: daysAgo(2),
            causedBy: null,
            amountMinor: 1_000n,
            paidInAllMinor: 1_000n,
          }),
        ],
      }),
    );
    const five = await draw(vendorId, { arm: "held_out", days: 60 });
    await makeSentMessage(db, { vendorId, debtorId: five.debtorId, at: daysAgo(55) });
    // A receipt is no reminder, and one after the days is none within them.
    await makeSentMessage(db, { vendorId, debtorId: four.debtorId, at: daysAgo(5), purpose: "receipt" });
    await makeSentMessage(db, { vendorId, debtorId: four.debtorId, at: daysAgo(0.5) });
    // Their days still run, and end this very moment.
    await draw(vendorId, { arm: "held_out", days: 29 });
    await draw(vendorId, { arm: "reminded", days: 30 });

    const found = await readLift(database, { vendor, now });
    if (!found) throw new Error("Debtors were drawn.");
    expect(found.since).toEqual(daysAgo(60));
    expect(found.reminded).toEqual({
      over: 4,
      running: 0,
      paid: 2,
      paidInFull: 1,
      reminded: 2,
      collected: [{ currency: "USD", amountMinor: 6_000n, squaresMinor: 4_500n ** 2n + 1_500n ** 2n }],
    });
    expect(found.heldOut).toEqual({
      over: 2,
      running: 1,
      paid: 1,
      paidInFull: 0,
      reminded: 1,
      collected: [{ currency: "USD", amountMinor: 1_000n, squaresMinor: 1_000_000n }],
    });
    expect(found.paid.lift).toMatchObject({ difference: 0, isOpen: true });
    expect(found.amounts).toMatchObject([{ currency: "USD", remindedMinor: 1_500, heldOutMinor: 500 }]);
    expect(found.amounts[0]?.lift?.difference).toBe(1_000);
  });

  test("asks in full only for what fell due within the days, and for all of that", async () => {
    const { db } = database;
    const { id: vendorId, timeZone } = await makeVendor(db);
    const paysFirst = { kind: "offline_payment", minor: 4_500n, at: daysAgo(35) } as const;
    const later = await draw(vendorId, { arm: "reminded", days: 40 });
    await makeBalance(db, {
      vendorId,
      debtorId: later.debtorId,
      issuedOn: "2026-03-01",
      dueOn: "2026-12-01",
    });
    await move(vendorId, later, paysFirst);
    const within = await draw(vendorId, { arm: "reminded", days: 40 });
    await makeBalance(db, {
      vendorId,
      debtorId: within.debtorId,
      issuedOn: "2026-03-01",
      dueOn: "2026-06-10",
    });
    await move(vendorId, within, paysFirst);
    // Billed after they were drawn: nothing of what they owed then.
    const since = await draw(vendorId, { arm: "reminded", days: 40 });
    await makeBalance(db, {
      vendorId,
      debtorId: since.debtorId,
      issuedOn: "2026-06-01",
      dueOn: "2026-06-10",
    });
    await move(vendorId, since, paysFirst);
    const found = await readLift(database, { vendor: { id: vendorId, timeZone }, now });
    expect(found?.reminded).toMatchObject({ over: 3, paid: 3, paidInFull: 2 });
  });

  test("keeps currencies and vendors apart", async () => {
    const { db } = database;
    const { id: vendorId, timeZone } = await makeVendor(db);
    const { debtorId } = await draw(vendorId, { arm: "held_out", days: 40 });
    const euros = currency("EUR");
    const balanceId = await makeBalance(db, { vendorId, debtorId, currency: euros, issuedOn: "2026-03-01" });
    await makePayment(db, {
      vendorId,
      debtorId,
      currency: euros,
      receivedMinor: 4_500n,
      allocated: [{ balanceId, amountMinor: 4_500n }],
      receivedAt: daysAgo(30),
    });
    const other = await makeVendor(db);
    await draw(other.id, { arm: "reminded", days: 40 });
    const found = await readLift(database, { vendor: { id: vendorId, timeZone }, now });
    expect(found?.reminded).toMatchObject({ over: 0, running: 0, collected: [] });
    expect(found?.heldOut).toMatchObject({ over: 1, paid: 1, paidInFull: 0 });
    expect(found?.amounts).toEqual([
      { currency: "EUR", remindedMinor: null, heldOutMinor: 4_500, lift: null },
    ]);
    expect(found?.paid.lift).toBeNull();
  });
});
