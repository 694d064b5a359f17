import type { StripeEventId } from "~/domain/ids";
import type { App } from "~/server/app.server";
import { findStripeEvent, resetTries } from "~db/queries/ledger/stripe-events";
import { applyStripeEvent } from "~/services/payments/apply-stripe-event.server";

export type Replayed =
  /** It has had its effect, now or before: what became of it, in a few words. */
  | { outcome: "applied"; what: string }
  /** It failed again, and is on the queue with all its tries. */
  | { outcome: "failed"; error: string }
  | { outcome: "not_in_the_inbox" };

/**
 * Gives an event that was set aside its tries back and applies it at once, whether or not a worker is there
 * to do so. A worker that takes up its job meanwhile is harmless, since an event has its effect once.
 */
export async function replayStripeEvent(
  deps: Pick<App, "db" | "stripe" | "log">,
  { eventId, now }: { eventId: StripeEventId; now: Date },
): Promise<Replayed> {
  const event = await deps.db.asSystem(async (tx) => {
    if (await resetTries(tx, { id: eventId, now })) {
      await deps.db.enqueue(tx, "apply-stripe-event", { eventId });
    }
    return findStripeEvent(tx, eventId);
  });
  if (!event) return { outcome: "not_in_the_inbox" };
  if (event.handledAt) return { outcome: "applied", what: event.outcome ?? "already handled" };
  try {
    return { outcome: "applied", what: await applyStripeEvent(deps, { eventId, now }) };
  } catch (error) {
    return { outcome: "failed", error: error instanceof Error ? error.message : String(error) };
  }
}
