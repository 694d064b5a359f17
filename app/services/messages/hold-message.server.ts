import type { VendorId } from "~/domain/ids";
import type { Tx } from "~db/client";
import { lookAgain } from "~db/queries/reminders/contact-schedules";
import { updateMessage, type Message } from "~db/queries/messages/messages";
import { holdReminder } from "~db/queries/reminders/reminders";
import { recordEvents } from "~db/queries/vendor/timeline";

/** That a message does not go now: for good, or until then, when whoever asked sees to its next try. */
export type NotSent = { kind: "nothing_to_do"; outcome: string } | { kind: "put_off"; until: Date };

/**
 * Keeps a message from going out now. With a time it stays queued for then; without one it is held for good,
 * its step can be planned again, and the debtor is looked at anew. One that an earlier worker may have handed
 * over already is neither sent nor called held: what became of it is unknown until the provider tells.
 */
export async function holdMessage(
  tx: Tx,
  params: { vendorId: VendorId; message: Message; reason: string; until: Date | null; now: Date },
): Promise<NotSent> {
  const { vendorId, message, reason, until, now } = params;
  const messageId = message.id;
  const mayHaveGone = message.state === "sending" || message.sendingAt !== null;
  if (mayHaveGone && (until === null || message.state === "sending")) {
    const change = {
      state: "unknown",
      reason: `It may have gone out before. Not sent again: ${reason}`,
    } as const;
    await updateMessage(tx, { vendorId, messageId, change });
    return { kind: "nothing_to_do", outcome: "unknown" };
  }
  if (until !== null) {
    await updateMessage(tx, { vendorId, messageId, change: { reason, queuedAt: until } });
    return { kind: "put_off", until };
  }
  await updateMessage(tx, { vendorId, messageId, change: { state: "held", reason } });
  if (message.reminderId !== null) await holdReminder(tx, { vendorId, id: message.reminderId, reason });
  await recordEvents(tx, {
    vendorId,
    events: [
      {
        debtorId: message.debtorId,
        kind: "reminder_held",
        actor: "tenfold",
        occurredAt: now,
        causedBy: `message:${messageId}`,
        details: { channel: message.channel, reason },
      },
    ],
  });
  await lookAgain(tx, { vendorId, debtorIds: [message.debtorId], at: now });
  return { kind: "nothing_to_do", outcome: "held" };
}
