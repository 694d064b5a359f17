import { randomUUID } from "node:crypto";
import { json, type Answer } from "./exchange";
import { signSvix } from "./notices";
import type { World } from "./world";

/** An email as somebody sends it to the domain that Resend receives for. */
export interface SentByDebtor {
  from: string;
  to: string;
  subject?: string;
  text?: string | null;
  html?: string | null;
  headers?: Record<string, string>;
  attachments?: string[];
}

export interface TellingOptions {
  /** How often the app is told. */
  times?: number;
  /** How often Resend cannot say what it holds, at first. */
  failedReads?: number;
  secret?: string;
}

/** Where the demo's answers go: a domain that no mail ever leaves for. */
export const inboundDomain = "replies.tenfold.example";

/**
 * Somebody answers by email: Resend keeps it and tells the app that it is there, without what it says; told
 * again, it is the same email. Returns its id and the status of each answer, 0 where there was none.
 */
export async function receiveEmail(
  world: World,
  email: SentByDebtor,
  { times = 1, failedReads = 0, secret = world.secrets.inboundWebhookSecret }: TellingOptions = {},
): Promise<{ id: string; statuses: number[] }> {
  const id = randomUUID();
  const { from, to, subject = "", text = null, html = null, headers = {}, attachments = [] } = email;
  const about = { from, to: [to], cc: [], bcc: [], received_for: [to], subject, message_id: `<${id}@mail>` };
  const files = attachments.map((filename) => ({ id: randomUUID(), filename, content_type: "image/png" }));
  world.received.set(id, { ...about, text, html, headers, attachments: files });
  world.failedReads.set(id, failedReads);
  const body = JSON.stringify({
    type: "email.received",
    created_at: new Date(world.nowMs()).toISOString(),
    data: { email_id: id, ...about, attachments: files },
  });
  const statuses: number[] = [];
  for (let time = 0; time < times && world.appUrl !== null; time += 1) {
    const signed = signSvix({ nowMs: world.nowMs, secret }, `msg_${id}_${time}`, body);
    const url = `${world.appUrl}/webhooks/email-replies`;
    const answer = await fetch(url, { method: "POST", body, headers: signed }).catch(() => null);
    statuses.push(answer?.status ?? 0);
  }
  return { id, statuses };
}

/** GET /emails/receiving/:id. Source: resend.com/docs/dashboard/receiving/get-email-content. */
export function answerReceived(world: World, id: string): Answer {
  const email = world.received.get(id);
  const failures = world.failedReads.get(id) ?? 0;
  if (failures > 0) {
    world.failedReads.set(id, failures - 1);
    return json(500, { statusCode: 500, name: "internal_server_error", message: "An error occurred" });
  }
  if (!email) return json(404, { statusCode: 404, name: "not_found", message: "Email not found" });
  return json(200, { object: "email", id, created_at: new Date(world.nowMs()).toISOString(), ...email });
}
