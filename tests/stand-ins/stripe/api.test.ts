import Stripe from "stripe";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decodeForm } from "~tests/stand-ins/stripe/http/form-decoding";
import { clientOf, sessionFor, stripeError, testApp, type TestApp } from "./test-app";

let app: TestApp;
beforeAll(async () => {
  app = await testApp();
});
afterAll(() => app.close());

const raw = (
  path: string,
  init: { method?: string; body?: string } = {},
  authorization = `Bearer ${app.standIn.secretKey}`,
) => fetch(`${app.standIn.url}${path}`, { ...init, headers: { authorization } });

describe("a request", () => {
  it("is decoded from bracketed forms, with numbered and empty brackets as lists", () => {
    expect(decodeForm("a[0][b][c]=1&a[1][b][c]=2&m[k]=v&e[]=x&e[]=y&plain=%26%5B")).toEqual({
      a: [{ b: { c: "1" } }, { b: { c: "2" } }],
      m: { k: "v" },
      e: ["x", "y"],
      plain: "&[",
    });
  });

  it("cannot reach object prototypes through its keys", () => {
    decodeForm("__proto__[polluted]=yes&constructor[prototype][polluted]=yes");
    expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
  });

  it("needs the secret key, as Bearer or as Basic", async () => {
    expect((await raw("/v1/customers", {}, "Bearer sk_test_wrong")).status).toBe(401);
    const basic = `Basic ${Buffer.from(`${app.standIn.secretKey}:`).toString("base64")}`;
    expect((await raw("/v1/customers", {}, basic)).status).toBe(200);
    const error = await stripeError(
      clientOf({ ...app.standIn, secretKey: "sk_test_wrong" }).customers.list(),
    );
    expect(error).toBeInstanceOf(Stripe.errors.StripeAuthenticationError);
    expect(error.message).not.toContain(app.standIn.secretKey);
  });

  it("gets an id of its own, which the SDK sees", async () => {
    const one = await app.stripe.customers.create({});
    const two = await app.stripe.customers.create({});
    expect(one.lastResponse.requestId).toMatch(/^req_/);
    expect(one.lastResponse.requestId).not.toBe(two.lastResponse.requestId);
    expect(one.lastResponse.apiVersion).toBe(Stripe.API_VERSION);
  });

  it("with an unknown parameter is refused and named in brackets", async () => {
    const params = sessionFor(4500);
    const error = await stripeError(app.stripe.checkout.sessions.create({ ...params, ...{ colour: "red" } }));
    expect(error).toMatchObject({ statusCode: 400, code: "parameter_unknown", param: "colour" });
    const response = await raw("/v1/customers", { method: "POST", body: "address[planet]=mars" });
    expect(await response.json()).toMatchObject({
      error: { code: "parameter_unknown", param: "address[planet]" },
    });
  });

  it("with the parameter this API version dropped is refused, as it would be by Stripe", async () => {
    const params = { ...sessionFor(4500), ...{ payment_method_types: ["card"] } };
    const error = await stripeError(app.stripe.checkout.sessions.create(params));
    expect(error).toMatchObject({ code: "parameter_unknown", param: "payment_method_types" });
  });

  it("with a parameter missing is told which", async () => {
    const response = await raw("/v1/payment_intents", { method: "POST", body: "amount=100" });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: "parameter_missing", param: "currency" } });
    const nested = await raw("/v1/checkout/sessions", {
      method: "POST",
      body: "mode=payment&success_url=http://a.test&line_items[0][price_data][unit_amount]=5",
    });
    expect(await nested.json()).toMatchObject({ error: { param: "line_items[0][price_data][currency]" } });
  });

  it("with text where a number belongs is refused", async () => {
    const response = await raw("/v1/payment_intents", { method: "POST", body: "amount=1.5&currency=usd" });
    expect(await response.json()).toMatchObject({
      error: { code: "parameter_invalid_integer", param: "amount" },
    });
  });

  it("for what does not exist answers 404 in the path and 400 among the parameters", async () => {
    expect(await stripeError(app.stripe.customers.retrieve("cus_none"))).toMatchObject({
      statusCode: 404,
      code: "resource_missing",
      param: "id",
    });
    const error = await stripeError(
      app.stripe.checkout.sessions.create(sessionFor(4500, { customer: "cus_none" })),
    );
    expect(error).toMatchObject({ statusCode: 400, code: "resource_missing", param: "customer" });
    expect((await raw("/v1/unicorns")).status).toBe(404);
    expect((await raw("/v1/customers/cus_none", { method: "PUT" })).status).toBe(404);
  });
});

