import type { Money } from "~/domain/money";
import { minimumCharge } from "./stripe-amount";
import { accountCalls, type AccountCalls } from "./stripe/accounts.server";
import { checkoutCalls, type CheckoutCalls } from "./stripe/checkouts.server";
import { createClient, type StripeSettings } from "./stripe/client.server";
import { eventCalls, type EventCalls } from "./stripe/events.server";
import { moneyBackCalls, type MoneyBackCalls } from "./stripe/money-back.server";
import { paymentCalls, type PaymentCalls } from "./stripe/payments.server";

/** All that Tenfold asks of Stripe. Each part is in a file of its own under `stripe/`. */
export interface StripeGateway extends AccountCalls, CheckoutCalls, PaymentCalls, MoneyBackCalls, EventCalls {
  minimumCharge(currency: Money["currency"]): Money;
}

export function createStripeGateway(settings: StripeSettings): StripeGateway {
  const stripe = createClient(settings);
  return {
    minimumCharge,
    ...accountCalls(stripe),
    ...checkoutCalls(stripe),
    ...paymentCalls(stripe),
    ...moneyBackCalls(stripe),
    ...eventCalls(stripe, settings),
  };
}
