import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { recordStripeEvent } from "~/services/payments/record-stripe-event.server";
import { paymentParts, signedWebhook } from "~tests/factories/payments";
import { useDatabase } from "~tests/setup/database";
import { startStripe, type StripeStandIn } from "~tests/stand-ins/stripe";

const database = useDatabase();
let stripe: StripeStandIn;
let deps: ReturnType<typeof paymentParts>;
beforeAll(async () => {
  stripe = await startStripe();
  deps = paymentParts(database.db, stripe);
});
afterAll(() => stripe.close());

const now = () => new Date();

describe("the webhook", () => {
  const event = (over: object = {}) => ({
    id: "evt_made_up",
    object: "event",
    type: "payment_intent.succeeded",
    livemode: false,
    created: 1_790_000_000,
    data: { object: { id: "pi_made_up", object: "payment_intent" } },
    ...over,
  });
  const stored = async () =>
    (await database.admin`select id from stripe_events where id = 'evt_made_up'`).length;

  test.each([
    ["without a signature", () => ({ ...signedWebhook(event()), signature: undefined })],
    ["signed with another secret", () => signedWebhook(event(), { secret: "whsec_other" })],
    ["signed six minutes ago", () => signedWebhook(event(), { at: new Date(Date.now() - 360_000) })],
    ["changed after it was signed", () => ({ ...signedWebhook(event()), rawBody: Buffer.from("{}") })],
  ])("stores nothing that came %s", async (_how, webhook) => {
    expect(await recordStripeEvent(deps, { ...webhook(), now: now() })).toEqual({ outcome: "not_signed" });
    expect(await stored()).toBe(0);
  });

  test("stores nothing of the live world while the key is a test key", async () => {
    const webhook = signedWebhook(event({ livemode: true }));
    expect(await recordStripeEvent(deps, { ...webhook, now: now() })).toMatchObject({ reason: "livemode" });
    expect(await stored()).toBe(0);
  });

  test("stores nothing of a connected account that no vendor has", async () => {
    const webhook = signedWebhook(event({ account: "acct_stranger" }));
    expect(await recordStripeEvent(deps, { ...webhook, now: now() })).toMatchObject({ reason: "account" });
    expect(await stored()).toBe(0);
  });

  test("stores an event once, also when it is delivered many times at once", async () => {
    const webhook = signedWebhook(event());
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, () => recordStripeEvent(deps, { ...webhook, now: now() })),
    );
    expect(outcomes.filter(({ outcome }) => outcome === "stored")).toHaveLength(1);
    expect(await stored()).toBe(1);
  });
});
