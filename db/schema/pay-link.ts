import { sql } from "drizzle-orm";
import { foreignKey, index, pgTable, primaryKey, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import type { DebtorId, MessageId, PayLinkId } from "~/domain/ids";
import { createdAt, instant, vendorId } from "./columns";
import { debtors } from "./debtor";

/**
 * The signed capability to see and pay one debtor's balances with one vendor. The token itself is never
 * stored.
 */
export const payLinks = pgTable(
  "pay_links",
  {
    vendorId: vendorId(),
    id: text("id").$type<PayLinkId>().notNull(),
    debtorId: uuid("debtor_id").$type<DebtorId>().notNull(),
    /** The message it was made for, when it was. */
    messageId: uuid("message_id").$type<MessageId>(),
    expiresAt: instant("expires_at").notNull(),
    revokedAt: instant("revoked_at"),
    revokedReason: text("revoked_reason"),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.vendorId, table.id] }),
    foreignKey({ columns: [table.vendorId, table.debtorId], foreignColumns: [debtors.vendorId, debtors.id] }),
    // The token carries no vendor, so the page finds its row by the 64 random bits alone.
    index("pay_links_by_id").on(table.id),
    uniqueIndex("pay_links_one_per_message")
      .on(table.vendorId, table.messageId)
      .where(sql`message_id is not null`),
    index("pay_links_by_debtor").on(table.vendorId, table.debtorId),
  ],
);
