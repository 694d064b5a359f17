import { v7 as uuid } from "uuid";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { PaymentId } from "~/domain/ids";
import { collectedOn } from "~/domain/payment-standing";
import { decideOnPayment } from "~/services/desk/decide-on-payment.server";
import { readBalance } from "~/services/desk/read-balance.server";
import { readOverview } from "~/services/desk/read-overview.server";
import { readPayment } from "~/services/desk/read-payment.server";
import { recordByHand } from "~/services/desk/record-by-hand.server";
import { sendRefund } from "~/services/money-back/send-refund.server";
import { findReceipt } from "~db/queries/ledger/receipts";
import { refunds } from "~db/schema";
import { makeBalance } from "~tests/factories/balance";
import { payByHand } from "~tests/factories/by-hand";
import { makeDebtor } from "~tests/factories/debtor";
import { differences, outstandingOf, payInFull, staff } from "~tests/factories/money-back";
import { openStripeDesk, type StripeDesk } from "~tests/factories/stripe-desk";
import { makeVendor, type Vendor } from "~tests/factories/vendor";
import { useDatabase } from "~tests/setup/database";

const database = useDatabase();
let desk: StripeDesk;
let vendor: Vendor;

beforeAll(async () => {
  desk = await openStripeDesk(database.db);
  vendor = await makeVendor(database.db);
});
afterAll(() => desk.close());
afterEach(async () => {
  expect(await differences(desk)).toEqual([]);
});

async function hearStripe() {
  await desk.stripe.control.idle({});
  await desk.applyWaiting();
}
const read = async (paymentId: PaymentId, whose = vendor) => {
  const found = await readPayment(desk.deps, { vendor: whose, paymentId });
  if (!found) throw new Error("The payment is not there.");
  return found;
};
function send(paymentId: PaymentId, said: Record<string, string>, whose = vendor) {
  const form = new FormData();
  for (const [name, value] of Object.entries(said)) form.set(name, value);
  const asked = { vendor: whose, paymentId, form, by: staff, now: desk.now() };
  return decideOnPayment(desk.deps, asked);
}
const refundForm = (changed: Record<string, string> = {}) => ({
  intent: "refund",
  requestId: uuid(),
  currency: "USD",
  amount: "20.00",
  from: "any",
  owedAgain: "no",
  reason: "Paid twice",
  ...changed,
});

/** Pays by hand more than one balance takes, so that $30.00 of $50.00 belong to none. */
async function overpaid() {
  const vendorId = vendor.id;
  const debtorId = (await makeDebtor(database.db, { vendorId })).id;
  const first = { vendorId, debtorId, amountMinor: 2_000n, dueOn: "2026-02-01", reference: `A-${uuid()}` };
  const balanceId = await makeBalance(database.db, first);
  const requestId = uuid() as PaymentId;
  const said = { requestId, amountMinor: 5_000n, keepRest: true };
  await payByHand(database, { vendor, balanceId, by: staff, now: desk.now(), said });
  return { debtorId, balanceId, paymentId: requestId };
}

describe("a payment's page", () => {
  test("says where its money is, what became of it and who did what, and its entries add up", async () => {
    const paid = await payInFull(desk, vendor.id);
    expect(await send(paid.paymentId, refundForm())).toBeNull();
    const [refund] = (await read(paid.paymentId)).refunds;
    if (!refund) throw new Error("A refund was asked for.");
    await sendRefund(desk.deps, { vendorId: vendor.id, refundId: refund.id, now: desk.now() });
    await hearStripe();
    const page = await read(paid.paymentId);
    expect(page).toMatchObject({
      payment: { amountMinor: 4_500n, refundedMinor: 2_000n, receiptNumber: expect.any(Number) },
      parts: [{ balanceId: paid.balanceId, amountMinor: 2_500n }],
      hereMinor: 2_500n,
      whyNoRefund: null,
      refunds: [{ state: "succeeded", reason: "Paid twice", by: "Your staff" }],
      dashboardUrl: `https://dashboard.stripe.com/test/payments/${paid.paymentIntent}`,
    });
    const kinds = new Set(page.postings.map(({ kind }) => kind));
    expect(kinds).toEqual(new Set(["payment_received", "stripe_fee", "refund"]));
    expect(page.postings.reduce((sum, { amountMinor }) => sum + amountMinor, 0n)).toBe(0n);
    expect(page.timeline.map(({ title }) => title)).toEqual(
      expect.arrayContaining(["Paid", "Refund asked for", "Refunded"]),
    );
  });

  test("is not there for another vendor, and neither is anything that could be done on it", async () => {
    const paid = await payInFull(desk, vendor.id);
    const other = await makeVendor(database.db);
    expect(await readPayment(desk.deps, { vendor: other, paymentId: paid.paymentId })).toBeNull();
    const forms = [refundForm(), { intent: "apply-unapplied", requestId: uuid() }, { intent: "settle-flag" }];
    for (const form of forms) {
      await expect(send(paid.paymentId, form, other)).rejects.toMatchObject({ status: 404 });
    }
    await expect(send(paid.paymentId, { intent: "keep" })).rejects.toMatchObject({ status: 400 });
    expect(await outstandingOf(desk, vendor.id, paid.balanceId)).toBe(0n);
  });
});

