import { sql } from "drizzle-orm";
import {
  check,
  foreignKey,
  pgTable,
  primaryKey,
  smallint,
  text,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import type { DebtorId, SavedCardId } from "~/domain/ids";
import { createdAt, instant, vendorId } from "./columns";
import { debtors } from "./debtor";

/**
 * A card that a debtor let this vendor keep. The card itself is at Stripe, under a customer made for this
 * debtor of this vendor alone, so no other vendor can charge it.
 */
export const savedCards = pgTable(
  "saved_cards",
  {
    vendorId: vendorId(),
    id: uuid("id").$type<SavedCardId>().notNull(),
    debtorId: uuid("debtor_id").$type<DebtorId>().notNull(),
    /** The connected account the card is kept on; null on the operator's own. */
    stripeAccountId: text("stripe_account_id"),
    stripeCustomerId: text("stripe_customer_id").notNull(),
    stripePaymentMethodId: text("stripe_payment_method_id").notNull(),
    /** As Stripe writes it: `visa`. */
    brand: text("brand").notNull(),
    last4: text("last4").notNull(),
    expMonth: smallint("exp_month").notNull(),
    expYear: smallint("exp_year").notNull(),
    /** When the debtor agreed on the page. */
    consentedAt: instant("consented_at").notNull(),
    removedAt: instant("removed_at"),
    /** `debtor`, `staff:…`, `stripe`, or `replaced` by a newer card. */
    removedBy: text("removed_by"),
    /** When Stripe had let go of the card too; until then it is asked again. */
    detachedAt: instant("detached_at"),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.vendorId, table.id] }),
    foreignKey({ columns: [table.vendorId, table.debtorId], foreignColumns: [debtors.vendorId, debtors.id] }),
    unique("saved_cards_payment_method").on(table.vendorId, table.stripePaymentMethodId),
    uniqueIndex("saved_cards_one_kept")
      .on(table.vendorId, table.debtorId)
      .where(sql`removed_at is null`),
    check("saved_cards_removed_in_full", sql`num_nonnulls(${table.removedAt}, ${table.removedBy}) in (0, 2)`),
  ],
);
