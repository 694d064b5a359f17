import { emailsPerBatch } from "~/domain/jobs";
import type { MessageId, VendorId } from "~/domain/ids";
import type { Channel, MessagePurpose } from "~/domain/vocabulary";
import type { App } from "~/server/app.server";
import type { Tx } from "~db/client";

/**
 * Leaves the jobs that send these messages behind `tx`: emails of reminders together, as many as a provider
 * takes in one call, everything else by itself.
 */
export async function queueSending(
  deps: Pick<App, "db">,
  tx: Tx,
  params: {
    vendorId: VendorId;
    messages: readonly { messageId: MessageId; channel: Channel; purpose: MessagePurpose }[];
  },
): Promise<void> {
  const { vendorId, messages } = params;
  const isBatched = messages.map(({ channel, purpose }) => channel === "email" && purpose === "reminder");
  const emails = messages.filter((_, index) => isBatched[index]).map(({ messageId }) => messageId);
  const chunks = inChunks(emails);
  const single = chunks.filter(({ length }) => length === 1).flat();
  const alone = [
    ...messages.filter((_, index) => !isBatched[index]).map(({ messageId }) => messageId),
    ...single,
  ];
  await deps.db.enqueueBacklog(
    tx,
    "send-emails",
    chunks
      .filter(({ length }) => length > 1)
      .map((messageIds) => ({ payload: { vendorId, messageIds }, priority: 0 })),
  );
  await deps.db.enqueueBacklog(
    tx,
    "send-message",
    alone.map((messageId) => ({ payload: { vendorId, messageId }, priority: 0 })),
  );
}

function inChunks(messageIds: readonly MessageId[]): MessageId[][] {
  const count = Math.ceil(messageIds.length / emailsPerBatch);
  return Array.from({ length: count }, (_, index) =>
    messageIds.slice(index * emailsPerBatch, (index + 1) * emailsPerBatch),
  );
}
