import { sql } from "drizzle-orm";
import {
  bigserial,
  boolean,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import type {
  BalanceId,
  CheckoutId,
  DebtorId,
  PayLinkId,
  PaymentId,
  ReceiptId,
  SavedCardId,
} from "~/domain/ids";
import {
  checkoutKinds,
  checkoutStates,
  paymentMethods,
  paymentStates,
  type CheckoutKind,
  type CheckoutState,
  type PaymentMethod,
  type PaymentState,
} from "~/domain/vocabulary";
import type { Currency } from "~/domain/money";
import { amountMinor, civilDate, createdAt, currencyCode, instant, isOneOf, vendorId, word } from "./columns";
import { balances } from "./balance";
import { debtors } from "./debtor";

/**
 * One attempt to collect a given selection of a debtor's balances through Stripe, on its page or from a card
 * that is kept. The row, with its idempotency key, is committed before Stripe is called.
 */
export const checkouts = pgTable(
  "checkouts",
  {
    vendorId: vendorId(),
    id: uuid("id").$type<CheckoutId>().notNull(),
    debtorId: uuid("debtor_id").$type<DebtorId>().notNull(),
    kind: word<CheckoutKind>("kind").notNull().default("session"),
    /** The link it was asked for on; an instalment has none. */
    payLinkId: text("pay_link_id").$type<PayLinkId>(),
    /** Whether the debtor wants the card to be kept for the next time, as they ticked on the page. */
    keepCard: boolean("keep_card").notNull().default(false),
    /** The card that is charged without Stripe's page. */
    savedCardId: uuid("saved_card_id").$type<SavedCardId>(),
    /**
     * Digest of the balances and what is outstanding on each: the state of the selection this session may
     * collect.
     */
    selectionKey: text("selection_key").notNull(),
    state: word<CheckoutState>("state").notNull(),
    currency: currencyCode(),
    amountMinor: amountMinor().notNull(),
    /**
     * The connected account the session was made on; null on the operator's own. Only its events may credit
     * it.
     */
    stripeAccountId: text("stripe_account_id"),
    idempotencyKey: text("idempotency_key").notNull(),
    stripeSessionId: text("stripe_session_id"),
    /** Known at once where a kept card is charged; a session's comes with its events. */
    stripePaymentIntentId: text("stripe_payment_intent_id"),
    stripeUrl: text("stripe_url"),
    /** What went wrong with Stripe, for the operator; never shown to a debtor. */
    lastError: text("last_error"),
    expiresAt: instant("expires_at").notNull(),
    /** When reconciliation last asked Stripe how the session ended. */
    lookedUpAt: instant("looked_up_at"),
    /** When Stripe's own word on how it ended was known here; until then, reconciliation asks again. */
    endKnownAt: instant("end_known_at"),
    createdAt: createdAt(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.vendorId, table.id] }),
    foreignKey({ columns: [table.vendorId, table.debtorId], foreignColumns: [debtors.vendorId, debtors.id] }),
    uniqueIndex("checkouts_one_open")
      .on(table.vendorId, table.debtorId, table.kind, table.selectionKey)
      .where(sql`state in ('creating', 'open')`),
    unique("checkouts_stripe_session").on(table.vendorId, table.stripeSessionId),
    index("checkouts_by_stripe_session").on(table.stripeSessionId),
    index("checkouts_by_debtor").on(table.vendorId, table.debtorId),
    index("checkouts_end_unknown")
      .on(table.expiresAt)
      .where(sql`end_known_at is null`),
    isOneOf("checkouts_state", table.state, checkoutStates),
    isOneOf("checkouts_kind", table.kind, checkoutKinds),
    check("checkouts_card_named", sql`(${table.kind} = 'session') = (${table.savedCardId} is null)`),
    check("checkouts_link_named", sql`${table.kind} = 'instalment' or ${table.payLinkId} is not null`),
    check("checkouts_amount_positive", sql`${table.amountMinor} > 0`),
  ],
);

