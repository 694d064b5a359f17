import type Stripe from "stripe";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { page, press, sessionFor, stripeError, testApp, type TestApp } from "./test-app";

let app: TestApp;
beforeEach(async () => {
  app = await testApp();
});
afterEach(() => app.close());

const create = (more: Stripe.Checkout.SessionCreateParams = {}) =>
  app.stripe.checkout.sessions.create(sessionFor(4500, more));
const read = (id: string) =>
  app.stripe.checkout.sessions.retrieve(id, { expand: ["payment_intent", "payment_intent.latest_charge"] });
const minutes = (count: number) => count * 60_000;

describe("creating a session", () => {
  it("adds the line items up and opens for a day", async () => {
    const session = await app.stripe.checkout.sessions.create({
      ...sessionFor(4500),
      line_items: [
        {
          quantity: 1,
          price_data: { currency: "usd", unit_amount: 4500, product_data: { name: "Cleaning" } },
        },
        { quantity: 3, price_data: { currency: "usd", unit_amount: 1250, product_data: { name: "X-ray" } } },
      ],
      client_reference_id: "B-1",
      metadata: { balance: "1" },
    });
    expect(session).toMatchObject({
      amount_total: 8250,
      status: "open",
      payment_status: "unpaid",
      payment_intent: null,
      client_reference_id: "B-1",
      metadata: { balance: "1" },
    });
    expect(session.expires_at - session.created).toBe(86_400);
    const items = await app.stripe.checkout.sessions.listLineItems(session.id, { limit: 1 });
    expect(items).toMatchObject({ has_more: true, data: [{ description: "Cleaning", amount_total: 4500 }] });
    expect(session.line_items).toBeUndefined();
  });

  it("lives 30 minutes to 24 hours", async () => {
    const now = Math.floor(Date.now() / 1000);
    expect((await stripeError(create({ expires_at: now + 29 * 60 }))).message).toContain(
      "at least 30 minutes",
    );
    expect((await stripeError(create({ expires_at: now + 25 * 3600 }))).message).toContain(
      "less than 24 hours",
    );
    expect((await create({ expires_at: now + 31 * 60 })).expires_at).toBe(now + 31 * 60);
  });

  it("refuses mixed currencies, a customer with an email, and no items", async () => {
    const item = (currency: string) => ({
      quantity: 1,
      price_data: { currency, unit_amount: 500, product_data: { name: "A" } },
    });
    expect((await stripeError(create({ line_items: [item("usd"), item("eur")] }))).message).toContain(
      "same currency",
    );
    expect(await stripeError(create({ line_items: [] }))).toMatchObject({ param: "line_items" });
    const { id } = await app.stripe.customers.create({});
    const both = { customer: id, customer_email: "a@example.com" };
    expect((await stripeError(create(both))).message).toContain("only specify one");
  });
});

