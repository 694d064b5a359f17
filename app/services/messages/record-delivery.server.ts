import type { DeliveryReport } from "~/domain/hand-over";
import type { MessageId, VendorId } from "~/domain/ids";
import { messageCostMicros } from "~/domain/message-cost";
import type { MessageState, SuppressionReason } from "~/domain/vocabulary";
import type { App } from "~/server/app.server";
import type { Tx } from "~db/client";
import {
  findMessageOfProvider,
  insertDeliveryEvent,
  lockMessage,
  updateMessage,
  type Message,
} from "~db/queries/messages/messages";
import { readPrices } from "~db/queries/messages/prices";
import { markHandedOver } from "~db/queries/reminders/reminders";
import { recordEvents } from "~db/queries/vendor/timeline";
import { suppressContactPoint } from "./suppress-contact-point.server";

/**
 * Takes in what a provider tells of a message, once however often it tells it and in whatever order. A
 * message only ever moves on: a late `sent` changes nothing about one that was delivered.
 */
export async function recordDelivery(
  deps: Pick<App, "db">,
  { report, now }: { report: DeliveryReport; now: Date },
): Promise<"recorded" | "known_already" | "not_ours"> {
  return deps.db.asSystem(async (tx) => {
    const { eventId: id, providerId, kind, occurredAt } = report;
    if (!(await insertDeliveryEvent(tx, { id, providerId, kind, occurredAt }))) return "known_already";
    // What we wrote into the message names it for certain; without that, the provider's id of it does.
    const about = report.about ?? (await findMessageOfProvider(tx, { providerId }));
    const message = about && (await lockMessage(tx, about));
    if (!about || !message) return "not_ours";
    await moveOn(tx, { ...about, message, report, now });
    return "recorded";
  });
}

/** How far along each state is; a report moves a message forward only. */
const progress: Readonly<Record<MessageState, number>> = {
  queued: 0,
  held: 0,
  sending: 1,
  unknown: 1,
  sent: 2,
  delivered: 3,
  failed: 4,
  bounced: 4,
  complained: 5,
};

interface Move {
  vendorId: VendorId;
  messageId: MessageId;
  message: Message;
  report: DeliveryReport;
  now: Date;
}

async function moveOn(tx: Tx, { vendorId, messageId, message, report, now }: Move): Promise<void> {
  const { kind, providerId, occurredAt, reason } = report;
  if (progress[kind] <= progress[message.state]) return;
  const costMicros = message.costMicros ?? (await costOf(tx, { vendorId, message }));
  await updateMessage(tx, {
    vendorId,
    messageId,
    change: {
      state: kind,
      providerId,
      costMicros,
      sentAt: message.sentAt ?? occurredAt,
      ...(kind === "delivered" && { deliveredAt: occurredAt }),
      reason: kind === "sent" || kind === "delivered" ? null : (reason ?? explanations[kind]),
    },
  });
  if (message.reminderId !== null) await markHandedOver(tx, { vendorId, id: message.reminderId });
  const { debtorId, channel, contact } = message;
  if (kind === "sent" && message.state === "unknown") await record("message_sent");
  if (kind === "delivered") await record("message_delivered");
  if (kind === "failed" || kind === "bounced" || kind === "complained") await record("message_failed");
  const fault: SuppressionReason | null = kind === "complained" ? "complaint" : report.contactFault;
  if (fault !== null) {
    const causedBy = `message:${messageId}`;
    await suppressContactPoint(tx, {
      vendorId,
      channel,
      contact,
      reason: fault,
      actor: "provider",
      causedBy,
      now,
    });
  }

  async function record(what: "message_sent" | "message_delivered" | "message_failed"): Promise<void> {
    await recordEvents(tx, {
      vendorId,
      events: [
        {
          debtorId,
          kind: what,
          actor: "provider",
          occurredAt,
          causedBy: `message:${messageId}`,
          details: {
            channel,
            contact,
            ...(what === "message_failed" && { reason: reason ?? explanations[kind] }),
          },
        },
      ],
    });
  }
}

/** One whose answer was lost was never settled: its price is today's. */
async function costOf(
  tx: Tx,
  { vendorId, message }: { vendorId: VendorId; message: Message },
): Promise<number> {
  return messageCostMicros({ ...message, ...(await readPrices(tx, { vendorId })) });
}

const explanations: Readonly<Record<DeliveryReport["kind"], string | null>> = {
  sent: null,
  delivered: null,
  bounced: "The address refused it.",
  complained: "It was marked as spam.",
  failed: "It could not be delivered.",
};
