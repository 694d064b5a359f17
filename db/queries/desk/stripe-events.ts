import { and, asc, eq, gt, isNotNull, isNull, or, sql } from "drizzle-orm";
import type { Tx } from "~db/client";
import { stripeEvents } from "~db/schema";
import type { StripeEventId, VendorId } from "~/domain/ids";

/**
 * The events that concern a vendor. What happens on its own account is its own, whatever an event there
 * claims; on the operator's account an event is the vendor's by what we wrote into its object, or by the
 * payment it names. The owner of a connected account writes any metadata, so there it says nothing.
 */
function ofVendor(vendorId: VendorId) {
  return sql`case when ${stripeEvents.stripeAccountId} is not null
    then exists (select from connected_accounts where connected_accounts.vendor_id = ${vendorId}
      and connected_accounts.stripe_account_id = ${stripeEvents.stripeAccountId})
    else ${stripeEvents.payload} #>> '{data,object,metadata,vendor_id}' = ${vendorId}
      or exists (select from payments where payments.vendor_id = ${vendorId}
        and payments.stripe_payment_intent_id in
          (${stripeEvents.objectId}, ${stripeEvents.payload} #>> '{data,object,payment_intent}'))
    end`;
}

/** Events that failed: set aside, or waiting to be tried again after at least one try. */
const withoutSuccess = or(
  isNotNull(stripeEvents.setAsideAt),
  and(isNull(stripeEvents.handledAt), isNull(stripeEvents.setAsideAt), gt(stripeEvents.attempts, 0)),
);

/** The vendor's events that failed so far, those set aside first, the oldest of each first. */
export async function listFailedEvents(tx: Tx, { vendorId, limit }: { vendorId: VendorId; limit: number }) {
  return tx
    .select({
      id: sql<StripeEventId>`${stripeEvents.id}`,
      type: stripeEvents.type,
      occurredAt: stripeEvents.occurredAt,
      attempts: stripeEvents.attempts,
      lastError: stripeEvents.lastError,
      nextAttemptAt: stripeEvents.nextAttemptAt,
      setAsideAt: stripeEvents.setAsideAt,
    })
    .from(stripeEvents)
    .where(and(withoutSuccess, ofVendor(vendorId)))
    .orderBy(sql`${stripeEvents.setAsideAt} is null`, asc(stripeEvents.arrival))
    .limit(limit);
}

/** How many of the vendor's events are set aside, and since when the oldest waits. */
export async function countSetAside(
  tx: Tx,
  { vendorId }: { vendorId: VendorId },
): Promise<{ count: number; since: Date | null }> {
  const [row] = await tx
    .select({
      count: sql<number>`count(*)::int`,
      since: sql<Date | null>`min(${stripeEvents.setAsideAt})`.mapWith(stripeEvents.setAsideAt),
    })
    .from(stripeEvents)
    .where(and(isNotNull(stripeEvents.setAsideAt), ofVendor(vendorId)));
  return row ?? { count: 0, since: null };
}

/** Whether the event is in the inbox and concerns this vendor. */
export async function isEventOfVendor(
  tx: Tx,
  { vendorId, eventId }: { vendorId: VendorId; eventId: StripeEventId },
): Promise<boolean> {
  const rows = await tx
    .select({ id: stripeEvents.id })
    .from(stripeEvents)
    .where(and(eq(stripeEvents.id, eventId), ofVendor(vendorId)));
  return rows.length > 0;
}
