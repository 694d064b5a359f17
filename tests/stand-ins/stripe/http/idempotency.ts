import { createHash } from "node:crypto";
import type { World } from "~tests/stand-ins/stripe/context";
import { keyInUse, keyReused, rejected } from "./errors";

/** Stripe forgets a key after it is at least 24 hours old. */
const KEPT_S = 24 * 3600;
/** Stripe's limit on a key's length. */
const MAX_KEY = 255;

export interface KeyedRequest {
  account: string;
  key: string;
  endpoint: string;
  parameters: string;
}

interface KeptAnswer {
  status: number;
  body: string;
  requestId: string;
}

/** The keys of requests that are being worked on; they die with the process, as the work does. */
export class KeysInFlight {
  private readonly keys = new Set<string>();

  claim(request: KeyedRequest): () => void {
    const name = `${request.account}\n${request.key}`;
    if (this.keys.has(name)) throw keyInUse(request.key);
    this.keys.add(name);
    return () => this.keys.delete(name);
  }
}

export function keyedRequest(account: string, key: string, endpoint: string, body: string): KeyedRequest {
  if (key.length > MAX_KEY) {
    throw rejected(`Idempotency-Key must be at most ${MAX_KEY} characters long.`, {
      code: "parameter_invalid_string",
    });
  }
  return { account, key, endpoint, parameters: createHash("sha256").update(body).digest("hex") };
}

/** The answer given before under this key, or undefined; refuses the key for any other request. */
export function keptAnswer(world: World, request: KeyedRequest, now: number): KeptAnswer | undefined {
  const [row] = world.store.rows<{
    endpoint: string;
    parameters: string;
    status: number;
    body: string;
    request_id: string;
  }>(
    "select * from idempotency where account = ? and key = ? and created > ?",
    request.account,
    request.key,
    now - KEPT_S,
  );
  if (!row) return undefined;
  if (row.endpoint !== request.endpoint) throw keyReused(request.key, "endpoint");
  if (row.parameters !== request.parameters) throw keyReused(request.key, "parameters");
  return { status: row.status, body: row.body, requestId: row.request_id };
}

/** Kept in the transaction of the work itself, so that a crash loses both or neither. */
export function keepAnswer(world: World, request: KeyedRequest, answer: KeptAnswer, now: number): void {
  world.store.run(
    `insert into idempotency (account, key, endpoint, parameters, status, body, request_id, created)
      values (?, ?, ?, ?, ?, ?, ?, ?)
      on conflict (account, key) do update set endpoint = excluded.endpoint, parameters = excluded.parameters,
        status = excluded.status, body = excluded.body, request_id = excluded.request_id,
        created = excluded.created`,
    request.account,
    request.key,
    request.endpoint,
    request.parameters,
    answer.status,
    answer.body,
    answer.requestId,
    now,
  );
}
