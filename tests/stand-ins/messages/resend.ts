import { createHash, randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { z } from "zod";
import { json, type Answer } from "./exchange";
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

/**
 * Resend's API, as much of it as sends an email: POST /emails with its idempotency key, and GET /emails/:id.
 */
export function answerResend(world: World, request: IncomingMessage, path: string, body: string): Answer {
  const key = (request.headers.authorization ?? "").replace(/^Bearer /, "");
  if (key === "") return error(401, "missing_api_key", "Missing API key in the authorization header.");
  if (key !== world.secrets.resendApiKey) return error(403, "invalid_api_key", "API key is invalid.");
  const found = /^\/emails\/([\w-]+)$/.exec(path);
  if (request.method === "GET" && found) return retrieve(world, found[1] ?? "");
  if (request.method === "POST" && path === "/emails") return send(world, request, body);
  return error(404, "not_found", "The requested endpoint does not exist.");
}

function send(world: World, request: IncomingMessage, body: string): Answer {
  const parsed = emailSchema.safeParse(parseJson(body));
  if (!parsed.success)
    return error(422, "validation_error", parsed.error.issues[0]?.message ?? "Invalid body.");
  const { from, to, subject, html, text, reply_to, headers, tags } = parsed.data;
  if (!/@[\w-]+(\.[\w-]+)+>?$/.test(to)) return error(422, "validation_error", "Invalid `to` field.");
  const now = world.nowMs();
  return world.store.transaction(() => {
    const key = request.headers["idempotency-key"];
    const fingerprint = createHash("sha256").update(body).digest("hex");
    const known = typeof key === "string" ? world.store.key(key, now - dayMs) : undefined;
    if (known && known.fingerprint !== fingerprint) {
      const message = "Same idempotency key used with a different request payload.";
      return error(409, "invalid_idempotent_request", message);
    }
    if (known) return json(200, { id: known.email_id });
    const id = randomUUID();
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
    if (typeof key === "string") world.store.rememberKey(key, fingerprint, id, now);
    world.store.addNotice("resend", id, "email.sent", now + 50);
    world.store.addNotice("resend", id, fateOf(to), now + world.deliveryMs);
    return json(200, { id });
  });
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
