import type Stripe from "stripe";

/** An event as it goes over the wire: one shape for every type, since its payload is a stored snapshot. */
export interface StoredEvent {
  id: string;
  object: "event";
  account?: string;
  api_version: string;
  created: number;
  data: { object: object; previous_attributes?: object };
  livemode: false;
  pending_webhooks: number;
  request: { id: string | null; idempotency_key: string | null };
  type: EventType;
}

export type EventType = Stripe.Event["type"];

/** Every kind of object kept, under the name Stripe gives it in `object`. */
export interface Kinds {
  account: Stripe.Account;
  balance_transaction: Stripe.BalanceTransaction;
  charge: Stripe.Charge;
  "checkout.session": Stripe.Checkout.Session;
  customer: Stripe.Customer;
  dispute: Stripe.Dispute;
  event: StoredEvent;
  payment_intent: Stripe.PaymentIntent;
  payment_method: Stripe.PaymentMethod;
  refund: Stripe.Refund;
  setup_intent: Stripe.SetupIntent;
}

export type Kind = keyof Kinds;

const KIND_BY_PREFIX: Record<string, Kind> = {
  acct: "account",
  ch: "charge",
  cs: "checkout.session",
  cus: "customer",
  du: "dispute",
  evt: "event",
  pi: "payment_intent",
  pm: "payment_method",
  py: "charge",
  pyr: "refund",
  re: "refund",
  seti: "setup_intent",
  txn: "balance_transaction",
};

export function kindOfId(id: string): Kind | undefined {
  return KIND_BY_PREFIX[id.slice(0, id.indexOf("_"))];
}

/** Stripe's references are an id until expanded; what is stored is always the id. */
export function idOf(reference: string | { id: string } | null | undefined): string | null {
  if (reference === null || reference === undefined) return null;
  return typeof reference === "string" ? reference : reference.id;
}