describe("the form of a refund", () => {
  const problems = async (changed: Record<string, string>) => {
    const { paymentId } = await overpaid();
    const refused = await send(paymentId, refundForm(changed));
    expect((await read(paymentId)).refunds).toEqual([]);
    return refused?.result.error;
  };

  test("says at the field what is wrong with what was written, and moves nothing", async () => {
    expect(await problems({ amount: "some" })).toMatchObject({ amount: [expect.stringContaining("$20.00")] });
    expect(await problems({ reason: " " })).toMatchObject({ reason: ["Say in a few words why."] });
    expect(await problems({ owedAgain: "maybe" })).toHaveProperty("owedAgain");
    expect(await problems({ from: "everywhere" })).toHaveProperty("from");
    expect(await problems({ amount: "50.01" })).toEqual({
      amount: ["Only $50.00 can be given back from there."],
    });
    expect(await problems({ amount: "30.01", from: "unapplied" })).toEqual({
      amount: ["Only $30.00 can be given back from there."],
    });
  });

  test("keeps what was written, and comes back with an id of its own for the next try", async () => {
    const { paymentId } = await overpaid();
    const form = refundForm({ amount: "99.00", from: "unapplied", owedAgain: "yes" });
    const refused = await send(paymentId, form);
    expect(refused?.result.initialValue).toMatchObject({
      amount: "99.00",
      from: "unapplied",
      owedAgain: "yes",
    });
    expect(refused?.requestId).not.toBe(form.requestId);
  });

  test("sent again does nothing more, and with another amount says what it has refunded", async () => {
    const { paymentId } = await overpaid();
    const form = refundForm({ amount: "5.00" });
    expect(await send(paymentId, form)).toBeNull();
    expect(await send(paymentId, form)).toBeNull();
    const refused = await send(paymentId, { ...form, amount: "6.00" });
    expect(refused?.result.error?.["amount"]?.[0]).toContain("has refunded $5.00 already");
    expect((await read(paymentId)).payment.refundedMinor).toBe(500n);
  });

  test("is refused in words while a chargeback is under way, before Stripe is asked", async () => {
    const paid = await payInFull(desk, vendor.id);
    const dispute = { paymentIntent: paid.paymentIntent, amount: 1_000 };
    const { id } = await desk.stripe.control.openDispute(dispute);
    await hearStripe();
    expect((await read(paid.paymentId)).whyNoRefund).toBe("charged_back");
    const refused = await send(paid.paymentId, refundForm());
    expect(refused?.result.error?.["amount"]?.[0]).toContain("Stripe refuses refunds");
    const made = await database.db.asVendor(vendor.id, (tx) => tx.select().from(refunds));
    expect(made.filter(({ paymentId }) => paymentId === paid.paymentId)).toEqual([]);
    await desk.stripe.control.moveDispute({ dispute: id, to: "won" });
    await hearStripe();
    expect((await read(paid.paymentId)).whyNoRefund).toBeNull();
  });
});

