import type { CheckoutId, DebtorId, StripeEventId, VendorId } from "./ids";
import type { Money } from "./money";

/** What Tenfold reads of Stripe's objects, in its own words. The adapter makes them; services act on them. */

/** Who a Stripe object is about, as we wrote it into its metadata when we made it; null when we did not. */
export interface Origin {
  vendorId: VendorId;
  debtorId: DebtorId;
  checkoutId: CheckoutId;
}

export interface CheckoutFacts {
  stripeSessionId: string;
  status: "open" | "complete" | "expired";
  /** Null unless the session is open. */
  url: string | null;
  paymentIntentId: string | null;
  origin: Origin | null;
}

export interface PaymentFacts {
  paymentIntentId: string;
  status: "succeeded" | "processing" | "canceled" | "waiting";
  /** What was captured; nothing unless succeeded. */
  received: Money;
  /** What was asked. */
  asked: Money;
  /** `Visa ending 4242`; null when Stripe does not say. */
  methodLabel: string | null;
  /** When the money moved, or the intent was made. */
  occurredAt: Date;
  /** Why the last attempt failed, in Stripe's words for the person paying; null when it did not. */
  failure: string | null;
  origin: Origin | null;
}

/** An event that is really Stripe's: signed for this endpoint, or read from Stripe itself. */
export interface VerifiedEvent {
  id: StripeEventId;
  type: string;
  livemode: boolean;
  stripeAccountId: string | null;
  objectId: string | null;
  occurredAt: Date;
  payload: unknown;
}
