import type { World, Call } from "~tests/stand-ins/stripe/context";
import { API_VERSION } from "~tests/stand-ins/stripe/state/emit";
import { accountInaccessible, rejected, StripeFailure, unauthorized, unrecognizedUrl } from "./errors";
import { expanded } from "./expansion";
import type { Faults, Strike } from "./faults";
import { decodeForm, FormTooLarge, type Branch } from "./form-decoding";
import { keepAnswer, keptAnswer, keyedRequest, type KeyedRequest, KeysInFlight } from "./idempotency";
import type { compile, Match } from "./router";

export interface ApiRequest {
  method: string;
  path: string;
  query: string;
  body: string;
  headers: Record<string, string | undefined>;
}

interface ApiAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** What goes over the wire: an answer, or the lack of one. */
export type Outcome =
  { kind: "answer"; answer: ApiAnswer } | { kind: "silence"; ms: number } | { kind: "reset" };

export interface ApiParts {
  world: World;
  secretKey: string;
  match: ReturnType<typeof compile>;
  faults: Faults;
  inFlight: KeysInFlight;
  transact: <T>(work: () => T) => T;
  pause: (ms: number) => Promise<void>;
}

/** One API request from headers to answer. */
export async function handleApi(parts: ApiParts, request: ApiRequest): Promise<Outcome> {
  const requestId = parts.world.ids.next("req_", 14);
  const common = {
    "Request-Id": requestId,
    "Stripe-Version": request.headers["stripe-version"] ?? API_VERSION,
  };
  let release: (() => void) | undefined;
  try {
    const key = checkKey(parts.secretKey, request.headers["authorization"]);
    const account = accountFor(parts.world, key, request.headers["stripe-account"]);
    const match = parts.match(request.method, request.path);
    if (!match) throw unrecognizedUrl(request.method, request.path);
    const strike = parts.faults.strike(request.method, request.path);
    if (strike?.kind === "timeout_before") return { kind: "silence", ms: strike.ms };
    if (strike?.kind === "reset_before") return { kind: "reset" };
    const keyed = keyOf(request, account);
    release = keyed && parts.inFlight.claim(keyed);
    const kept = keyed && keptAnswer(parts.world, keyed, nowOf(parts.world));
    if (keyed && kept) {
      const replayed = { "Idempotent-Replayed": "true", "Original-Request": kept.requestId };
      return answered(kept.status, kept.body, {
        ...common,
        ...keyHeader(keyed),
        ...replayed,
        ...retryAdvice(kept.status),
      });
    }
    const work = { request, requestId, account, match, keyed, strike };
    return await run(parts, work, common);
  } catch (error) {
    const failure = error instanceof StripeFailure ? error : internal(error);
    return answered(failure.status, bodyOf(failure), { ...common, ...failure.headers });
  } finally {
    release?.();
  }
}

interface Work {
  request: ApiRequest;
  requestId: string;
  account: string;
  match: Match;
  keyed: KeyedRequest | undefined;
  strike: Strike | undefined;
}

async function run(parts: ApiParts, work: Work, common: Record<string, string>): Promise<Outcome> {
  const { strike } = work;
  const headers = { ...common, ...(work.keyed ? keyHeader(work.keyed) : {}) };
  const early = strike && (await instead(parts, work, strike, headers));
  if (early) return early;
  const answer = parts.transact(() => execute(parts, work));
  if (strike?.kind === "timeout_after") return { kind: "silence", ms: strike.ms };
  if (strike?.kind === "reset_after") return { kind: "reset" };
  return answered(answer.status, answer.body, { ...headers, ...retryAdvice(answer.status) });
}

/**
 * Faults that answer instead of the endpoint. Those that keep a request from arriving have struck already.
 */
async function instead(
  parts: ApiParts,
  work: Work,
  strike: Strike,
  headers: Record<string, string>,
): Promise<Outcome | undefined> {
  switch (strike.kind) {
    case "delay":
      await parts.pause(strike.ms);
      return undefined;
    case "rate_limit":
      return answered(
        429,
        failureText("rate_limit_error", "Request rate limit exceeded.", "rate_limit"),
        headers,
      );
    case "unavailable":
      return answered(503, failureText("api_error", "The API is temporarily unavailable."), headers);
    case "server_error": {
      const body = failureText("api_error", SOMETHING_WRONG);
      const { keyed } = work;
      if (keyed)
        keepAnswer(parts.world, keyed, { status: 500, body, requestId: work.requestId }, nowOf(parts.world));
      return answered(500, body, { ...headers, ...retryAdvice(500) });
    }
    default:
      return undefined;
  }
}

