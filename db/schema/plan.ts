import { sql } from "drizzle-orm";
import {
  check,
  foreignKey,
  index,
  pgTable,
  primaryKey,
  smallint,
  text,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import type { BalanceId, CheckoutId, DebtorId, InstalmentId, PayLinkId, PlanId } from "~/domain/ids";
import {
  instalmentStates,
  planFrequencies,
  planStates,
  type InstalmentState,
  type PlanFrequency,
  type PlanState,
} from "~/domain/vocabulary";
import { balances } from "./balance";
import { amountMinor, civilDate, createdAt, currencyCode, instant, isOneOf, vendorId, word } from "./columns";
import { debtors } from "./debtor";

/** An agreed split of a debtor's balances, collected from the card they let the vendor keep. */
export const plans = pgTable(
  "plans",
  {
    vendorId: vendorId(),
    id: uuid("id").$type<PlanId>().notNull(),
    debtorId: uuid("debtor_id").$type<DebtorId>().notNull(),
    payLinkId: text("pay_link_id").$type<PayLinkId>().notNull(),
    state: word<PlanState>("state").notNull(),
    currency: currencyCode(),
    /** What was split: the sum of its balances' lines and of its instalments as agreed. */
    totalMinor: amountMinor("total_minor").notNull(),
    frequency: word<PlanFrequency>("frequency").notNull(),
    agreedAt: instant("agreed_at").notNull(),
    endedAt: instant("ended_at"),
    /** `debtor`, `staff:…` or `tenfold`. */
    endedBy: text("ended_by"),
    /** Why it ended, in a sentence for the vendor. */
    endReason: text("end_reason"),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.vendorId, table.id] }),
    foreignKey({ columns: [table.vendorId, table.debtorId], foreignColumns: [debtors.vendorId, debtors.id] }),
    uniqueIndex("plans_one_running")
      .on(table.vendorId, table.debtorId)
      .where(sql`state in ('starting', 'active')`),
    isOneOf("plans_state", table.state, planStates),
    isOneOf("plans_frequency", table.frequency, planFrequencies),
    check("plans_total_positive", sql`${table.totalMinor} > 0`),
    check(
      "plans_ended_in_full",
      sql`num_nonnulls(${table.endedAt}, ${table.endedBy}, ${table.endReason})
        = case when ${table.state} in ('starting', 'active') then 0 else 3 end`,
    ),
  ],
);

/** What was outstanding on each balance when the plan was agreed. */
export const planBalances = pgTable(
  "plan_balances",
  {
    vendorId: vendorId(),
    planId: uuid("plan_id").$type<PlanId>().notNull(),
    balanceId: uuid("balance_id").$type<BalanceId>().notNull(),
    amountMinor: amountMinor().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.vendorId, table.planId, table.balanceId] }),
    foreignKey({ columns: [table.vendorId, table.planId], foreignColumns: [plans.vendorId, plans.id] }),
    foreignKey({
      columns: [table.vendorId, table.balanceId],
      foreignColumns: [balances.vendorId, balances.id],
    }),
    index("plan_balances_by_balance").on(table.vendorId, table.balanceId),
    check("plan_balances_amount_positive", sql`${table.amountMinor} > 0`),
  ],
);

export const instalments = pgTable(
  "instalments",
  {
    vendorId: vendorId(),
    id: uuid("id").$type<InstalmentId>().notNull(),
    planId: uuid("plan_id").$type<PlanId>().notNull(),
    debtorId: uuid("debtor_id").$type<DebtorId>().notNull(),
    /** From 1. */
    number: smallint("number").notNull(),
    dueOn: civilDate("due_on").notNull(),
    amountMinor: amountMinor().notNull(),
    state: word<InstalmentState>("state").notNull(),
    /** When the card is charged next: at a decent hour of its day, later after a failure. */
    chargeAt: instant("charge_at").notNull(),
    attempts: smallint("attempts").notNull().default(0),
    /** The attempt that is under way, or that paid it. */
    checkoutId: uuid("checkout_id").$type<CheckoutId>(),
    /** When the debtor was told of it beforehand. */
    noticedAt: instant("noticed_at"),
    lastFailure: text("last_failure"),
    paidAt: instant("paid_at"),
  },
  (table) => [
    primaryKey({ columns: [table.vendorId, table.id] }),
    foreignKey({ columns: [table.vendorId, table.planId], foreignColumns: [plans.vendorId, plans.id] }),
    unique("instalments_number").on(table.vendorId, table.planId, table.number),
    index("instalments_to_charge")
      .on(table.chargeAt)
      .where(sql`state in ('scheduled', 'charging')`),
    isOneOf("instalments_state", table.state, instalmentStates),
    check("instalments_amount_positive", sql`${table.amountMinor} > 0`),
  ],
);
