import Stripe from "stripe";
import { z } from "zod";
import type { Money } from "~/domain/money";
import type { CheckoutFacts, Origin } from "~/domain/stripe-facts";
import { toStripeAmount } from "../stripe-amount";
import { idOf, onAccount, orNull } from "./client.server";
import { readOrigin, writeOrigin } from "./origin";

export interface NewCheckout {
  origin: Origin;
  lines: readonly { name: string; description: string | null; amount: Money }[];
  email: string | null;
  language: string;
  successUrl: string;
  cancelUrl: string;
  expiresAt: Date;
  /** Sent as Idempotency-Key: the same row asks for the same session, however often. */
  idempotencyKey: string;
  /** The vendor's connected account, or null for the operator's own. */
  stripeAccountId: string | null;
}

export type CheckoutAnswer =
  | { kind: "open"; session: CheckoutFacts }
  /** Stripe said no and would say so again. */
  | { kind: "refused"; code: string; message: string }
  /** Stripe could not be reached or could not say; asking again with the same key is safe. */
  | { kind: "unavailable"; message: string };

export type ExpireAnswer = "expired" | "complete" | "unavailable";

/** Stripe's own page on which a debtor pays. */
export interface CheckoutCalls {
  createCheckout(checkout: NewCheckout): Promise<CheckoutAnswer>;
  retrieveCheckout(stripeSessionId: string, stripeAccountId: string | null): Promise<CheckoutFacts | null>;
  /** Only an open session can be expired; `complete` means that a payment won the race, and counts. */
  expireCheckout(stripeSessionId: string, stripeAccountId: string | null): Promise<ExpireAnswer>;
}

export function checkoutCalls(stripe: Stripe): CheckoutCalls {
  return {
    createCheckout: (checkout) => createCheckout(stripe, checkout),
    retrieveCheckout: (id, account) =>
      orNull(async () => checkoutFacts(await stripe.checkout.sessions.retrieve(id, {}, onAccount(account)))),
    expireCheckout: (id, account) => expireCheckout(stripe, id, account),
  };
}

async function createCheckout(stripe: Stripe, checkout: NewCheckout): Promise<CheckoutAnswer> {
  const metadata = writeOrigin(checkout.origin);
  const lines: Stripe.Checkout.SessionCreateParams.LineItem[] = [];
  for (const { name, description, amount } of checkout.lines) {
    const unitAmount = toStripeAmount(amount);
    if (unitAmount === null) {
      return {
        kind: "refused",
        code: "amount_not_representable",
        message: "Stripe cannot take this exact amount.",
      };
    }
    lines.push({
      quantity: 1,
      price_data: {
        currency: amount.currency.toLowerCase(),
        unit_amount: unitAmount,
        product_data: { name, ...(description && { description }) },
      },
    });
  }
  try {
    const session = await stripe.checkout.sessions.create(
      {
        mode: "payment",
        line_items: lines,
        client_reference_id: checkout.origin.checkoutId,
        metadata,
        payment_intent_data: { metadata },
        ...(checkout.email && { customer_email: checkout.email }),
        locale: stripeLocale(checkout.language),
        success_url: checkout.successUrl,
        cancel_url: checkout.cancelUrl,
        expires_at: Math.floor(checkout.expiresAt.getTime() / 1000),
      },
      { ...onAccount(checkout.stripeAccountId), idempotencyKey: checkout.idempotencyKey },
    );
    return { kind: "open", session: checkoutFacts(session) };
  } catch (error) {
    return refusalOrUnavailable(error);
  }
}

/**
 * Stripe keeps a 5xx under its idempotency key as it keeps any answer, so asking again with that key would
 * meet it for a day: a refusal. A session it may have made all the same is harmless, since nobody was given
 * its address.
 */
function refusalOrUnavailable(error: unknown): CheckoutAnswer {
  if (!(error instanceof Stripe.errors.StripeError)) throw error;
  const { message, code } = error;
  const passing =
    error instanceof Stripe.errors.StripeConnectionError ||
    error instanceof Stripe.errors.StripeRateLimitError ||
    code === "idempotency_key_in_use";
  return passing ? { kind: "unavailable", message } : { kind: "refused", code: code ?? error.type, message };
}

async function expireCheckout(stripe: Stripe, id: string, account: string | null): Promise<ExpireAnswer> {
  try {
    await stripe.checkout.sessions.expire(id, {}, onAccount(account));
    return "expired";
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeError)) throw error;
    if (!(error instanceof Stripe.errors.StripeInvalidRequestError)) return "unavailable";
    // Not open any more: ask which way it went rather than guess from the message.
    const session = await orNull(() => stripe.checkout.sessions.retrieve(id, {}, onAccount(account)));
    return session?.status === "complete" ? "complete" : "expired";
  }
}

function checkoutFacts(session: Stripe.Checkout.Session): CheckoutFacts {
  return {
    stripeSessionId: session.id,
    status: z.enum(["open", "complete", "expired"]).parse(session.status),
    url: session.url,
    paymentIntentId: idOf(session.payment_intent),
    origin: readOrigin(session.metadata),
  };
}

/** Checkout's page speaks these; others fall back to the browser's language. */
function stripeLocale(language: string): Stripe.Checkout.SessionCreateParams.Locale {
  const base = language.toLowerCase().split("-")[0];
  const spoken = [
    "en",
    "es",
    "fr",
    "de",
    "it",
    "nl",
    "pt",
    "pl",
    "sv",
    "da",
    "fi",
    "nb",
    "ja",
    "zh",
  ] as const;
  return spoken.find((known) => known === base) ?? "auto";
}
