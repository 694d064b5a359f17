import { creditsFirst, handledEventTypes } from "~/domain/stripe-event-types";
import type { VerifiedEvent } from "~/domain/stripe-facts";
import type { App } from "~/server/app.server";
import { failpoint } from "~/services/failpoint.server";
import { advanceReadUntil, findReadUntil } from "~db/queries/ledger/reconciliation";
import { insertStripeEvents } from "~db/queries/ledger/stripe-events";

type Deps = Pick<App, "db" | "stripe">;

const hourMs = 3_600_000;
/** Stripe keeps its list of events for 30 days. https://docs.stripe.com/api/events */
const keptMs = 30 * 24 * hourMs;
/**
 * Read again each time: clocks disagree by less than this, and what Stripe lists late it lists by then.
 */
const overlapMs = hourMs;
/** How much of a backlog is read before the cursor moves: what a crash has read again. */
const firstSpanMs = 6 * hourMs;
/** A quieter span than this is followed by one twice as long, so that an idle month is a few questions. */
const quietSpan = 100;

/**
 * Reads what Stripe says happened on an account since the last time into the inbox, and queues what had not
 * arrived: from there on it goes the way of a webhook. Older spans come first, and the cursor moves past one
 * once all of it is stored, so wherever this stops the next run goes on.
 *
 * The queue takes what people wait for now before this backlog, and of the backlog what can credit a payment
 * before the rest, so that nobody is asked for long for what they have paid.
 */
export async function readMissedEvents(
  deps: Deps,
  asked: { stripeAccountId: string | null; since: Date | null; now: Date },
): Promise<{ looked: number; missed: number }> {
  const { stripeAccountId, now } = asked;
  const readUntil = await deps.db.asSystem((tx) => findReadUntil(tx, stripeAccountId));
  const oldestMs = now.getTime() - keptMs;
  const dueMs = Math.max(oldestMs, readUntil ? readUntil.getTime() - overlapMs : oldestMs);
  const startMs = asked.since ? Math.max(oldestMs, asked.since.getTime()) : dueMs;
  const counts = { looked: 0, missed: 0 };
  let spanMs = firstSpanMs;
  for (let fromMs = startMs; fromMs <= now.getTime();) {
    const toMs = fromMs + spanMs;
    const isLast = toMs > now.getTime();
    const before = isLast ? null : new Date(toMs);
    const read = await readSpan(deps, { ...asked, since: new Date(fromMs), before });
    counts.looked += read.looked;
    counts.missed += read.missed;
    // Whoever asks for less than is due leaves a gap behind, which the cursor must not pass.
    if (startMs <= dueMs) {
      const until = before ?? now;
      await deps.db.asSystem((tx) => advanceReadUntil(tx, { stripeAccountId, readUntil: until }));
      failpoint("reconcile:span-read");
    }
    fromMs = toMs;
    spanMs = read.looked < quietSpan ? spanMs * 2 : firstSpanMs;
  }
  return counts;
}

async function readSpan(
  deps: Deps,
  span: { stripeAccountId: string | null; since: Date; before: Date | null; now: Date },
): Promise<{ looked: number; missed: number }> {
  const counts = { looked: 0, missed: 0 };
  const { now, ...asked } = span;
  for await (const page of deps.stripe.listEvents({ ...asked, types: handledEventTypes })) {
    counts.looked += page.length;
    counts.missed += await storePage(deps, page, now);
    failpoint("reconcile:page-stored");
  }
  return counts;
}

/** An event and the job that applies it are stored together, as the webhook does. */
function storePage(deps: Deps, page: readonly VerifiedEvent[], now: Date): Promise<number> {
  return deps.db.asSystem(async (tx) => {
    const missed = new Set(await insertStripeEvents(tx, { events: page, now }));
    const jobs = page
      .filter(({ id }) => missed.has(id))
      .map(({ id, type }) => ({ payload: { eventId: id }, priority: creditsFirst(type) ? -1 : -2 }));
    await deps.db.enqueueBacklog(tx, "apply-stripe-event", jobs);
    return jobs.length;
  });
}
