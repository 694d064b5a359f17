import type { BatchHandOver, DeliveryReport, HandOver, OpenReport, Pace } from "~/domain/hand-over";
import type { MessageId, VendorId } from "~/domain/ids";

export interface OutgoingEmail {
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
  /**
   * Whether the provider knows a message by its key, so that one whose answer was lost may be handed over
   * again.
   */
  knowsKeys: boolean;
  /** Null where the provider sets no rate. */
  pace: Pace | null;
  /** The message's id is its key: handed over twice, it is sent once. */
  send(email: OutgoingEmail): Promise<HandOver>;
  /** Hands over up to 100 in one call; null where the provider takes them one by one. */
  sendAll: ((batch: { key: string; emails: readonly OutgoingEmail[] }) => Promise<BatchHandOver>) | null;
  /** Null for a notice that is not signed by Resend, `ignored` for one that says nothing of use. */
  readReport(request: { body: string; headers: Headers }): EmailNotice | "ignored" | null;
}

export type EmailNotice = { kind: "report"; report: DeliveryReport } | { kind: "open"; open: OpenReport };

/** Both headers are asked for by Gmail and Yahoo; the second says that a POST alone unsubscribes. */
export function unsubscribeHeaders(url: string | null): Record<string, string> {
  if (url === null) return {};
  return { "List-Unsubscribe": `<${url}>`, "List-Unsubscribe-Post": "List-Unsubscribe=One-Click" };
}

/** A display name that can neither end its quotes nor start another line. */
export function plainName(name: string): string {
  return name
    .replace(/[\p{Cc}"\\<>]+/gu, " ")
    .replace(/\s+/g, " ")
    .trim();
}