describe("the hosted page", () => {
  it("shows what is paid without a script, marked as a stand-in, with hostile names inert", async () => {
    const session = await create({
      line_items: [
        {
          quantity: 2,
          price_data: {
            currency: "usd",
            unit_amount: 2250,
            product_data: { name: "<script>alert(1)</script>" },
          },
        },
      ],
      branding_settings: { display_name: 'Dr "Ann" & Sons' },
    });
    const html = await page(session.url);
    expect(html).toContain("Test payments stand-in");
    expect(html).toContain("$45.00");
    expect(html).toContain("Dr &quot;Ann&quot; &amp; Sons");
    expect(html).not.toContain("<script");
    expect(html).toContain("http://app.test/back");
    expect(html).toContain('name="viewport"');
  });

  it("takes a card's money once and sends the debtor back", async () => {
    const session = await create({
      payment_intent_data: { metadata: { balance: "7" }, description: "Balance 7" },
    });
    const pressed = await press(session.url, { way: "card", email: "ann@example.com", name: "Ann" });
    expect(pressed).toMatchObject({ status: 303, location: `http://app.test/done?session=${session.id}` });
    expect(await read(session.id)).toMatchObject({
      status: "complete",
      payment_status: "paid",
      url: null,
      customer: null,
      customer_details: { email: "ann@example.com", name: "Ann" },
      payment_intent: {
        status: "succeeded",
        amount_received: 4500,
        metadata: { balance: "7" },
        latest_charge: { paid: true, metadata: { balance: "7" }, description: "Balance 7" },
      },
    });
    expect(await app.types()).toEqual([
      "payment_intent.created",
      "charge.succeeded",
      "payment_intent.succeeded",
      "checkout.session.completed",
      "charge.updated",
    ]);
  });

  it("stays open after a decline, and the same intent can then succeed", async () => {
    const session = await create();
    const declined = await press(session.url, { way: "insufficient_funds" });
    expect(declined.status).toBe(402);
    expect(declined.html).toContain("insufficient funds");
    const open = await read(session.id);
    expect(open).toMatchObject({
      status: "open",
      payment_status: "unpaid",
      payment_intent: {
        status: "requires_payment_method",
        last_payment_error: { code: "card_declined", decline_code: "insufficient_funds" },
      },
    });
    expect((await press(session.url, { way: "card" })).status).toBe(303);
    const paid = await read(session.id);
    expect(paid.payment_intent).toMatchObject({ status: "succeeded", last_payment_error: null });
    expect((await app.stripe.paymentIntents.list()).data).toHaveLength(1);
    expect(await app.types()).toEqual([
      "payment_intent.created",
      "charge.failed",
      "payment_intent.payment_failed",
      "charge.succeeded",
      "payment_intent.succeeded",
      "checkout.session.completed",
      "charge.updated",
    ]);
  });

  it("asks the bank on a second page, which can approve or refuse", async () => {
    const session = await create();
    const asked = await press(session.url, { way: "authentication" });
    expect(asked).toMatchObject({ status: 303, location: `/c/pay/${session.id}/authenticate` });
    expect(await page(`${session.url}/authenticate`)).toContain("approve");
    expect((await press(`${session.url}/authenticate`, { approved: "no" })).status).toBe(402);
    expect(await read(session.id)).toMatchObject({
      status: "open",
      payment_intent: { latest_charge: { paid: false } },
    });
    await press(session.url, { way: "authentication" });
    expect((await press(`${session.url}/authenticate`, { approved: "yes" })).status).toBe(303);
    expect(await read(session.id)).toMatchObject({ status: "complete", payment_status: "paid" });
    expect(await app.types()).toContain("payment_intent.requires_action");
  });

  it("completes a bank debit unpaid; the money comes, or does not, later", async () => {
    const good = await create();
    const bad = await create();
    await press(good.url, { way: "bank_debit" });
    await press(bad.url, { way: "bank_debit" });
    const pending = await read(good.id);
    expect(pending).toMatchObject({
      status: "complete",
      payment_status: "unpaid",
      payment_intent: { status: "processing", latest_charge: { status: "pending" } },
    });
    const intents = (await app.stripe.paymentIntents.list()).data;
    const [badIntent, goodIntent] = intents;
    expect(await app.control.settleDebit({ paymentIntent: goodIntent?.id ?? "" })).toEqual({ done: true });
    expect(await app.control.settleDebit({ paymentIntent: goodIntent?.id ?? "" })).toEqual({ done: false });
    expect(await app.control.failDebit({ paymentIntent: badIntent?.id ?? "" })).toEqual({ done: true });
    expect(await read(good.id)).toMatchObject({
      payment_status: "paid",
      payment_intent: { status: "succeeded" },
    });
    expect(await read(bad.id)).toMatchObject({
      status: "complete",
      payment_status: "unpaid",
      payment_intent: { status: "requires_payment_method" },
    });
    const types = await app.types();
    expect(types.filter((type) => type.startsWith("checkout."))).toEqual([
      "checkout.session.completed",
      "checkout.session.completed",
      "checkout.session.async_payment_succeeded",
      "checkout.session.async_payment_failed",
    ]);
    const first = app.heard.find(({ type }) => type === "checkout.session.completed");
    expect(first?.data.object).toMatchObject({ payment_status: "unpaid" });
  });

  it("lets a bank debit end by itself after its time", async () => {
    await app.control.setTiming({ bankDebitMs: 60_000 });
    const session = await create();
    await press(session.url, { way: "bank_debit_fails" });
    await app.control.advanceClock({ ms: 59_000 });
    expect(await read(session.id)).toMatchObject({ payment_intent: { status: "processing" } });
    await app.control.advanceClock({ ms: 2000 });
    expect(await read(session.id)).toMatchObject({ payment_intent: { status: "requires_payment_method" } });
  });

  it("keeps the card when the session asks for later use, and says so first", async () => {
    const session = await create({
      customer_creation: "always",
      payment_intent_data: { setup_future_usage: "off_session" },
    });
    expect(await page(session.url)).toContain("to keep this payment method");
    await press(session.url, { way: "card", email: "ann@example.com" });
    const { customer } = await read(session.id);
    if (typeof customer !== "string") throw new Error("No customer was made.");
    expect(await app.stripe.customers.retrieve(customer)).toMatchObject({ email: "ann@example.com" });
    const kept = await app.stripe.customers.listPaymentMethods(customer);
    expect(kept.data).toMatchObject([{ type: "card", card: { last4: "4242" }, customer }]);
    expect((await app.types()).slice(0, 3)).toEqual([
      "customer.created",
      "payment_intent.created",
      "payment_method.attached",
    ]);
  });

  it("keeps the card by the debtor's own tick", async () => {
    const customer = await app.stripe.customers.create({ email: "ann@example.com" });
    const session = await create({
      customer: customer.id,
      saved_payment_method_options: { payment_method_save: "enabled" },
    });
    expect(await page(session.url)).toContain('name="keep"');
    await press(session.url, { way: "card", keep: "yes" });
    const { data } = await app.stripe.paymentMethods.list({ customer: customer.id, type: "card" });
    expect(data).toMatchObject([{ allow_redisplay: "always" }]);
  });

  it("sets a card up without taking money", async () => {
    const customer = await app.stripe.customers.create({ email: "ann@example.com" });
    const session = await app.stripe.checkout.sessions.create({
      mode: "setup",
      currency: "usd",
      customer: customer.id,
      success_url: "http://app.test/kept",
      setup_intent_data: { metadata: { debtor: "3" } },
    });
    expect(session).toMatchObject({ amount_total: null, payment_status: "no_payment_required" });
    expect(await page(session.url)).toContain("Keep a card");
    await press(session.url, { way: "card" });
    const done = await app.stripe.checkout.sessions.retrieve(session.id, {
      expand: ["setup_intent.payment_method"],
    });
    expect(done).toMatchObject({
      status: "complete",
      setup_intent: {
        status: "succeeded",
        metadata: { debtor: "3" },
        payment_method: { customer: customer.id },
      },
    });
    expect(await app.types()).toEqual([
      "customer.created",
      "setup_intent.created",
      "payment_method.attached",
      "setup_intent.succeeded",
      "checkout.session.completed",
    ]);
    expect((await app.stripe.setupIntents.list({ customer: customer.id })).data).toHaveLength(1);
  });

  it("knows no session that was never made", async () => {
    const answer = await fetch(`${app.standIn.url}/c/pay/cs_test_none`);
    expect(answer.status).toBe(404);
  });
});

