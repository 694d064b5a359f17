import type { CheckoutId, DebtorId, RefundId, StripeEventId, VendorId } from "./ids";
import type { Money } from "./money";
import type { ChargebackState } from "./vocabulary";

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
  /** What Stripe kept of it, in the currency it settles in; null until Stripe has booked the payment. */
  fee: Money | null;
  origin: Origin | null;
  /** The card it was paid with, where Stripe was told that it is to be kept; null otherwise. */
  keptCard: CardFacts | null;
}

/** A card that Stripe keeps, under a customer on the account it was paid to. */
export interface CardFacts {
  stripeCustomerId: string;
  stripePaymentMethodId: string;
  /** As Stripe writes it: `visa`. */
  brand: string;
  last4: string;
  expMonth: number;
  expYear: number;
}

export interface RefundFacts {
  stripeRefundId: string;
  paymentIntentId: string;
  /** Ours, as we wrote it into its metadata; null when it was made elsewhere, as at Stripe's dashboard. */
  refundId: RefundId | null;
  /** `failed`: nothing was given back after all, or it was cancelled. */
  status: "pending" | "succeeded" | "failed";
  amount: Money;
  failure: string | null;
  occurredAt: Date;
}

export interface ChargebackFacts {
  stripeDisputeId: string;
  paymentIntentId: string;
  state: ChargebackState;
  /** What the bank wants back. */
  amount: Money;
  /** Whether the bank has the money at this moment. */
  isWithdrawn: boolean;
  /** How often money has moved, either way. It never gets fewer, so fewer means older news. */
  moves: number;
  /** What Stripe has kept of it up to now; null when nothing. */
  fee: Money | null;
  /** In Stripe's word. */
  reason: string;
  respondBy: Date | null;
  openedAt: Date;
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
