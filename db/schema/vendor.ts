import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  index,
  integer,
  pgTable,
  primaryKey,
  smallint,
  text,
  unique,
  uuid,
} from "drizzle-orm/pg-core";
import type { StaffUserId, VendorId } from "~/domain/ids";
import { contactPolicies, type ContactPolicy } from "~/domain/vocabulary";
import { amountMinor, createdAt, currencyCode, instant, isOneOf, vendorId, word } from "./columns";

/**
 * How far Tenfold goes by itself: `off` plans nothing, `dry_run` plans and sends nothing, `approval` plans
 * and sends what a person releases.
 */
export const reminderModes = ["automatic", "approval", "dry_run", "off"] as const;
export type ReminderMode = (typeof reminderModes)[number];

export const vendors = pgTable(
  "vendors",
  {
    id: uuid("id").$type<VendorId>().primaryKey(),
    slug: text("slug").notNull().unique(),
    name: text("name").notNull(),
    /** The name that signs each message: a person, because people answer people. */
    signatureName: text("signature_name").notNull(),
    currency: currencyCode(),
    /** IANA zone of the vendor's own desk. */
    timeZone: text("time_zone").notNull(),
    /** BCP 47; used for debtors whose language is not known. */
    language: text("language").notNull(),
    /** ISO 3166-1 alpha-2; numbers without a country code are read as this country's. */
    country: text("country").notNull(),
    replyToEmail: text("reply_to_email").notNull(),
    phone: text("phone"),
    /** Postal address, one line: the law asks for it in emails of this kind. */
    postalAddress: text("postal_address").notNull(),
    /** `#rrggbb`, for the button and the rule of the debtor's page. */
    brandColor: text("brand_color").notNull().default("#1f5f4a"),
    reminderMode: word<ReminderMode>("reminder_mode").notNull().default("automatic"),
    contactPolicy: word<ContactPolicy>("contact_policy").notNull().default("careful"),
    /** Whether it collects for others: stricter law holds for those in places (US Regulation F). */
    collectsForOthers: boolean("collects_for_others").notNull().default(false),
    /** The share of debtors in per cent who are left alone for a while to measure the effect; 0: none. */
    holdoutPercent: smallint("holdout_percent").notNull().default(0),
    /** What an email costs the vendor, in millionths of its currency's main unit. */
    emailCostMicros: integer("email_cost_micros").notNull().default(0),
    /** What one segment of an SMS costs, in the same unit. */
    smsSegmentCostMicros: integer("sms_segment_cost_micros").notNull().default(0),
    /**
     * What its balances come to on average, in its own currency: what is small is small beside it. Refreshed
     * by the clock, since adding up all balances for each reminder would not do.
     */
    averageBalanceMinor: amountMinor("average_balance_minor"),
    /** The least a debtor may pay in part at once; null where only whole balances are taken. */
    partialMinimumMinor: amountMinor("partial_minimum_minor"),
    /** The most instalments a debtor may choose by themselves, 2 to 12; null where no plan is offered. */
    planMaxInstalments: smallint("plan_max_instalments"),
    /** The smallest instalment of such a plan. */
    planMinimumMinor: amountMinor("plan_minimum_minor"),
    /**
     * Stripe's `acct_…` when the vendor collects into its own account; otherwise the operator's account
     * serves.
     */
    stripeAccountId: text("stripe_account_id"),
    /**
     * The idempotency key under which an account of its own is being asked for at Stripe: written before
     * Stripe is called, gone once the account is in `connected_accounts` or Stripe has said no.
     */
    stripeAccountKey: text("stripe_account_key"),
    createdAt: createdAt(),
  },
  (table) => [
    check("vendors_partial_minimum", sql`${table.partialMinimumMinor} > 0`),
    check("vendors_plan_instalments", sql`${table.planMaxInstalments} between 2 and 12`),
    check(
      "vendors_plan_in_full",
      sql`num_nonnulls(${table.planMaxInstalments}, ${table.planMinimumMinor}) in (0, 2)`,
    ),
    isOneOf("vendors_reminder_mode", table.reminderMode, reminderModes),
    isOneOf("vendors_contact_policy", table.contactPolicy, contactPolicies),
    check("vendors_holdout_percent", sql`${table.holdoutPercent} between 0 and 50`),
    check("vendors_costs", sql`${table.emailCostMicros} >= 0 and ${table.smsSegmentCostMicros} >= 0`),
    check("vendors_brand_color", sql`${table.brandColor} ~ '^#[0-9a-f]{6}$'`),
  ],
);

