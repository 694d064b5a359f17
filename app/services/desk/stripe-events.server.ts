import { plainError } from "~/domain/event-error";
import type { StripeEventId, VendorId } from "~/domain/ids";
import type { App } from "~/server/app.server";
import { replayStripeEvent, type Replayed } from "~/services/reconciliation/replay-stripe-event.server";
import { countSetAside, isEventOfVendor, listFailedEvents } from "~db/queries/desk/stripe-events";

/** More than a person works through at once; replaying some brings the next. */
const shown = 50;

/** The inbox belongs to the operator, so each question here names the vendor itself. */

/** The events of Stripe's that concern this vendor and have not had their effect, with the error in words. */
export async function listStripeEvents({ db }: Pick<App, "db">, { vendorId }: { vendorId: VendorId }) {
  const events = await db.asSystem((tx) => listFailedEvents(tx, { vendorId, limit: shown }));
  return events.map(({ lastError, ...event }) => ({ ...event, error: plainError(lastError) }));
}

/** How many of them wait for a person, and since when. */
export function countStripeEvents(
  { db }: Pick<App, "db">,
  { vendorId }: { vendorId: VendorId },
): Promise<{ count: number; since: Date | null }> {
  return db.asSystem((tx) => countSetAside(tx, { vendorId }));
}

/**
 * Replays an event for the vendor it concerns. Another vendor's event is as good as none: it is not said that
 * it exists, and it is not touched.
 */
export async function replayVendorEvent(
  deps: Pick<App, "db" | "stripe" | "log">,
  { vendorId, eventId, now }: { vendorId: VendorId; eventId: StripeEventId; now: Date },
): Promise<Replayed> {
  const isTheirs = await deps.db.asSystem((tx) => isEventOfVendor(tx, { vendorId, eventId }));
  if (!isTheirs) return { outcome: "not_in_the_inbox" };
  const replayed = await replayStripeEvent(deps, { eventId, now });
  return replayed.outcome === "failed" ? { ...replayed, error: plainError(replayed.error) } : replayed;
}