const SOMETHING_WRONG = "Sorry! There was an error while talking to one of our backends.";

/** Runs inside the transaction: the endpoint, its answer and the kept answer are one. */
function execute(parts: ApiParts, work: Work): { status: number; body: string } {
  const call = callFor(parts.world, work);
  const answer = attemptEndpoint(parts, call, work);
  const hidden = work.strike?.kind === "server_error_after";
  const given = hidden ? { status: 500, body: failureText("api_error", SOMETHING_WRONG) } : answer;
  if (work.keyed) keepAnswer(parts.world, work.keyed, { ...given, requestId: work.requestId }, call.now);
  return given;
}

function attemptEndpoint(parts: ApiParts, call: Call, work: Work): { status: number; body: string } {
  const params = decoded(work.request);
  parts.world.store.savepoint();
  try {
    const found = work.match.endpoint(call, { ids: work.match.ids, params });
    const answer = expanded(call, found, expandsOf(params));
    parts.world.store.release();
    return { status: 200, body: JSON.stringify(answer, null, 2) };
  } catch (error) {
    const failure = error instanceof StripeFailure ? error : undefined;
    if (failure?.effect === "committed") parts.world.store.release();
    else parts.world.store.rollBack();
    if (!failure || failure.effect === "rejected") throw error;
    return { status: failure.status, body: bodyOf(failure) };
  }
}

function callFor(world: World, work: Work): Call {
  return {
    world,
    store: world.store,
    ids: world.ids,
    account: work.account,
    now: nowOf(world),
    request: { id: work.requestId, idempotency_key: work.keyed?.key ?? null },
  };
}

function decoded(request: ApiRequest): Branch {
  try {
    return decodeForm(request.method === "POST" ? request.body : request.query);
  } catch (error) {
    if (error instanceof FormTooLarge) throw rejected("Too many parameters.");
    throw error;
  }
}

function expandsOf(params: Branch): string[] {
  const sent = params["expand"];
  return Array.isArray(sent) ? sent.filter((path) => typeof path === "string") : [];
}

function checkKey(expected: string, header: string | undefined): string {
  const [scheme, value] = (header ?? "").split(" ");
  const basic =
    scheme?.toLowerCase() === "basic"
      ? Buffer.from(value ?? "", "base64")
          .toString()
          .split(":")[0]
      : undefined;
  const key = basic ?? (scheme?.toLowerCase() === "bearer" ? value : undefined);
  if (key !== expected) throw unauthorized(key);
  return key;
}

function accountFor(world: World, key: string, header: string | undefined): string {
  if (header === undefined || header === world.platform) return world.platform;
  const account = world.store.find("account", world.platform, header);
  const [kept] = world.store.hidden<{ deauthorized?: boolean }>(header);
  const gone = account === undefined || kept?.deauthorized;
  if (gone) throw accountInaccessible(key, header);
  return header;
}

function keyOf(request: ApiRequest, account: string): KeyedRequest | undefined {
  const key = request.headers["idempotency-key"];
  if (key === undefined || request.method !== "POST") return undefined;
  return keyedRequest(account, key, `${request.method} ${request.path}`, request.body);
}

const keyHeader = ({ key }: KeyedRequest) => ({ "Idempotency-Key": key });

/** A kept 500 would only be replayed, so Stripe tells its libraries not to bother. */
function retryAdvice(status: number): Record<string, string> {
  return status === 500 ? { "Stripe-Should-Retry": "false" } : {};
}

function answered(status: number, body: string, headers: Record<string, string>): Outcome {
  return { kind: "answer", answer: { status, headers, body } };
}

function bodyOf(failure: StripeFailure): string {
  return JSON.stringify({ error: failure.body }, null, 2);
}

function failureText(type: string, message: string, code?: string): string {
  return JSON.stringify({ error: { type, message, ...(code ? { code } : {}) } }, null, 2);
}

/** A defect of the stand-in itself: said plainly, so that nobody takes it for Stripe's. */
function internal(error: unknown): StripeFailure {
  const says = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new StripeFailure(
    500,
    { type: "api_error", message: `The test payments stand-in failed: ${says}` },
    "undone",
  );
}

function nowOf(world: World): number {
  return Math.floor(world.nowMs() / 1000);
}
