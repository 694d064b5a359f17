import { sql } from "drizzle-orm";
import { check, foreignKey, index, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import type { AdjustmentId, BalanceId, DebtorId } from "~/domain/ids";
import { adjustmentKinds, type AdjustmentKind } from "~/domain/vocabulary";
import { balances } from "./balance";
import { amountMinor, currencyCode, instant, isOneOf, vendorId, word } from "./columns";
import { debtors } from "./debtor";

/** What a person took off a balance without money, and why; reversed by a correcting entry, never deleted. */
export const adjustments = pgTable(
  "adjustments",
  {
    vendorId: vendorId(),
    id: uuid("id").$type<AdjustmentId>().notNull(),
    kind: word<AdjustmentKind>("kind").notNull(),
    debtorId: uuid("debtor_id").$type<DebtorId>().notNull(),
    balanceId: uuid("balance_id").$type<BalanceId>().notNull(),
    currency: currencyCode(),
    amountMinor: amountMinor().notNull(),
    reason: text("reason").notNull(),
    /** `staff:…` */
    recordedBy: text("recorded_by").notNull(),
    recordedAt: instant("recorded_at").notNull(),
    reversedAt: instant("reversed_at"),
    reversedBy: text("reversed_by"),
    reversedReason: text("reversed_reason"),
  },
  (table) => [
    primaryKey({ columns: [table.vendorId, table.id] }),
    foreignKey({ columns: [table.vendorId, table.debtorId], foreignColumns: [debtors.vendorId, debtors.id] }),
    foreignKey({
      columns: [table.vendorId, table.balanceId],
      foreignColumns: [balances.vendorId, balances.id],
    }),
    index("adjustments_by_balance").on(table.vendorId, table.balanceId),
    isOneOf("adjustments_kind", table.kind, adjustmentKinds),
    check("adjustments_amount_positive", sql`${table.amountMinor} > 0`),
    check("adjustments_reason_given", sql`${table.reason} <> ''`),
    check(
      "adjustments_reversed_in_full",
      sql`num_nonnulls(${table.reversedAt}, ${table.reversedBy}, ${table.reversedReason}) in (0, 3)`,
    ),
  ],
);
