import Stripe from "stripe";
import { afterEach, beforeEach, expect, it } from "vitest";
import { sessionFor, stripeError, testApp, type TestApp } from "./test-app";

let app: TestApp;
beforeEach(async () => {
  app = await testApp();
});
afterEach(() => app.close());

const customers = async () => (await app.stripe.customers.list({ limit: 100 })).data.length;

it("the same key with the same parameters answers the same and does the work once", async () => {
  const once = await app.stripe.customers.create({ email: "a@example.com" }, { idempotencyKey: "k1" });
  const again = await app.stripe.customers.create({ email: "a@example.com" }, { idempotencyKey: "k1" });
  expect(again.id).toBe(once.id);
  expect(again.lastResponse.headers["idempotent-replayed"]).toBe("true");
  expect(once.lastResponse.headers["idempotent-replayed"]).toBeUndefined();
  expect(await customers()).toBe(1);
});

it("the same key with other parameters, or on another endpoint, is refused", async () => {
  await app.stripe.customers.create({ email: "a@example.com" }, { idempotencyKey: "k1" });
  const error = await stripeError(
    app.stripe.customers.create({ email: "b@example.com" }, { idempotencyKey: "k1" }),
  );
  expect(error).toBeInstanceOf(Stripe.errors.StripeIdempotencyError);
  expect(error.statusCode).toBe(400);
  const elsewhere = await stripeError(
    app.stripe.paymentIntents.create({ amount: 500, currency: "usd" }, { idempotencyKey: "k1" }),
  );
  expect(elsewhere).toBeInstanceOf(Stripe.errors.StripeIdempotencyError);
});

it("while the first request is being worked on, a second with its key is told to wait", async () => {
  await app.control.addFault({ kind: "delay", ms: 300, times: 1 });
  const first = app.stripe.customers.create({ name: "slow" }, { idempotencyKey: "k1" });
  await new Promise((resolve) => setTimeout(resolve, 100));
  const second = await stripeError(app.stripe.customers.create({ name: "slow" }, { idempotencyKey: "k1" }));
  expect(second).toMatchObject({
    statusCode: 409,
    code: "idempotency_key_in_use",
    rawType: "idempotency_error",
  });
  const retried = await app
    .client({ maxNetworkRetries: 3 })
    .customers.create({ name: "slow" }, { idempotencyKey: "k1" });
  expect(retried.id).toBe((await first).id);
  expect(await customers()).toBe(1);
});

it("keys are forgotten after a day", async () => {
  const first = await app.stripe.customers.create({}, { idempotencyKey: "k1" });
  await app.control.advanceClock({ ms: 23 * 3_600_000 });
  expect((await app.stripe.customers.create({}, { idempotencyKey: "k1" })).id).toBe(first.id);
  await app.control.advanceClock({ ms: 2 * 3_600_000 });
  expect((await app.stripe.customers.create({}, { idempotencyKey: "k1" })).id).not.toBe(first.id);
});

it("a refused request keeps nothing under its key when no endpoint ran", async () => {
  const wrong = { amount: 500, currency: "usd", ...{ colour: "red" } };
  await stripeError(app.stripe.paymentIntents.create(wrong, { idempotencyKey: "k1" }));
  const right = await app.stripe.paymentIntents.create(
    { amount: 500, currency: "usd" },
    { idempotencyKey: "k1" },
  );
  expect(right.status).toBe("requires_payment_method");
});

it("a decline is kept under its key: the card is not tried again", async () => {
  const params: Stripe.PaymentIntentCreateParams = {
    amount: 500,
    currency: "usd",
    payment_method: "pm_card_chargeDeclined",
    confirm: true,
  };
  const first = await stripeError(app.stripe.paymentIntents.create(params, { idempotencyKey: "k1" }));
  const again = await stripeError(app.stripe.paymentIntents.create(params, { idempotencyKey: "k1" }));
  expect([first.statusCode, again.statusCode]).toEqual([402, 402]);
  expect((await app.stripe.charges.list()).data).toHaveLength(1);
});

it("a 500 is replayed under its key, whether or not the work was done", async () => {
  await app.control.addFault({ kind: "server_error", match: "POST /v1/customers", times: 1 });
  expect(await stripeError(app.stripe.customers.create({}, { idempotencyKey: "k1" }))).toMatchObject({
    statusCode: 500,
  });
  expect(await stripeError(app.stripe.customers.create({}, { idempotencyKey: "k1" }))).toMatchObject({
    statusCode: 500,
  });
  expect(await customers()).toBe(0);
  await app.control.addFault({ kind: "server_error_after", match: "POST /v1/customers", times: 1 });
  expect(await stripeError(app.stripe.customers.create({}, { idempotencyKey: "k2" }))).toMatchObject({
    statusCode: 500,
  });
  expect(await stripeError(app.stripe.customers.create({}, { idempotencyKey: "k2" }))).toMatchObject({
    statusCode: 500,
  });
  expect(await customers()).toBe(1);
});

it("keys of different accounts do not meet", async () => {
  const account = await app.stripe.accounts.create({ type: "standard" });
  const ours = await app.stripe.customers.create({}, { idempotencyKey: "k1" });
  const theirs = await app.stripe.customers.create({}, { idempotencyKey: "k1", stripeAccount: account.id });
  expect(theirs.id).not.toBe(ours.id);
});

it("twenty requests at once with one key open one session", async () => {
  const client = app.client({ maxNetworkRetries: 5 });
  const made = await Promise.all(
    Array.from({ length: 20 }, () =>
      client.checkout.sessions.create(sessionFor(4500), { idempotencyKey: "k1" }),
    ),
  );
  expect(new Set(made.map(({ id }) => id)).size).toBe(1);
  expect((await app.stripe.checkout.sessions.list()).data).toHaveLength(1);
});
