import type { VendorId } from "~/domain/ids";
import type { App } from "~/server/app.server";
import type { PayableSession } from "~db/queries/ledger/saved-cards";
import { markEndKnown } from "~db/queries/ledger/reconciliation";

export type EndedSessions =
  | { outcome: "ended" }
  /** A payment won: it counts, and nothing else should be paid until it is known here. */
  | { outcome: "paid"; stripeSessionId: string }
  | { outcome: "unavailable" };

/**
 * Has Stripe end sessions that were taken back, and waits for its word: before a card is charged without
 * Stripe's page, nobody may be able to pay the same on it.
 */
export async function endPayableSessions(
  deps: Pick<App, "db" | "stripe">,
  { vendorId, sessions, now }: { vendorId: VendorId; sessions: readonly PayableSession[]; now: Date },
): Promise<EndedSessions> {
  for (const { id, stripeSessionId, stripeAccountId } of sessions) {
    const answer = await deps.stripe.expireCheckout(stripeSessionId, stripeAccountId);
    if (answer === "unavailable") return { outcome: "unavailable" };
    if (answer === "complete") return { outcome: "paid", stripeSessionId };
    await deps.db.asVendor(vendorId, (tx) => markEndKnown(tx, { vendorId, checkoutId: id, now }));
  }
  return { outcome: "ended" };
}
