import type { App } from "~/server/app.server";
import { listStragglers } from "~db/queries/messages/messages";

/**
 * Longer than the queue itself waits between two tries, so that a message it is still trying is not doubled.
 */
const queuedForMs = 40 * 60_000;
/** A provider has answered, or its client has given up, long before this. */
const sendingForMs = 2 * 60_000;
/** Enough for a backlog to be taken up at the queue's own speed, and bounded. */
const batchSize = 500;

/**
 * Puts messages back on the queue that a worker died with, or whose job was lost or gave up. Harmless when it
 * was not: a message is claimed under its own lock.
 */
export async function requeueMessages(deps: Pick<App, "db">, { now }: { now: Date }): Promise<number> {
  return deps.db.asSystem(async (tx) => {
    const stragglers = await listStragglers(tx, {
      queuedBefore: new Date(now.getTime() - queuedForMs),
      sendingBefore: new Date(now.getTime() - sendingForMs),
      limit: batchSize,
    });
    for (const straggler of stragglers) await deps.db.enqueue(tx, "send-message", straggler);
    return stragglers.length;
  });
}
