import Stripe from "stripe";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SECRET, testApp, type TestApp } from "./test-app";
import { signed } from "~tests/stand-ins/stripe/webhooks/signature";

let app: TestApp;
beforeEach(async () => {
  app = await testApp();
});
afterEach(() => app.close());

const pay = (payment_method = "pm_card_visa") =>
  app.stripe.paymentIntents.create({ amount: 4500, currency: "usd", confirm: true, payment_method });
const intents = (type: string) => app.heard.filter((event) => event.type === type).length;

describe("an event", () => {
  it("is a snapshot of its moment, with the request that caused it", async () => {
    const intent = await app.stripe.paymentIntents.create(
      { amount: 4500, currency: "usd", confirm: true, payment_method: "pm_card_visa" },
      { idempotencyKey: "pay-1" },
    );
    await app.types();
    const created = app.heard.find(({ type }) => type === "payment_intent.created");
    expect(created).toMatchObject({
      object: "event",
      api_version: Stripe.API_VERSION,
      livemode: false,
      pending_webhooks: 1,
      request: { id: intent.lastResponse.requestId, idempotency_key: "pay-1" },
      data: { object: { id: intent.id, status: "requires_payment_method", amount_received: 0 } },
    });
    expect(created?.account).toBeUndefined();
    const charged = app.heard.find(({ type }) => type === "charge.succeeded");
    expect(charged?.data.object).toMatchObject({ balance_transaction: null });
  });

  it("can be read and listed for 30 days, by type and by types", async () => {
    await pay();
    await app.types();
    const all = await app.stripe.events.list({ limit: 100 });
    expect(all.data.map(({ type }) => type)).toEqual([
      "charge.updated",
      "payment_intent.succeeded",
      "charge.succeeded",
      "payment_intent.created",
    ]);
    expect(all.data.every((event) => event.pending_webhooks === 0)).toBe(true);
    const two = await app.stripe.events.list({ types: ["charge.succeeded", "charge.updated"] });
    expect(two.data).toHaveLength(2);
    const [one] = (await app.stripe.events.list({ type: "payment_intent.succeeded" })).data;
    expect(await app.stripe.events.retrieve(one?.id ?? "")).toMatchObject({
      type: "payment_intent.succeeded",
    });
    await app.control.advanceClock({ ms: 31 * 86_400_000 });
    expect((await app.stripe.events.list()).data).toEqual([]);
    await expect(app.stripe.events.retrieve(one?.id ?? "")).rejects.toMatchObject({ statusCode: 404 });
  });
});

describe("a signature", () => {
  it("holds for the exact body, secret and time alone", () => {
    const { webhooks } = new Stripe("sk_test_unused");
    const body = JSON.stringify({ id: "evt_1", object: "event", type: "ping", data: { object: {} } });
    const at = Math.floor(Date.now() / 1000);
    expect(webhooks.constructEvent(body, signed(body, SECRET, at), SECRET).id).toBe("evt_1");
    expect(() => webhooks.constructEvent(`${body} `, signed(body, SECRET, at), SECRET)).toThrow();
    expect(() => webhooks.constructEvent(body, signed(body, "whsec_other", at), SECRET)).toThrow();
    expect(() => webhooks.constructEvent(body, signed(body, SECRET, at - 3600), SECRET)).toThrow(/tolerance/);
  });

  it("bears the app's time even when Stripe's clock was advanced", async () => {
    await app.control.advanceClock({ ms: 90 * 86_400_000 });
    await pay();
    expect(await app.types()).toHaveLength(4);
  });
});

describe("delivery", () => {
  it("is tried again until the endpoint accepts, and every attempt can be seen", async () => {
    app.answer = (_event, before) => (before < 3 ? 500 : 200);
    await app.stripe.customers.create({});
    await app.types();
    const [delivery] = await app.control.deliveries({ type: "customer.created" });
    expect(delivery).toMatchObject({ state: "delivered", type: "customer.created" });
    expect(delivery?.attempts.map(({ status }) => status)).toEqual([500, 500, 500, 200]);
  });

  it("of one event does not wait for another that keeps failing", async () => {
    app.answer = (event) => (event.type === "charge.succeeded" ? 503 : 200);
    await pay();
    await expect.poll(() => intents("payment_intent.succeeded")).toBe(1);
    const [event] = (await app.stripe.events.list({ type: "charge.succeeded" })).data;
    expect(event?.pending_webhooks).toBe(1);
    expect((await app.stripe.events.list({ delivery_success: false })).data.map(({ id }) => id)).toEqual([
      event?.id,
    ]);
    app.answer = () => 200;
    await app.types();
  });

  it("can be made to come twice, out of order, late or not at all", async () => {
    await app.control.setWeather({ seed: 1, duplicate: 1 });
    await pay();
    await app.types();
    expect(intents("payment_intent.succeeded")).toBe(2);
    app.heard.length = 0;
    await app.control.setWeather({ seed: 1, drop: 1, types: "^charge" });
    await pay();
    expect(await app.types()).toEqual(["payment_intent.created", "payment_intent.succeeded"]);
    expect(await app.control.deliveries({ state: "dropped" })).toHaveLength(2);
    app.heard.length = 0;
    await app.control.setWeather({ seed: 3, reorder: 0.5, reorderMs: 60 });
    for (let round = 0; round < 5; round += 1) await pay();
    const order = await app.types();
    expect(order).toHaveLength(20);
    const calm = ["payment_intent.created", "charge.succeeded", "payment_intent.succeeded", "charge.updated"];
    expect(order).not.toEqual(Array.from({ length: 5 }, () => calm).flat());
    app.heard.length = 0;
    await app.control.setWeather({ delayMs: 150 });
    await app.stripe.customers.create({});
    expect(app.heard).toEqual([]);
    expect(await app.types()).toEqual(["customer.created"]);
  });

  it("drops the same events for the same seed", async () => {
    const run = async (seed: number) => {
      app.heard.length = 0;
      await app.control.setWeather({ seed, drop: 0.5 });
      for (let round = 0; round < 4; round += 1) await pay();
      return app.types();
    };
    const first = await run(11);
    expect(await run(11)).toEqual(first);
    expect(first.length).toBeGreaterThan(0);
    expect(first.length).toBeLessThan(16);
  });

  it("can be held and released, and an event can be sent once more", async () => {
    await app.control.holdWebhooks({});
    const { id } = await app.stripe.customers.create({});
    await app.types();
    expect(app.heard).toEqual([]);
    await app.control.releaseWebhooks({});
    expect(await app.types()).toEqual(["customer.created"]);
    const [event] = (await app.stripe.events.list()).data;
    await app.control.redeliver({ event: event?.id ?? "" });
    expect(await app.types()).toEqual(["customer.created", "customer.created"]);
    expect(app.heard.map((heard) => heard.data.object)).toMatchObject([{ id }, { id }]);
  });
});
