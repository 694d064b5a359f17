import type { ChargeLimits } from "~/domain/charge-limits";
import type { Money } from "~/domain/money";
import { chargeLimits, minimumCharge } from "./stripe-amount";
import { accountCalls, type AccountCalls } from "./stripe/accounts.server";
import { cardCalls, type CardCalls } from "./stripe/cards.server";
import { checkoutCalls, type CheckoutCalls } from "./stripe/checkouts.server";
import { createClient, type StripeSettings } from "./stripe/client.server";
import { eventCalls, type EventCalls } from "./stripe/events.server";
import { moneyBackCalls, type MoneyBackCalls } from "./stripe/money-back.server";
import { paymentCalls, type PaymentCalls } from "./stripe/payments.server";

/** All that Tenfold asks of Stripe. Each part is in a file of its own under `stripe/`. */
export interface StripeGateway
  extends AccountCalls, CardCalls, CheckoutCalls, PaymentCalls, MoneyBackCalls, EventCalls {
  minimumCharge(currency: Money["currency"]): Money;
  chargeLimits(currency: Money["currency"]): ChargeLimits;
}

export function createStripeGateway(settings: StripeSettings): StripeGateway {
  const stripe = createClient(settings);
  return {
    minimumCharge,
    chargeLimits,
    ...accountCalls(stripe),
    ...cardCalls(stripe),
    ...checkoutCalls(stripe),
    ...paymentCalls(stripe),
    ...moneyBackCalls(stripe),
    ...eventCalls(stripe, settings),
  };
}
