import { machineByTrace } from "~/domain/engagement/human-open";
import type { OpenReport } from "~/domain/hand-over";
import type { App } from "~/server/app.server";
import { findMessageOfProvider, insertDeliveryEvent, lockMessage } from "~db/queries/messages/messages";
import { markFetched } from "~db/queries/messages/openings";

/** By then the notices of what happened at the same moment are here, the delivery's among them. */
const judgedAfterMs = 60_000;

/**
 * Takes in that an email was opened, or a link in it followed, once however often it is told. What says that
 * it is a machine is noted apart at once; whether the rest was a person shows in what else happened around
 * then.
 */
export async function recordOpening(
  deps: Pick<App, "db">,
  { open, now }: { open: OpenReport; now: Date },
): Promise<"recorded" | "known_already" | "not_ours"> {
  return deps.db.asSystem(async (tx) => {
    const { eventId: id, providerId, kind, occurredAt, trace } = open;
    if (!(await insertDeliveryEvent(tx, { id, providerId, kind, occurredAt }))) return "known_already";
    const about = open.about ?? (await findMessageOfProvider(tx, { providerId }));
    if (!about || !(await lockMessage(tx, about))) return "not_ours";
    if (machineByTrace(trace) !== null) {
      await markFetched(tx, { ...about, at: occurredAt });
      return "recorded";
    }
    const startAfter = new Date(now.getTime() + judgedAfterMs);
    const opening = { ...about, openedAt: occurredAt.toISOString() };
    await deps.db.enqueue(tx, "count-opening", opening, { startAfter });
    return "recorded";
  });
}
