import { z } from "zod";
import type { Call } from "~tests/stand-ins/stripe/context";
import { rejected } from "~tests/stand-ins/stripe/http/errors";
import { listing } from "~tests/stand-ins/stripe/http/listing";
import { expand, flag, page, parse, text } from "~tests/stand-ins/stripe/http/parameters";
import { get, type Route } from "~tests/stand-ins/stripe/http/router";
import type { StoredEvent } from "~tests/stand-ins/stripe/state/kinds";
import { pendingFor } from "~tests/stand-ins/stripe/webhooks/queue";
import { inPath } from "./found";

/** Stripe lists and returns events of the last 30 days only. */
const KEPT_S = 30 * 86_400;
/** Stripe's limit on `types`. */
const MAX_TYPES = 20;

const listAsked = z.strictObject({
  ...page,
  delivery_success: flag.optional(),
  type: text.optional(),
  types: z.array(text).max(MAX_TYPES).optional(),
});

function current(call: Call, event: StoredEvent): StoredEvent {
  return { ...event, pending_webhooks: pendingFor(call.world, event.id) };
}

function recent(call: Call, asked: z.infer<typeof listAsked>) {
  if (asked.type !== undefined && asked.types !== undefined) {
    throw rejected("You may only specify one of these parameters: type, types.", { param: "types" });
  }
  const types = asked.types ?? (asked.type === undefined ? undefined : [asked.type]);
  const oldest = call.now - KEPT_S;
  const created =
    typeof asked.created === "number" ? { gte: asked.created, lte: asked.created } : asked.created;
  const since = Math.max(oldest, created?.gte ?? oldest);
  const page = { ...asked, created: { ...created, gte: since } };
  const found = listing(call, "event", "/v1/events", page, { types, delivered: asked.delivery_success });
  return { ...found, data: found.data.map((event) => current(call, event)) };
}

export const eventRoutes: Route[] = [
  get("/v1/events", (call, { params }) => recent(call, parse(listAsked, params))),
  get("/v1/events/:id", (call, { ids, params }) => {
    parse(z.strictObject({ expand }), params);
    const event = inPath(call, "event", ids[0]);
    if (event.created < call.now - KEPT_S) return inPath(call, "event", "");
    return current(call, event);
  }),
];