/** A vendor's own account at Stripe, as Stripe last described it. */
export const connectedAccounts = pgTable(
  "connected_accounts",
  {
    vendorId: vendorId().references(() => vendors.id),
    /** `acct_…` */
    stripeAccountId: text("stripe_account_id").notNull(),
    /** Whether the vendor has given Stripe all it asked for. */
    detailsSubmitted: boolean("details_submitted").notNull().default(false),
    chargesEnabled: boolean("charges_enabled").notNull().default(false),
    payoutsEnabled: boolean("payouts_enabled").notNull().default(false),
    /** What Stripe still wants, in its own names: `individual.verification.document`. */
    currentlyDue: text("currently_due")
      .array()
      .notNull()
      .default(sql`'{}'`),
    /** Why Stripe has switched something off, in its own word. */
    disabledReason: text("disabled_reason"),
    createdAt: createdAt(),
    checkedAt: instant("checked_at"),
    /** When the vendor withdrew Tenfold's access at Stripe; nothing can be collected into it since. */
    disconnectedAt: instant("disconnected_at"),
  },
  (table) => [
    primaryKey({ columns: [table.vendorId, table.stripeAccountId] }),
    unique("connected_accounts_account").on(table.stripeAccountId),
  ],
);

/** Which staff user works for which vendor. */
export const staff = pgTable(
  "staff",
  {
    vendorId: vendorId().references(() => vendors.id),
    userId: text("user_id")
      .$type<StaffUserId>()
      .notNull()
      .references(() => staffUsers.id),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.vendorId, table.userId] }),
    index("staff_by_user").on(table.userId),
  ],
);

/* The four tables better-auth keeps; property names are the ones it asks for. */

export const staffUsers = pgTable("staff_users", {
  id: text("id").$type<StaffUserId>().primaryKey(),
  name: text("name").notNull(),
  email: text("email").notNull().unique(),
  emailVerified: boolean("email_verified").notNull().default(false),
  image: text("image"),
  createdAt: createdAt(),
  updatedAt: instant("updated_at").notNull().defaultNow(),
});

export const staffSessions = pgTable(
  "staff_sessions",
  {
    id: text("id").primaryKey(),
    token: text("token").notNull().unique(),
    userId: text("user_id")
      .notNull()
      .references(() => staffUsers.id, { onDelete: "cascade" }),
    expiresAt: instant("expires_at").notNull(),
    ipAddress: text("ip_address"),
    userAgent: text("user_agent"),
    createdAt: createdAt(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
  },
  (table) => [index("staff_sessions_by_user").on(table.userId)],
);

export const staffAccounts = pgTable(
  "staff_accounts",
  {
    id: text("id").primaryKey(),
    accountId: text("account_id").notNull(),
    providerId: text("provider_id").notNull(),
    userId: text("user_id")
      .notNull()
      .references(() => staffUsers.id, { onDelete: "cascade" }),
    accessToken: text("access_token"),
    refreshToken: text("refresh_token"),
    idToken: text("id_token"),
    accessTokenExpiresAt: instant("access_token_expires_at"),
    refreshTokenExpiresAt: instant("refresh_token_expires_at"),
    scope: text("scope"),
    /** scrypt hash, written by better-auth. */
    password: text("password"),
    createdAt: createdAt(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
  },
  (table) => [index("staff_accounts_by_user").on(table.userId)],
);

export const staffVerifications = pgTable(
  "staff_verifications",
  {
    id: text("id").primaryKey(),
    identifier: text("identifier").notNull(),
    value: text("value").notNull(),
    expiresAt: instant("expires_at").notNull(),
    createdAt: createdAt(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
  },
  (table) => [index("staff_verifications_by_identifier").on(table.identifier)],
);
