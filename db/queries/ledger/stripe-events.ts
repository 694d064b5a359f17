import { and, asc, eq, isNotNull, isNull, lte, or, sql } from "drizzle-orm";
import { z } from "zod";
import type { Tx } from "~db/client";
import { checkouts, connectedAccounts, payments, stripeEvents } from "~db/schema";
import type { StripeEventId } from "~/domain/ids";
import type { VerifiedEvent } from "~/domain/stripe-facts";

export type StripeEventRow = typeof stripeEvents.$inferSelect;

/** Stores an event in the inbox. Returns false when it was there already. */
export async function insertStripeEvent(
  tx: Tx,
  { event, now }: { event: VerifiedEvent; now: Date },
): Promise<boolean> {
  return (await insertStripeEvents(tx, { events: [event], now })).length > 0;
}

/**
 * Stores many at once, and returns the ids of those that were not there yet. Each transaction goes through
 * them in the same order, so that several that store the same events cannot deadlock.
 */
export async function insertStripeEvents(
  tx: Tx,
  { events, now }: { events: readonly VerifiedEvent[]; now: Date },
): Promise<StripeEventId[]> {
  if (events.length === 0) return [];
  const inOrder = events.toSorted(
    (a, b) => a.occurredAt.getTime() - b.occurredAt.getTime() || (a.id < b.id ? -1 : 1),
  );
  const inserted = await tx
    .insert(stripeEvents)
    .values(
      inOrder.map((event) => ({
        id: event.id,
        type: event.type,
        stripeAccountId: event.stripeAccountId,
        objectId: event.objectId,
        payload: event.payload,
        occurredAt: event.occurredAt,
        receivedAt: now,
        nextAttemptAt: now,
      })),
    )
    .onConflictDoNothing()
    .returning({ id: stripeEvents.id });
  return inserted.map(({ id }) => id as StripeEventId);
}

export async function findStripeEvent(tx: Tx, id: StripeEventId): Promise<StripeEventRow | undefined> {
  const [row] = await tx.select().from(stripeEvents).where(eq(stripeEvents.id, id));
  return row;
}

/**
 * Whether an event can only say again what is known: that a payment came in which is credited, or what Stripe
 * kept of one whose fee is posted. Neither ever changes, so nobody need be asked.
 */
export async function saysOnlyWhatIsKnown(
  tx: Tx,
  { type, objectId, payload }: StripeEventRow,
): Promise<boolean> {
  const about = aboutPayment(type, objectId, payload);
  if (!about) return false;
  const known = await tx
    .select({ id: payments.id })
    .from(payments)
    .where(
      and(
        eq(payments.state, "succeeded"),
        isNotNull(payments.feeMinor),
        about.kind === "intent"
          ? eq(payments.stripePaymentIntentId, about.id)
          : sql`(${payments.vendorId}, ${payments.debtorId}, ${payments.checkoutId}) in (
              select ${checkouts.vendorId}, ${checkouts.debtorId}, ${checkouts.id} from ${checkouts}
              where ${checkouts.stripeSessionId} = ${about.id})`,
      ),
    )
    .limit(1);
  return known.length > 0;
}

const chargePayload = z.object({ data: z.object({ object: z.object({ payment_intent: z.string() }) }) });

function aboutPayment(
  type: string,
  objectId: string | null,
  payload: unknown,
): { kind: "intent" | "session"; id: string } | null {
  switch (type) {
    case "payment_intent.succeeded":
    case "payment_intent.processing":
      return objectId === null ? null : { kind: "intent", id: objectId };
    case "checkout.session.completed":
    case "checkout.session.async_payment_succeeded":
      return objectId === null ? null : { kind: "session", id: objectId };
    case "charge.updated": {
      const charge = chargePayload.safeParse(payload);
      return charge.success ? { kind: "intent", id: charge.data.data.object.payment_intent } : null;
    }
    default:
      return null;
  }
}

/** Takes the event for handling; undefined when another worker has handled it. */
export async function lockUnhandledEvent(tx: Tx, id: StripeEventId): Promise<StripeEventRow | undefined> {
  const [row] = await tx
    .select()
    .from(stripeEvents)
    .where(and(eq(stripeEvents.id, id), isNull(stripeEvents.handledAt)))
    .for("update");
  return row;
}

