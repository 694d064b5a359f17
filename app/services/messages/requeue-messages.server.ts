import { leaseMs } from "~/domain/sending";
import type { App } from "~/server/app.server";
import type { Tx } from "~db/client";
import { listStragglers, type Straggler } from "~db/queries/messages/messages";
import { queueSending } from "./queue-sending.server";

/**
 * Longer than the queue itself waits between two tries, so that a message it is still trying is not doubled.
 */
const queuedForMs = 40 * 60_000;
/** Enough for a backlog to be taken up at the queue's own speed, and bounded. */
const stragglersAtOnce = 500;

/**
 * Puts messages back on the queue that a worker died with, or whose job was lost or gave up; those of a batch
 * as that batch. Harmless when it was not: a message is claimed under its own lock.
 */
export async function requeueMessages(deps: Pick<App, "db">, { now }: { now: Date }): Promise<number> {
  return deps.db.asSystem(async (tx) => {
    const stragglers = await listStragglers(tx, {
      queuedBefore: new Date(now.getTime() - queuedForMs),
      sendingBefore: new Date(now.getTime() - leaseMs),
      sendingAfter: now,
      limit: stragglersAtOnce,
    });
    for (const ofVendor of Map.groupBy(stragglers, ({ vendorId }) => vendorId).values())
      await requeue(deps, tx, ofVendor);
    return stragglers.length;
  });
}

async function requeue(deps: Pick<App, "db">, tx: Tx, stragglers: readonly Straggler[]): Promise<void> {
  const [first] = stragglers;
  if (!first) return;
  const { vendorId } = first;
  const batchIds = new Set(stragglers.filter(isInBatch).flatMap(({ batchId }) => batchId ?? []));
  for (const batchId of batchIds) await deps.db.enqueue(tx, "resume-emails", { vendorId, batchId });
  const others = stragglers.filter((straggler) => !isInBatch(straggler));
  await queueSending(deps, tx, { vendorId, messages: others.filter(isFresh) });
  const tried = others.filter((straggler) => !isFresh(straggler));
  const jobs = tried.map(({ messageId }) => ({ payload: { vendorId, messageId }, priority: 0 }));
  await deps.db.enqueueBacklog(tx, "send-message", jobs);
}

function isInBatch({ state, batchId }: Straggler): boolean {
  return state === "sending" && batchId !== null;
}

/** One that may have been handed over before goes on under its own key. */
function isFresh({ state, sendingAt }: Straggler): boolean {
  return state === "queued" && sendingAt === null;
}
