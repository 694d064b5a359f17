import type { Call } from "~tests/stand-ins/stripe/context";
import type { Kind, Kinds } from "~tests/stand-ins/stripe/state/kinds";
import type { Filter } from "~tests/stand-ins/stripe/state/store";
import { rejected, resourceMissing } from "./errors";

const DEFAULT_LIMIT = 10;
const MAX_LIMIT = 100;

interface Page {
  limit?: number | undefined;
  starting_after?: string | undefined;
  ending_before?: string | undefined;
  created?:
    | number
    | { gt?: number | undefined; gte?: number | undefined; lt?: number | undefined; lte?: number | undefined }
    | undefined;
}

interface List<T> {
  object: "list";
  data: T[];
  has_more: boolean;
  url: string;
}

/** One page of a kind's objects, newest first, with Stripe's cursors. */
export function listing<K extends Kind>(
  call: Call,
  kind: K,
  url: string,
  page: Page,
  filter: Omit<Filter, "created"> = {},
): List<Kinds[K]> {
  const limit = limitOf(page);
  const slice = {
    limit: limit + 1,
    ...cursor(call, kind, "before", page.starting_after, "starting_after"),
    ...cursor(call, kind, "after", page.ending_before, "ending_before"),
  };
  const found = call.store.list(kind, call.account, { ...filter, created: createdOf(page) }, slice);
  const data = page.ending_before === undefined ? found.slice(0, limit) : found.slice(-limit);
  return { object: "list", data, has_more: found.length > limit, url };
}

/** A page of a short list that is kept whole, a session's line items for example. */
export function listingOf<T extends { id: string }>(all: T[], url: string, page: Page): List<T> {
  const limit = limitOf(page);
  const start =
    page.starting_after === undefined ? 0 : all.findIndex(({ id }) => id === page.starting_after) + 1;
  const data = all.slice(start, start + limit);
  return { object: "list", data, has_more: all.length > start + limit, url };
}

function limitOf(page: Page): number {
  const limit = page.limit ?? DEFAULT_LIMIT;
  if (limit < 1) throw rejected("Invalid limit: must be at least 1.", { param: "limit" });
  return Math.min(limit, MAX_LIMIT);
}

function createdOf(page: Page): NonNullable<Filter["created"]> {
  if (page.created === undefined) return {};
  if (typeof page.created === "number") return { gte: page.created, lte: page.created };
  return Object.fromEntries(Object.entries(page.created).filter(([, value]) => value !== undefined));
}

function cursor<Side extends string>(
  call: Call,
  kind: Kind,
  side: Side,
  id: string | undefined,
  param: string,
): { [S in Side]?: number } {
  if (id === undefined) return {};
  const sequence = call.store.sequenceOf(kind, call.account, id);
  if (sequence === undefined) throw resourceMissing(kind, id, { param, inPath: false });
  const at: { [S in Side]?: number } = {};
  at[side] = sequence;
  return at;
}
