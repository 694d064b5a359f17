import type { App } from "~/server/app.server";
import { listWaitingEvents } from "~db/queries/ledger/stripe-events";

/** Longer than a job needs from commit to worker, so that a healthy queue is not doubled. */
const patienceMs = 60_000;
/** Enough for a backlog to be taken up at the queue's own speed, and bounded. */
const batchSize = 500;

/**
 * Puts events back on the queue whose job was lost; harmless when it was not, since an event is applied once.
 */
export async function requeueStripeEvents(deps: Pick<App, "db">, { now }: { now: Date }): Promise<number> {
  return deps.db.asSystem(async (tx) => {
    const before = new Date(now.getTime() - patienceMs);
    const ids = await listWaitingEvents(tx, { before, limit: batchSize });
    for (const eventId of ids) await deps.db.enqueue(tx, "apply-stripe-event", { eventId });
    return ids.length;
  });
}
