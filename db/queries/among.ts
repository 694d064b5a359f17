import { sql, type SQL } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";

/**
 * Whether a column of ids holds one of these. One parameter however many there are: the planner's queries ask
 * about a thousand debtors at a time, and building and parsing as many placeholders took longer than the
 * answer.
 */
export function isAmong(column: PgColumn, ids: readonly string[]): SQL {
  return sql`${column} = any(${`{${ids.join(",")}}`}::uuid[])`;
}

/** The same for a column of text. */
export function isAmongTexts(column: PgColumn, values: readonly string[]): SQL {
  return sql`${column} = any(array(select json_array_elements_text(${JSON.stringify(values)}::json)))`;
}
