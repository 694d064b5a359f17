import { createHash, randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { z } from "zod";
import { json, type Answer } from "./exchange";
import { answerReceived } from "./inbound";
import type { World } from "./world";

const dayMs = 86_400_000;

const one = z.union([z.string(), z.array(z.string()).min(1)]).transform((value) => [value].flat().join(", "));

const emailSchema = z.object({
  from: z.string().min(3),
  to: one,
  subject: z.string().min(1),
  html: z.string().default(""),
  text: z.string().default(""),
  reply_to: one.default(""),
  headers: z.record(z.string(), z.string()).default({}),
  tags: z.array(z.object({ name: z.string(), value: z.string() })).default([]),
});

type Email = z.infer<typeof emailSchema>;

/** Source: resend.com/docs/dashboard/emails/batch-sending. */
const mostInABatch = 100;

/**
 * Resend's API, as much of it as sends emails: POST /emails and POST /emails/batch with their idempotency
 * keys, GET /emails/:id, and GET /emails/receiving/:id for what somebody sent to us.
 */
export function answerResend(world: World, request: IncomingMessage, path: string, body: string): Answer {
  const key = (request.headers.authorization ?? "").replace(/^Bearer /, "");
  if (key === "") return error(401, "missing_api_key", "Missing API key in the authorization header.");
  if (key !== world.secrets.resendApiKey) return error(403, "invalid_api_key", "API key is invalid.");
  const found = /^\/emails\/([\w-]+)$/.exec(path);
  if (request.method === "GET" && found) return retrieve(world, found[1] ?? "");
  const received = /^\/emails\/receiving\/([\w-]+)(?:\?.*)?$/.exec(path);
  if (request.method === "GET" && received) return answerReceived(world, received[1] ?? "");
  if (request.method === "POST" && path === "/emails") return send(world, request, body);
  if (request.method === "POST" && path === "/emails/batch") return sendBatch(world, request, body);
  return error(404, "not_found", "The requested endpoint does not exist.");
}

function send(world: World, request: IncomingMessage, body: string): Answer {
  const found = check(parseJson(body));
  if ("problem" in found) return error(422, "validation_error", found.problem);
  return once(world, request, body, () => ({ id: take(world, found.email) }));
}

/**
 * In strict mode one invalid email refuses them all; in permissive mode it is named and the others are taken.
 * Source: resend.com/changelog/batch-validation-modes.
 */
function sendBatch(world: World, request: IncomingMessage, body: string): Answer {
  const given = z.array(z.unknown()).min(1).max(mostInABatch).safeParse(parseJson(body));
  if (!given.success) return error(422, "validation_error", "A batch is 1 to 100 emails.");
  const found = given.data.map(check);
  const errors = found.flatMap((one, index) => ("problem" in one ? [{ index, message: one.problem }] : []));
  const isPermissive = request.headers["x-batch-validation"] === "permissive";
  if (errors.length > 0 && !isPermissive)
    return error(422, "validation_error", errors[0]?.message ?? "Invalid email.");
  return once(world, request, body, () => ({
    data: found.flatMap((one) => ("email" in one ? [{ id: take(world, one.email) }] : [])),
    ...(isPermissive && { errors }),
  }));
}

function check(given: unknown): { email: Email } | { problem: string } {
  const parsed = emailSchema.safeParse(given);
  if (!parsed.success) return { problem: parsed.error.issues[0]?.message ?? "Invalid body." };
  const isAddress = /@[\w-]+(\.[\w-]+)+>?$/.test(parsed.data.to);
  return isAddress ? { email: parsed.data } : { problem: "Invalid `to` field." };
}

/** The same key with the same body is answered as the first time; with another body it is refused. */
function once(world: World, request: IncomingMessage, body: string, work: () => object): Answer {
  const now = world.nowMs();
  return world.store.transaction(() => {
    const key = request.headers["idempotency-key"];
    const fingerprint = createHash("sha256").update(body).digest("hex");
    const known = typeof key === "string" ? world.store.key(key, now - dayMs) : undefined;
    if (known && known.fingerprint !== fingerprint) {
      const message = "Same idempotency key used with a different request payload.";
      return error(409, "invalid_idempotent_request", message);
    }
    if (known) return { status: 200, type: "application/json", body: known.answer };
    const answer = json(200, work());
    if (typeof key === "string") world.store.rememberKey(key, fingerprint, answer.body, now);
    return answer;
  });
}

function take(world: World, { from, to, subject, html, text, reply_to, headers, tags }: Email): string {
  const id = randomUUID();
  const now = world.nowMs();
  world.store.addEmail({
    id,
    recipient: to,
    sender: from,
    reply_to,
    subject,
    html,
    plain: text,
    headers,
    state: "sent",
    at_ms: now,
    tags: Object.fromEntries(tags.map(({ name, value }) => [name, value])),
  });
  world.store.addNotice("resend", id, "email.sent", now + 50);
  world.store.addNotice("resend", id, fateOf(to), now + world.deliveryMs);
  return id;
}

/** Resend's own test addresses decide about a fate that is not delivery. */
function fateOf(to: string): string {
  if (/^bounced(\+[\w-]*)?@resend\.dev$/.test(to)) return "email.bounced";
  if (/^complained(\+[\w-]*)?@resend\.dev$/.test(to)) return "email.complained";
  return "email.delivered";
}

function retrieve(world: World, id: string): Answer {
  const email = world.store.email(id);
  if (!email) return error(404, "not_found", "Email not found");
  const { recipient, sender, subject, html, plain, state, at_ms } = email;
  const created = new Date(at_ms).toISOString();
  return json(200, {
    object: "email",
    id,
    to: [recipient],
    from: sender,
    created_at: created,
    subject,
    html,
    text: plain,
    last_event: state,
  });
}

function error(status: number, name: string, message: string): Answer {
  return json(status, { statusCode: status, name, message });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
