import { and, eq, gte, inArray, ne, notInArray, or, sql } from "drizzle-orm";
import type { Tx } from "~db/client";
import { isAmong } from "~db/queries/among";
import { callAttempts, deliveryEvents, messages } from "~db/schema";
import type { DebtorId, MessageId, PaymentId, ReminderId, TemplateId, VendorId } from "~/domain/ids";
import type { Channel, ContactChannel, MessagePurpose, MessageState } from "~/domain/vocabulary";

export interface NewMessage {
  id: MessageId;
  debtorId: DebtorId;
  reminderId: ReminderId | null;
  paymentId: PaymentId | null;
  purpose: MessagePurpose;
  channel: Channel;
  contact: string;
  queuedAt: Date;
}

export interface Message extends NewMessage {
  templateId: TemplateId | null;
  state: MessageState;
  attempts: number;
  providerId: string | null;
  /** The batch it is being handed over with. */
  batchId: string | null;
  sendingAt: Date | null;
  sentAt: Date | null;
  deliveredAt: Date | null;
  segments: number | null;
  costMicros: number | null;
}

const columns = {
  id: messages.id,
  debtorId: messages.debtorId,
  reminderId: messages.reminderId,
  paymentId: messages.paymentId,
  purpose: messages.purpose,
  channel: messages.channel,
  contact: messages.contact,
  queuedAt: messages.queuedAt,
  templateId: messages.templateId,
  state: messages.state,
  attempts: messages.attempts,
  providerId: messages.providerId,
  batchId: messages.batchId,
  sendingAt: messages.sendingAt,
  sentAt: messages.sentAt,
  deliveredAt: messages.deliveredAt,
  segments: messages.segments,
  costMicros: messages.costMicros,
};

/**
 * Queues messages; returns the ids of those that were not there already (one a reminder, one receipt a
 * payment).
 */
export async function insertMessages(
  tx: Tx,
  { vendorId, rows }: { vendorId: VendorId; rows: readonly NewMessage[] },
): Promise<MessageId[]> {
  if (rows.length === 0) return [];
  const queued = JSON.stringify(
    rows.map((row) => ({
      id: row.id,
      debtor_id: row.debtorId,
      reminder_id: row.reminderId,
      payment_id: row.paymentId,
      purpose: row.purpose,
      channel: row.channel,
      contact: row.contact,
      queued_at: row.queuedAt.toISOString(),
    })),
  );
  const inserted = await tx.execute<{ id: MessageId }>(sql`
    insert into messages (vendor_id, id, debtor_id, reminder_id, payment_id, purpose, channel, contact, state,
      created_at)
    select ${vendorId}, id, debtor_id, reminder_id, payment_id, purpose, channel, contact, 'queued', queued_at
    from json_to_recordset(${queued}::json) as message (id uuid, debtor_id uuid, reminder_id uuid,
      payment_id uuid, purpose text, channel text, contact text, queued_at timestamptz)
    on conflict do nothing
    returning id`);
  return inserted.map(({ id }) => id);
}

export async function findDebtorOfMessage(
  tx: Tx,
  { vendorId, messageId }: { vendorId: VendorId; messageId: MessageId },
): Promise<DebtorId | null> {
  const [message] = await tx
    .select({ debtorId: messages.debtorId })
    .from(messages)
    .where(and(eq(messages.vendorId, vendorId), eq(messages.id, messageId)));
  return message?.debtorId ?? null;
}

/** How these messages stand, those of them that there are. */
export function findMessageStates(
  tx: Tx,
  { vendorId, messageIds }: { vendorId: VendorId; messageIds: readonly MessageId[] },
) {
  return tx
    .select({ id: messages.id, state: messages.state, sentAt: messages.sentAt })
    .from(messages)
    .where(and(eq(messages.vendorId, vendorId), inArray(messages.id, [...messageIds])));
}

