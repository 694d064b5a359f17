import { sql } from "drizzle-orm";
import { check, foreignKey, index, pgTable, primaryKey, text, unique, uuid } from "drizzle-orm/pg-core";
import type { BalanceId, DebtorId, ImportId } from "~/domain/ids";
import { amountMinor, civilDate, createdAt, currencyCode, instant, vendorId } from "./columns";
import { debtors } from "./debtor";

export const balances = pgTable(
  "balances",
  {
    vendorId: vendorId(),
    id: uuid("id").$type<BalanceId>().notNull(),
    debtorId: uuid("debtor_id").$type<DebtorId>().notNull(),
    /** The vendor's own number for it; kept as written. */
    reference: text("reference").notNull(),
    description: text("description"),
    issuedOn: civilDate("issued_on").notNull(),
    dueOn: civilDate("due_on").notNull(),
    currency: currencyCode(),
    /** What was billed. */
    amountMinor: amountMinor().notNull(),
    /** The sum of the balance's receivable postings; written only together with them, by `postEntry`. */
    outstandingMinor: amountMinor("outstanding_minor").notNull(),
    /** When outstanding last reached zero; null while something is owed. */
    settledAt: instant("settled_at"),
    importId: uuid("import_id").$type<ImportId>(),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.vendorId, table.id] }),
    unique("balances_reference").on(table.vendorId, table.reference),
    foreignKey({ columns: [table.vendorId, table.debtorId], foreignColumns: [debtors.vendorId, debtors.id] }),
    index("balances_by_debtor").on(table.vendorId, table.debtorId),
    index("balances_outstanding_by_due")
      .on(table.vendorId, table.dueOn)
      .where(sql`outstanding_minor > 0`),
    check("balances_amount_positive", sql`${table.amountMinor} > 0`),
  ],
);
