import { sql } from "drizzle-orm";
import {
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  smallint,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import type { DebtorId, MessageId, PaymentId, ReminderId, TemplateId } from "~/domain/ids";
import {
  channels,
  messagePurposes,
  messageStates,
  type Channel,
  type MessagePurpose,
  type MessageState,
} from "~/domain/vocabulary";
import { createdAt, instant, isOneOf, vendorId, word } from "./columns";
import { debtors } from "./debtor";

/**
 * One email or SMS handed to a provider. The row is committed before the call, and its id is the provider's
 * idempotency key where the provider has one. The text is kept as sent; the pay link's token is left out of
 * it.
 */
export const messages = pgTable(
  "messages",
  {
    vendorId: vendorId(),
    id: uuid("id").$type<MessageId>().notNull(),
    debtorId: uuid("debtor_id").$type<DebtorId>().notNull(),
    reminderId: uuid("reminder_id").$type<ReminderId>(),
    paymentId: uuid("payment_id").$type<PaymentId>(),
    purpose: word<MessagePurpose>("purpose").notNull(),
    channel: word<Channel>("channel").notNull(),
    templateId: uuid("template_id").$type<TemplateId>(),
    /** The address or number it goes to, as it was when it was written. */
    contact: text("contact").notNull(),
    subject: text("subject"),
    body: text("body"),
    /** SMS only. */
    segments: smallint("segments"),
    /** What it cost, in millionths of the vendor's currency, at the price of the day. */
    costMicros: integer("cost_micros"),
    state: word<MessageState>("state").notNull(),
    /** Why it was held or failed, in a sentence for the vendor. */
    reason: text("reason"),
    attempts: integer("attempts").notNull().default(0),
    /** The batch it is handed over with, whose id is then the provider's idempotency key. */
    batchId: uuid("batch_id"),
    /** Resend's email id or Twilio's message SID. */
    providerId: text("provider_id"),
    queuedAt: createdAt(),
    sendingAt: instant("sending_at"),
    sentAt: instant("sent_at"),
    deliveredAt: instant("delivered_at"),
    /** When a person, as far as can be told, first opened it. */
    openedAt: instant("opened_at"),
    /** When a scanner or a proxy first fetched it: no sign of a person. */
    machineOpenedAt: instant("machine_opened_at"),
  },
  (table) => [
    primaryKey({ columns: [table.vendorId, table.id] }),
    foreignKey({ columns: [table.vendorId, table.debtorId], foreignColumns: [debtors.vendorId, debtors.id] }),
    uniqueIndex("messages_one_per_reminder")
      .on(table.vendorId, table.reminderId)
      .where(sql`reminder_id is not null`),
    uniqueIndex("messages_one_receipt")
      .on(table.vendorId, table.paymentId)
      .where(sql`purpose = 'receipt'`),
    index("messages_by_debtor").on(table.vendorId, table.debtorId, table.queuedAt),
    index("messages_by_sent").on(table.vendorId, table.sentAt),
    index("messages_by_provider").on(table.providerId),
    index("messages_by_batch")
      .on(table.vendorId, table.batchId)
      .where(sql`state = 'sending' and batch_id is not null`),
    index("messages_to_send")
      .on(table.queuedAt)
      .where(sql`state in ('queued', 'sending')`),
    isOneOf("messages_purpose", table.purpose, messagePurposes),
    isOneOf("messages_channel", table.channel, channels),
    isOneOf("messages_state", table.state, messageStates),
  ],
);

/** What a message provider told us, kept once per provider's event id. */
export const deliveryEvents = pgTable(
  "delivery_events",
  {
    /** `resend:<svix id>` or `twilio:<sid>:<status>`. */
    id: text("id").primaryKey(),
    providerId: text("provider_id").notNull(),
    kind: text("kind").notNull(),
    occurredAt: instant("occurred_at").notNull(),
    receivedAt: createdAt(),
  },
  (table) => [index("delivery_events_by_provider").on(table.providerId)],
);

/** How many calls a provider takes: the instant from which the next one may be made, one row a provider. */
export const providerPaces = pgTable("provider_paces", {
  provider: text("provider").primaryKey(),
  freeAt: instant("free_at").notNull(),
});