/** Waits for whoever has the message in hand. */
export async function lockMessage(
  tx: Tx,
  { vendorId, messageId }: { vendorId: VendorId; messageId: MessageId },
): Promise<Message | null> {
  const [message] = await tx
    .select(columns)
    .from(messages)
    .where(and(eq(messages.vendorId, vendorId), eq(messages.id, messageId)))
    .for("update");
  return message ?? null;
}

/** The debtors whom these messages go to. */
export async function listDebtorsOfMessages(
  tx: Tx,
  { vendorId, messageIds }: { vendorId: VendorId; messageIds: readonly MessageId[] },
): Promise<DebtorId[]> {
  const rows = await tx
    .selectDistinct({ debtorId: messages.debtorId })
    .from(messages)
    .where(and(eq(messages.vendorId, vendorId), inArray(messages.id, [...messageIds])));
  return rows.map(({ debtorId }) => debtorId);
}

/** Waits for whoever has these in hand; always in the same order. */
export async function lockMessages(
  tx: Tx,
  { vendorId, messageIds }: { vendorId: VendorId; messageIds: readonly MessageId[] },
): Promise<Message[]> {
  return tx
    .select(columns)
    .from(messages)
    .where(and(eq(messages.vendorId, vendorId), inArray(messages.id, [...messageIds])))
    .orderBy(messages.id)
    .for("update");
}

/** What is still being handed over as this batch. */
export async function listBatch(
  tx: Tx,
  { vendorId, batchId }: { vendorId: VendorId; batchId: string },
): Promise<MessageId[]> {
  const rows = await tx
    .select({ id: messages.id })
    .from(messages)
    .where(
      and(eq(messages.vendorId, vendorId), eq(messages.batchId, batchId), eq(messages.state, "sending")),
    );
  return rows.map(({ id }) => id);
}

export interface MessageChange {
  state?: MessageState;
  contact?: string;
  /** From when on it waits: moved ahead for one that must not go before then. */
  queuedAt?: Date;
  reason?: string | null;
  attempts?: number;
  providerId?: string | null;
  templateId?: TemplateId | null;
  subject?: string | null;
  body?: string | null;
  segments?: number | null;
  costMicros?: number | null;
  batchId?: string | null;
  sendingAt?: Date | null;
  sentAt?: Date | null;
  deliveredAt?: Date | null;
}

export async function updateMessage(
  tx: Tx,
  { vendorId, messageId, change }: { vendorId: VendorId; messageId: MessageId; change: MessageChange },
): Promise<void> {
  await tx
    .update(messages)
    .set(change)
    .where(and(eq(messages.vendorId, vendorId), eq(messages.id, messageId)));
}

/** States in which a reminder has reached, or may have reached, its debtor. */
const reachedStates: MessageState[] = ["sending", "sent", "delivered", "bounced", "complained", "unknown"];

interface PastContact {
  debtorId: DebtorId;
  channel: ContactChannel;
  at: Date;
  /** A call in which somebody answered. */
  conversation: boolean;
}

/**
 * What counts towards a debtor's caps: reminders that went out or may have, with `queued` also those that
 * still wait, and every try of a call.
 *
 * @param since older ones are in no cap's window.
 * @param except messages that are being checked themselves.
 */
