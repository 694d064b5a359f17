import { sql, type SQL } from "drizzle-orm";
import { z } from "zod";
import { encodeCursor, type KeyType, type Position } from "~/domain/keyset";

const cursorKeysSchema = z.array(z.string());

/** An order whose keys, taken together, are different for every row: the last one is an id. */
export interface Order {
  keys: readonly { expression: SQL; type: KeyType }[];
  direction: "asc" | "desc";
}

/** The parts of a select that reads one page; read one row more than fits, and hand the rows to `pageOf`. */
export function keysetParts({ keys, direction }: Order, position: Position | null) {
  const backwards = position?.side === "before";
  const towards = sql.raw((direction === "asc") === backwards ? "desc" : "asc");
  const beyond = sql.raw((direction === "asc") === backwards ? "<" : ">");
  const row = sql.join(
    keys.map(({ expression }) => expression),
    sql`, `,
  );
  const values = keys.map(({ type }, index) => sql`${position?.keys[index] ?? null}::text::${sql.raw(type)}`);
  return {
    where: position ? sql`(${row}) ${beyond} (${sql.join(values, sql`, `)})` : undefined,
    orderBy: keys.map(({ expression }) => sql`${expression} ${towards}`),
    cursorKeys: sql`json_build_array(${sql.join(
      keys.map(({ expression }) => sql`(${expression})::text`),
      sql`, `,
    )})`.mapWith((value: unknown): string[] =>
      cursorKeysSchema.parse(typeof value === "string" ? JSON.parse(value) : value),
    ),
  };
}

export interface Page<T> {
  rows: T[];
  /** Cursors of the pages beside this one; null where the list ends. */
  before: string | null;
  after: string | null;
}

/** Makes a page of what was read, in the list's own order. */
export function pageOf<T extends { cursorKeys: string[] }>(
  read: readonly T[],
  { limit, position }: { limit: number; position: Position | null },
): Page<Omit<T, "cursorKeys">> {
  const backwards = position?.side === "before";
  const hasMore = read.length > limit;
  const kept = read.slice(0, limit);
  if (backwards) kept.reverse();
  const first = kept[0];
  const last = kept.at(-1);
  const hasBefore = backwards ? hasMore : position !== null;
  const hasAfter = backwards || hasMore;
  return {
    rows: kept.map(({ cursorKeys: _, ...row }) => row),
    before: first && hasBefore ? encodeCursor(first.cursorKeys) : null,
    after: last && hasAfter ? encodeCursor(last.cursorKeys) : null,
  };
}
