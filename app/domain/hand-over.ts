import type { MessageId, VendorId } from "~/domain/ids";

/**
 * What came of handing one message to its provider. `retry` means that the provider has certainly not taken
 * it, or that trying again under the same key cannot make a second one; `unknown` means that it may have.
 */
export type HandOver =
  | { kind: "accepted"; providerId: string | null }
  | { kind: "refused"; reason: string; contactFault: ContactFault | null }
  | { kind: "retry"; reason: string }
  | { kind: "unknown"; reason: string };

/** Why the contact point itself is at fault, so that it is not tried again. */
export type ContactFault = "invalid_number" | "stop" | "hard_bounce";

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

/** A text message that someone sent to us. */
export interface InboundSms {
  eventId: string;
  from: string;
  to: string;
  body: string;
  /** True when the provider has already answered a STOP, START or HELP by itself. */
  answeredByProvider: boolean;
}