export async function listContacts(
  tx: Tx,
  params: {
    vendorId: VendorId;
    debtorIds: readonly DebtorId[];
    since: Date;
    queued: boolean;
    except?: readonly MessageId[] | undefined;
  },
): Promise<PastContact[]> {
  const { vendorId, debtorIds, since, queued, except } = params;
  if (debtorIds.length === 0) return [];
  const calls = await tx
    .select({
      debtorId: callAttempts.debtorId,
      at: callAttempts.calledAt,
      outcome: callAttempts.outcome,
    })
    .from(callAttempts)
    .where(
      and(
        eq(callAttempts.vendorId, vendorId),
        isAmong(callAttempts.debtorId, debtorIds),
        gte(callAttempts.calledAt, since),
      ),
    );
  const written = await tx
    .select({
      debtorId: messages.debtorId,
      channel: messages.channel,
      at: sql<Date>`coalesce(${messages.sentAt}, ${messages.sendingAt}, ${messages.queuedAt})`.mapWith(
        messages.queuedAt,
      ),
    })
    .from(messages)
    .where(
      and(
        eq(messages.vendorId, vendorId),
        isAmong(messages.debtorId, debtorIds),
        gte(messages.queuedAt, since),
        eq(messages.purpose, "reminder"),
        inArray(messages.state, queued ? ["queued", ...reachedStates] : reachedStates),
        ...(except === undefined ? [] : [notInArray(messages.id, [...except])]),
      ),
    );
  return [
    ...written.map((message) => ({ ...message, conversation: false })),
    ...calls.map(({ outcome, ...call }) => ({
      ...call,
      channel: "call" as const,
      conversation: outcome !== "no_answer" && outcome !== "wrong_number",
    })),
  ];
}

/** Whether the debtor was sent, or is about to be sent, a fresh link since then. */
export async function hasFreshLinkSince(
  tx: Tx,
  { vendorId, debtorId, since }: { vendorId: VendorId; debtorId: DebtorId; since: Date },
): Promise<boolean> {
  const rows = await tx
    .select({ id: messages.id })
    .from(messages)
    .where(
      and(
        eq(messages.vendorId, vendorId),
        eq(messages.debtorId, debtorId),
        eq(messages.purpose, "fresh_link"),
        gte(messages.queuedAt, since),
        ne(messages.state, "failed"),
      ),
    )
    .limit(1);
  return rows.length > 0;
}

export interface Straggler {
  vendorId: VendorId;
  messageId: MessageId;
  channel: Channel;
  purpose: MessagePurpose;
  state: MessageState;
  batchId: string | null;
  sendingAt: Date | null;
}

/**
 * Messages that nobody seems to be working on: queued or being sent for longer than a job takes, or since a
 * time that is yet to come, by a clock that has been put back. For the system's doorway: it looks across
 * vendors.
 */
export async function listStragglers(
  tx: Tx,
  params: { queuedBefore: Date; sendingBefore: Date; sendingAfter: Date; limit: number },
): Promise<Straggler[]> {
  const { queuedBefore, sendingBefore, sendingAfter, limit } = params;
  return tx
    .select({
      vendorId: messages.vendorId,
      messageId: messages.id,
      channel: messages.channel,
      purpose: messages.purpose,
      state: messages.state,
      batchId: messages.batchId,
      sendingAt: messages.sendingAt,
    })
    .from(messages)
    .where(
      or(
        and(eq(messages.state, "queued"), sql`${messages.queuedAt} <= ${queuedBefore.toISOString()}`),
        and(
          eq(messages.state, "sending"),
          sql`(${messages.sendingAt} <= ${sendingBefore.toISOString()}
            or ${messages.sendingAt} > ${sendingAfter.toISOString()})`,
        ),
      ),
    )
    .orderBy(messages.queuedAt)
    .limit(limit);
}

/**
 * Finds whose message a provider speaks of. For the system's doorway: a notice names no vendor we can trust.
 */
export async function findMessageOfProvider(
  tx: Tx,
  { providerId }: { providerId: string },
): Promise<{ vendorId: VendorId; messageId: MessageId } | null> {
  const [found] = await tx
    .select({ vendorId: messages.vendorId, messageId: messages.id })
    .from(messages)
    .where(eq(messages.providerId, providerId))
    .limit(1);
  return found ?? null;
}

/** Keeps a provider's notice; false when a copy of it is there already. */
export async function insertDeliveryEvent(
  tx: Tx,
  event: { id: string; providerId: string; kind: string; occurredAt: Date },
): Promise<boolean> {
  const inserted = await tx
    .insert(deliveryEvents)
    .values(event)
    .onConflictDoNothing()
    .returning({ id: deliveryEvents.id });
  return inserted.length > 0;
}
