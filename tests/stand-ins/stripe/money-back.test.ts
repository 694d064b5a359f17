import type Stripe from "stripe";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { idOf } from "~tests/stand-ins/stripe/state/kinds";
import { stripeError, testApp, type TestApp } from "./test-app";

let app: TestApp;
beforeEach(async () => {
  app = await testApp();
});
afterEach(() => app.close());

const paid = (payment_method = "pm_card_visa", metadata: Record<string, string> = {}) =>
  app.stripe.paymentIntents.create({
    amount: 4500,
    currency: "usd",
    confirm: true,
    payment_method,
    metadata,
  });
const chargeOf = async ({ id }: Stripe.PaymentIntent) => {
  const [charge] = (await app.stripe.charges.list({ payment_intent: id })).data;
  if (!charge) throw new Error("There is no charge.");
  return charge;
};
const since = async (work: () => Promise<unknown>) => {
  const before = (await app.types()).length;
  await work();
  return (await app.types()).slice(before);
};

describe("fees", () => {
  it("are 2.9 % and 30 cents, booked a moment after the payment, which charge.updated says", async () => {
    await app.control.setTiming({ balanceTransactionMs: 5000 });
    const intent = await paid();
    expect((await chargeOf(intent)).balance_transaction).toBeNull();
    await app.control.advanceClock({ ms: 5000 });
    const { balance_transaction: id } = await chargeOf(intent);
    const transaction = await app.stripe.balanceTransactions.retrieve(idOf(id) ?? "");
    expect(transaction).toMatchObject({ amount: 4500, fee: 161, net: 4339, type: "charge" });
    await app.types();
    const updated = app.heard.find(({ type }) => type === "charge.updated");
    expect(updated?.data.previous_attributes).toEqual({ balance_transaction: null });
    expect(await app.stripe.balance.retrieve()).toMatchObject({
      pending: [{ amount: 4339, currency: "usd" }],
    });
    await app.control.advanceClock({ ms: 3 * 86_400_000 });
    expect(await app.stripe.balance.retrieve()).toMatchObject({
      available: [{ amount: 4339 }],
      pending: [{ amount: 0 }],
    });
    const listed = await app.stripe.balanceTransactions.list({ type: "charge" });
    expect(listed.data).toMatchObject([{ status: "available" }]);
  });
});

describe("a refund", () => {
  it("can be partial, again and again, but never more than was paid", async () => {
    const intent = await paid();
    const events = await since(() => app.stripe.refunds.create({ payment_intent: intent.id, amount: 1000 }));
    expect(events).toEqual(["refund.created", "charge.refunded"]);
    await app.stripe.refunds.create({
      payment_intent: intent.id,
      amount: 1000,
      reason: "requested_by_customer",
    });
    const over = await stripeError(app.stripe.refunds.create({ payment_intent: intent.id, amount: 2501 }));
    expect(over).toMatchObject({ statusCode: 400, code: "amount_too_large", param: "amount" });
    expect(over.message).toBe("Refund amount ($25.01) is greater than unrefunded amount on charge ($25.00)");
    await app.stripe.refunds.create({ payment_intent: intent.id });
    expect(await chargeOf(intent)).toMatchObject({ amount_refunded: 4500, refunded: true });
    expect(await stripeError(app.stripe.refunds.create({ payment_intent: intent.id }))).toMatchObject({
      code: "charge_already_refunded",
    });
    const listed = await app.stripe.refunds.list({ payment_intent: intent.id });
    expect(listed.data.map(({ amount }) => amount)).toEqual([2500, 1000, 1000]);
  });

  it("never exceeds the payment when many are asked for at once", async () => {
    const intent = await paid();
    const asked = Array.from({ length: 10 }, () =>
      app.stripe.refunds.create({ payment_intent: intent.id, amount: 1000 }).then(
        ({ amount }) => amount,
        () => 0,
      ),
    );
    const given = (await Promise.all(asked)).reduce((sum, amount) => sum + amount, 0);
    expect(given).toBe(4000);
    expect(await chargeOf(intent)).toMatchObject({ amount_refunded: 4000, refunded: false });
  });

  it("can fail later, and then the money is refundable again", async () => {
    const intent = await paid();
    const refund = await app.stripe.refunds.create({ payment_intent: intent.id, amount: 1000 });
    expect(refund.status).toBe("succeeded");
    const events = await since(() => app.control.failRefund({ refund: refund.id }));
    expect(events).toEqual(["refund.updated", "charge.refund.updated", "refund.failed", "charge.updated"]);
    const failed = await app.stripe.refunds.retrieve(refund.id, { expand: ["failure_balance_transaction"] });
    expect(failed).toMatchObject({ status: "failed", failure_balance_transaction: { amount: 1000 } });
    expect(await chargeOf(intent)).toMatchObject({ amount_refunded: 0 });
    const update = app.heard.find(({ type }) => type === "refund.updated");
    expect(update?.data.previous_attributes).toMatchObject({ status: "succeeded" });
    expect(await app.control.failRefund({ refund: refund.id }).catch(String)).toContain("already failed");
  });

  it("of a bank debit is pending first", async () => {
    const intent = await paid("pm_usBankAccount");
    const early = await stripeError(app.stripe.refunds.create({ payment_intent: intent.id }));
    expect(early.statusCode).toBe(400);
    await app.control.settleDebit({ paymentIntent: intent.id });
    const refund = await app.stripe.refunds.create({ payment_intent: intent.id });
    expect(refund.status).toBe("pending");
    expect(await app.control.settleRefund({ refund: refund.id })).toMatchObject({ status: "succeeded" });
  });

  it("of a payment that never succeeded is refused", async () => {
    const intent = await app.stripe.paymentIntents.create({ amount: 4500, currency: "usd" });
    const error = await stripeError(app.stripe.refunds.create({ payment_intent: intent.id }));
    expect(error.message).toContain("does not have a successful charge");
    expect((await stripeError(app.stripe.refunds.create({}))).statusCode).toBe(400);
  });
});

