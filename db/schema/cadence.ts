import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import type { CadenceId, DebtorId, ReminderId, TemplateId } from "~/domain/ids";
import {
  contactChannels,
  debtorKinds,
  reminderStates,
  stepAnchors,
  timesOfDay,
  type ContactChannel,
  type DebtorKind,
  type ReminderState,
  type StepAnchor,
  type TimeOfDay,
} from "~/domain/vocabulary";
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
    /** The kind of debtor it is for without anyone choosing it; null: those that a person puts in it. */
    audience: word<DebtorKind>("audience"),
    /** Days from one round of the last step to the next: nobody is silently dropped. */
    repeatEveryDays: smallint("repeat_every_days").notNull().default(30),
    pausedAt: instant("paused_at"),
    /** It stays, without steps, for what the reminders that came of it are told by. */
    deletedAt: instant("deleted_at"),
    /** Who saves must have seen the version before: two people cannot overwrite each other. */
    version: integer("version").notNull().default(1),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.vendorId, table.id] }),
    uniqueIndex("cadences_one_default")
      .on(table.vendorId)
      .where(sql`is_default`),
    uniqueIndex("cadences_one_for_audience")
      .on(table.vendorId, table.audience)
      .where(sql`audience is not null`),
    uniqueIndex("cadences_name")
      .on(table.vendorId, table.name)
      .where(sql`deleted_at is null`),
    isOneOf("cadences_audience", table.audience, debtorKinds),
    check("cadences_repeat", sql`${table.repeatEveryDays} between 7 and 90`),
  ],
);

export const cadenceSteps = pgTable(
  "cadence_steps",
  {
    vendorId: vendorId(),
    cadenceId: uuid("cadence_id").$type<CadenceId>().notNull(),
    position: smallint("position").notNull(),
    channel: word<ContactChannel>("channel").notNull(),
    templateKey: text("template_key").notNull(),
    anchor: word<StepAnchor>("anchor").notNull(),
    /** Days after the anchor; negative, for the due date alone, is before it. */
    offsetDays: integer("offset_days").notNull(),
    timeOfDay: word<TimeOfDay>("time_of_day").notNull(),
    /** When the step is taken at all; parsed by `~/domain/cadence/conditions`. */
    conditions: jsonb("conditions").$type<Record<string, string | number>>().notNull().default({}),
  },
  (table) => [
    primaryKey({ columns: [table.vendorId, table.cadenceId, table.position] }),
    foreignKey({
      columns: [table.vendorId, table.cadenceId],
      foreignColumns: [cadences.vendorId, cadences.id],
    }),
    isOneOf("cadence_steps_channel", table.channel, contactChannels),
    isOneOf("cadence_steps_anchor", table.anchor, stepAnchors),
    isOneOf("cadence_steps_time_of_day", table.timeOfDay, timesOfDay),
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
    /** `call`: the script of a call. */
    channel: word<ContactChannel>("channel").notNull(),
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
    isOneOf("templates_channel", table.channel, contactChannels),
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
    /** The day of its sequence that the step stands for, counted from the due date; null by hand. */
    stageDays: integer("stage_days"),
    channel: word<ContactChannel>("channel").notNull(),
    templateKey: text("template_key").notNull(),
    /**
     * What makes it one contact: the sequence and its day, whatever channel or version of the cadence asks
     * for it, or the id of the request for a hand-sent one.
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
    index("reminders_proposed")
      .on(table.vendorId, table.plannedFor)
      .where(sql`state = 'proposed'`),
    isOneOf("reminders_channel", table.channel, contactChannels),
    isOneOf("reminders_state", table.state, reminderStates),
  ],
);
