import Stripe from "stripe";
import { z } from "zod";
import type { CheckoutId, DebtorId, StripeEventId, VendorId } from "~/domain/ids";
import { currency as toCurrency, money, type Money } from "~/domain/money";
import type { CheckoutFacts, Origin, PaymentFacts, VerifiedEvent } from "~/domain/stripe-facts";
import { fromStripeAmount, minimumCharge, toStripeAmount } from "./stripe-amount";

/**
 * Stripe's own advice: an event older than five minutes is a replay.
 * https://docs.stripe.com/webhooks#replay-attacks
 */
const signatureToleranceSeconds = 300;

export interface StripeSettings {
  secretKey: string;
  webhookSecret: string;
  /** Another address than Stripe's own; the local stand-in's. */
  apiBase: string | undefined;
}

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

export interface EventsAsked {
  /** Stripe takes 20 at most. */
  types: readonly string[];
  /** From this instant on, in whole seconds as Stripe counts. */
  since: Date;
  /** Up to but without this instant; null for all there is. */
  before: Date | null;
  /** A connected account, or null for the operator's own. */
  stripeAccountId: string | null;
}

/** Stripe's largest page. */
const eventsPerPage = 100;

export class BadSignatureError extends Error {
  override readonly name = "BadSignatureError";
}

/** All that Tenfold asks of Stripe. */
export interface StripeGateway {
  minimumCharge(currency: Money["currency"]): Money;
  createCheckout(checkout: NewCheckout): Promise<CheckoutAnswer>;
  retrieveCheckout(stripeSessionId: string, stripeAccountId: string | null): Promise<CheckoutFacts | null>;
  /** Only an open session can be expired; `complete` means that a payment won the race, and counts. */
  expireCheckout(stripeSessionId: string, stripeAccountId: string | null): Promise<ExpireAnswer>;
  retrievePayment(paymentIntentId: string, stripeAccountId: string | null): Promise<PaymentFacts | null>;
  /**
   * What Stripe itself says happened, newest first and a page at a time. It goes 30 days back.
   * https://docs.stripe.com/api/events/list
   */
  listEvents(asked: EventsAsked): AsyncIterable<readonly VerifiedEvent[]>;
  /** @throws BadSignatureError when the body was not signed by Stripe for this endpoint, or too long ago. */
  verifyEvent(rawBody: Buffer, signature: string | undefined): VerifiedEvent;
}

export function createStripeGateway(settings: StripeSettings): StripeGateway {
  const stripe = new Stripe(settings.secretKey, {
    ...address(settings.apiBase),
    maxNetworkRetries: 2,
    timeout: 10_000,
    telemetry: false,
    appInfo: { name: "Tenfold" },
  });
  return {
    minimumCharge,
    createCheckout: (checkout) => createCheckout(stripe, checkout),
    retrieveCheckout: (id, account) =>
      orNull(async () => checkoutFacts(await stripe.checkout.sessions.retrieve(id, {}, onAccount(account)))),
    expireCheckout: (id, account) => expireCheckout(stripe, id, account),
    retrievePayment: (id, account) =>
      orNull(async () =>
        paymentFacts(
          await stripe.paymentIntents.retrieve(id, { expand: ["latest_charge"] }, onAccount(account)),
        ),
      ),
    listEvents: (asked) => listEvents(stripe, asked),
    verifyEvent: (rawBody, signature) => verifyEvent(stripe, settings, rawBody, signature),
  };
}

