import type Stripe from "stripe";
import { currency as toCurrency, money, type Money } from "~/domain/money";
import type { CardFacts, PaymentFacts } from "~/domain/stripe-facts";
import { feeFromStripe, fromStripeAmount } from "../stripe-amount";
import { idOf, onAccount, orNull } from "./client.server";
import { readOrigin } from "./origin";

export interface PaymentCalls {
  retrievePayment(paymentIntentId: string, stripeAccountId: string | null): Promise<PaymentFacts | null>;
}

/** What of a PaymentIntent has to come with it for its facts to be read. */
export const paymentParts = ["latest_charge.balance_transaction", "payment_method"] as const;

export function paymentCalls(stripe: Stripe): PaymentCalls {
  return {
    retrievePayment: (id, account) =>
      orNull(async () =>
        paymentFacts(
          await stripe.paymentIntents.retrieve(id, { expand: [...paymentParts] }, onAccount(account)),
        ),
      ),
  };
}

export function paymentFacts(intent: Stripe.PaymentIntent): PaymentFacts {
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
    fee:
      charge?.paid && typeof charge.balance_transaction === "object"
        ? feeOf(charge.balance_transaction)
        : null,
    origin: readOrigin(intent.metadata),
    keptCard: keptCard(intent),
  };
}

function keptCard({ setup_future_usage, customer, payment_method }: Stripe.PaymentIntent): CardFacts | null {
  const stripeCustomerId = idOf(customer);
  const method = typeof payment_method === "object" ? payment_method : null;
  if (setup_future_usage !== "off_session" || stripeCustomerId === null || !method?.card) return null;
  const { brand, last4, exp_month: expMonth, exp_year: expYear } = method.card;
  return { stripeCustomerId, stripePaymentMethodId: method.id, brand, last4, expMonth, expYear };
}

function feeOf(booked: Stripe.BalanceTransaction | null): Money | null {
  return booked && feeFromStripe(booked.fee, toCurrency(booked.currency));
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
