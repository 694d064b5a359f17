import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  smallint,
  text,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import type { CadenceId, DebtorId, ReminderId, TemplateId } from "~/domain/ids";
import { channels, reminderStates, type Channel, type ReminderState } from "~/domain/vocabulary";
import { createdAt, instant, isOneOf, vendorId, word } from "./columns";
import { debtors } from "./debtor";
import { vendors } from "./vendor";

export const cadences = pgTable(
  "cadences",
  {
    vendorId: vendorId().references(() => vendors.id),
    id: uuid("id").$type<CadenceId>().notNull(),
    name: text("name").notNull(),
    isDefault: boolean("is_default").notNull().default(false),
    pausedAt: instant("paused_at"),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.vendorId, table.id] }),
    uniqueIndex("cadences_one_default")
      .on(table.vendorId)
      .where(sql`is_default`),
  ],
);

export const cadenceSteps = pgTable(
  "cadence_steps",
  {
    vendorId: vendorId(),
    cadenceId: uuid("cadence_id").$type<CadenceId>().notNull(),
    position: smallint("position").notNull(),
    channel: word<Channel>("channel").notNull(),
    templateKey: text("template_key").notNull(),
    /** Days after the oldest outstanding balance's due date; negative is before it. */
    offsetDays: integer("offset_days").notNull(),
    /** The debtor's local hour at which it is wanted. */
    localHour: smallint("local_hour").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.vendorId, table.cadenceId, table.position] }),
    foreignKey({
      columns: [table.vendorId, table.cadenceId],
      foreignColumns: [cadences.vendorId, cadences.id],
    }),
    isOneOf("cadence_steps_channel", table.channel, channels),
    check("cadence_steps_local_hour", sql`${table.localHour} between 0 and 23`),
  ],
);

/** The vendor's own words. Editing writes a new version; messages keep the version they were made with. */
export const templates = pgTable(
  "templates",
  {
    vendorId: vendorId().references(() => vendors.id),
    id: uuid("id").$type<TemplateId>().notNull(),
    /** What it is for: `overdue`, `receipt`, `fresh-link`. */
    key: text("key").notNull(),
    channel: word<Channel>("channel").notNull(),
    language: text("language").notNull(),
    version: integer("version").notNull(),
    /** Null for SMS. */
    subject: text("subject"),
    body: text("body").notNull(),
    /** The staff user who wrote it; null for the ones that came with Tenfold. */
    writtenBy: text("written_by"),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.vendorId, table.id] }),
    unique("templates_version").on(table.vendorId, table.key, table.channel, table.language, table.version),
    isOneOf("templates_channel", table.channel, channels),
  ],
);

/** One planned contact with a debtor. Unique per debtor and slot, so that two planners plan it once. */
export const reminders = pgTable(
  "reminders",
  {
    vendorId: vendorId(),
    id: uuid("id").$type<ReminderId>().notNull(),
    debtorId: uuid("debtor_id").$type<DebtorId>().notNull(),
    cadenceId: uuid("cadence_id").$type<CadenceId>(),
    /** The step's position, or null when a person sent it by hand. */
    step: smallint("step"),
    channel: word<Channel>("channel").notNull(),
    templateKey: text("template_key").notNull(),
    /**
     * What makes it one contact: the anchor date, step and channel, or the id of the request for a hand-sent
     * one.
     */
    slot: text("slot").notNull(),
    plannedFor: instant("planned_for").notNull(),
    state: word<ReminderState>("state").notNull(),
    /** Why it is held or cancelled, in a sentence for the vendor. */
    reason: text("reason"),
    /** The staff user who asked for it, when one did. */
    requestedBy: text("requested_by"),
    createdAt: createdAt(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.vendorId, table.id] }),
    foreignKey({ columns: [table.vendorId, table.debtorId], foreignColumns: [debtors.vendorId, debtors.id] }),
    unique("reminders_slot").on(table.vendorId, table.debtorId, table.slot),
    index("reminders_by_debtor").on(table.vendorId, table.debtorId, table.plannedFor),
    index("reminders_planned")
      .on(table.plannedFor)
      .where(sql`state = 'planned'`),
    isOneOf("reminders_channel", table.channel, channels),
    isOneOf("reminders_state", table.state, reminderStates),
  ],
);
