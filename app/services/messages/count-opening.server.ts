import { atOnceMs, machineByTiming } from "~/domain/engagement/human-open";
import type { MessageId, VendorId } from "~/domain/ids";
import type { App } from "~/server/app.server";
import { lockMessage } from "~db/queries/messages/messages";
import { listOpenings, markFetched, markOpened } from "~db/queries/messages/openings";
import { recordEvents } from "~db/queries/vendor/timeline";

/** Decides whether a person opened an email, now that what happened around that moment is known. */
export async function countOpening(
  deps: Pick<App, "db">,
  { vendorId, messageId, openedAt: at }: { vendorId: VendorId; messageId: MessageId; openedAt: Date },
): Promise<"opened" | "fetched" | "known_already" | "gone"> {
  return deps.db.asSystem(async (tx) => {
    const message = await lockMessage(tx, { vendorId, messageId });
    if (!message) return "gone";
    const { debtorId, channel, contact, providerId } = message;
    const from = new Date(at.getTime() - atOnceMs);
    const to = new Date(at.getTime() + atOnceMs);
    const all = providerId === null ? [] : await listOpenings(tx, { providerId, from, to });
    const deliveredAt = message.deliveredAt ?? message.sentAt;
    if (machineByTiming({ openedAt: at, deliveredAt, all }) !== null) {
      await markFetched(tx, { vendorId, messageId, at });
      return "fetched";
    }
    if (!(await markOpened(tx, { vendorId, messageId, at }))) return "known_already";
    await recordEvents(tx, {
      vendorId,
      events: [
        {
          debtorId,
          kind: "message_opened",
          actor: "debtor",
          occurredAt: at,
          causedBy: `message:${messageId}`,
          details: { channel, contact },
        },
      ],
    });
    return "opened";
  });
}
