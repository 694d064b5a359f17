import Stripe from "stripe";
import type { CheckoutId } from "~/domain/ids";
import type { Money } from "~/domain/money";
import type { Origin, PaymentFacts } from "~/domain/stripe-facts";
import { toStripeAmount } from "../stripe-amount";
import { idOf, onAccount, orNull } from "./client.server";
import { writeOrigin } from "./origin";
import { paymentFacts, paymentParts } from "./payments.server";

/** A card that is kept at Stripe, and the account it is kept on; null for the operator's own. */
export interface KeptAtStripe {
  stripeCustomerId: string;
  stripePaymentMethodId: string;
  stripeAccountId: string | null;
}

export interface NewCardCharge {
  origin: Origin;
  amount: Money;
  card: KeptAtStripe;
  /** What it is for, as the vendor's own dashboard at Stripe shows it. */
  description: string;
  /** Sent as Idempotency-Key: the same row charges the card once, however often it asks. */
  idempotencyKey: string;
}

export type CardAnswer =
  /** The money came in, or is on its way. */
  | { kind: "paid"; facts: PaymentFacts }
  /**
   * The card's bank said no, or wants its holder to approve; `paymentIntentId` is still open at Stripe.
   * `isFinal` when the bank will say no to this card for ever.
   */
  | {
      kind: "declined" | "needs_authentication";
      message: string;
      paymentIntentId: string | null;
      isFinal?: boolean;
    }
  /** Stripe will not charge this card at all; `gone` when it no longer keeps it. Nothing was taken. */
  | { kind: "refused"; gone: boolean; message: string }
  /** Whether the card was charged is not known; asking again with the same key is safe for a day. */
  | { kind: "unavailable"; message: string };

/** Cards that debtors let a vendor keep. */
export interface CardCalls {
  chargeCard(charge: NewCardCharge): Promise<CardAnswer>;
  /** What became of a charge whose answer was lost; null when Stripe has none of this checkout. */
  findCardCharge(asked: {
    checkoutId: CheckoutId;
    card: KeptAtStripe;
    since: Date;
  }): Promise<PaymentFacts | null>;
  /** Ends a PaymentIntent that took no money; one that has ended already is left as it is. */
  cancelPayment(paymentIntentId: string, stripeAccountId: string | null): Promise<void>;
  /**
   * Has Stripe let go of the card; one it no longer keeps is no error.
   *
   * @throws when it could not be asked.
   */
  detachCard(card: KeptAtStripe): Promise<void>;
}

export function cardCalls(stripe: Stripe): CardCalls {
  return {
    chargeCard: (charge) => chargeCard(stripe, charge),
    findCardCharge: (asked) => findCardCharge(stripe, asked),
    cancelPayment: (id, account) => cancelPayment(stripe, id, account),
    detachCard: (card) => detachCard(stripe, card),
  };
}

async function chargeCard(stripe: Stripe, charge: NewCardCharge): Promise<CardAnswer> {
  const { card, amount } = charge;
  const stripeAmount = toStripeAmount(amount);
  if (stripeAmount === null) {
    return { kind: "refused", gone: false, message: "Stripe cannot take this exact amount." };
  }
  try {
    const intent = await stripe.paymentIntents.create(
      {
        amount: stripeAmount,
        currency: amount.currency.toLowerCase(),
        customer: card.stripeCustomerId,
        payment_method: card.stripePaymentMethodId,
        allowed_payment_method_types: ["card"],
        // Nobody is there to approve: a bank that wants that is answered on Stripe's own page instead.
        // https://docs.stripe.com/payments/save-and-reuse#charge-saved-payment-method
        off_session: true,
        confirm: true,
        description: charge.description,
        metadata: writeOrigin(charge.origin),
        expand: [...paymentParts],
      },
      { ...onAccount(card.stripeAccountId), idempotencyKey: charge.idempotencyKey },
    );
    const facts = paymentFacts(intent);
    if (facts.status === "succeeded" || facts.status === "processing") return { kind: "paid", facts };
    const message = facts.failure ?? `The payment is ${intent.status}.`;
    return { kind: "needs_authentication", message, paymentIntentId: intent.id };
  } catch (error) {
    return answerTo(stripe, card, error);
  }
}

