import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Timing, WebhookEndpoint, World } from "./context";
import { createControl, type Control } from "~tests/stand-ins/stripe/control/control";
import { handleControl } from "~tests/stand-ins/stripe/control/http";
import { handleApi, type ApiParts, type Outcome } from "~tests/stand-ins/stripe/http/api";
import { Faults } from "~tests/stand-ins/stripe/http/faults";
import { KeysInFlight } from "~tests/stand-ins/stripe/http/idempotency";
import { compile } from "~tests/stand-ins/stripe/http/router";
import { handlePage } from "~tests/stand-ins/stripe/pages/pages";
import { platformAccount } from "~tests/stand-ins/stripe/payments/accounts";
import { ROUTES } from "~tests/stand-ins/stripe/resources/routes";
import { Ids } from "~tests/stand-ins/stripe/state/ids";
import { runDue } from "~tests/stand-ins/stripe/state/schedule";
import { Store } from "~tests/stand-ins/stripe/state/store";
import { DEFAULT_RETRY, Sender, type Retry } from "~tests/stand-ins/stripe/webhooks/sender";
import { WORKERS } from "./workers";

export interface StripeOptions {
  /** 0 (the default) takes any free port. */
  port?: number;
  /** SQLite file that survives a kill; without it everything is gone with the process. */
  dataFile?: string;
  secretKey?: string;
  webhooks?: WebhookEndpoint[];
  /** Milliseconds since 1970; the system's clock by default. */
  now?: () => number;
  /** Makes ids repeatable. Random by default, because an app's database outlives an in-memory stand-in. */
  seed?: string;
  timing?: Partial<Timing>;
  retry?: Partial<Retry>;
}

export interface StripeStandIn {
  /** `http://127.0.0.1:<port>`, where the API, the hosted pages and the control are. */
  url: string;
  host: string;
  port: number;
  secretKey: string;
  control: Control;
  close(): Promise<void>;
}

const HOST = "127.0.0.1";
const DEFAULT_KEY = "sk_test_standin";
const MAX_BODY_BYTES = 1 << 20;
/** How often the clock is looked at when nobody asks for anything. */
const TICK_MS = 250;

/** Starts the stand-in and answers once it listens. */
export async function startStripe(options: StripeOptions = {}): Promise<StripeStandIn> {
  const store = new Store(options.dataFile ?? ":memory:");
  const clock = options.now ?? Date.now;
  let port = options.port ?? 0;
  const seed = options.seed ?? store.setting("seed") ?? randomBytes(16).toString("hex");
  store.setSetting("seed", seed);
  const world: World = {
    store,
    ids: new Ids(seed, Number(store.setting("ids") ?? 0)),
    clockOffsetMs: Number(store.setting("clock_offset_ms") ?? 0),
    nowMs: () => clock() + world.clockOffsetMs,
    timing: { bankDebitMs: 10_000, balanceTransactionMs: 0, bankRefundMs: 10_000, ...options.timing },
    endpoints: options.webhooks ?? [],
    baseUrl: () => `http://${HOST}:${port}`,
    platform: "",
    application: "ca_stand_in_platform",
  };
  const sender = new Sender(world, clock, { ...DEFAULT_RETRY, ...options.retry });
  const transact = transactor(world, sender);
  world.platform = transact(() => platformAccount(world));
  const faults = new Faults();
  const secretKey = options.secretKey ?? DEFAULT_KEY;
  const control = createControl({ world, transact, faults, sender });
  const parts: ApiParts = {
    world,
    secretKey,
    match: compile(ROUTES),
    faults,
    inFlight: new KeysInFlight(),
    transact,
    pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms).unref()),
  };
  const server = createServer((request, response) => void serve(parts, control, request, response));
  port = await listen(server, port);
  moveSessions(world);
  const ticker = setInterval(() => transact(() => undefined), TICK_MS).unref();
  sender.wake();
  return {
    url: world.baseUrl(),
    host: HOST,
    port,
    secretKey,
    control,
    async close() {
      clearInterval(ticker);
      sender.stop();
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
      store.close();
    },
  };
}

/** Sessions that were opened before a restart are now where the stand-in is. */
function moveSessions(world: World): void {
  world.store.run(
    `update objects set body = json_set(body, '$.url', ?1 || '/c/pay/' || id)
      where kind = 'checkout.session' and status = 'open'`,
    world.baseUrl(),
  );
}

/**
 * Everything the stand-in does goes through here: what time has made due first, then the work, then what the
 * work made due at once, all of it one transaction; afterwards the webhooks leave.
 */
function transactor(world: World, sender: Sender): <T>(work: () => T) => T {
  return (work) => {
    const result = world.store.transaction(() => {
      const before = world.ids.used;
      runDue(world, WORKERS);
      const done = work();
      runDue(world, WORKERS);
      if (world.ids.used !== before) world.store.setSetting("ids", String(world.ids.used));
      return done;
    });
    sender.wake();
    return result;
  };
}

async function serve(
  parts: ApiParts,
  control: Control,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const { pathname, search } = new URL(request.url ?? "/", parts.world.baseUrl());
    const asked = {
      method: request.method ?? "GET",
      path: pathname,
      query: search.slice(1),
      body: await bodyOf(request),
      headers: singleHeaders(request),
    };
    if (pathname.startsWith("/v1/")) return send(await handleApi(parts, asked), response);
    if (pathname.startsWith("/_control/")) return send(await handleControl(control, asked), response);
    return send(handlePage(parts, asked), response);
  } catch (error) {
    const says = error instanceof Error ? error.message : String(error);
    send({ kind: "answer", answer: { status: 500, headers: {}, body: says } }, response);
  }
}

function send(outcome: Outcome, response: ServerResponse): void {
  switch (outcome.kind) {
    case "answer": {
      const { status, headers, body } = outcome.answer;
      response.writeHead(status, { "Content-Type": "application/json", ...headers });
      response.end(body);
      return;
    }
    case "silence":
      setTimeout(() => response.destroy(), outcome.ms).unref();
      return;
    case "reset":
      response.socket?.resetAndDestroy();
      return;
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  const stream: AsyncIterable<Buffer> = request;
  for await (const bytes of stream) {
    size += bytes.length;
    if (size > MAX_BODY_BYTES) throw new Error("The request is too large.");
    parts.push(bytes);
  }
  return Buffer.concat(parts).toString("utf8");
}

function singleHeaders(request: IncomingMessage): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]),
  );
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, HOST, () => {
      const address: AddressInfo | string | null = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}
