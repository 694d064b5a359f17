import Stripe from "stripe";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { press, stripeError, testApp, type TestApp } from "./test-app";

let app: TestApp;
beforeEach(async () => {
  app = await testApp();
});
afterEach(() => app.close());

async function savedCard(test: string): Promise<{ customer: string; payment_method: string }> {
  const customer = await app.stripe.customers.create({ email: "ann@example.com" });
  const method = await app.stripe.paymentMethods.attach(test, { customer: customer.id });
  return { customer: customer.id, payment_method: method.id };
}

const charge = (more: Partial<Stripe.PaymentIntentCreateParams>) =>
  app.stripe.paymentIntents.create({ amount: 4500, currency: "usd", confirm: true, ...more });

describe("charging a saved card", () => {
  it("succeeds without the debtor there", async () => {
    const intent = await charge({
      ...(await savedCard("pm_card_visa")),
      off_session: true,
      metadata: { plan: "2" },
    });
    expect(intent).toMatchObject({ status: "succeeded", amount_received: 4500, metadata: { plan: "2" } });
  });

  it("is declined with the intent in the error, and can be tried again with another card", async () => {
    const { customer, payment_method } = await savedCard("pm_card_chargeCustomerFail");
    const error = await stripeError(charge({ customer, payment_method, off_session: true }));
    expect(error).toBeInstanceOf(Stripe.errors.StripeCardError);
    expect(error).toMatchObject({
      statusCode: 402,
      code: "card_declined",
      decline_code: "generic_decline",
      payment_intent: { status: "requires_payment_method" },
      payment_method: { id: payment_method },
    });
    const id = error.payment_intent?.id ?? "";
    const read = await app.stripe.paymentIntents.retrieve(id);
    expect(read).toMatchObject({ payment_method: null, last_payment_error: { code: "card_declined" } });
    const other = await app.stripe.paymentMethods.attach("pm_card_visa", { customer });
    const done = await app.stripe.paymentIntents.confirm(id, { payment_method: other.id, off_session: true });
    expect(done.status).toBe("succeeded");
    expect((await app.stripe.charges.list({ payment_intent: id })).data.map(({ status }) => status)).toEqual([
      "succeeded",
      "failed",
    ]);
  });

  it("that wants authentication is declined off session and asks on session", async () => {
    const saved = await savedCard("pm_card_authenticationRequired");
    const error = await stripeError(charge({ ...saved, off_session: true }));
    expect(error).toMatchObject({ statusCode: 402, code: "authentication_required" });
    const intent = await charge({ ...saved, return_url: "http://app.test/back" });
    expect(intent.status).toBe("requires_action");
    const url = intent.next_action?.redirect_to_url?.url ?? null;
    const back = await press(url, { approved: "yes" });
    expect(back.location).toBe(`http://app.test/back?payment_intent=${intent.id}&redirect_status=succeeded`);
    expect((await app.stripe.paymentIntents.retrieve(intent.id)).status).toBe("succeeded");
    expect((await press(url, { approved: "yes" })).status).toBe(409);
  });

  it("of another customer, or of none, is refused", async () => {
    const { payment_method } = await savedCard("pm_card_visa");
    const stranger = await app.stripe.customers.create({});
    for (const customer of [{ customer: stranger.id }, {}]) {
      const error = await stripeError(charge({ ...customer, payment_method }));
      expect(error).toMatchObject({ statusCode: 400, param: "payment_method" });
    }
  });

  it("after it was detached is refused for good", async () => {
    const { customer, payment_method } = await savedCard("pm_card_visa");
    expect((await app.stripe.paymentMethods.detach(payment_method)).customer).toBeNull();
    expect(await stripeError(charge({ customer, payment_method }))).toMatchObject({
      param: "payment_method",
    });
    expect(await stripeError(app.stripe.paymentMethods.attach(payment_method, { customer }))).toMatchObject({
      statusCode: 400,
    });
    expect((await app.stripe.customers.listPaymentMethods(customer)).data).toEqual([]);
    expect(await app.types()).toContain("payment_method.detached");
    const event = app.heard.find(({ type }) => type === "payment_method.detached");
    expect(event?.data.previous_attributes).toEqual({ customer });
  });
});