/**
 * The card is lost, closed or past its date, or its holder has stopped such payments: networks charge for
 * asking again. https://docs.stripe.com/declines/codes
 */
const finalDeclines: ReadonlySet<string> = new Set([
  "card_not_supported",
  "currency_not_supported",
  "expired_card",
  "incorrect_number",
  "invalid_account",
  "lost_card",
  "new_account_information_available",
  "pickup_card",
  "restricted_card",
  "revocation_of_all_authorizations",
  "revocation_of_authorization",
  "stolen_card",
  "stop_payment_order",
]);

/**
 * A 5xx says nothing of what was done, and Stripe keeps it under its key: it counts as unknown, never as no.
 * https://docs.stripe.com/error-low-level#server-errors
 */
async function answerTo(stripe: Stripe, card: KeptAtStripe, error: unknown): Promise<CardAnswer> {
  if (!(error instanceof Stripe.errors.StripeError)) throw error;
  const { message, code } = error;
  if (error instanceof Stripe.errors.StripeCardError) {
    const kind = code === "authentication_required" ? "needs_authentication" : "declined";
    const isFinal = error.advice_code === "do_not_try_again" || finalDeclines.has(error.decline_code);
    return { kind, message, paymentIntentId: error.payment_intent?.id ?? null, isFinal };
  }
  const saysNo =
    error instanceof Stripe.errors.StripeInvalidRequestError ||
    error instanceof Stripe.errors.StripePermissionError ||
    error instanceof Stripe.errors.StripeAuthenticationError;
  if (!saysNo || code === "idempotency_key_in_use") return { kind: "unavailable", message };
  return { kind: "refused", gone: !(await isKept(stripe, card)), message };
}

/** Whether Stripe still keeps the card for its customer. Where that cannot be asked, nothing is concluded. */
async function isKept(stripe: Stripe, card: KeptAtStripe): Promise<boolean> {
  try {
    const method = await orNull(() =>
      stripe.paymentMethods.retrieve(card.stripePaymentMethodId, {}, onAccount(card.stripeAccountId)),
    );
    return idOf(method?.customer) === card.stripeCustomerId;
  } catch (error) {
    if (error instanceof Stripe.errors.StripeError) return true;
    throw error;
  }
}

async function findCardCharge(
  stripe: Stripe,
  { checkoutId, card, since }: Parameters<CardCalls["findCardCharge"]>[0],
): Promise<PaymentFacts | null> {
  const created = { gte: Math.floor(since.getTime() / 1000) };
  const intents = stripe.paymentIntents.list(
    { customer: card.stripeCustomerId, created, limit: 100 },
    onAccount(card.stripeAccountId),
  );
  for await (const { id, metadata } of intents) {
    if (metadata["checkout_id"] !== checkoutId) continue;
    const params = { expand: [...paymentParts] };
    return paymentFacts(await stripe.paymentIntents.retrieve(id, params, onAccount(card.stripeAccountId)));
  }
  return null;
}

async function cancelPayment(stripe: Stripe, id: string, account: string | null): Promise<void> {
  try {
    await stripe.paymentIntents.cancel(id, {}, onAccount(account));
  } catch (error) {
    // It has succeeded, or was cancelled before: its own event tells.
    if (!(error instanceof Stripe.errors.StripeInvalidRequestError)) throw error;
  }
}

async function detachCard(stripe: Stripe, card: KeptAtStripe): Promise<void> {
  try {
    await stripe.paymentMethods.detach(card.stripePaymentMethodId, {}, onAccount(card.stripeAccountId));
  } catch (error) {
    // Not attached any more, unknown, or on an account that has closed its door to us: out of our hands.
    const isOver =
      error instanceof Stripe.errors.StripeInvalidRequestError ||
      error instanceof Stripe.errors.StripePermissionError;
    if (!isOver) throw error;
  }
}
