import type { Channel, MessagePurpose, SuppressionReason } from "~/domain/vocabulary";

export interface ContactPoints {
  email: string | null;
  phone: string | null;
}

export interface Suppression {
  channel: Channel;
  contact: string;
  reason: SuppressionReason;
}

/**
 * Who unsubscribed from reminders still gets the receipt of what they pay and the link they ask for. STOP is
 * not among these: the networks themselves block every message after it.
 */
const remindersOnly: ReadonlySet<SuppressionReason> = new Set(["unsubscribed"]);

/**
 * The contact point on each channel that may be written to for this purpose; a channel without one is left
 * out.
 */
export function usableContacts(
  { email, phone }: ContactPoints,
  suppressions: readonly Suppression[],
  purpose: MessagePurpose,
): Map<Channel, string> {
  const usable = new Map<Channel, string>();
  for (const [channel, contact] of [
    ["email", email],
    ["sms", phone],
  ] as const) {
    if (contact === null || contact === "") continue;
    const blocked = suppressions.some(
      (suppression) =>
        suppression.channel === channel &&
        suppression.contact === contact &&
        (purpose === "reminder" || !remindersOnly.has(suppression.reason)),
    );
    if (!blocked) usable.set(channel, contact);
  }
  return usable;
}