/** What of each balance the session collects. */
export const checkoutLines = pgTable(
  "checkout_lines",
  {
    vendorId: vendorId(),
    checkoutId: uuid("checkout_id").$type<CheckoutId>().notNull(),
    balanceId: uuid("balance_id").$type<BalanceId>().notNull(),
    amountMinor: amountMinor().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.vendorId, table.checkoutId, table.balanceId] }),
    foreignKey({
      columns: [table.vendorId, table.checkoutId],
      foreignColumns: [checkouts.vendorId, checkouts.id],
    }),
    foreignKey({
      columns: [table.vendorId, table.balanceId],
      foreignColumns: [balances.vendorId, balances.id],
    }),
    index("checkout_lines_by_balance").on(table.vendorId, table.balanceId),
  ],
);

/**
 * Money received: one row per PaymentIntent of Stripe's, whatever number of events speak of it, and one for
 * each payment that a person recorded by hand.
 */
export const payments = pgTable(
  "payments",
  {
    vendorId: vendorId(),
    id: uuid("id").$type<PaymentId>().notNull(),
    debtorId: uuid("debtor_id").$type<DebtorId>().notNull(),
    checkoutId: uuid("checkout_id").$type<CheckoutId>(),
    method: word<PaymentMethod>("method").notNull().default("stripe"),
    /** Null for what did not come through Stripe. */
    stripePaymentIntentId: text("stripe_payment_intent_id"),
    state: word<PaymentState>("state").notNull(),
    currency: currencyCode(),
    /** What was received. What Stripe says it received may differ from what was asked. */
    amountMinor: amountMinor().notNull(),
    /** The part that belongs to no balance; it waits for a person. */
    unappliedMinor: amountMinor("unapplied_minor")
      .notNull()
      .default(sql`0`),
    /** Given back, or on its way back; refunds that failed are not in it. */
    refundedMinor: amountMinor("refunded_minor")
      .notNull()
      .default(sql`0`),
    /** Taken back by the card's bank at this moment. */
    chargedBackMinor: amountMinor("charged_back_minor")
      .notNull()
      .default(sql`0`),
    /** What Stripe kept for processing it; null until Stripe has said. */
    feeMinor: amountMinor("fee_minor"),
    /** Stripe takes its fee in the currency it settles in, which need not be the payment's. */
    feeCurrency: text("fee_currency").$type<Currency>(),
    /** Why a person should look at it, in a sentence; null when all is as asked. */
    flag: text("flag"),
    /** For the receipt: `Visa ending 4242`, `Bank debit`. */
    methodLabel: text("method_label"),
    receivedAt: instant("received_at"),
    /** The day it was received by the vendor's calendar, as the person who recorded it said. */
    receivedOn: civilDate("received_on"),
    /** The vendor's own words about it, such as a cheque's number; never shown to the debtor. */
    note: text("note"),
    /** `staff:…`; null for what came through Stripe. */
    recordedBy: text("recorded_by"),
    reversedAt: instant("reversed_at"),
    reversedBy: text("reversed_by"),
    reversedReason: text("reversed_reason"),
    /** When reconciliation last asked Stripe what became of it. */
    lookedUpAt: instant("looked_up_at"),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.vendorId, table.id] }),
    unique("payments_payment_intent").on(table.vendorId, table.stripePaymentIntentId),
    foreignKey({ columns: [table.vendorId, table.debtorId], foreignColumns: [debtors.vendorId, debtors.id] }),
    foreignKey({
      columns: [table.vendorId, table.checkoutId],
      foreignColumns: [checkouts.vendorId, checkouts.id],
    }),
    // Stripe's events name a payment without its vendor.
    index("payments_by_intent").on(table.stripePaymentIntentId),
    index("payments_by_debtor").on(table.vendorId, table.debtorId),
    index("payments_by_received").on(table.vendorId, table.receivedAt),
    index("payments_fee_unknown")
      .on(table.receivedAt)
      .where(sql`state = 'succeeded' and method = 'stripe' and fee_minor is null`),
    index("payments_processing")
      .on(table.createdAt)
      .where(sql`state = 'processing'`),
    check(
      "payments_parts_within",
      sql`least(${table.unappliedMinor}, ${table.refundedMinor}, ${table.chargedBackMinor}) >= 0
        and (${table.state} <> 'succeeded' or ${table.unappliedMinor} + ${table.refundedMinor}
          + ${table.chargedBackMinor} <= ${table.amountMinor})`,
    ),
    check("payments_fee_in_full", sql`num_nonnulls(${table.feeMinor}, ${table.feeCurrency}) in (0, 2)`),
    isOneOf("payments_state", table.state, paymentStates),
    isOneOf("payments_method", table.method, paymentMethods),
    check(
      "payments_intent_through_stripe",
      sql`(${table.method} = 'stripe') = (${table.stripePaymentIntentId} is not null)`,
    ),
    check(
      "payments_recorded_by_a_person",
      sql`num_nonnulls(${table.recordedBy}, ${table.receivedOn})
        = case ${table.method} when 'stripe' then 0 else 2 end`,
    ),
    check(
      "payments_reversed_by_a_person",
      sql`case when ${table.state} = 'reversed' then ${table.method} <> 'stripe'
        and num_nonnulls(${table.reversedAt}, ${table.reversedBy}, ${table.reversedReason}) = 3
        else num_nonnulls(${table.reversedAt}, ${table.reversedBy}, ${table.reversedReason}) = 0 end`,
    ),
  ],
);

