import { Resend } from "resend";
import { z } from "zod";
import type { BatchHandOver, HandOver } from "~/domain/hand-over";
import { plainName, unsubscribeHeaders, type EmailSender, type OutgoingEmail } from "./outgoing";

export interface ResendSettings {
  apiKey: string;
  /** Where Resend's API is, when it is not at Resend. */
  baseUrl?: string | undefined;
  fromAddress: string;
  /** Left out, nothing waits its turn. */
  requestsPerSecond?: number | undefined;
}

/** Resend answers in well under a second; past this the answer is taken for lost. */
const answerWithinMs = 20_000;
/** A hundred emails take it longer. */
const batchAnswerWithinMs = 40_000;
/** What Resend asks for is a second or so; a header that says more must not stop everything. */
const longestWaitMs = 60_000;

/** Email through Resend's SDK. */
export function createResendSender(settings: ResendSettings): Omit<EmailSender, "readReport"> {
  const { apiKey, baseUrl, requestsPerSecond } = settings;
  const resend = new Resend(apiKey, baseUrl === undefined ? {} : { baseUrl });
  return {
    knowsKeys: true,
    pace: requestsPerSecond === undefined ? null : { provider: "resend", perSecond: requestsPerSecond },
    async send(email) {
      const { data, error, headers } = await resend.emails.send(payload(email, settings), {
        idempotencyKey: email.messageId,
        signal: AbortSignal.timeout(answerWithinMs),
      });
      if (!error) return { kind: "accepted", providerId: data.id };
      const result = explain(error, headers);
      return result === "taken_before" ? { kind: "accepted", providerId: null } : result;
    },
    async sendAll({ key, emails }) {
      // Permissive: an address that Resend does not take is named, and keeps nobody else from their email.
      const { data, error, headers } = await resend.batch.send(
        emails.map((email) => payload(email, settings)),
        {
          batchValidation: "permissive",
          idempotencyKey: key,
          signal: AbortSignal.timeout(batchAnswerWithinMs),
        },
      );
      if (!error) return readBatch(data, emails.length);
      const result = explain(error, headers);
      if (result === "taken_before") return { kind: "answered", each: emails.map(() => taken) };
      return result.kind === "refused" ? { kind: "refused", reason: result.reason } : result;
    },
  };
}

const taken: HandOver = { kind: "accepted", providerId: null };

function payload(email: OutgoingEmail, { fromAddress }: ResendSettings) {
  const name = plainName(email.fromName);
  return {
    from: name === "" ? fromAddress : `"${name}" <${fromAddress}>`,
    to: email.to,
    replyTo: email.replyTo,
    subject: email.subject,
    html: email.html,
    text: email.text,
    headers: unsubscribeHeaders(email.unsubscribeUrl),
    // What Resend tells of it later carries these.
    tags: [
      { name: "message_id", value: email.messageId },
      { name: "vendor_id", value: email.vendorId },
    ],
  };
}

interface ResendError {
  name: string;
  message: string;
  statusCode: number | null;
}

/** Source: resend.com/docs/api-reference/errors. */
function explain(
  { name, message, statusCode }: ResendError,
  headers: Record<string, string> | null,
): Exclude<HandOver, { kind: "accepted" | "unknown" }> | "taken_before" {
  // The key was used before with other contents: an earlier call did arrive.
  if (name === "invalid_idempotent_request") return "taken_before";
  const reason = `Resend: ${message}`;
  if (statusCode === 429) return { kind: "retry", reason, ...waitOf(headers) };
  // A wrong key or an unverified domain is ours to put right, and the message can wait for it.
  if (statusCode === 401 || statusCode === 403) return { kind: "retry", reason };
  const isLost = statusCode === null || statusCode >= 500 || name === "concurrent_idempotent_requests";
  return isLost ? { kind: "unanswered", reason } : { kind: "refused", reason, contactFault: null };
}

/** Source: resend.com/docs/api-reference/rate-limit: `retry-after`, in seconds. */
function waitOf(headers: Record<string, string> | null): { waitMs?: number } {
  const seconds = Number(headers?.["retry-after"] ?? Number.NaN);
  return seconds > 0 ? { waitMs: Math.min(seconds * 1_000, longestWaitMs) } : {};
}

/** Source: resend.com/changelog/batch-validation-modes. */
const batchSchema = z.object({
  data: z.array(z.object({ id: z.string() })),
  errors: z.array(z.object({ index: z.number().int(), message: z.string() })).default([]),
});

/** The ids are those of the emails that were taken, in their order; the others are named by their place. */
function readBatch(data: unknown, count: number): BatchHandOver {
  const { data: ids, errors } = batchSchema.catch({ data: [], errors: [] }).parse(data);
  const refused = new Map(errors.map(({ index, message }) => [index, message]));
  const isComplete = ids.length === count - refused.size;
  const next = ids.values();
  const each = Array.from({ length: count }, (_, index): HandOver => {
    const message = refused.get(index);
    if (message !== undefined) return { kind: "refused", reason: `Resend: ${message}`, contactFault: null };
    const { value } = next.next();
    // An answer that does not add up was an acceptance all the same; whose id is whose, the notices tell.
    return { kind: "accepted", providerId: isComplete ? (value?.id ?? null) : null };
  });
  return { kind: "answered", each };
}
