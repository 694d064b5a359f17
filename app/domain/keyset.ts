import { z } from "zod";

/** Where a page of a list begins or ends: the sort keys of the row beside it, in the database's own text. */
export interface Position {
  side: "after" | "before";
  keys: readonly string[];
}

/**
 * What a sort key may look like, so that a cursor somebody edited is no more than a page that does not exist.
 */
const keySchemas = {
  date: z.iso.date(),
  bigint: z.string().regex(/^-?\d{1,19}$/),
  integer: z.string().regex(/^\d{1,10}$/),
  text: z.string().max(500),
  timestamptz: z
    .string()
    .max(40)
    .regex(/^\d{4,6}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d(:?\d\d)?)$/),
  uuid: z.uuid(),
} as const;

export type KeyType = keyof typeof keySchemas;

export function encodeCursor(keys: readonly string[]): string {
  const bytes = new TextEncoder().encode(JSON.stringify(keys));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");
}

/** The keys in a cursor; null when it is none of ours for this order. */
export function decodeCursor(cursor: string, types: readonly KeyType[]): string[] | null {
  try {
    const text = atob(cursor.replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
    const keys = z
      .array(z.string())
      .length(types.length)
      .parse(JSON.parse(new TextDecoder().decode(bytes)));
    return types.every((type, index) => keySchemas[type].safeParse(keys[index]).success) ? keys : null;
  } catch {
    return null;
  }
}

/** Reads `after` or `before` from an address. */
export function readPosition(params: URLSearchParams, types: readonly KeyType[]): Position | null {
  for (const side of ["after", "before"] as const) {
    const cursor = params.get(side);
    const keys = cursor === null ? null : decodeCursor(cursor, types);
    if (keys) return { side, keys };
  }
  return null;
}