describe("a list", () => {
  it("is paged newest first, forwards and backwards, and says whether there is more", async () => {
    const made: string[] = [];
    for (let at = 0; at < 5; at += 1)
      made.unshift((await app.stripe.customers.create({ name: `c${at}` })).id);
    const first = await app.stripe.customers.list({ limit: 2 });
    expect(first.data.map(({ id }) => id)).toEqual(made.slice(0, 2));
    expect(first.has_more).toBe(true);
    const second = await app.stripe.customers.list({ limit: 2, starting_after: made[1] ?? "" });
    expect(second.data.map(({ id }) => id)).toEqual(made.slice(2, 4));
    const back = await app.stripe.customers.list({ limit: 2, ending_before: made[2] ?? "" });
    expect(back.data.map(({ id }) => id)).toEqual(made.slice(0, 2));
    const all: string[] = [];
    for await (const { id } of app.stripe.customers.list({ limit: 2 })) all.push(id);
    expect(all.slice(0, 5)).toEqual(made);
    expect(new Set(all).size).toBe(all.length);
  });

  it("can be narrowed by the time things were created", async () => {
    const { created } = await app.stripe.customers.create({});
    expect((await app.stripe.customers.list({ created: { gt: created + 10 } })).data).toEqual([]);
    expect(
      (await app.stripe.customers.list({ created: { gte: created, lte: created } })).data.length,
    ).toBeGreaterThan(0);
  });

  it("is narrowed before it is cut into pages", async () => {
    const wanted = await app.stripe.customers.create({ email: "needle@example.com" });
    for (let at = 0; at < 12; at += 1) await app.stripe.customers.create({ email: `hay${at}@example.com` });
    const found = await app.stripe.customers.list({ email: "needle@example.com", limit: 1 });
    expect(found).toMatchObject({ has_more: false, data: [{ id: wanted.id }] });
  });

  it("with a cursor that does not exist is refused", async () => {
    const error = await stripeError(app.stripe.customers.list({ starting_after: "cus_none" }));
    expect(error).toMatchObject({ code: "resource_missing", param: "starting_after" });
  });
});

describe("expansion", () => {
  it("replaces ids by objects down to four levels, also within lists", async () => {
    const customer = await app.stripe.customers.create({ email: "ann@example.com" });
    const session = await app.stripe.checkout.sessions.create(sessionFor(4500, { customer: customer.id }));
    await app.control.pay({ session: session.id });
    const read = await app.stripe.checkout.sessions.retrieve(session.id, {
      expand: ["payment_intent.latest_charge.balance_transaction", "customer", "line_items"],
    });
    expect(read.customer).toMatchObject({ id: customer.id, email: "ann@example.com" });
    expect(read.payment_intent).toMatchObject({
      latest_charge: { balance_transaction: { amount: 4500, fee: 161 } },
    });
    expect(read.line_items?.data).toMatchObject([{ description: "Teeth cleaning", amount_total: 4500 }]);
    const list = await app.stripe.checkout.sessions.list({
      customer: customer.id,
      expand: ["data.payment_intent"],
    });
    expect(list.data).toMatchObject([{ payment_intent: { status: "succeeded" } }]);
  });

  it("of what is not an id is refused", async () => {
    const { id } = await app.stripe.customers.create({ email: "ann@example.com" });
    expect(await stripeError(app.stripe.customers.retrieve(id, { expand: ["email.host"] }))).toMatchObject({
      statusCode: 400,
      param: "expand",
    });
  });
});
