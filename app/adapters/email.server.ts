import { Resend } from "resend";
import { z } from "zod";
import type { DeliveryReport, HandOver } from "~/domain/hand-over";
import type { MessageId, VendorId } from "~/domain/ids";

export interface EmailSettings {
  apiKey: string;
  /** Where Resend's API is, when it is not at Resend. */
  baseUrl?: string | undefined;
  webhookSecret?: string | undefined;
  fromAddress: string;
}

export interface OutgoingEmail {
  /** The provider's idempotency key: the same message handed over twice is sent once. */
  messageId: MessageId;
  vendorId: VendorId;
  to: string;
  fromName: string;
  replyTo: string;
  subject: string;
  html: string;
  text: string;
  /** The address that a mail program posts to when its reader unsubscribes (RFC 8058); null for receipts. */
  unsubscribeUrl: string | null;
}

export interface EmailSender {
  send(email: OutgoingEmail): Promise<HandOver>;
  /** Null for a notice that is not signed by Resend, `ignored` for one that says nothing about a delivery. */
  readReport(request: { body: string; headers: Headers }): DeliveryReport | "ignored" | null;
}

/** Resend answers in well under a second; past this the answer is taken for lost. */
const answerWithinMs = 20_000;

/** Email through Resend's SDK, the only file that knows it. */
export function createEmailSender(settings: EmailSettings): EmailSender {
  const resend = new Resend(
    settings.apiKey,
    settings.baseUrl === undefined ? {} : { baseUrl: settings.baseUrl },
  );
  return {
    async send(email) {
      const { data, error } = await resend.emails.send(
        {
          from: mailbox(email.fromName, settings.fromAddress),
          to: email.to,
          replyTo: email.replyTo,
          subject: email.subject,
          html: email.html,
          text: email.text,
          ...(email.unsubscribeUrl !== null && { headers: unsubscribeHeaders(email.unsubscribeUrl) }),
          tags: [
            { name: "message_id", value: email.messageId },
            { name: "vendor_id", value: email.vendorId },
          ],
        },
        { idempotencyKey: email.messageId, signal: AbortSignal.timeout(answerWithinMs) },
      );
      return error ? explain(error) : { kind: "accepted", providerId: data.id };
    },
    readReport: ({ body, headers }) => {
      if (!settings.webhookSecret || !isSigned(resend, { body, headers, secret: settings.webhookSecret }))
        return null;
      return readNotice(body, headers.get("svix-id") ?? "");
    },
  };
}

/** Both headers are asked for by Gmail and Yahoo; the second says that a POST alone unsubscribes. */
function unsubscribeHeaders(url: string): Record<string, string> {
  return { "List-Unsubscribe": `<${url}>`, "List-Unsubscribe-Post": "List-Unsubscribe=One-Click" };
}

/** A display name is quoted, and cannot end its quotes or start another line. */
function mailbox(name: string, address: string): string {
  const quoted = name
    .replace(/[\p{Cc}"\\<>]+/gu, " ")
    .replace(/\s+/g, " ")
    .trim();
  return quoted === "" ? address : `"${quoted}" <${address}>`;
}

interface ResendError {
  name: string;
  message: string;
  statusCode: number | null;
}

function explain({ name, message, statusCode }: ResendError): HandOver {
  // The key was used before with other contents: an earlier call for this message did arrive.
  if (name === "invalid_idempotent_request") return { kind: "accepted", providerId: null };
  const reason = `Resend: ${message}`;
  const mayPass =
    statusCode === null ||
    statusCode >= 500 ||
    statusCode === 429 ||
    name === "concurrent_idempotent_requests";
  // A wrong key or an unverified domain is ours to put right, and the message can wait for it.
  const isOurs = statusCode === 401 || statusCode === 403;
  if (mayPass || isOurs) return { kind: "retry", reason };
  return { kind: "refused", reason, contactFault: null };
}

function isSigned(
  resend: Resend,
  { body, headers, secret }: { body: string; headers: Headers; secret: string },
) {
  try {
    resend.webhooks.verify({
      payload: body,
      headers: {
        id: headers.get("svix-id") ?? "",
        timestamp: headers.get("svix-timestamp") ?? "",
        signature: headers.get("svix-signature") ?? "",
      },
      webhookSecret: secret,
    });
    return true;
  } catch {
    return false;
  }
}

const noticeSchema = z.object({
  type: z.string(),
  created_at: z.coerce.date(),
  data: z.object({
    email_id: z.string(),
    tags: z.record(z.string(), z.string()).optional(),
    bounce: z.object({ type: z.string().optional(), message: z.string().optional() }).optional(),
    failed: z.object({ reason: z.string().optional() }).optional(),
  }),
});

const kinds: Readonly<Record<string, DeliveryReport["kind"]>> = {
  "email.sent": "sent",
  "email.delivered": "delivered",
  "email.bounced": "bounced",
  "email.complained": "complained",
  "email.failed": "failed",
};

const aboutSchema = z.object({
  vendor_id: z.uuid().transform((id) => id as VendorId),
  message_id: z.uuid().transform((id) => id as MessageId),
});

function readNotice(body: string, svixId: string): DeliveryReport | "ignored" {
  const notice = noticeSchema.safeParse(parseJson(body));
  const kind = notice.success ? kinds[notice.data.type] : undefined;
  if (!notice.success || kind === undefined) return "ignored";
  const { data, created_at: occurredAt } = notice.data;
  const about = aboutSchema.safeParse(data.tags);
  return {
    eventId: `resend:${svixId}`,
    providerId: data.email_id,
    about: about.success ? { vendorId: about.data.vendor_id, messageId: about.data.message_id } : null,
    kind,
    // A transient bounce (a full mailbox) is not the address's fault for good.
    contactFault: kind === "bounced" && data.bounce?.type !== "Transient" ? "hard_bounce" : null,
    reason: data.bounce?.message ?? data.failed?.reason ?? null,
    occurredAt,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