describe("the end of a session", () => {
  it("comes by itself at its time, with an event, and the page says so", async () => {
    const session = await create();
    await app.control.advanceClock({ ms: minutes(24 * 60 + 1) });
    expect(await read(session.id)).toMatchObject({ status: "expired", url: null });
    expect(await page(session.url)).toContain("expired");
    expect((await press(session.url, { way: "card" })).status).toBe(409);
    expect(await app.types()).toEqual(["checkout.session.expired"]);
  });

  it("comes without anybody asking", async () => {
    await create();
    await app.control.advanceClock({ ms: minutes(24 * 60) });
    await expect.poll(() => app.heard.map(({ type }) => type)).toEqual(["checkout.session.expired"]);
  });

  it("can be brought about only while it is open", async () => {
    const session = await create();
    expect(await app.stripe.checkout.sessions.expire(session.id)).toMatchObject({
      status: "expired",
      url: null,
    });
    const again = await stripeError(app.stripe.checkout.sessions.expire(session.id));
    expect(again).toMatchObject({ statusCode: 400, type: "StripeInvalidRequestError" });
    expect(again.message).toContain('Only Checkout Sessions with a status in ["open"] can be expired');
    const paid = await create();
    await press(paid.url, { way: "card" });
    expect((await stripeError(app.stripe.checkout.sessions.expire(paid.id))).message).toContain("`complete`");
  });

  it("cancels an attempt that waits for the bank", async () => {
    const session = await create();
    await press(session.url, { way: "authentication" });
    await app.stripe.checkout.sessions.expire(session.id);
    expect(await read(session.id)).toMatchObject({ payment_intent: { status: "canceled" } });
    expect((await press(`${session.url}/authenticate`, { approved: "yes" })).status).toBe(409);
    expect((await app.control.books({})).totals).toMatchObject([{ captured: 0 }]);
  });

  it("and a payment exclude each other, however often and however close they are tried", async () => {
    for (let round = 0; round < 10; round += 1) {
      const session = await create();
      const outcomes = await Promise.all([
        press(session.url, { way: "card" }).then(({ status }) => status === 303),
        app.stripe.checkout.sessions.expire(session.id).then(
          () => true,
          () => false,
        ),
        press(session.url, { way: "card" }).then(({ status }) => status === 303),
      ]);
      expect(outcomes.filter(Boolean)).toHaveLength(1);
    }
    const charges = await app.stripe.charges.list({ limit: 100 });
    const completed = await app.stripe.checkout.sessions.list({ status: "complete", limit: 100 });
    expect(charges.data).toHaveLength(completed.data.length);
  });

  it("narrows lists of sessions by status and by intent", async () => {
    const open = await create();
    const paid = await create();
    await press(paid.url, { way: "card" });
    const listed = await app.stripe.checkout.sessions.list({ status: "open" });
    expect(listed.data.map(({ id }) => id)).toEqual([open.id]);
    const [intent] = (await app.stripe.paymentIntents.list()).data;
    const byIntent = await app.stripe.checkout.sessions.list({ payment_intent: intent?.id ?? "" });
    expect(byIntent.data.map(({ id }) => id)).toEqual([paid.id]);
  });
});
