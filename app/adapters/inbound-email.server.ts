import { Resend } from "resend";
import { z } from "zod";
import type { InboundEmailNotice, ReceivedEmail } from "~/domain/hand-over";

interface InboundEmailSettings {
  apiKey?: string | undefined;
  /** Where Resend's API is, when it is not at Resend. */
  baseUrl?: string | undefined;
  /** Of the endpoint that is told of emails received. */
  webhookSecret: string;
}

export interface InboundEmail {
  /** Null for a notice that is not signed by Resend, `ignored` for one that tells of no email received. */
  readNotice(request: { body: string; headers: Headers }): InboundEmailNotice | "ignored" | null;
  /**
   * What the email says; null when Resend has no such email any more.
   *
   * @throws InboundEmailError when Resend cannot be asked now.
   */
  fetch(emailId: string): Promise<ReceivedEmail | null>;
}

/** The email is there, and cannot be had now: whoever told of it tells again. */
export class InboundEmailError extends Error {
  override readonly name = "InboundEmailError";
}

/** Resend gives up on an endpoint that takes longer than this to answer. */
const answerWithinMs = 8_000;

/** Emails that Resend receives for a domain of the operator's. */
export function createInboundEmail({ apiKey, baseUrl, webhookSecret }: InboundEmailSettings): InboundEmail {
  const resend = new Resend(apiKey ?? "", baseUrl === undefined ? {} : { baseUrl });
  return {
    readNotice: ({ body, headers }) =>
      isSigned(resend, { body, headers, webhookSecret }) ? readNotice(body) : null,
    async fetch(emailId) {
      const { data, error } = await resend.emails.receiving.get(
        emailId,
        { html_format: "cid" },
        { signal: AbortSignal.timeout(answerWithinMs) },
      );
      if (error?.statusCode === 404) return null;
      const read = receivedSchema.safeParse(data);
      if (read.success) return read.data;
      throw new InboundEmailError(error ? `Resend: ${error.message}` : "Resend’s answer cannot be read.");
    },
  };
}

function isSigned(
  resend: Resend,
  { body, headers, webhookSecret }: { body: string; headers: Headers; webhookSecret: string },
): boolean {
  try {
    const of = (name: string) => headers.get(name) ?? "";
    const signed = { id: of("svix-id"), timestamp: of("svix-timestamp"), signature: of("svix-signature") };
    resend.webhooks.verify({ payload: body, headers: signed, webhookSecret });
    return true;
  } catch {
    return false;
  }
}

/** `Ana <ana@example.com>` or the bare address. */
const address = z
  .string()
  .transform((text) => (/<([^<>]*)>\s*$/.exec(text)?.[1] ?? text).trim().toLowerCase());

const noticeSchema = z.object({
  type: z.literal("email.received"),
  data: z.object({
    email_id: z.string().regex(/^[\w-]{1,100}$/),
    from: address,
    to: z.array(address).default([]),
    cc: z.array(address).nullish(),
    bcc: z.array(address).nullish(),
    /** Whom the envelope named, whatever the header says. */
    received_for: z.array(address).nullish(),
  }),
});

function readNotice(body: string): InboundEmailNotice | "ignored" {
  const notice = noticeSchema.safeParse(parseJson(body));
  if (!notice.success) return "ignored";
  const { email_id: emailId, from, to, cc, bcc, received_for: receivedFor } = notice.data.data;
  const recipients = [...new Set([receivedFor, to, cc, bcc].flatMap((list) => list ?? []))];
  return { emailId, from, recipients };
}

const receivedSchema = z
  .object({
    subject: z.string().nullish(),
    text: z.string().nullish(),
    html: z.string().nullish(),
    headers: z.record(z.string(), z.unknown()).nullish(),
    attachments: z.array(z.object({ filename: z.string().nullish() })).nullish(),
  })
  .transform(({ subject, text, html, headers, attachments }): ReceivedEmail => ({
    subject: subject ?? "",
    text: text ?? null,
    html: html ?? null,
    headers: Object.fromEntries(
      Object.entries(headers ?? {}).flatMap(([name, value]) =>
        typeof value === "string" ? [[name, value]] : [],
      ),
    ),
    attachments: (attachments ?? []).map(({ filename }) => filename ?? "a file without a name"),
  }));

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
