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
  uuid,
} from "drizzle-orm/pg-core";
import type { BalanceId, DebtorId, JournalEntryId, PaymentId } from "~/domain/ids";
import { accounts, journalEntryKinds, type Account, type JournalEntryKind } from "~/domain/vocabulary";
import { amountMinor, createdAt, currencyCode, instant, isOneOf, vendorId, word } from "./columns";
import { balances } from "./balance";
import { vendors } from "./vendor";

/** Append-only, like its postings: the application's roles may insert and read, never update or delete. */
export const journalEntries = pgTable(
  "journal_entries",
  {
    vendorId: vendorId().references(() => vendors.id),
    id: uuid("id").$type<JournalEntryId>().notNull(),
    kind: word<JournalEntryKind>("kind").notNull(),
    /** What the entry records, e.g. the payment's id; with `kind` it makes a fact postable only once. */
    sourceId: text("source_id").notNull(),
    /** When it happened in the world; `recordedAt` is when the ledger learned of it. */
    occurredAt: instant("occurred_at").notNull(),
    recordedAt: createdAt(),
    /** The id of what caused it: an import, a Stripe event, a staff user. */
    causedBy: text("caused_by"),
    memo: text("memo"),
  },
  (table) => [
    primaryKey({ columns: [table.vendorId, table.id] }),
    unique("journal_entries_source").on(table.vendorId, table.kind, table.sourceId),
    index("journal_entries_by_time").on(table.vendorId, table.occurredAt),
    isOneOf("journal_entries_kind", table.kind, journalEntryKinds),
  ],
);

/**
 * One line of an entry. Debits are positive, credits negative; a deferred trigger holds each entry to zero.
 */
export const postings = pgTable(
  "postings",
  {
    vendorId: vendorId(),
    entryId: uuid("entry_id").$type<JournalEntryId>().notNull(),
    line: smallint("line").notNull(),
    account: word<Account>("account").notNull(),
    currency: currencyCode(),
    amountMinor: amountMinor().notNull(),
    debtorId: uuid("debtor_id").$type<DebtorId>(),
    /** The payment whose money the line moves; null for what no payment moved. */
    paymentId: uuid("payment_id").$type<PaymentId>(),
    /** Set on `receivable` postings, and on those only. */
    balanceId: uuid("balance_id").$type<BalanceId>(),
  },
  (table) => [
    primaryKey({ columns: [table.vendorId, table.entryId, table.line] }),
    foreignKey({
      columns: [table.vendorId, table.entryId],
      foreignColumns: [journalEntries.vendorId, journalEntries.id],
    }),
    foreignKey({
      columns: [table.vendorId, table.balanceId],
      foreignColumns: [balances.vendorId, balances.id],
    }),
    index("postings_by_balance").on(table.vendorId, table.balanceId),
    index("postings_by_payment")
      .on(table.vendorId, table.paymentId)
      .where(sql`payment_id is not null`),
    index("postings_by_account").on(table.vendorId, table.account, table.currency),
    isOneOf("postings_account", table.account, accounts),
    check("postings_amount_not_zero", sql`${table.amountMinor} <> 0`),
    check(
      "postings_balance_on_receivable",
      sql`(${table.account} = 'receivable') = (${table.balanceId} is not null)`,
    ),
  ],
);
