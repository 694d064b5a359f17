import { sql } from "drizzle-orm";
import {
  check,
  foreignKey,
  index,
  pgTable,
  primaryKey,
  smallint,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import type { CallTaskId, ContactStopId, DebtorId, MessageId, ReminderId, ReplyId } from "~/domain/ids";
import {
  callOutcomes,
  callTaskStates,
  channels,
  contactStopReasons,
  holdoutArms,
  type CallOutcome,
  type CallTaskState,
  type Channel,
  type ContactChannel,
  type ContactStopReason,
  type HoldoutArm,
} from "~/domain/vocabulary";
import { createdAt, instant, isOneOf, vendorId, word } from "./columns";
import { debtors } from "./debtor";

/** A call for a person to make, planned by the cadence as any other reminder. */
export const callTasks = pgTable(
  "call_tasks",
  {
    vendorId: vendorId(),
    id: uuid("id").$type<CallTaskId>().notNull(),
    debtorId: uuid("debtor_id").$type<DebtorId>().notNull(),
    reminderId: uuid("reminder_id").$type<ReminderId>().notNull(),
    /** E.164, as it was when the call was planned. */
    phone: text("phone").notNull(),
    state: word<CallTaskState>("state").notNull(),
    /** From when on it is to be made: an unanswered call moves to another time of day. */
    dueAt: instant("due_at").notNull(),
    /** Why it was cancelled, in a sentence for the vendor. */
    reason: text("reason"),
    createdAt: createdAt(),
    closedAt: instant("closed_at"),
  },
  (table) => [
    primaryKey({ columns: [table.vendorId, table.id] }),
    foreignKey({ columns: [table.vendorId, table.debtorId], foreignColumns: [debtors.vendorId, debtors.id] }),
    uniqueIndex("call_tasks_one_per_reminder").on(table.vendorId, table.reminderId),
    index("call_tasks_by_debtor").on(table.vendorId, table.debtorId),
    index("call_tasks_open")
      .on(table.vendorId, table.dueAt)
      .where(sql`state = 'open'`),
    isOneOf("call_tasks_state", table.state, callTaskStates),
  ],
);

/** One try of a call, as whoever made it wrote down. Each counts towards the caps. */
export const callAttempts = pgTable(
  "call_attempts",
  {
    vendorId: vendorId(),
    id: uuid("id").notNull(),
    callTaskId: uuid("call_task_id").$type<CallTaskId>().notNull(),
    debtorId: uuid("debtor_id").$type<DebtorId>().notNull(),
    outcome: word<CallOutcome>("outcome").notNull(),
    note: text("note"),
    /** The staff user who called. */
    calledBy: text("called_by").notNull(),
    calledAt: instant("called_at").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.vendorId, table.id] }),
    foreignKey({
      columns: [table.vendorId, table.callTaskId],
      foreignColumns: [callTasks.vendorId, callTasks.id],
    }),
    index("call_attempts_by_debtor").on(table.vendorId, table.debtorId, table.calledAt),
    isOneOf("call_attempts_outcome", table.outcome, callOutcomes),
  ],
);

/** What a debtor wrote to the vendor by SMS or email. Until a person has handled it, it is honoured. */
export const replies = pgTable(
  "replies",
  {
    vendorId: vendorId(),
    id: uuid("id").$type<ReplyId>().notNull(),
    debtorId: uuid("debtor_id").$type<DebtorId>().notNull(),
    channel: word<Channel>("channel").notNull(),
    /** The address or number it came from. */
    contact: text("contact").notNull(),
    subject: text("subject"),
    /** Plain text, cut to a length that a person would read. */
    body: text("body").notNull(),
    /** The message it answers, where that is known. */
    messageId: uuid("message_id").$type<MessageId>(),
    /** The provider's own id of it: a second copy is the same reply. */
    providerId: text("provider_id").notNull(),
    receivedAt: instant("received_at").notNull(),
    handledAt: instant("handled_at"),
    handledBy: text("handled_by"),
  },
  (table) => [
    primaryKey({ columns: [table.vendorId, table.id] }),
    foreignKey({ columns: [table.vendorId, table.debtorId], foreignColumns: [debtors.vendorId, debtors.id] }),
    uniqueIndex("replies_once").on(table.vendorId, table.providerId, table.debtorId),
    index("replies_by_debtor").on(table.vendorId, table.debtorId, table.receivedAt),
    index("replies_to_handle")
      .on(table.vendorId, table.receivedAt)
      .where(sql`handled_at is null`),
    isOneOf("replies_channel", table.channel, channels),
  ],
);

/** Nobody contacts this debtor any more, at whatever address: an attorney, a lawsuit, a death. */
export const contactStops = pgTable(
  "contact_stops",
  {
    vendorId: vendorId(),
    id: uuid("id").$type<ContactStopId>().notNull(),
    debtorId: uuid("debtor_id").$type<DebtorId>().notNull(),
    reason: word<ContactStopReason>("reason").notNull(),
    /** Who represents them, a case number. */
    note: text("note"),
    stoppedBy: text("stopped_by").notNull(),
    stoppedAt: instant("stopped_at").notNull(),
    liftedAt: instant("lifted_at"),
    liftedBy: text("lifted_by"),
  },
  (table) => [
    primaryKey({ columns: [table.vendorId, table.id] }),
    foreignKey({ columns: [table.vendorId, table.debtorId], foreignColumns: [debtors.vendorId, debtors.id] }),
    uniqueIndex("contact_stops_one")
      .on(table.vendorId, table.debtorId)
      .where(sql`lifted_at is null`),
    isOneOf("contact_stops_reason", table.reason, contactStopReasons),
  ],
);

/** How a debtor wants to be reached. It narrows the rules and can never widen them. */
export const contactChoices = pgTable(
  "contact_choices",
  {
    vendorId: vendorId(),
    debtorId: uuid("debtor_id").$type<DebtorId>().notNull(),
    /** Null: on any. */
    channels: text("channels").array().$type<ContactChannel[]>(),
    /** Local hours, both null or neither: from the first minute of one to before the other. */
    opensAtHour: smallint("opens_at_hour"),
    closesAtHour: smallint("closes_at_hour"),
    language: text("language"),
    chosenAt: instant("chosen_at").notNull(),
    /** `debtor`, or the staff user who wrote it down for them. */
    chosenBy: text("chosen_by").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.vendorId, table.debtorId] }),
    foreignKey({ columns: [table.vendorId, table.debtorId], foreignColumns: [debtors.vendorId, debtors.id] }),
    check(
      "contact_choices_hours",
      sql`num_nonnulls(${table.opensAtHour}, ${table.closesAtHour}) in (0, 2)
        and ${table.opensAtHour} >= 0 and ${table.closesAtHour} <= 24
        and ${table.opensAtHour} < ${table.closesAtHour}`,
    ),
  ],
);

/**
 * The arm that a debtor fell into when reminders first concerned them while a holdout was on. Never changed.
 */
export const holdouts = pgTable(
  "holdouts",
  {
    vendorId: vendorId(),
    debtorId: uuid("debtor_id").$type<DebtorId>().notNull(),
    arm: word<HoldoutArm>("arm").notNull(),
    assignedAt: instant("assigned_at").notNull(),
    /** Those held out are reminded as anyone from then on. */
    endsAt: instant("ends_at").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.vendorId, table.debtorId] }),
    foreignKey({ columns: [table.vendorId, table.debtorId], foreignColumns: [debtors.vendorId, debtors.id] }),
    isOneOf("holdouts_arm", table.arm, holdoutArms),
  ],
);
