import { createHmac } from "node:crypto";
import type { MessageOffice } from "./message-office";

interface ResendNotice {
  /** Svix's id of it: a copy has the same. */
  id: string;
  type: string;
  at: Date;
  data: { email_id: string } & Record<string, unknown>;
}

/** What Resend posts, signed as it signs. */
export function resendNotice({ app }: MessageOffice, { id, type, at, data }: ResendNotice): Request {
  const body = JSON.stringify({ type, created_at: at.toISOString(), data });
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const key = Buffer.from((app.env.resend.webhookSecret ?? "").slice(6), "base64");
  const signature = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64");
  const headers = { "svix-id": id, "svix-timestamp": timestamp, "svix-signature": `v1,${signature}` };
  return new Request(`${app.env.appUrl}/webhooks/resend`, { method: "POST", body, headers });
}

/**
 * What Twilio posts, signed over the address it was given and the sorted parameters
 * (twilio.com/docs/usage/security).
 */
export function twilioNotice(
  { app }: MessageOffice,
  { url, parameters }: { url: string; parameters: Record<string, string> },
): Request {
  const signed = Object.keys(parameters)
    .sort()
    .reduce((text, name) => text + name + (parameters[name] ?? ""), url);
  const signature = createHmac("sha1", app.env.twilio.authToken).update(signed, "utf8").digest("base64");
  return new Request(url, {
    method: "POST",
    body: new URLSearchParams(parameters),
    headers: { "x-twilio-signature": signature },
  });
}
