import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from "drizzle-orm/pg-core";
import type {
  AdjustmentId,
  BalanceId,
  ChargebackId,
  DebtorId,
  HoldId,
  PaymentId,
  RefundId,
} from "~/domain/ids";
import type { Currency } from "~/domain/money";
import {
  chargebackStates,
  holdKinds,
  refundStates,
  type ChargebackState,
  type HoldKind,
  type RefundState,
} from "~/domain/vocabulary";
import { adjustments } from "./adjustment";
import { balances } from "./balance";
import { amountMinor, createdAt, currencyCode, instant, isOneOf, vendorId, word } from "./columns";
import { payments } from "./payment";

/**
 * Money of a payment given back. A person's refund is committed before Stripe is asked; one made at Stripe's
 * own dashboard gets its row when Stripe tells of it.
 */
export const refunds = pgTable(
  "refunds",
  {
    vendorId: vendorId(),
    id: uuid("id").$type<RefundId>().notNull(),
    debtorId: uuid("debtor_id").$type<DebtorId>().notNull(),
    paymentId: uuid("payment_id").$type<PaymentId>().notNull(),
    state: word<RefundState>("state").notNull(),
    currency: currencyCode(),
    amountMinor: amountMinor().notNull(),
    /** The part of it that was on no balance. */
    unappliedMinor: amountMinor("unapplied_minor")
      .notNull()
      .default(sql`0`),
    /** Whether what was on balances is owed again; otherwise the vendor forgoes it, as a credit. */
    owedAgain: boolean("owed_again").notNull(),
    reason: text("reason"),
    /** `staff:…`; null when it was made at Stripe. */
    requestedBy: text("requested_by"),
    idempotencyKey: text("idempotency_key").notNull(),
    stripeRefundId: text("stripe_refund_id"),
    /** Why Stripe refused it or could not deliver it. */
    failure: text("failure"),
    requestedAt: instant("requested_at").notNull(),
    /** When reconciliation last asked Stripe what became of it. */
    lookedUpAt: instant("looked_up_at"),
    settledAt: instant("settled_at"),
    failedAt: instant("failed_at"),
  },
  (table) => [
    primaryKey({ columns: [table.vendorId, table.id] }),
    foreignKey({
      columns: [table.vendorId, table.paymentId],
      foreignColumns: [payments.vendorId, payments.id],
    }),
    unique("refunds_stripe_refund").on(table.vendorId, table.stripeRefundId),
    index("refunds_by_payment").on(table.vendorId, table.paymentId),
    index("refunds_unsettled")
      .on(table.requestedAt)
      .where(sql`state in ('requested', 'pending')`),
    isOneOf("refunds_state", table.state, refundStates),
    check("refunds_amount_positive", sql`${table.amountMinor} > 0`),
    check("refunds_unapplied_within", sql`${table.unappliedMinor} between 0 and ${table.amountMinor}`),
    check("refunds_reason_given", sql`${table.requestedBy} is null or ${table.reason} <> ''`),
  ],
);

/** What of each balance the refund gave back. */
export const refundLines = pgTable(
  "refund_lines",
  {
    vendorId: vendorId(),
    refundId: uuid("refund_id").$type<RefundId>().notNull(),
    balanceId: uuid("balance_id").$type<BalanceId>().notNull(),
    amountMinor: amountMinor().notNull(),
    /** The credit through which the vendor forgoes it; null when it is owed again. */
    adjustmentId: uuid("adjustment_id").$type<AdjustmentId>(),
  },
  (table) => [
    primaryKey({ columns: [table.vendorId, table.refundId, table.balanceId] }),
    foreignKey({ columns: [table.vendorId, table.refundId], foreignColumns: [refunds.vendorId, refunds.id] }),
    foreignKey({
      columns: [table.vendorId, table.balanceId],
      foreignColumns: [balances.vendorId, balances.id],
    }),
    foreignKey({
      columns: [table.vendorId, table.adjustmentId],
      foreignColumns: [adjustments.vendorId, adjustments.id],
    }),
    index("refund_lines_by_balance").on(table.vendorId, table.balanceId),
    check("refund_lines_amount_positive", sql`${table.amountMinor} > 0`),
  ],
);