describe("the unapplied rest of a payment", () => {
  test("says before the click what applying it would settle, and does exactly that", async () => {
    const { debtorId, paymentId } = await overpaid();
    const owed = { vendorId: vendor.id, debtorId };
    const newer = { ...owed, amountMinor: 9_000n, dueOn: "2026-09-01", reference: `N-${uuid()}` };
    const older = { ...owed, amountMinor: 2_700n, dueOn: "2026-08-01", reference: `O-${uuid()}` };
    const newerId = await makeBalance(database.db, newer);
    await makeBalance(database.db, older);
    const { wouldApply } = await read(paymentId);
    expect(wouldApply).toEqual({
      lines: [
        { reference: older.reference, amountMinor: 2_700n, settles: true },
        { reference: newer.reference, amountMinor: 300n, settles: false },
      ],
      leftMinor: 0n,
    });
    expect(await send(paymentId, { intent: "apply-unapplied", requestId: uuid() })).toBeNull();
    expect(await outstandingOf(desk, vendor.id, newerId)).toBe(8_700n);
    const page = await read(paymentId);
    expect(page.parts.map(({ amountMinor }) => amountMinor)).toEqual([2_000n, 2_700n, 300n]);
    expect(page.wouldApply).toBeNull();
    const again = await send(paymentId, { intent: "apply-unapplied", requestId: uuid() });
    expect(again?.result.error).toMatchObject({ "": [expect.stringContaining("nothing to apply any more")] });
  });

  test("leaves the receipt and what was recorded by hand what they were", async () => {
    const { debtorId, balanceId, paymentId } = await overpaid();
    const vendorId = vendor.id;
    const receiptOf = () => database.db.asVendor(vendorId, (tx) => findReceipt(tx, { vendorId, paymentId }));
    const before = await receiptOf();
    expect(before).toMatchObject({ lines: [{ amountMinor: 2_000n }], unappliedMinor: 3_000n });
    await makeBalance(database.db, { vendorId, debtorId, amountMinor: 1_000n });
    await send(paymentId, { intent: "apply-unapplied", requestId: uuid() });
    await send(paymentId, refundForm({ amount: "35.00" }));
    expect(await receiptOf()).toEqual(before);
    const panel = await readBalance(database, { vendor, balanceId, all: false, now: desk.now() });
    expect(panel?.recorded.payments).toMatchObject([{ amountMinor: 2_000n, receivedMinor: 5_000n }]);
    expect(panel?.payments).toMatchObject([{ id: paymentId, onBalanceMinor: expect.any(BigInt) }]);
  });
});

test("a balance that a chargeback reopened waits for a person until it is asked for again", async () => {
  const own = await makeVendor(database.db);
  const paid = await payInFull(desk, own.id);
  await desk.stripe.control.openDispute({ paymentIntent: paid.paymentIntent });
  await hearStripe();
  const waiting = async (whose: Vendor) =>
    (await readOverview(database, { vendor: whose, now: desk.now() })).forAPerson;
  expect(await waiting(own)).toMatchObject({
    chargebacks: [{ paymentId: paid.paymentId, respondBy: expect.any(Date), amountMinor: 4_500n, total: 1 }],
    holds: [{ id: paid.balanceId, kind: "chargeback", outstandingMinor: 4_500n, total: 1 }],
  });
  expect((await waiting(await makeVendor(database.db))).holds).toEqual([]);
  const panel = () =>
    readBalance(database, { vendor: own, balanceId: paid.balanceId, all: false, now: desk.now() });
  expect((await panel())?.holds).toMatchObject([{ kind: "chargeback" }]);
  const form = new FormData();
  form.set("intent", "ask-again");
  const asked = { vendor: own, balanceId: paid.balanceId, form, by: staff, now: desk.now() };
  expect(await recordByHand(desk.deps, asked)).toBeNull();
  expect((await panel())?.holds).toEqual([]);
  expect(await waiting(own)).toMatchObject({ holds: [], chargebacks: [{ paymentId: paid.paymentId }] });
});

describe("what a balance cost to collect", () => {
  test("never comes to more than Stripe's fee over all balances of a payment", () => {
    const parts = fc.array(fc.bigInt({ min: 1n, max: 10n ** 12n }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(
        parts,
        fc.bigInt({ min: 0n, max: 10n ** 12n }),
        fc.bigInt({ min: 0n, max: 10n ** 9n }),
        (each, elsewhereMinor, feeMinor) => {
          const amountMinor = each.reduce((sum, part) => sum + part, elsewhereMinor);
          const payment = { state: "succeeded" as const, amountMinor, feeMinor, isFeeOpen: false };
          const shares = each.map((onBalanceMinor) => collectedOn([{ ...payment, onBalanceMinor }]).feeMinor);
          const total = shares.reduce((sum, share) => sum + share, 0n);
          expect(total <= feeMinor).toBe(true);
          // Rounding down loses less than one unit a balance.
          if (elsewhereMinor === 0n) expect(feeMinor - total < BigInt(each.length)).toBe(true);
        },
      ),
    );
  });

  test("is its payments' fee and its debtor's messages, without a payment that was taken back", async () => {
    const paid = await payInFull(desk, vendor.id);
    const { feeMinor } = (await read(paid.paymentId)).payment;
    const cost = async () =>
      (await readBalance(database, { vendor, balanceId: paid.balanceId, all: false, now: desk.now() }))?.cost;
    expect(await cost()).toEqual({ collectedMinor: 4_500n, feeMinor, isFeeOpen: false, messages: 0 });
    await desk.stripe.control.openDispute({ paymentIntent: paid.paymentIntent });
    await hearStripe();
    expect(await cost()).toMatchObject({ collectedMinor: 0n, feeMinor: 0n });
  });
});
