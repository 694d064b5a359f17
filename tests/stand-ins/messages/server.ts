import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type Answer, html, json, readBody, redirect, write } from "./exchange";
import { Faults, type FaultKind, type Provider } from "./faults";
import { emailPage, inboxMark, inboxPage } from "./inbox";
import { receiveEmail, type SentByDebtor, type TellingOptions } from "./inbound";
import { deliverDue, receiveSms } from "./notices";
import { answerResend } from "./resend";
import { MessageStore, type Call, type StoredEmail, type StoredText } from "./store";
import { answerTwilio } from "./twilio";
import type { MessageSecrets, World } from "./world";

export interface MessagesOptions {
  /** 0 (the default) takes any free port. */
  port?: number;
  /** SQLite file that survives a kill; without it everything is gone with the process. */
  dataFile?: string;
  /** Where the app is told what became of its messages; without it nothing is told. */
  appUrl?: string;
  /** How long a message takes to be delivered. */
  deliveryMs?: number;
  /** Tells the app nothing by itself, only when `settle` is called: for tests that choose the moment. */
  quiet?: boolean;
  now?: () => number;
}

export interface MessagesStandIn {
  /** The page on which everything that was sent can be read. */
  inboxUrl: string;
  resendUrl: string;
  twilioUrl: string;
  port: number;
  secrets: MessageSecrets;
  /** Newest first. */
  emails(filter?: { to?: string }): StoredEmail[];
  /** Newest first. */
  texts(filter?: { with?: string }): StoredText[];
  /** Every POST to a provider so far, oldest first. */
  calls(provider: Provider): Call[];
  /** Makes the next requests to a provider fail. */
  fail(provider: Provider, kind: FaultKind, times?: number): void;
  /** Someone sends an SMS to the app's number. */
  receiveSms(sms: { from: string; body: string }): Promise<void>;
  /**
   * Someone sends an email to the app's domain; returns its id and how the app answered each notice of it.
   */
  receiveEmail(email: SentByDebtor, options?: TellingOptions): Promise<{ id: string; statuses: number[] }>;
  /** Tells the app everything that it is still to be told, however far ahead that is due. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

const host = "127.0.0.1";
const tickMs = 100;
const hourMs = 3_600_000;

/** Resend, Twilio and the inbox in one small server: the real SDKs talk to it as to the providers. */
export async function startMessages(options: MessagesOptions = {}): Promise<MessagesStandIn> {
  const store = new MessageStore(options.dataFile ?? ":memory:");
  const world: World = {
    store,
    received: new Map(),
    failedReads: new Map(),
    faults: new Faults(),
    secrets: makeSecrets(store),
    nowMs: options.now ?? Date.now,
    appUrl: options.appUrl ?? null,
    deliveryMs: options.deliveryMs ?? 1_500,
  };
  const server = createServer((request, response) => void serve(world, request, response));
  const port = await listen(server, options.port ?? 0);
  let telling: Promise<void> | null = null;
  const tell = (aheadMs = 0) => (telling ??= deliverDue(world, aheadMs).finally(() => (telling = null)));
  const ticker = options.quiet ? undefined : setInterval(() => void tell(), tickMs).unref();
  const url = `http://${host}:${port}`;
  return {
    inboxUrl: `${url}/`,
    resendUrl: `${url}/resend`,
    twilioUrl: `${url}/twilio`,
    port,
    secrets: world.secrets,
    emails: (filter) => store.emails(filter),
    texts: (filter) => store.texts(filter),
    calls: (provider) => store.calls(provider),
    fail: (provider, kind, times) => world.faults.next(provider, kind, times),
    receiveSms: (sms) => receiveSms(world, sms),
    receiveEmail: (email, options) => receiveEmail(world, email, options),
    async settle() {
      for (let round = 0; round < 10 && store.noticesLeft() > 0; round += 1) await tell(hourMs);
    },
    async close() {
      clearInterval(ticker);
      await telling;
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
      store.close();
    },
  };
}

/** Each says that it belongs to the local demo, so that it can never be taken for a real one. */
function makeSecrets(store: MessageStore): MessageSecrets {
  const random = (bytes: number) => randomBytes(bytes).toString("hex");
  const webhookKey = () => Buffer.from(`tenfold demo ${random(16)}`).toString("base64");
  return {
    resendApiKey: store.setting("resend_api_key", () => `re_tenfold_demo_${random(12)}`),
    resendWebhookSecret: store.setting("resend_webhook_secret", () => `whsec_${webhookKey()}`),
    inboundWebhookSecret: store.setting("inbound_webhook_secret", () => `whsec_${webhookKey()}`),
    twilioAccountSid: store.setting("twilio_account_sid", () => `ACtenfolddemo${random(11)}`),
    twilioAuthToken: store.setting("twilio_auth_token", () => `tenfold-demo-${random(12)}`),
    twilioFrom: "+15005550006",
    twilioServiceSid: `MG${Buffer.from("tenfold demo 123").toString("hex")}`,
  };
}

async function serve(world: World, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const url = new URL(request.url ?? "/", `http://${host}`);
    const provider = /^\/(resend|twilio)(?=\/)/.exec(url.pathname)?.[1];
    if (provider === "resend" || provider === "twilio")
      return await serveProvider(world, provider, request, response, url);
    write(response, await answerReader(world, request, url));
  } catch (error) {
    if (response.headersSent) response.destroy();
    else write(response, json(500, { message: String(error) }));
  }
}

