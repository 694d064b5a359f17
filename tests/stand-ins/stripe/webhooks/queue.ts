import type { Call, World } from "~tests/stand-ins/stripe/context";
import type { StoredEvent } from "~tests/stand-ins/stripe/state/kinds";

/** `pending` is tried when due, `held` waits for a release, the others are over. */
export type DeliveryState = "pending" | "held" | "delivered" | "dropped" | "failed";

export interface Delivery {
  id: number;
  event: string;
  account: string;
  type: string;
  endpoint: number;
  state: DeliveryState;
  due_ms: number;
  attempts: number;
}

/** Queues an event for the endpoints that hear of it, in the transaction that makes it. */
export function enqueue(call: Call, event: StoredEvent, connected: boolean): number {
  let queued = 0;
  for (const [endpoint, { connect }] of call.world.endpoints.entries()) {
    if ((connect ?? false) !== connected) continue;
    queueOne(call.world, { event: event.id, account: call.account, type: event.type, endpoint });
    queued += 1;
  }
  return queued;
}

export function queueOne(
  world: World,
  to: Pick<Delivery, "event" | "account" | "type" | "endpoint">,
): number {
  const { id } = world.store.run(
    `insert into deliveries (event, account, type, endpoint, state, due_ms)
      values (?, ?, ?, ?, 'pending', 0)`,
    to.event,
    to.account,
    to.type,
    to.endpoint,
  );
  return id;
}

export function due(world: World, nowMs: number, limit: number): Delivery[] {
  return world.store.rows<Delivery>(
    "select * from deliveries where state = 'pending' and due_ms <= ? order by due_ms, id limit ?",
    Math.floor(nowMs),
    limit,
  );
}

export function nextDueMs(world: World): number | undefined {
  const sql = "select due_ms from deliveries where state = 'pending' order by due_ms limit 1";
  return world.store.rows<{ due_ms: number }>(sql)[0]?.due_ms;
}

export function move(world: World, id: number, state: DeliveryState, dueMs: number): void {
  world.store.run("update deliveries set state = ?, due_ms = ? where id = ?", state, Math.floor(dueMs), id);
}

/** How many endpoints have not acknowledged an event yet: Stripe's `pending_webhooks`. */
export function pendingFor(world: World, event: string): number {
  const sql =
    "select count(distinct endpoint) as n from deliveries where event = ? and state in ('pending', 'held')";
  return world.store.rows<{ n: number }>(sql, event)[0]?.n ?? 0;
}
