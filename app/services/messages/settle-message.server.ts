import type { ContactFault, HandOver } from "~/domain/hand-over";
import type { MessageId, VendorId } from "~/domain/ids";
import { messageCostMicros } from "~/domain/message-cost";
import type { Channel } from "~/domain/vocabulary";
import type { App } from "~/server/app.server";
import type { Tx } from "~db/client";
import { lookAgain } from "~db/queries/reminders/contact-schedules";
import { lockMessage, updateMessage, type Message, type MessageChange } from "~db/queries/messages/messages";
import { readPrices } from "~db/queries/messages/prices";
import { holdReminder, markHandedOver } from "~db/queries/reminders/reminders";
import { recordEvents } from "~db/queries/vendor/timeline";
import { suppressContactPoint } from "./suppress-contact-point.server";

/** What a message says. */
export type Written =
  | { channel: "email"; subject: string; html: string; text: string }
  | { channel: "sms"; text: string; segments: number };

/** What came of handing one message over. */
export interface MessageOutcome {
  messageId: MessageId;
  /** The secret in its link, which is not kept. */
  token: string;
  /** Whether an earlier try may have worked. */
  triedBefore: boolean;
  result: HandOver;
  written: Written | null;
}

interface Settlement extends MessageOutcome {
  vendorId: VendorId;
  now: Date;
}

/** How soon an SMS whose answer was lost is looked up, and how soon again. */
const lookUpAfterMs = 60_000;

/**
 * Records what came of handing a message over. A provider's notice may have been faster: it is not overruled.
 */
export async function settleMessage(deps: Pick<App, "db">, settlement: Settlement): Promise<string> {
  return deps.db.asVendor(settlement.vendorId, (tx) => settle(deps, tx, settlement));
}

/**
 * The same for many that were handed over together. What goes well commits at once, so that a crash leaves
 * all of the batch or none; a refusal, which may reach further, by itself.
 */
export async function settleMessages(
  deps: Pick<App, "db">,
  { vendorId, outcomes, now }: { vendorId: VendorId; outcomes: readonly MessageOutcome[]; now: Date },
): Promise<void> {
  const inOrder = outcomes.toSorted((one, other) => (one.messageId < other.messageId ? -1 : 1));
  const refused = inOrder.filter(({ result }) => result.kind === "refused");
  const others = inOrder.filter(({ result }) => result.kind !== "refused");
  if (others.length > 0) {
    await deps.db.asVendor(vendorId, async (tx) => {
      for (const outcome of others) await settle(deps, tx, { ...outcome, vendorId, now });
    });
  }
  for (const outcome of refused) await settleMessage(deps, { ...outcome, vendorId, now });
}

async function settle(deps: Pick<App, "db">, tx: Tx, settlement: Settlement): Promise<string> {
  const { vendorId, messageId, result, now, triedBefore } = settlement;
  const message = await lockMessage(tx, { vendorId, messageId });
  if (!message) throw new Error(`Message ${messageId} is gone.`);
  const isEmail = message.channel === "email";
  switch (result.kind) {
    case "accepted":
      await settleAccepted(tx, message, settlement, result.providerId);
      return "sent";
    case "refused":
      await settleRefused(tx, message, settlement, result);
      return "failed";
    case "retry":
    case "unanswered": {
      // Where nothing was ever taken it begins anew; else it keeps the time at which its key was first used.
      const mayHaveGone = isEmail && (triedBefore || result.kind === "unanswered");
      const sendingAt = mayHaveGone ? message.sendingAt : null;
      const { reason } = result;
      const again = { state: "queued", reason, queuedAt: now, sendingAt, batchId: null } as const;
      await change(tx, settlement, message, again);
      return "queued";
    }
    case "unknown": {
      await change(tx, settlement, message, { state: "unknown", reason: result.reason });
      if (isEmail) return "unknown";
      const startAfter = new Date(now.getTime() + lookUpAfterMs);
      await deps.db.enqueue(tx, "send-message", { vendorId, messageId }, { startAfter });
      return "unknown";
    }
  }
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
  const costMicros = message.costMicros ?? (await costOf(tx, vendorId, written ?? message));
  const isNew = message.sentAt === null;
  await updateMessage(tx, {
    vendorId,
    messageId,
    change: {
      ...kept,
      costMicros,
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

/** What it costs at today's price; a price that is raised tomorrow leaves it as it is. */
async function costOf(
  tx: Tx,
  vendorId: VendorId,
  said: { channel: Channel; segments?: number | null },
): Promise<number> {
  return messageCostMicros({ ...said, ...(await readPrices(tx, { vendorId })) });
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
