import Stripe from "stripe";
import { afterEach, beforeEach, expect, it } from "vitest";
import { page, press, sessionFor, stripeError, testApp, type TestApp } from "./test-app";

let app: TestApp;
beforeEach(async () => {
  app = await testApp();
});
afterEach(() => app.close());

it("a connected account onboards through a link that works once", async () => {
  const account = await app.stripe.accounts.create({ type: "standard", email: "ann@example.com" });
  expect(account).toMatchObject({ charges_enabled: false, details_submitted: false });
  const ask = {
    account: account.id,
    type: "account_onboarding",
    refresh_url: "http://app.test/again",
  } as const;
  const link = await app.stripe.accountLinks.create({ ...ask, return_url: "http://app.test/connected" });
  expect(await page(link.url)).toContain(account.id);
  const second = await fetch(link.url, { redirect: "manual" });
  expect(second.headers.get("location")).toBe("http://app.test/again");
  expect((await press(link.url, { agreed: "yes" })).location).toBe("http://app.test/connected");
  expect(await app.stripe.accounts.retrieve(account.id)).toMatchObject({
    charges_enabled: true,
    payouts_enabled: true,
    capabilities: { card_payments: "active" },
    requirements: { currently_due: [] },
  });
  await app.types();
  const updated = app.heard.find(({ type }) => type === "account.updated");
  expect(updated).toMatchObject({
    account: account.id,
    data: { previous_attributes: { charges_enabled: false } },
  });
});

it("objects and events belong to the account they were made for", async () => {
  const { id: account } = await app.stripe.accounts.create({
    type: "standard",
    business_profile: { name: "Dr Ann" },
  });
  await app.control.onboard({ account });
  const theirs = { stripeAccount: account };
  const session = await app.stripe.checkout.sessions.create(sessionFor(4500), theirs);
  expect(await page(session.url)).toContain("Dr Ann");
  await press(session.url, { way: "card" });
  expect((await app.stripe.checkout.sessions.retrieve(session.id, {}, theirs)).status).toBe("complete");
  expect(await stripeError(app.stripe.checkout.sessions.retrieve(session.id))).toMatchObject({
    statusCode: 404,
  });
  expect((await app.stripe.charges.list()).data).toEqual([]);
  expect((await app.stripe.charges.list({}, theirs)).data).toHaveLength(1);
  expect((await app.stripe.events.list({ type: "payment_intent.succeeded" })).data).toEqual([]);
  await app.types();
  const paid = app.heard.filter(({ type }) => type === "checkout.session.completed");
  expect(paid).toMatchObject([{ account, livemode: false }]);
  const books = await app.control.books({});
  expect(books.totals).toMatchObject([{ account, captured: 4500 }]);
});

it("an account that disconnects can no longer be reached, and says so once", async () => {
  const { id: account } = await app.stripe.accounts.create({ type: "standard" });
  await app.control.deauthorize({ account });
  const error = await stripeError(app.stripe.balance.retrieve({}, { stripeAccount: account }));
  expect(error).toMatchObject({ statusCode: 403, code: "account_invalid" });
  expect(await stripeError(app.stripe.balance.retrieve({}, { stripeAccount: "acct_none" }))).toMatchObject({
    statusCode: 403,
  });
  expect(await app.types()).toEqual(["account.application.deauthorized"]);
  expect(app.heard).toMatchObject([{ account, data: { object: { object: "application" } } }]);
});

it("an account that may not charge refuses payments", async () => {
  const { id: account } = await app.stripe.accounts.create({ type: "standard" });
  await app.control.onboard({ account });
  await app.control.setChargesEnabled({ account, enabled: false });
  const error = await stripeError(
    app.stripe.checkout.sessions.create(sessionFor(4500), { stripeAccount: account }),
  );
  expect(error).toBeInstanceOf(Stripe.errors.StripeInvalidRequestError);
  expect(error.message).toContain("cannot currently make charges");
  await app.control.setChargesEnabled({ account, enabled: true });
  const session = await app.stripe.checkout.sessions.create(sessionFor(4500), { stripeAccount: account });
  expect(session.status).toBe("open");
});
