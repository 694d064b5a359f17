import { and, eq } from "drizzle-orm";
import type { Tx } from "~db/client";
import { messages } from "~db/schema";
import type { MessageId, VendorId } from "~/domain/ids";

/** What a person wrote in answer, as it waits to be sent. */
export async function findOurReply(
  tx: Tx,
  { vendorId, messageId }: { vendorId: VendorId; messageId: MessageId },
) {
  const [reply] = await tx
    .select({ subject: messages.subject, body: messages.body })
    .from(messages)
    .where(and(eq(messages.vendorId, vendorId), eq(messages.id, messageId), eq(messages.purpose, "reply")));
  return reply ?? null;
}

/** @throws when there is no such reply: an SMS without words cannot be looked up. */
export async function readReplyText(
  tx: Tx,
  asked: { vendorId: VendorId; messageId: MessageId },
): Promise<string> {
  const text = (await findOurReply(tx, asked))?.body;
  if (!text) throw new Error(`Message ${asked.messageId} has no text.`);
  return text;
}
