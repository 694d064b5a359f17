import Stripe from "stripe";
import { z } from "zod";
import type { Money } from "~/domain/money";
import type { CheckoutFacts, Origin } from "~/domain/stripe-facts";
import { toStripeAmount } from "../stripe-amount";
import { idOf, onAccount, orNull } from "./client.server";
import { readOrigin, writeOrigin } from "./origin";

export interface NewCheckout {
  origin: Origin;
  lines: readonly CheckoutItem[];
  /** All of it as one line: for more lines than Stripe takes, or amounts it takes in sum alone. */
  whole: CheckoutItem;
  /** That the card is to be kept, with Stripe's customer of this debtor where there is one; null if not. */
  keepCard: { stripeCustomerId: string | null } | null;
  /** A sentence above the button of Stripe's page. */
  note: string | null;
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

interface CheckoutItem {
  name: string;
  description: string | null;
  amount: Money;
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

/** https://docs.stripe.com/api/checkout/sessions/create#create_checkout_session-line_items */
const mostLineItems = 100;

async function createCheckout(stripe: Stripe, checkout: NewCheckout): Promise<CheckoutAnswer> {
  const items = lineItems(checkout);
  if (items === null) {
    return {
      kind: "refused",
      code: "amount_not_representable",
      message: "Stripe cannot take this exact amount.",
    };
  }
  const { idempotencyKey, keepCard } = checkout;
  try {
    return await createSession(stripe, { checkout, items, idempotencyKey, keepCard });
  } catch (error) {
    const isCustomerGone =
      error instanceof Stripe.errors.StripeInvalidRequestError && error.param === "customer";
    if (!isCustomerGone) return refusalOrUnavailable(error);
  }
  // The customer was deleted at Stripe: the card is kept under a new one.
  try {
    const fresh = { idempotencyKey: `${idempotencyKey}:fresh`, keepCard: { stripeCustomerId: null } };
    return await createSession(stripe, { checkout, items, ...fresh });
  } catch (error) {
    return refusalOrUnavailable(error);
  }
}

async function createSession(
  stripe: Stripe,
  {
    checkout,
    items,
    idempotencyKey,
    keepCard,
  }: {
    checkout: NewCheckout;
    items: LineItem[];
    idempotencyKey: string;
    keepCard: NewCheckout["keepCard"];
  },
): Promise<CheckoutAnswer> {
  const metadata = writeOrigin(checkout.origin);
  const session = await stripe.checkout.sessions.create(
    {
      mode: "payment",
      line_items: items,
      client_reference_id: checkout.origin.checkoutId,
      metadata,
      payment_intent_data: { metadata, ...(keepCard && { setup_future_usage: "off_session" as const }) },
      ...payer(checkout.email, keepCard),
      ...(checkout.note !== null && { custom_text: { submit: { message: checkout.note } } }),
      locale: stripeLocale(checkout.language),
      success_url: checkout.successUrl,
      cancel_url: checkout.cancelUrl,
      expires_at: Math.floor(checkout.expiresAt.getTime() / 1000),
    },
    { ...onAccount(checkout.stripeAccountId), idempotencyKey },
  );
  return { kind: "open", session: checkoutFacts(session) };
}

/**
 * Who pays. To be kept, a card needs a customer to be kept under, and the page then takes cards alone: that
 * is what was agreed to. https://docs.stripe.com/payments/checkout/save-during-payment
 */
function payer(
  email: string | null,
  keepCard: NewCheckout["keepCard"],
): Partial<Stripe.Checkout.SessionCreateParams> {
  const known = { ...(email && { customer_email: email }) };
  if (keepCard === null) return known;
  const { stripeCustomerId } = keepCard;
  const customer = stripeCustomerId
    ? { customer: stripeCustomerId }
    : { ...known, customer_creation: "always" as const };
  return { ...customer, allowed_payment_method_types: ["card"] };
}

type LineItem = Stripe.Checkout.SessionCreateParams.LineItem;

/** Line by line where Stripe takes that, as one sum where it takes only that; null where it takes neither. */
function lineItems({ lines, whole }: NewCheckout): LineItem[] | null {
  const each = lines.length > mostLineItems ? [] : lines.flatMap((line) => lineItem(line) ?? []);
  if (each.length === lines.length) return each;
  const sum = lineItem(whole);
  return sum && [sum];
}

function lineItem({ name, description, amount }: CheckoutItem): LineItem | null {
  const unitAmount = toStripeAmount(amount);
  if (unitAmount === null) return null;
  return {
    quantity: 1,
    price_data: {
      currency: amount.currency.toLowerCase(),
      unit_amount: unitAmount,
      product_data: { name, ...(description && { description }) },
    },
  };
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