describe("a test card", () => {
  it("that is always declined cannot be saved", async () => {
    const { id } = await app.stripe.customers.create({});
    const error = await stripeError(
      app.stripe.paymentMethods.attach("pm_card_chargeDeclined", { customer: id }),
    );
    expect(error).toMatchObject({ statusCode: 402, code: "card_declined" });
  });

  it("is declined for its own reason", async () => {
    const reasons = {
      pm_card_chargeDeclinedExpiredCard: "expired_card",
      pm_card_chargeDeclinedIncorrectCvc: "incorrect_cvc",
      pm_card_chargeDeclinedProcessingError: "processing_error",
      pm_card_visa_chargeDeclinedInsufficientFunds: "card_declined",
    };
    for (const [payment_method, code] of Object.entries(reasons)) {
      expect(await stripeError(charge({ payment_method }))).toMatchObject({ statusCode: 402, code });
    }
  });
});

describe("an intent", () => {
  it("can be confirmed later, once", async () => {
    const intent = await app.stripe.paymentIntents.create({ amount: 4500, currency: "usd" });
    expect(intent).toMatchObject({ status: "requires_payment_method", latest_charge: null });
    expect(await stripeError(app.stripe.paymentIntents.confirm(intent.id))).toMatchObject({
      code: "payment_intent_unexpected_state",
    });
    const done = await app.stripe.paymentIntents.confirm(intent.id, { payment_method: "pm_card_visa" });
    expect(done.status).toBe("succeeded");
    const again = await stripeError(
      app.stripe.paymentIntents.confirm(intent.id, { payment_method: "pm_card_visa" }),
    );
    expect(again).toMatchObject({
      code: "payment_intent_unexpected_state",
      payment_intent: { id: intent.id },
    });
    expect((await app.stripe.charges.list()).data).toHaveLength(1);
  });

  it("takes and drops metadata key by key", async () => {
    const { id } = await app.stripe.paymentIntents.create({
      amount: 4500,
      currency: "usd",
      metadata: { a: "1", b: "2" },
    });
    const changed = await app.stripe.paymentIntents.update(id, { metadata: { b: "", c: "3" } });
    expect(changed.metadata).toEqual({ a: "1", c: "3" });
  });

  it("can be cancelled until it took money", async () => {
    const { id } = await app.stripe.paymentIntents.create({ amount: 4500, currency: "usd" });
    const canceled = await app.stripe.paymentIntents.cancel(id, { cancellation_reason: "abandoned" });
    expect(canceled).toMatchObject({ status: "canceled", cancellation_reason: "abandoned" });
    expect(await app.types()).toEqual(["payment_intent.created", "payment_intent.canceled"]);
    const paid = await charge({ payment_method: "pm_card_visa" });
    expect(await stripeError(app.stripe.paymentIntents.cancel(paid.id))).toMatchObject({
      code: "payment_intent_unexpected_state",
    });
  });

  it("collects from a bank account with a delay", async () => {
    const intent = await charge({ payment_method: "pm_usBankAccount" });
    expect(intent.status).toBe("processing");
    await app.control.settleDebit({ paymentIntent: intent.id });
    expect((await app.stripe.paymentIntents.retrieve(intent.id)).status).toBe("succeeded");
    expect(await app.types()).toEqual([
      "payment_intent.created",
      "charge.pending",
      "payment_intent.processing",
      "charge.succeeded",
      "payment_intent.succeeded",
      "charge.updated",
    ]);
  });
});

describe("a customer", () => {
  it("can be changed, with what it was before in the event", async () => {
    const { id } = await app.stripe.customers.create({
      email: "a@example.com",
      metadata: { debtor: "1", x: "1" },
    });
    await app.stripe.customers.update(id, { email: "b@example.com", metadata: { x: "2" } });
    await app.types();
    const event = app.heard.find(({ type }) => type === "customer.updated");
    expect(event?.data.previous_attributes).toEqual({ email: "a@example.com", metadata: { x: "1" } });
    expect((await app.stripe.customers.list({ email: "b@example.com" })).data).toHaveLength(1);
  });

  it("when deleted loses its cards and stays known as deleted", async () => {
    const { customer, payment_method } = await savedCard("pm_card_visa");
    expect(await app.stripe.customers.del(customer)).toMatchObject({ deleted: true });
    expect(await app.stripe.customers.retrieve(customer)).toEqual(expect.objectContaining({ deleted: true }));
    expect((await app.stripe.paymentMethods.retrieve(payment_method)).customer).toBeNull();
    expect(await stripeError(app.stripe.customers.update(customer, {}))).toMatchObject({ statusCode: 404 });
    expect(await app.types()).toContain("customer.deleted");
  });
});
