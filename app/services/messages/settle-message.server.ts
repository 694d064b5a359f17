import type { ContactFault, HandOver } from "~/domain/hand-over";
import type { MessageId, VendorId } from "~/domain/ids";
import type { App } from "~/server/app.server";
import type { Tx } from "~db/client";
import { lookAgain } from "~db/queries/reminders/contact-schedules";
import { lockMessage, updateMessage, type Message, type MessageChange } from "~db/queries/messages/messages";
import { holdReminder, markHandedOver } from "~db/queries/reminders/reminders";
import { recordEvents } from "~db/queries/vendor/timeline";
import { suppressContactPoint } from "./suppress-contact-point.server";

/** What a message says. */
export type Written =
  | { channel: "email"; subject: string; html: string; text: string }
  | { channel: "sms"; text: string; segments: number };

interface Settlement {
  vendorId: VendorId;
  messageId: MessageId;
  /** The secret in its link, which is not kept. */
  token: string;
  result: HandOver;
  written: Written | null;
  now: Date;
}

/** How soon an SMS whose answer was lost is looked up, and how soon again. */
const lookUpAfterMs = 60_000;

/**
 * Records what came of handing a message over. A provider's notice may have been faster: it is not overruled.
 */
export async function settleMessage(deps: Pick<App, "db">, settlement: Settlement): Promise<string> {
  const { vendorId, messageId, result } = settlement;
  return deps.db.asVendor(vendorId, async (tx) => {
    const message = await lockMessage(tx, { vendorId, messageId });
    if (!message) throw new Error(`Message ${messageId} is gone.`);
    switch (result.kind) {
      case "accepted":
        await settleAccepted(tx, message, settlement, result.providerId);
        return "sent";
      case "refused":
        await settleRefused(tx, message, settlement, result);
        return "failed";
      case "retry": {
        // Nothing was taken, so an SMS begins anew; an email keeps the time at which its key was first used.
        const sendingAt = message.channel === "email" ? message.sendingAt : null;
        await change(tx, settlement, message, {
          state: "queued",
          reason: result.reason,
          queuedAt: settlement.now,
          sendingAt,
        });
        return "queued";
      }
      case "unknown": {
        const state = message.channel === "sms" ? "unknown" : "sending";
        await change(tx, settlement, message, { state, reason: result.reason });
        const startAfter = new Date(
          settlement.now.getTime() + lookUpAfterMs * (message.channel === "sms" ? 1 : 2),
        );
        await deps.db.enqueue(tx, "send-message", { vendorId, messageId }, { startAfter });
        return "unknown";
      }
    }
  });
}

async function change(
  tx: Tx,
  { vendorId, messageId }: Settlement,
  message: Message,
  to: MessageChange,
): Promise<void> {
  if (!isUnsettled(message)) return;
  await updateMessage(tx, { vendorId, messageId, change: to });
}

function isUnsettled({ state }: Message): boolean {
  return state === "sending" || state === "unknown";
}

async function settleAccepted(tx: Tx, message: Message, settlement: Settlement, providerId: string | null) {
  const { vendorId, messageId, token, written, now } = settlement;
  const kept =
    written === null
      ? {}
      : {
          subject: written.channel === "email" ? written.subject : null,
          // The link in it opens the debtor's page: whoever reads our tables must not be able to.
          body: written.text.replaceAll(token, "…").replace(/\/unsubscribe\/[\w-]+/g, "/unsubscribe/…"),
          segments: written.channel === "sms" ? written.segments : null,
        };
  const isNew = message.sentAt === null;
  await updateMessage(tx, {
    vendorId,
    messageId,
    change: {
      ...kept,
      ...(isUnsettled(message) && { state: "sent" as const, reason: null }),
      providerId: providerId ?? message.providerId,
      sentAt: message.sentAt ?? now,
    },
  });
  if (!isNew) return;
  if (message.reminderId !== null) await markHandedOver(tx, { vendorId, id: message.reminderId });
  await recordEvents(tx, {
    vendorId,
    events: [
      {
        debtorId: message.debtorId,
        kind: message.purpose === "receipt" ? "receipt_sent" : "message_sent",
        actor: "tenfold",
        occurredAt: now,
        causedBy: `message:${messageId}`,
        details: { channel: message.channel, contact: message.contact, purpose: message.purpose },
      },
    ],
  });
}

async function settleRefused(
  tx: Tx,
  message: Message,
  settlement: Settlement,
  { reason, contactFault }: { reason: string; contactFault: ContactFault | null },
): Promise<void> {
  const { vendorId, messageId, now } = settlement;
  const { debtorId, channel, contact } = message;
  if (!isUnsettled(message)) return;
  await updateMessage(tx, { vendorId, messageId, change: { state: "failed", reason } });
  if (message.reminderId !== null) await holdReminder(tx, { vendorId, id: message.reminderId, reason });
  await recordEvents(tx, {
    vendorId,
    events: [
      {
        debtorId,
        kind: "message_failed",
        actor: "provider",
        occurredAt: now,
        causedBy: `message:${messageId}`,
        details: { channel, contact, reason },
      },
    ],
  });
  if (contactFault !== null) {
    await suppressContactPoint(tx, {
      vendorId,
      channel,
      contact,
      reason: contactFault,
      actor: "provider",
      causedBy: `message:${messageId}`,
      now,
    });
  }
  await lookAgain(tx, { vendorId, debtorIds: [debtorId], at: new Date(now.getTime() + dayMs) });
}

/** A message that failed is not followed by another at once. */
const dayMs = 86_400_000;
