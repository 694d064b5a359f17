import type { MessageId, VendorId } from "~/domain/ids";
import type { Tx } from "~db/client";
import { updateMessage, type Message } from "~db/queries/messages/messages";
import type { ReminderMaterials } from "~/services/reminders/compose-reminder.server";
import type { DebtorSituation, VendorSituation } from "~/services/reminders/situation.server";
import type { ReplyMaterials } from "~/services/conversation/compose-reply.server";
import type { InstalmentMaterials } from "./compose-instalment.server";
import type { ReceiptMaterials } from "./compose-receipt.server";

export type Content =
  | { kind: "template"; materials: ReminderMaterials }
  | { kind: "receipt"; materials: ReceiptMaterials }
  | { kind: "instalment"; materials: InstalmentMaterials }
  | { kind: "reply"; materials: ReplyMaterials };

/** A message that is now being sent by this worker, with all that writing it takes. */
export interface ClaimedMessage {
  kind: "send";
  messageId: MessageId;
  contact: string;
  content: Content;
  token: string;
  unsubscribeUrl: string | null;
  /** Whether an earlier try may have worked. */
  triedBefore: boolean;
}

/** A message that is to be checked and sent, with what is known of whom it goes to. */
export interface Case {
  vendorId: VendorId;
  message: Message;
  known: VendorSituation;
  debtor: DebtorSituation;
  /** The batch that it is handed over with; null when it goes by itself, under its own key. */
  batchId: string | null;
  now: Date;
}

/**
 * From here on a crash leaves a message that may have gone out. An email keeps the time of its first try: its
 * key's.
 */
export async function markSending(
  tx: Tx,
  { vendorId, message, batchId, now }: Case,
  { contact, templateId }: Pick<Message, "contact" | "templateId">,
): Promise<{ triedBefore: boolean }> {
  const sendingAt = message.channel === "email" ? (message.sendingAt ?? now) : now;
  await updateMessage(tx, {
    vendorId,
    messageId: message.id,
    change: {
      state: "sending",
      attempts: message.attempts + 1,
      sendingAt,
      batchId,
      contact,
      templateId,
      reason: null,
    },
  });
  return { triedBefore: message.sendingAt !== null };
}