export async function markHandled(
  tx: Tx,
  { id, outcome, now }: { id: StripeEventId; outcome: string; now: Date },
): Promise<void> {
  await tx
    .update(stripeEvents)
    .set({ handledAt: now, outcome, lastError: null, setAsideAt: null })
    .where(eq(stripeEvents.id, id));
}

/** Counts a failed try; after `maxAttempts` the event is set aside for a person. Returns whether it was. */
export async function markFailed(
  tx: Tx,
  {
    id,
    error,
    now,
    nextAttemptAt,
    maxAttempts,
  }: {
    id: StripeEventId;
    error: string;
    now: Date;
    nextAttemptAt: Date;
    maxAttempts: number;
  },
): Promise<boolean> {
  const [row] = await tx
    .update(stripeEvents)
    .set({
      attempts: sql`${stripeEvents.attempts} + 1`,
      lastError: error,
      nextAttemptAt,
      setAsideAt: sql`case when ${stripeEvents.attempts} + 1 >= ${maxAttempts}
        then ${now.toISOString()}::timestamptz end`,
    })
    .where(and(eq(stripeEvents.id, id), isNull(stripeEvents.handledAt)))
    .returning({ setAsideAt: stripeEvents.setAsideAt });
  return row?.setAsideAt != null;
}

/**
 * Events whose job may have been lost: waiting, and due since before `before`. Oldest first, at most `limit`.
 */
export async function listWaitingEvents(
  tx: Tx,
  { before, limit }: { before: Date; limit: number },
): Promise<StripeEventId[]> {
  const rows = await tx
    .select({ id: stripeEvents.id })
    .from(stripeEvents)
    .where(
      and(
        isNull(stripeEvents.handledAt),
        isNull(stripeEvents.setAsideAt),
        lte(stripeEvents.nextAttemptAt, before),
      ),
    )
    .orderBy(asc(stripeEvents.arrival))
    .limit(limit);
  return rows.map(({ id }) => id as StripeEventId);
}

/** Whether an account is, or was, a vendor's: also one that is not complete yet, or not collected into. */
export async function isKnownAccount(tx: Tx, stripeAccountId: string): Promise<boolean> {
  const rows = await tx
    .select({ id: connectedAccounts.vendorId })
    .from(connectedAccounts)
    .where(eq(connectedAccounts.stripeAccountId, stripeAccountId))
    .limit(1);
  return rows.length > 0;
}

/** Events without an effect yet, those that wait longest first: those set aside, or all of them. */
export async function listEventsWithoutEffect(
  tx: Tx,
  { which, limit }: { which: "set_aside" | "all"; limit: number },
): Promise<StripeEventRow[]> {
  return tx
    .select()
    .from(stripeEvents)
    .where(
      or(
        isNotNull(stripeEvents.setAsideAt),
        which === "all" ? and(isNull(stripeEvents.handledAt), isNull(stripeEvents.setAsideAt)) : undefined,
      ),
    )
    .orderBy(asc(stripeEvents.arrival))
    .limit(limit);
}

/** Gives an event its tries back. Returns false when there is no such event, or it has had its effect. */
export async function resetTries(tx: Tx, { id, now }: { id: StripeEventId; now: Date }): Promise<boolean> {
  const reset = await tx
    .update(stripeEvents)
    .set({ attempts: 0, setAsideAt: null, nextAttemptAt: now })
    .where(and(eq(stripeEvents.id, id), isNull(stripeEvents.handledAt)))
    .returning({ id: stripeEvents.id });
  return reset.length > 0;
}

/** How the inbox stands: what waits for a person, and since when the oldest event waits for its effect. */
export async function readInboxStanding(
  tx: Tx,
): Promise<{ setAside: number; oldestWaitingSince: Date | null }> {
  const setAside = await tx.$count(stripeEvents, isNotNull(stripeEvents.setAsideAt));
  const [oldest] = await tx
    .select({ receivedAt: stripeEvents.receivedAt })
    .from(stripeEvents)
    .where(and(isNull(stripeEvents.handledAt), isNull(stripeEvents.setAsideAt)))
    .orderBy(asc(stripeEvents.arrival))
    .limit(1);
  return { setAside, oldestWaitingSince: oldest?.receivedAt ?? null };
}
