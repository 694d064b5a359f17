import { BadSignatureError } from "~/adapters/stripe/events.server";
import type { App } from "~/server/app.server";
import { failpoint } from "~/services/failpoint.server";
import { insertStripeEvent, isKnownAccount } from "~db/queries/ledger/stripe-events";

export type RecordedEvent =
  | { outcome: "stored" }
  | { outcome: "already_stored" }
  /**
   * Really from Stripe, but not for us: of the other mode, or of an account no vendor has. Nothing is
   * written.
   */
  | { outcome: "not_ours"; reason: "livemode" | "account" }
  /** Not from Stripe, or too old to be believed. Nothing is written. */
  | { outcome: "not_signed" };

/**
 * Stripe's webhook: verifies the raw body, stores the event once and leaves the rest to a worker, so that the
 * answer is quick and an event is never both acknowledged and lost.
 */
export async function recordStripeEvent(
  deps: Pick<App, "db" | "stripe" | "env" | "log">,
  { rawBody, signature, now }: { rawBody: Buffer; signature: string | undefined; now: Date },
): Promise<RecordedEvent> {
  let event;
  try {
    event = deps.stripe.verifyEvent(rawBody, signature);
  } catch (error) {
    if (!(error instanceof BadSignatureError)) throw error;
    return { outcome: "not_signed" };
  }
  if (event.livemode !== deps.env.stripe.livemode) return { outcome: "not_ours", reason: "livemode" };
  const { stripeAccountId } = event;
  const recorded = await deps.db.asSystem(async (tx): Promise<RecordedEvent> => {
    if (stripeAccountId && !(await isKnownAccount(tx, stripeAccountId))) {
      return { outcome: "not_ours", reason: "account" };
    }
    if (!(await insertStripeEvent(tx, { event, now }))) return { outcome: "already_stored" };
    await deps.db.enqueue(tx, "apply-stripe-event", { eventId: event.id });
    return { outcome: "stored" };
  });
  if (recorded.outcome === "stored") failpoint("record-stripe-event:stored");
  return recorded;
}