async function serveProvider(
  world: World,
  provider: Provider,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const body = await readBody(request);
  const path = url.pathname.slice(provider.length + 1);
  const isPost = request.method === "POST";
  const answered = (status: number) => {
    if (isPost) world.store.addCall({ provider, path, status, at_ms: Date.now() });
  };
  const fault = isPost ? world.faults.take(provider) : undefined;
  if (fault === "cut_before") {
    answered(0);
    return void response.destroy();
  }
  const answer =
    fault === "rate_limit"
      ? { ...json(429, { statusCode: 429, status: 429, ...tooMany }), headers: { "Retry-After": "1" } }
      : fault === "server_error"
        ? json(500, { statusCode: 500, status: 500, ...internal })
        : provider === "resend"
          ? answerResend(world, request, path, body)
          : answerTwilio(world, request, new URL(`${path}${url.search}`, `http://${host}`), body);
  answered(fault === "cut_after" ? 0 : answer.status);
  if (fault === "cut_after") return void response.destroy();
  write(response, answer);
}

const tooMany = { name: "rate_limit_exceeded", code: 20429, message: "Too many requests" };
const internal = { name: "internal_server_error", code: 20500, message: "An error occurred" };

async function answerReader(world: World, request: IncomingMessage, url: URL): Promise<Answer> {
  if (request.method === "POST" && url.pathname === "/sms") {
    const form = new URLSearchParams(await readBody(request));
    await receiveSms(world, { from: form.get("from") ?? "", body: form.get("body") ?? "" });
    return redirect("/");
  }
  if (request.method === "POST" && url.pathname === "/email-reply") {
    const form = new URLSearchParams(await readBody(request));
    const email = world.store.email(form.get("id") ?? "");
    const text = form.get("body") ?? "";
    if (email)
      await receiveEmail(world, {
        from: email.recipient,
        to: email.reply_to,
        subject: `Re: ${email.subject}`,
        text,
      });
    return redirect("/");
  }
  if (url.pathname === "/") return html(inboxPage(world, { to: url.searchParams.get("to")?.trim() ?? "" }));
  if (url.pathname === "/mark") return { status: 200, type: "text/plain", body: inboxMark(world) };
  const email = world.store.email(/^\/email\/([\w-]+)$/.exec(url.pathname)?.[1] ?? "");
  return email ? html(emailPage(email)) : html("<p>There is nothing here. <a href='/'>Inbox</a></p>", 404);
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}
