import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { idOf } from "~tests/stand-ins/stripe/state/kinds";
import { press, sessionFor, testApp, type TestApp } from "./test-app";

/** Stripe's published example objects. They are not part of this repository. */
const FIXTURES = resolve(import.meta.dirname, "../../../../shared/data/stripe-fixtures3.json");
const present = existsSync(FIXTURES);
if (!present) console.info(`Shapes are not compared: ${FIXTURES} is not there.`);

type Fields = Record<string, unknown>;

/**
 * Members of the examples that belong to what the stand-in does not do, or that Stripe sends only sometimes.
 * Nothing else may be missing.
 */
const LEFT_OUT: Record<string, string[]> = {
  account: [],
  account_link: [],
  balance: ["connect_reserved"],
  balance_transaction: [],
  charge: ["refunds"],
  "checkout.session": [],
  customer: [],
  dispute: [],
  event: [],
  item: [],
  payment_intent: [],
  payment_method: [],
  price: [],
  refund: [],
  setup_intent: [],
};

/** Members of the API version in use that are younger than the examples, or that only some payments have. */
const YOUNGER: Record<string, string[]> = {
  "checkout.session": ["allowed_payment_method_types"],
  dispute: ["intended_submission_method"],
  payment_intent: ["allowed_payment_method_types", "payment_record"],
  setup_intent: ["allowed_payment_method_types", "customer_account", "managed_payments"],
};

let app: TestApp;
const ours = new Map<string, Fields>();
const theirs = new Map<string, Fields>();
/** As it went over the wire: the SDK turns decimals into objects of its own. */
const keep = (name: string, object: object) => {
  const wire: Fields = JSON.parse(JSON.stringify(object));
  ours.set(name, wire);
};

beforeAll(async () => {
  if (!present) return;
  const read: { resources: Record<string, Fields> } = JSON.parse(readFileSync(FIXTURES, "utf8"));
  for (const [name, object] of Object.entries(read.resources)) theirs.set(name, object);
  app = await testApp();
  const { stripe } = app;
  const session = await stripe.checkout.sessions.create(
    sessionFor(4500, {
      customer_creation: "always",
      payment_intent_data: { setup_future_usage: "off_session" },
    }),
  );
  await press(session.url, { way: "card", email: "ann@example.com" });
  const paid = await stripe.checkout.sessions.retrieve(session.id);
  const intent = await stripe.paymentIntents.retrieve(idOf(paid.payment_intent) ?? "");
  const charge = await stripe.charges.retrieve(idOf(intent.latest_charge) ?? "");
  const [item] = (await stripe.checkout.sessions.listLineItems(session.id)).data;
  if (!item?.price) throw new Error("A line item has no price.");
  const account = await stripe.accounts.create({ type: "standard" });
  const setup = await stripe.checkout.sessions.create({
    mode: "setup",
    currency: "usd",
    success_url: "http://a.test",
  });
  keep("account", account);
  keep(
    "account_link",
    await stripe.accountLinks.create({
      account: account.id,
      type: "account_onboarding",
      refresh_url: "http://a.test",
      return_url: "http://a.test",
    }),
  );
  keep("balance", await stripe.balance.retrieve());
  keep(
    "balance_transaction",
    await stripe.balanceTransactions.retrieve(idOf(charge.balance_transaction) ?? ""),
  );
  keep("charge", charge);
  keep("checkout.session", paid);
  keep("customer", await stripe.customers.retrieve(idOf(paid.customer) ?? ""));
  keep("event", (await stripe.events.list({ limit: 1 })).data[0] ?? {});
  keep("item", item);
  keep("payment_intent", intent);
  keep("payment_method", await stripe.paymentMethods.retrieve(idOf(intent.payment_method) ?? ""));
  keep("price", item.price);
  keep("refund", await stripe.refunds.create({ charge: charge.id, amount: 100 }));
  keep("setup_intent", await stripe.setupIntents.retrieve(idOf(setup.setup_intent) ?? ""));
  keep("dispute", await app.control.openDispute({ paymentIntent: intent.id }));
});
afterAll(() => (present ? app.close() : undefined));

describe.skipIf(!present)("the shape of Stripe's own example", () => {
  it.each(Object.keys(LEFT_OUT))("is that of our %s", (name) => {
    const [our, their] = [ours.get(name) ?? {}, theirs.get(name) ?? {}];
    expect(Object.keys(their).length).toBeGreaterThan(3);
    const missing = Object.keys(their).filter((key) => !(key in our));
    expect(missing.sort()).toEqual((LEFT_OUT[name] ?? []).sort());
    const extra = Object.keys(our).filter((key) => !(key in their) && key !== "lastResponse");
    expect(extra.sort()).toEqual((YOUNGER[name] ?? []).sort());
  });

  it.each(Object.keys(LEFT_OUT))("is that of our %s deep inside", (name) => {
    expect(deep(ours.get(name), theirs.get(name), name)).toEqual([]);
  });

  it.each(Object.keys(LEFT_OUT))("has the types of our %s where both have a value", (name) => {
    const [our, their] = [ours.get(name) ?? {}, theirs.get(name) ?? {}];
    for (const [key, value] of Object.entries(their)) {
      const held = our[key];
      if (value === null || held === null || held === undefined) continue;
      expect([key, kindOf(held)]).toEqual([key, kindOf(value)]);
    }
  });
});

/** What is inside these is the user's or the event's own. */
const FREE = new Set(["event.data.object", "payment_method.metadata.order_id"]);

function deep(our: unknown, their: unknown, path: string): string[] {
  if (!isFields(our) || !isFields(their)) return [];
  return Object.entries(their).flatMap(([key, value]) => {
    const here = `${path}.${key}`;
    if (FREE.has(here) || LEFT_OUT[path]?.includes(key)) return [];
    return key in our ? deep(our[key], value, here) : [here];
  });
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function kindOf(value: unknown): string {
  return Array.isArray(value) ? "array" : typeof value;
}
