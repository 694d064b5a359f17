import { sql, type SQL } from "drizzle-orm";
import { bigint, check, date, text, timestamp, uuid, type PgColumn } from "drizzle-orm/pg-core";
import type { Currency } from "~/domain/money";
import type { VendorId } from "~/domain/ids";

/**
 * The tenant of the row: first in every key of a vendor-owned table, so that tables can later be placed by
 * vendor.
 */
export const vendorId = () => uuid("vendor_id").$type<VendorId>().notNull();

export const instant = (name: string) => timestamp(name, { withTimezone: true, mode: "date", precision: 3 });

/** Set by the database's clock, for the rows whose moment the application has no reason to choose. */
export const createdAt = () => instant("created_at").notNull().defaultNow();

/** A date without zone, `YYYY-MM-DD`. */
export const civilDate = (name: string) => date(name, { mode: "string" });

/** Integers in the currency's minor unit; 64 bits. */
export const amountMinor = (name = "amount_minor") => bigint(name, { mode: "bigint" });

export const currencyCode = () => text("currency").$type<Currency>().notNull();

/**
 * A text column that holds one word of a closed list; pair it with `isOneOf` so that the database knows the
 * list.
 */
export const word = <const T extends string>(name: string) => text(name).$type<T>();

export function isOneOf(name: string, column: PgColumn, words: readonly string[]) {
  const list: SQL = sql.raw(words.map((value) => `'${value}'`).join(", "));
  return check(name, sql`${column} in (${list})`);
}