/** The part of a payment that is on one balance now: what was given or taken back is no longer in it. */
export const allocations = pgTable(
  "allocations",
  {
    vendorId: vendorId(),
    paymentId: uuid("payment_id").$type<PaymentId>().notNull(),
    balanceId: uuid("balance_id").$type<BalanceId>().notNull(),
    amountMinor: amountMinor().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.vendorId, table.paymentId, table.balanceId] }),
    foreignKey({
      columns: [table.vendorId, table.paymentId],
      foreignColumns: [payments.vendorId, payments.id],
    }),
    foreignKey({
      columns: [table.vendorId, table.balanceId],
      foreignColumns: [balances.vendorId, balances.id],
    }),
    index("allocations_by_balance").on(table.vendorId, table.balanceId),
    check("allocations_amount_not_negative", sql`${table.amountMinor} >= 0`),
  ],
);

/** What the debtor was told was paid, frozen at that moment. One per payment. */
export const receipts = pgTable(
  "receipts",
  {
    vendorId: vendorId(),
    id: uuid("id").$type<ReceiptId>().notNull(),
    paymentId: uuid("payment_id").$type<PaymentId>().notNull(),
    debtorId: uuid("debtor_id").$type<DebtorId>().notNull(),
    /** Counts up per vendor, without gaps: the number printed on the receipt. */
    number: integer("number").notNull(),
    issuedAt: instant("issued_at").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.vendorId, table.id] }),
    unique("receipts_payment").on(table.vendorId, table.paymentId),
    unique("receipts_number").on(table.vendorId, table.number),
    foreignKey({
      columns: [table.vendorId, table.paymentId],
      foreignColumns: [payments.vendorId, payments.id],
    }),
    index("receipts_by_debtor").on(table.vendorId, table.debtorId),
  ],
);

/**
 * The inbox of Stripe's webhook: an event is stored here before it is answered with 2xx, and handled from
 * here. It belongs to the operator rather than a vendor, because an event may name no vendor we know.
 */
export const stripeEvents = pgTable(
  "stripe_events",
  {
    /** Stripe's `evt_…`; a second delivery of the same event meets this key. */
    id: text("id").primaryKey(),
    /** The order in which they arrived. */
    arrival: bigserial("arrival", { mode: "number" }).notNull(),
    type: text("type").notNull(),
    /** Stripe's `acct_…` for events of connected accounts. */
    stripeAccountId: text("stripe_account_id"),
    /** The id of the object it is about, `cs_…` or `pi_…`. */
    objectId: text("object_id"),
    payload: jsonb("payload").notNull(),
    occurredAt: instant("occurred_at").notNull(),
    receivedAt: createdAt(),
    /** Set in the same transaction as the effect. */
    handledAt: instant("handled_at"),
    /** What became of it, in a few words: `payment credited`, `nothing to do`. */
    outcome: text("outcome"),
    attempts: integer("attempts").notNull().default(0),
    lastError: text("last_error"),
    nextAttemptAt: instant("next_attempt_at").notNull().defaultNow(),
    /** After bounded tries it waits here for a person, and holds nothing up. */
    setAsideAt: instant("set_aside_at"),
  },
  (table) => [
    index("stripe_events_waiting")
      .on(table.nextAttemptAt)
      .where(sql`handled_at is null and set_aside_at is null`),
    index("stripe_events_set_aside")
      .on(table.setAsideAt)
      .where(sql`set_aside_at is not null`),
    index("stripe_events_by_object").on(table.objectId),
  ],
);
