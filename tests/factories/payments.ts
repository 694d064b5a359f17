import Stripe from "stripe";
import { createStripeGateway } from "~/adapters/stripe.server";
import { parseLinkKeys } from "~/domain/pay-link";
import { readEnv, type Env } from "~/env.server";
import type { App } from "~/server/app.server";
import type { Database } from "~db/client";
import pino from "pino";
import type { StripeStandIn } from "~tests/stand-ins/stripe";

export const webhookSecret = "whsec_for_tests";
export const connectWebhookSecret = "whsec_of_connected_accounts";
const keys = `1:${Buffer.alloc(32, 7).toString("base64url")}`;

/** A complete environment whose Stripe is the given stand-in. */
export function testEnv(stripe: Pick<StripeStandIn, "url" | "secretKey">): Env {
  return readEnv({
    NODE_ENV: "test",
    APP_URL: "http://localhost:3000",
    DATABASE_URL: "postgres://unused",
    LINK_KEYS: keys,
    SESSION_SECRET: "a secret for tests that is long enough",
    STRIPE_SECRET_KEY: stripe.secretKey,
    STRIPE_WEBHOOK_SECRET: webhookSecret,
    STRIPE_CONNECT_WEBHOOK_SECRET: connectWebhookSecret,
    STRIPE_API_BASE: stripe.url,
    RESEND_API_KEY: "re_test",
    TWILIO_ACCOUNT_SID: "ACtest",
    TWILIO_AUTH_TOKEN: "test",
    TWILIO_FROM: "+15005550006",
    RESEND_REQUESTS_PER_SECOND: "10000",
    TWILIO_MESSAGES_PER_SECOND: "10000",
  });
}

/** What the payment services need of the App, on a real database and the stand-in. */
export function paymentParts(
  db: Database,
  stripe: StripeStandIn,
): Pick<App, "db" | "stripe" | "env" | "log" | "linkKeys"> {
  const env = testEnv(stripe);
  return {
    db,
    env,
    stripe: createStripeGateway(env.stripe),
    linkKeys: parseLinkKeys(keys),
    log: pino({ level: "silent" }),
  };
}

/** The real SDK, to look at the stand-in's own books and to sign webhooks as Stripe does. */
export function stripeSdk(stripe: StripeStandIn): Stripe {
  return new Stripe(stripe.secretKey, {
    host: stripe.host,
    port: stripe.port,
    protocol: "http",
    telemetry: false,
  });
}

/** A webhook as it arrives: the exact bytes, and their signature made at `at`. */
export function signedWebhook(
  event: object,
  { secret = webhookSecret, at = new Date() }: { secret?: string; at?: Date } = {},
): { rawBody: Buffer; signature: string } {
  const payload = JSON.stringify(event);
  const timestamp = Math.floor(at.getTime() / 1000);
  return {
    rawBody: Buffer.from(payload),
    signature: Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp }),
  };
}
