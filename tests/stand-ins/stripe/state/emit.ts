import Stripe from "stripe";
import type { Call } from "~tests/stand-ins/stripe/context";
import { enqueue } from "~tests/stand-ins/stripe/webhooks/queue";
import type { EventType, StoredEvent } from "./kinds";

/** The API version the installed SDK is pinned to; webhooks are rendered in it. */
export const API_VERSION = Stripe.API_VERSION;

/** Records that something happened: the object as it is now, kept for good, and queued for every endpoint. */
export function emit(call: Call, type: EventType, object: object, before?: object): void {
  const connected = call.account !== call.world.platform;
  const event: StoredEvent = {
    id: call.ids.next("evt_1"),
    object: "event",
    ...(connected ? { account: call.account } : {}),
    api_version: API_VERSION,
    created: call.now,
    data: { object, ...(before ? { previous_attributes: previousAttributes(before, object) } : {}) },
    livemode: false,
    pending_webhooks: 0,
    request: call.request,
    type,
  };
  event.pending_webhooks = enqueue(call, event, connected);
  call.store.insert("event", call.account, event);
}

/** What changed, with the values before: whole lists, and within objects only the members that differ. */
function previousAttributes(before: object, after: object): Record<string, unknown> {
  const now = new Map<string, unknown>(Object.entries(after));
  const then = new Map<string, unknown>(Object.entries(before));
  const changed: [string, unknown][] = [];
  for (const name of new Set([...then.keys(), ...now.keys()])) {
    const [was, is] = [then.get(name), now.get(name)];
    if (JSON.stringify(was) === JSON.stringify(is)) continue;
    changed.push([name, isPlain(was) && isPlain(is) ? previousAttributes(was, is) : (was ?? null)]);
  }
  return Object.fromEntries(changed);
}

function isPlain(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
