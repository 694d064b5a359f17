import { randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { z } from "zod";
import { measureSms } from "~/domain/templates/sms-text";
import { json, type Answer } from "./exchange";
import type { StoredText } from "./store";
import type { World } from "./world";

/** Source: twilio.com/docs/iam/test-credentials: a number that is invalid, and one that cannot get SMS. */
const magicNumbers: Readonly<Record<string, { code: number; message: string }>> = {
  "+15005550001": { code: 21211, message: "The 'To' number is not a valid phone number." },
  "+15005550009": { code: 21614, message: "'To' number is not a valid mobile number." },
};

const messageSchema = z.object({
  To: z.string().min(1),
  From: z.string().optional(),
  MessagingServiceSid: z.string().optional(),
  Body: z.string().min(1).max(1600),
  StatusCallback: z.url().optional(),
});

/** Twilio's API, as much of it as sends, lists and retrieves an SMS. */
export function answerTwilio(world: World, request: IncomingMessage, url: URL, body: string): Answer {
  const expected = Buffer.from(`${world.secrets.twilioAccountSid}:${world.secrets.twilioAuthToken}`).toString(
    "base64",
  );
  if (request.headers.authorization !== `Basic ${expected}`) return error(401, 20003, "Authenticate");
  const base = `/2010-04-01/Accounts/${world.secrets.twilioAccountSid}/Messages`;
  if (url.pathname === `${base}.json`) {
    if (request.method === "POST") return create(world, body);
    if (request.method === "GET") return list(world, url);
  }
  const found = new RegExp(`^${base}/(SM[0-9a-f]{32})\\.json$`).exec(url.pathname);
  const text = found ? world.store.text(found[1] ?? "") : undefined;
  if (request.method === "GET" && text) return json(200, resource(world, text));
  return error(404, 20404, `The requested resource ${url.pathname} was not found`);
}

function create(world: World, body: string): Answer {
  const parsed = messageSchema.safeParse(Object.fromEntries(new URLSearchParams(body)));
  if (!parsed.success) return error(400, 21602, "Message body is required.");
  const { To, From, MessagingServiceSid, Body, StatusCallback } = parsed.data;
  const magic = magicNumbers[To];
  if (magic) return error(400, magic.code, magic.message);
  if (!/^\+[1-9]\d{6,14}$/.test(To))
    return error(400, 21211, `The 'To' number ${To} is not a valid phone number.`);
  if (!From && !MessagingServiceSid)
    return error(400, 21603, "A 'From' or a 'MessagingServiceSid' is required.");
  if (MessagingServiceSid && MessagingServiceSid !== world.secrets.twilioServiceSid)
    return error(404, 21701, "The Messaging Service does not exist.");
  if (world.store.isStopped(To)) return error(400, 21610, "Attempt to send to unsubscribed recipient");
  const now = world.nowMs();
  const sid = `SM${randomBytes(16).toString("hex")}`;
  const text = {
    sid,
    recipient: To,
    sender: From ?? world.secrets.twilioFrom,
    body: Body,
    inbound: false,
    callback: StatusCallback ?? null,
    // Source: twilio.com/docs/messaging/guides/outbound-message-status-in-status-callbacks.
    state: MessagingServiceSid ? "accepted" : "queued",
    at_ms: now,
  };
  world.store.transaction(() => {
    world.store.addText(text);
    if (StatusCallback === undefined) return;
    world.store.addNotice("twilio", sid, "sent", now + 50);
    world.store.addNotice("twilio", sid, "delivered", now + world.deliveryMs);
  });
  return json(201, resource(world, { ...text, seq: 0 }));
}

function list(world: World, url: URL): Answer {
  const to = url.searchParams.get("To");
  // Twilio compares whole days.
  const since = url.searchParams.get("DateSent>")?.slice(0, 10);
  const sinceMs = since === undefined ? 0 : Date.parse(`${since}T00:00:00Z`);
  // One that still waits has no date yet, and is in no list by date.
  const texts = world.store
    .texts({ ...(to !== null && { with: to }), sinceMs, limit: 50 })
    .filter(({ state }) => since === undefined || !isWaiting(state));
  return json(200, {
    messages: texts
      .filter((text) => to === null || text.recipient === to)
      .map((text) => resource(world, text)),
    page: 0,
    page_size: 50,
    start: 0,
    end: Math.max(0, texts.length - 1),
    first_page_uri: url.pathname,
    next_page_uri: null,
    previous_page_uri: null,
    uri: `${url.pathname}${url.search}`,
  });
}

function isWaiting(state: string): boolean {
  return state === "queued" || state === "accepted";
}

function resource({ secrets }: World, { sid, recipient, sender, body, inbound, state, at_ms }: StoredText) {
  const at = new Date(at_ms).toUTCString().replace("GMT", "+0000");
  const uri = `/2010-04-01/Accounts/${secrets.twilioAccountSid}/Messages/${sid}`;
  return {
    sid,
    account_sid: secrets.twilioAccountSid,
    messaging_service_sid: null,
    api_version: "2010-04-01",
    to: recipient,
    from: sender,
    body,
    status: inbound ? "received" : state,
    num_media: "0",
    num_segments: String(measureSms(body).segments),
    direction: inbound ? "inbound" : "outbound-api",
    date_created: at,
    date_sent: isWaiting(state) ? null : at,
    date_updated: at,
    error_code: null,
    error_message: null,
    price: null,
    price_unit: "USD",
    uri: `${uri}.json`,
    subresource_uris: { media: `${uri}/Media.json` },
  };
}

function error(status: number, code: number, message: string): Answer {
  return json(status, { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status });
}
