import type { MessageId, VendorId } from "~/domain/ids";
import type { OpenTrace } from "~/domain/engagement/human-open";

/** What came of handing one message to its provider. */
export type HandOver =
  | { kind: "accepted"; providerId: string | null }
  | { kind: "refused"; reason: string; contactFault: ContactFault | null }
  | NotTaken
  | Unanswered
  /** It may have been taken, and the provider has no key to tell a second try by: never sent again. */
  | { kind: "unknown"; reason: string };

/** The provider has certainly not taken it. */
export interface NotTaken {
  kind: "retry";
  reason: string;
  /** How long the provider wants to be left alone, where it says so. */
  waitMs?: number;
}

/** The provider may have taken it; asked again under the same key, it cannot make a second one of it. */
interface Unanswered {
  kind: "unanswered";
  reason: string;
}

/** What came of handing several over in one call. */
export type BatchHandOver =
  /** One for each, in the order in which they were given. */
  | { kind: "answered"; each: HandOver[] }
  /** The call as such was refused: none of them was taken. */
  | { kind: "refused"; reason: string }
  | NotTaken
  | Unanswered;

/** Why the contact point itself is at fault, so that it is not tried again. */
export type ContactFault = "invalid_number" | "landline" | "stop" | "hard_bounce";

/** How many calls a provider takes in a second, all processes together. */
export interface Pace {
  provider: "resend" | "twilio";
  perSecond: number;
}

/** What a provider tells of a message it was handed, in one form for all of them. */
export interface DeliveryReport {
  /** The provider's own id of this notice; a second copy of it has the same. */
  eventId: string;
  providerId: string;
  /**
   * Ours, carried through the provider, so that a notice that overtakes our own commit still finds its
   * message.
   */
  about: { vendorId: VendorId; messageId: MessageId } | null;
  kind: "sent" | "delivered" | "bounced" | "complained" | "failed";
  /** Set when the contact point must not be tried again. */
  contactFault: ContactFault | null;
  /** In the provider's words, when it gives any. */
  reason: string | null;
  occurredAt: Date;
}

/** That an email was opened, or a link in it, by a person or by a machine. */
export interface OpenReport {
  eventId: string;
  providerId: string;
  about: { vendorId: VendorId; messageId: MessageId } | null;
  kind: "opened" | "clicked";
  trace: OpenTrace;
  occurredAt: Date;
}

/** A text message that someone sent to us. */
export interface InboundSms {
  eventId: string;
  from: string;
  to: string;
  body: string;
  /** What the provider takes it for, when it has heeded and answered it by itself. */
  heededAs: "stop" | "start" | "help" | null;
}

/** News that somebody has sent us an email; what it says is fetched. */
export interface InboundEmailNotice {
  emailId: string;
  /** The bare address, in lower case. */
  from: string;
  /** Every address it came to, in lower case. */
  recipients: string[];
}

/** An email that somebody sent us. */
export interface ReceivedEmail {
  subject: string;
  text: string | null;
  html: string | null;
  headers: Record<string, string>;
  /** The names of what was attached. */
  attachments: string[];
}
