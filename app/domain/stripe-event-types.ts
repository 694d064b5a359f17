/**
 * The events that have an effect here. The webhook endpoint at Stripe is subscribed to these, and
 * reconciliation asks for these; Stripe takes 20 at most in one question.
 */
export const handledEventTypes = [
  "checkout.session.completed",
  "checkout.session.async_payment_succeeded",
  "checkout.session.async_payment_failed",
  "checkout.session.expired",
  "payment_intent.succeeded",
  "payment_intent.processing",
  "payment_intent.payment_failed",
  "payment_intent.canceled",
  "charge.updated",
  "charge.refunded",
  "refund.updated",
  "refund.failed",
  "charge.dispute.created",
  "charge.dispute.updated",
  "charge.dispute.closed",
  "charge.dispute.funds_withdrawn",
  "charge.dispute.funds_reinstated",
  "account.updated",
  "account.application.deauthorized",
] as const;

/**
 * Whether the event is the one of a payment's that credits it, where all of them are there: what somebody has
 * paid should stop being asked for first, and what the others say is known by then.
 */
export function creditsFirst(type: string): boolean {
  return type === "payment_intent.succeeded";
}
