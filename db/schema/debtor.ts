import { sql } from "drizzle-orm";
import { foreignKey, index, pgTable, primaryKey, text, unique, uuid } from "drizzle-orm/pg-core";
import type { CadenceId, DebtorId, ImportId } from "~/domain/ids";
import {
  channels,
  contactChannels,
  debtorKinds,
  suppressionReasons,
  type Channel,
  type ContactChannel,
  type DebtorKind,
  type SuppressionReason,
} from "~/domain/vocabulary";
import { createdAt, instant, isOneOf, vendorId, word } from "./columns";
import { vendors } from "./vendor";

export const debtors = pgTable(
  "debtors",
  {
    vendorId: vendorId().references(() => vendors.id),
    id: uuid("id").$type<DebtorId>().notNull(),
    /** The vendor's own account number for the debtor; kept as written, leading zeros and all. */
    reference: text("reference").notNull(),
    name: text("name"),
    /** Lower case. */
    email: text("email"),
    /** E.164. */
    phone: text("phone"),
    /** IANA zone, null when neither the vendor nor the phone number tells. */
    timeZone: text("time_zone"),
    language: text("language"),
    country: text("country"),
    /** ISO 3166-2: `US-MA`, `CA-ON`; it decides which law holds. */
    region: text("region"),
    postalCode: text("postal_code"),
    /** Null: not known, and taken for a consumer, whom the law protects more. */
    kind: word<DebtorKind>("kind"),
    /** The cadence that a person chose for this debtor; null: the one for its kind, or the default. */
    cadenceId: uuid("cadence_id").$type<CadenceId>(),
    importId: uuid("import_id").$type<ImportId>(),
    createdAt: createdAt(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.vendorId, table.id] }),
    unique("debtors_reference").on(table.vendorId, table.reference),
    isOneOf("debtors_kind", table.kind, debtorKinds),
    index("debtors_by_cadence")
      .on(table.vendorId, table.cadenceId)
      .where(sql`cadence_id is not null`),
    index("debtors_by_phone").on(table.phone),
    index("debtors_by_email").on(table.email),
  ],
);

/**
 * A contact point that must not be written to. Kept apart from the debtor so that an import cannot lift it.
 */
export const suppressions = pgTable(
  "suppressions",
  {
    vendorId: vendorId().references(() => vendors.id),
    channel: word<Channel>("channel").notNull(),
    /** The email address in lower case, or the phone number in E.164. */
    contact: text("contact").notNull(),
    reason: word<SuppressionReason>("reason").notNull(),
    /** The id of what caused it: a message, an answer, a staff user. */
    causedBy: text("caused_by"),
    suppressedAt: instant("suppressed_at").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.vendorId, table.channel, table.contact] }),
    isOneOf("suppressions_channel", table.channel, channels),
    isOneOf("suppressions_reason", table.reason, suppressionReasons),
  ],
);

/**
 * When a debtor is to be looked at next. The sweep claims rows by this index alone, so its work grows with
 * what is due and not with what exists.
 */
export const contactSchedules = pgTable(
  "contact_schedules",
  {
    vendorId: vendorId().references(() => vendors.id),
    debtorId: uuid("debtor_id").$type<DebtorId>().notNull(),
    /** Null: nothing to do until something about the debtor changes. */
    nextCheckAt: instant("next_check_at"),
    /** Why then, or why not at all, in a sentence for the vendor. */
    reason: text("reason"),
    /** What goes then, if nothing changes; null when nothing does. The forecast adds these up. */
    nextChannel: word<ContactChannel>("next_channel"),
    nextTemplateKey: text("next_template_key"),
    updatedAt: instant("updated_at").notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.vendorId, table.debtorId] }),
    foreignKey({ columns: [table.vendorId, table.debtorId], foreignColumns: [debtors.vendorId, debtors.id] }),
    index("contact_schedules_due").on(table.vendorId, table.nextCheckAt),
    index("contact_schedules_forecast")
      .on(table.vendorId, table.nextCheckAt)
      .where(sql`next_channel is not null`),
    isOneOf("contact_schedules_next_channel", table.nextChannel, contactChannels),
  ],
);
