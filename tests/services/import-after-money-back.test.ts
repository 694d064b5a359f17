import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { VendorId } from "~/domain/ids";
import { importChoicesSchema } from "~/domain/import/plan-reading";
import { importBalances } from "~/services/import/import-balances.server";
import { askAgain } from "~/services/money-back/decide-held.server";
import { balances, debtors } from "~db/schema";
import {
  differences,
  outstandingOf,
  payInFull,
  refundOf,
  staff,
  type Paid,
} from "~tests/factories/money-back";
import { openStripeDesk, type StripeDesk } from "~tests/factories/stripe-desk";
import { makeVendor } from "~tests/factories/vendor";
import { useDatabase } from "~tests/setup/database";

const database = useDatabase();
let desk: StripeDesk;
let vendorId: VendorId;

beforeAll(async () => {
  desk = await openStripeDesk(database.db);
});
beforeEach(async () => {
  vendorId = (await makeVendor(database.db)).id;
});
afterAll(() => desk.close());
afterEach(async () => {
  expect(await differences(desk)).toEqual([]);
});

async function hearStripe() {
  await desk.stripe.control.idle({});
  await desk.applyWaiting();
}

/** The vendor's weekly file, whose own books say how much of the $45.00 was paid. */
async function importAsPaid({ balanceId }: Paid, paid: string) {
  const [row] = await database.db.asVendor(vendorId, (tx) =>
    tx
      .select({ reference: balances.reference, debtor: debtors.reference, description: balances.description })
      .from(balances)
      .innerJoin(debtors, eq(debtors.id, balances.debtorId))
      .where(eq(balances.id, balanceId)),
  );
  if (!row) throw new Error("The balance is not there.");
  const header = "reference,debtor reference,name,email,issued,due,amount,currency,amount paid";
  const line = `${row.reference},${row.debtor},,,2026-01-05,2026-02-04,45.00,USD,${paid}`;
  const outcome = await importBalances(database.db, {
    vendorId,
    fileName: "weekly.csv",
    bytes: Buffer.from(`${header}\n${line}`),
    now: desk.now(),
    staffUserId: null,
    choices: importChoicesSchema.parse({}),
  });
  if (outcome.kind !== "imported") throw new Error(JSON.stringify(outcome));
  return outcome;
}

describe("a file that still says what was paid before money went back", () => {
  test("does not settle what a chargeback has reopened: every weekly file had settled it anew", async () => {
    const paid = await payInFull(desk, vendorId);
    await desk.stripe.control.openDispute({ paymentIntent: paid.paymentIntent });
    await hearStripe();
    const { result, problems } = await importAsPaid(paid, "45.00");
    expect(result).toMatchObject({ settledByFile: [] });
    expect(problems).toMatchObject([{ whatToDo: expect.stringContaining("left outstanding") }]);
    expect(await outstandingOf(desk, vendorId, paid.balanceId)).toBe(4_500n);
    await askAgain(desk.deps, { vendorId, balanceId: paid.balanceId, by: staff, now: desk.now() });
    await importAsPaid(paid, "45.00");
    expect(await outstandingOf(desk, vendorId, paid.balanceId)).toBe(4_500n);
  });

  test("does not settle what was refunded and is owed again", async () => {
    const paid = await payInFull(desk, vendorId);
    const refund = refundOf(desk, vendorId, paid.paymentId, { amountMinor: 2_000n, owedAgain: true });
    await refund.ask();
    await refund.send();
    await hearStripe();
    expect((await importAsPaid(paid, "45.00")).result).toMatchObject({ settledByFile: [] });
    expect(await outstandingOf(desk, vendorId, paid.balanceId)).toBe(2_000n);
  });

  test("has nothing to say where the chargeback was won, or the refund forgone", async () => {
    const won = await payInFull(desk, vendorId);
    const dispute = await desk.stripe.control.openDispute({ paymentIntent: won.paymentIntent });
    await desk.stripe.control.moveDispute({ dispute: dispute.id, to: "won" });
    await hearStripe();
    expect((await importAsPaid(won, "45.00")).problems).toEqual([]);
    const forgone = await payInFull(desk, vendorId);
    const refund = refundOf(desk, vendorId, forgone.paymentId, { amountMinor: 2_000n });
    await refund.ask();
    await refund.send();
    await hearStripe();
    expect((await importAsPaid(forgone, "45.00")).problems).toEqual([]);
    expect(await outstandingOf(desk, vendorId, forgone.balanceId)).toBe(0n);
  });
});