describe("a chargeback", () => {
  it("takes the money and a fee; winning gives the money back, not the fee", async () => {
    const intent = await paid();
    let dispute: Stripe.Dispute | undefined;
    const opened = await since(async () => {
      dispute = await app.control.openDispute({ paymentIntent: intent.id });
    });
    expect(opened).toEqual(["charge.dispute.created", "charge.dispute.funds_withdrawn"]);
    const id = dispute?.id ?? "";
    expect(await app.stripe.disputes.retrieve(id)).toMatchObject({
      status: "needs_response",
      amount: 4500,
      balance_transactions: [{ amount: -4500, fee: 1500, net: -6000 }],
      payment_method_details: { card: { case_type: "chargeback" } },
    });
    expect(await chargeOf(intent)).toMatchObject({ disputed: true });
    expect(await stripeError(app.stripe.refunds.create({ payment_intent: intent.id }))).toMatchObject({
      code: "charge_disputed",
    });
    const evidence = { uncategorized_text: "They signed." };
    expect(await since(() => app.stripe.disputes.update(id, { evidence }))).toEqual([
      "charge.dispute.updated",
    ]);
    expect((await app.stripe.disputes.retrieve(id)).status).toBe("under_review");
    expect(await since(() => app.control.moveDispute({ dispute: id, to: "won" }))).toEqual([
      "charge.dispute.closed",
      "charge.dispute.funds_reinstated",
    ]);
    expect((await app.control.books({})).totals).toMatchObject([
      { captured: 4500, disputed: 0, fees: 161 + 1500, net: 4500 - 161 - 1500 },
    ]);
  });

  it("when lost or accepted keeps the money", async () => {
    const [lost, accepted] = [await paid(), await paid()];
    const one = await app.control.openDispute({ paymentIntent: lost.id });
    await app.control.moveDispute({ dispute: one.id, to: "lost" });
    const two = await app.control.openDispute({ paymentIntent: accepted.id, amount: 1000 });
    expect(await app.stripe.disputes.close(two.id)).toMatchObject({ status: "lost" });
    expect(await stripeError(app.stripe.disputes.close(two.id))).toMatchObject({ statusCode: 400 });
    expect((await app.control.books({})).payments.map(({ disputed }) => disputed)).toEqual([4500, 1000]);
    expect((await app.stripe.disputes.list({ payment_intent: lost.id })).data).toMatchObject([
      { id: one.id },
    ]);
  });

  it("that is only an inquiry moves nothing, and may become a chargeback", async () => {
    const intent = await paid();
    const first = await app.control.openDispute({ paymentIntent: intent.id, inquiry: true });
    expect(first).toMatchObject({ status: "warning_needs_response", is_charge_refundable: true });
    expect(await since(() => app.control.moveDispute({ dispute: first.id, to: "warning_closed" }))).toEqual([
      "charge.dispute.closed",
    ]);
    expect((await app.control.books({})).totals).toMatchObject([{ disputed: 0, fees: 161 }]);
    const other = await paid();
    const second = await app.control.openDispute({ paymentIntent: other.id, inquiry: true });
    expect(await since(() => app.control.moveDispute({ dispute: second.id, to: "escalate" }))).toEqual([
      "charge.dispute.updated",
      "charge.dispute.funds_withdrawn",
    ]);
    expect(
      await app.control.moveDispute({ dispute: second.id, to: "warning_closed" }).catch(String),
    ).toContain("cannot become");
  });

  it("can come by itself with a test card", async () => {
    const intent = await paid("pm_card_createDispute");
    expect((await app.stripe.disputes.list({ payment_intent: intent.id })).data).toMatchObject([
      { status: "needs_response" },
    ]);
    expect(await chargeOf(intent)).toMatchObject({ disputed: true, status: "succeeded" });
    const failing = await paid("pm_card_refundFail");
    expect(await app.stripe.refunds.create({ payment_intent: failing.id })).toMatchObject({
      status: "failed",
    });
  });
});

describe("the books", () => {
  it("add everything up per account, currency and metadata", async () => {
    const one = await paid("pm_card_visa", { balance: "A" });
    await paid("pm_card_visa", { balance: "B" });
    await paid("pm_usBankAccount", { balance: "B" });
    await app.stripe.refunds.create({ payment_intent: one.id, amount: 500 });
    const { totals } = await app.control.books({ byMetadata: "balance" });
    expect(totals).toMatchObject([
      { value: "A", captured: 4500, refunded: 500, fees: 161, net: 3839, processing: 0 },
      { value: "B", captured: 4500, refunded: 0, fees: 161, net: 4339, processing: 4500 },
    ]);
    const moved = await app.stripe.balanceTransactions.list({ limit: 100 });
    const net = moved.data.reduce((sum, transaction) => sum + transaction.net, 0);
    expect(totals.reduce((sum, total) => sum + total.net, 0)).toBe(net);
  });
});
