/**
 * The moments at which a process can die between two durable steps, in the order in which a payment and a
 * message pass them. Each name is reached at one place.
 */
export const failpoints = [
  /** The row and its idempotency key are committed; Stripe has not been asked. */
  "start-payment:claimed",
  /** Stripe has made the session; our row does not know it yet. */
  "start-payment:answered",
  /** The session is in our row; nobody has been sent to it. */
  "start-payment:kept",
  /** The event is in the inbox; Stripe has no answer yet. */
  "record-stripe-event:stored",
  /** What the event is about has been read from Stripe; nothing is written. */
  "apply-stripe-event:read",
  /** Effect and mark are written and not committed. */
  "apply-stripe-event:written",
  /** Effect and mark are committed; the job is not done yet. */
  "apply-stripe-event:committed",
  /** About to ask Stripe to end a session. */
  "expire-checkout:asking",
  /** Stripe has ended it; the job is not done yet. */
  "expire-checkout:answered",
  /** The ledger has moved a refund; Stripe has not been asked. */
  "send-refund:asking",
  /** Stripe has made the refund; our row does not know it yet. */
  "send-refund:answered",
  /** The charge of an instalment is committed with its key; Stripe has not been asked. */
  "charge-instalment:claimed",
  /** Stripe has charged the card, or said why not; our rows do not know it yet. */
  "charge-instalment:answered",
  /** The charge's row is committed; Stripe has not been asked to charge the kept card. */
  "charge-card:asking",
  /** Stripe has charged the card, or refused; nothing of it is written. */
  "charge-card:answered",
  /** The charge's effect is written and not committed. */
  "charge-card:written",
  /** A page of Stripe's events is in the inbox; the cursor has not moved. */
  "reconcile:page-stored",
  /** The cursor has moved past a span of events. */
  "reconcile:span-read",
  /** The message is marked as being sent; the provider has not been called. */
  "send-message:claimed",
  /** The provider has answered; nothing of it is written. */
  "send-message:handed-over",
  /** What came of it is committed; the job is not done yet. */
  "send-message:settled",
  /** A batch of emails is marked as being sent under its key; the provider has not been called. */
  "send-emails:claimed",
  /** The provider has taken the batch; nothing of it is written. */
  "send-emails:handed-over",
  /** What came of the batch is committed; the job is not done yet. */
  "send-emails:settled",
] as const;
export type Failpoint = (typeof failpoints)[number];

let hook: ((name: Failpoint) => void) | null = null;

/**
 * Marks a moment at which a crash must lose nothing. It does nothing and costs nothing unless a test has set
 * a hook, which may throw or end the process. It is synchronous, so that it can stand inside a transaction.
 */
export function failpoint(name: Failpoint): void {
  hook?.(name);
}

/** For tests of crashes alone: calls `set` at every failpoint from now on; null ends that. */
export function setFailpointHook(set: ((name: Failpoint) => void) | null): void {
  hook = set;
}
