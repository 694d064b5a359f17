import type { Channel, ContactChannel, MessagePurpose, SuppressionReason } from "~/domain/vocabulary";

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

/** A line that takes no texts can still be called. */
const textsOnly: ReadonlySet<SuppressionReason> = new Set(["landline"]);
const none: ReadonlySet<SuppressionReason> = new Set();

/**
 * The contact point on each channel that may be written to for this purpose; a channel without one is left
 * out.
 */
export function usableContacts(
  { email, phone }: ContactPoints,
  suppressions: readonly Suppression[],
  purpose: MessagePurpose,
): Map<Channel, string> {
  const lifted = purpose === "reminder" ? none : remindersOnly;
  const usable = new Map<Channel, string>();
  if (email && !isBlocked({ channel: "email", contact: email }, suppressions, lifted))
    usable.set("email", email);
  if (phone && !isBlocked({ channel: "sms", contact: phone }, suppressions, lifted)) usable.set("sms", phone);
  return usable;
}

/**
 * The same for reminders, calls among them. They go to no number at which texts were stopped: whoever says
 * STOP is not rung up instead.
 */
export function reachableContacts(
  points: ContactPoints,
  suppressions: readonly Suppression[],
  choice: { channels: readonly ContactChannel[] | null } | null,
): Map<ContactChannel, string> {
  const reachable = new Map<ContactChannel, string>(usableContacts(points, suppressions, "reminder"));
  const { phone } = points;
  if (phone && !isBlocked({ channel: "sms", contact: phone }, suppressions, textsOnly))
    reachable.set("call", phone);
  const chosen = choice?.channels ?? null;
  for (const channel of [...reachable.keys()]) {
    if (chosen !== null && !chosen.includes(channel)) reachable.delete(channel);
  }
  return reachable;
}

function isBlocked(
  { channel, contact }: { channel: Channel; contact: string },
  suppressions: readonly Suppression[],
  lifted: ReadonlySet<SuppressionReason>,
): boolean {
  return suppressions.some(
    (known) => known.channel === channel && known.contact === contact && !lifted.has(known.reason),
  );
}
