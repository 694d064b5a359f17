import Stripe from "stripe";
import { afterEach, beforeEach, expect, it } from "vitest";
import { stripeError, testApp, type TestApp } from "./test-app";

let app: TestApp;
beforeEach(async () => {
  app = await testApp();
});
afterEach(() => app.close());

const customers = async () => (await app.stripe.customers.list({ limit: 100 })).data.length;

it("a rate limit answers 429, does nothing, and the same key works afterwards", async () => {
  await app.control.addFault({ kind: "rate_limit", match: "POST", times: 1 });
  const error = await stripeError(app.stripe.customers.create({}, { idempotencyKey: "k" }));
  expect(error).toBeInstanceOf(Stripe.errors.StripeRateLimitError);
  expect(await customers()).toBe(0);
  await app.stripe.customers.create({}, { idempotencyKey: "k" });
  expect(await customers()).toBe(1);
});

it("an unavailable API is retried by the SDK until it is there", async () => {
  await app.control.addFault({ kind: "unavailable", match: "POST", times: 2 });
  await app.client({ maxNetworkRetries: 2 }).customers.create({});
  expect(await customers()).toBe(1);
});

it("a timeout after the work leaves the work done, and the key gives its answer", async () => {
  await app.control.addFault({ kind: "timeout_after", match: "POST /v1/customers", times: 1 });
  const impatient = app.client({ timeout: 150 });
  const error = await stripeError(impatient.customers.create({ name: "lost" }, { idempotencyKey: "k" }));
  expect(error).toBeInstanceOf(Stripe.errors.StripeConnectionError);
  expect(await customers()).toBe(1);
  const found = await app.stripe.customers.create({ name: "lost" }, { idempotencyKey: "k" });
  expect(found.lastResponse.headers["idempotent-replayed"]).toBe("true");
  expect(await customers()).toBe(1);
});

it("a timeout before the work leaves nothing, and the key is free", async () => {
  await app.control.addFault({ kind: "timeout_before", match: "POST /v1/customers", times: 1 });
  await stripeError(app.client({ timeout: 150 }).customers.create({}, { idempotencyKey: "k" }));
  expect(await customers()).toBe(0);
  const made = await app.stripe.customers.create({}, { idempotencyKey: "k" });
  expect(made.lastResponse.headers["idempotent-replayed"]).toBeUndefined();
});

it("a reset connection is retried by the SDK without doing the work twice", async () => {
  await app.control.addFault({ kind: "reset_after", match: "POST /v1/customers", times: 1 });
  const made = await app.stripe.customers.create({});
  expect(made.lastResponse.headers["idempotent-replayed"]).toBe("true");
  await app.control.addFault({ kind: "reset_before", match: "POST /v1/customers", times: 1 });
  await app.stripe.customers.create({});
  expect(await customers()).toBe(2);
});

it("faults by chance strike the same requests for the same seed", async () => {
  const run = async (seed: number) => {
    await app.control.addFault({ kind: "unavailable", match: "GET /v1/balance", probability: 0.5, seed });
    const struck: boolean[] = [];
    for (let at = 0; at < 30; at += 1)
      struck.push(
        await app.stripe.balance.retrieve().then(
          () => false,
          () => true,
        ),
      );
    await app.control.clearFaults({});
    return struck;
  };
  const first = await run(7);
  expect(await run(7)).toEqual(first);
  expect(await run(8)).not.toEqual(first);
  expect(first).toContain(true);
  expect(first).toContain(false);
});