/** The SDK takes its address in three parts. */
function address(apiBase: string | undefined): Pick<Stripe.StripeConfig, "host" | "port" | "protocol"> {
  if (!apiBase) return {};
  const url = new URL(apiBase);
  return {
    host: url.hostname,
    port: url.port || (url.protocol === "https:" ? "443" : "80"),
    protocol: url.protocol === "https:" ? "https" : "http",
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

function verifyEvent(
  stripe: Stripe,
  settings: StripeSettings,
  rawBody: Buffer,
  signature: string | undefined,
): VerifiedEvent {
  let event: Stripe.Event;
  try {
    event = stripe.webhooks.constructEvent(
      rawBody,
      signature ?? "",
      settings.webhookSecret,
      signatureToleranceSeconds,
    );
  } catch (error) {
    throw new BadSignatureError("The webhook's signature does not match, or is too old.", { cause: error });
  }
  return eventFacts(event, event.account ?? null);
}

async function* listEvents(
  stripe: Stripe,
  { types, since, before, stripeAccountId }: EventsAsked,
): AsyncGenerator<VerifiedEvent[]> {
  const created = { gte: toSeconds(since), ...(before && { lt: toSeconds(before) }) };
  let last: string | undefined;
  do {
    const page = await stripe.events.list(
      { types: [...types], created, limit: eventsPerPage, ...(last && { starting_after: last }) },
      onAccount(stripeAccountId),
    );
    // Whose event it is follows from who was asked; a list of one account need not repeat it on each.
    yield page.data.map((event) => eventFacts(event, stripeAccountId));
    last = page.has_more ? page.data.at(-1)?.id : undefined;
  } while (last);
}

function toSeconds(instant: Date): number {
  return Math.floor(instant.getTime() / 1000);
}

function eventFacts(event: Stripe.Event, stripeAccountId: string | null): VerifiedEvent {
  const object = z.object({ id: z.string().optional() }).parse(event.data.object);
  return {
    id: event.id as StripeEventId,
    type: event.type,
    livemode: event.livemode,
    stripeAccountId,
    objectId: object.id ?? null,
    occurredAt: new Date(event.created * 1000),
    payload: event,
  };
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

function paymentFacts(intent: Stripe.PaymentIntent): PaymentFacts {
  const currency = toCurrency(intent.currency);
  const charge = typeof intent.latest_charge === "object" ? intent.latest_charge : null;
  const succeeded = intent.status === "succeeded";
  return {
    paymentIntentId: intent.id,
    status: paymentStatus(intent.status),
    received: succeeded ? fromStripeAmount(intent.amount_received, currency) : money(0n, currency),
    asked: fromStripeAmount(intent.amount, currency),
    methodLabel: methodLabel(charge?.payment_method_details ?? null),
    occurredAt: new Date((charge?.created ?? intent.created) * 1000),
    failure: intent.last_payment_error?.message ?? null,
    origin: readOrigin(intent.metadata),
  };
}

function paymentStatus(status: Stripe.PaymentIntent.Status): PaymentFacts["status"] {
  switch (status) {
    case "succeeded":
      return "succeeded";
    case "processing":
      return "processing";
    case "canceled":
      return "canceled";
    default: // Every other status means that the person has something left to do.
      return "waiting";
  }
}

function methodLabel(details: Stripe.Charge.PaymentMethodDetails | null): string | null {
  if (!details) return null;
  if (details.card?.last4) {
    const brand = details.card.brand ?? "card";
    return `${brand.charAt(0).toUpperCase()}${brand.slice(1)} ending ${details.card.last4}`;
  }
  if (details.us_bank_account?.last4) return `Bank account ending ${details.us_bank_account.last4}`;
  if (details.sepa_debit?.last4) return `Bank account ending ${details.sepa_debit.last4}`;
  const type = details.type.replaceAll("_", " ");
  return `${type.charAt(0).toUpperCase()}${type.slice(1)}`;
}

const originSchema = z.object({ vendor_id: z.uuid(), debtor_id: z.uuid(), checkout_id: z.uuid() });

function writeOrigin({ vendorId, debtorId, checkoutId }: Origin): Record<string, string> {
  return { vendor_id: vendorId, debtor_id: debtorId, checkout_id: checkoutId };
}

function readOrigin(metadata: Stripe.Metadata | null): Origin | null {
  const parsed = originSchema.safeParse(metadata);
  if (!parsed.success) return null;
  return {
    vendorId: parsed.data.vendor_id as VendorId,
    debtorId: parsed.data.debtor_id as DebtorId,
    checkoutId: parsed.data.checkout_id as CheckoutId,
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

function onAccount(stripeAccountId: string | null): { stripeAccount?: string } {
  return stripeAccountId ? { stripeAccount: stripeAccountId } : {};
}

function idOf(reference: string | { id: string } | null | undefined): string | null {
  return typeof reference === "string" ? reference : (reference?.id ?? null);
}

async function orNull<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Stripe.errors.StripeInvalidRequestError && error.statusCode === 404) return null;
    throw error;
  }
}