/** Money of a payment taken back by the card's bank, or asked about by it. Stripe calls it a dispute. */
export const chargebacks = pgTable(
  "chargebacks",
  {
    vendorId: vendorId(),
    id: uuid("id").$type<ChargebackId>().notNull(),
    debtorId: uuid("debtor_id").$type<DebtorId>().notNull(),
    paymentId: uuid("payment_id").$type<PaymentId>().notNull(),
    /** `dp_…` or `du_…` */
    stripeDisputeId: text("stripe_dispute_id").notNull(),
    state: word<ChargebackState>("state").notNull(),
    currency: currencyCode(),
    /** What the bank wants back. */
    amountMinor: amountMinor().notNull(),
    /** What it has taken at this moment; nothing while it only asks, and once the vendor has won. */
    withdrawnMinor: amountMinor("withdrawn_minor")
      .notNull()
      .default(sql`0`),
    /** The part of what is withdrawn that had been unapplied. */
    unappliedMinor: amountMinor("unapplied_minor")
      .notNull()
      .default(sql`0`),
    /** The part of it beyond what was left of the payment here. */
    lossMinor: amountMinor("loss_minor")
      .notNull()
      .default(sql`0`),
    /** How often money has moved, either way: it makes each move postable once. */
    moves: integer("moves").notNull().default(0),
    feeMinor: amountMinor("fee_minor")
      .notNull()
      .default(sql`0`),
    feeCurrency: text("fee_currency").$type<Currency>(),
    /** The bank's reason, in Stripe's word: `fraudulent`, `product_not_received`. */
    reason: text("reason").notNull(),
    /** Until when the vendor can answer at Stripe. */
    respondBy: instant("respond_by"),
    openedAt: instant("opened_at").notNull(),
    closedAt: instant("closed_at"),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.vendorId, table.id] }),
    foreignKey({
      columns: [table.vendorId, table.paymentId],
      foreignColumns: [payments.vendorId, payments.id],
    }),
    unique("chargebacks_stripe_dispute").on(table.vendorId, table.stripeDisputeId),
    index("chargebacks_by_payment").on(table.vendorId, table.paymentId),
    isOneOf("chargebacks_state", table.state, chargebackStates),
    check("chargebacks_amount_positive", sql`${table.amountMinor} > 0`),
    check(
      "chargebacks_parts_within",
      sql`least(${table.unappliedMinor}, ${table.lossMinor}) >= 0
        and ${table.unappliedMinor} + ${table.lossMinor} <= ${table.withdrawnMinor}`,
    ),
  ],
);

/** What of each balance the chargeback has taken at this moment. */
export const chargebackLines = pgTable(
  "chargeback_lines",
  {
    vendorId: vendorId(),
    chargebackId: uuid("chargeback_id").$type<ChargebackId>().notNull(),
    balanceId: uuid("balance_id").$type<BalanceId>().notNull(),
    amountMinor: amountMinor().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.vendorId, table.chargebackId, table.balanceId] }),
    foreignKey({
      columns: [table.vendorId, table.chargebackId],
      foreignColumns: [chargebacks.vendorId, chargebacks.id],
    }),
    foreignKey({
      columns: [table.vendorId, table.balanceId],
      foreignColumns: [balances.vendorId, balances.id],
    }),
    index("chargeback_lines_by_balance").on(table.vendorId, table.balanceId),
    check("chargeback_lines_amount_not_negative", sql`${table.amountMinor} >= 0`),
  ],
);

/** A balance that is not to be asked for until a person has decided, and what they decided. */
export const balanceHolds = pgTable(
  "balance_holds",
  {
    vendorId: vendorId(),
    id: uuid("id").$type<HoldId>().notNull(),
    debtorId: uuid("debtor_id").$type<DebtorId>().notNull(),
    balanceId: uuid("balance_id").$type<BalanceId>().notNull(),
    kind: word<HoldKind>("kind").notNull(),
    /** The chargeback or refund it comes from. */
    sourceId: uuid("source_id").notNull(),
    createdAt: instant("created_at").notNull(),
    releasedAt: instant("released_at"),
    /** `staff:…`, or `stripe` when its reason went away. */
    releasedBy: text("released_by"),
    /** What was decided, in a sentence. */
    decision: text("decision"),
  },
  (table) => [
    primaryKey({ columns: [table.vendorId, table.id] }),
    foreignKey({
      columns: [table.vendorId, table.balanceId],
      foreignColumns: [balances.vendorId, balances.id],
    }),
    unique("balance_holds_source").on(table.vendorId, table.kind, table.sourceId, table.balanceId),
    index("balance_holds_standing")
      .on(table.vendorId, table.debtorId)
      .where(sql`released_at is null`),
    isOneOf("balance_holds_kind", table.kind, holdKinds),
    check(
      "balance_holds_released_in_full",
      sql`num_nonnulls(${table.releasedAt}, ${table.releasedBy}, ${table.decision}) in (0, 3)`,
    ),
  ],
);
