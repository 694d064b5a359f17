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

const crediting: readonly string[] = [
  "checkout.session.completed",
  "checkout.session.async_payment_succeeded",
  "payment_intent.succeeded",
];

/** Whether the event can say that money came in: what somebody has paid should stop being asked for first. */
export function canCredit(type: string): boolean {
  return crediting.includes(type);
}
