import type { ContactChannel } from "~/domain/vocabulary";
import { closedAt, nextOpening, refusedChannel } from "./hours";
import type { Cap, ContactLimits } from "./limits";
import type { Place } from "./place";

/** A message that reached the debtor, or may have, or a call that was made. */
export interface Contact {
  channel: ContactChannel;
  at: Date;
  /** A call in which somebody answered. */
  conversation?: boolean;
}

export type ContactDecision =
  | { kind: "allowed" }
  | {
      kind: "not_now";
      rule: "cap" | "hours" | "weekday" | "holiday" | "choice";
      /**
       * The first instant at which every rule allows it, if nothing else is sent; null when there is none in
       * sight.
       */
      until: Date | null;
      /** A sentence for the vendor. */
      reason: string;
    };

interface Question {
  now: Date;
  channel: ContactChannel;
  place: Place;
  /** In any order; those older than the longest cap do not matter. */
  contacts: readonly Contact[];
  limits: ContactLimits;
}

const dayMs = 86_400_000;

/**
 * Whether a debtor may be contacted on a channel now, and if not, by which rule and until when. Knows nothing
 * of cadences.
 */
export function decideContact(question: Question): ContactDecision {
  const { now, channel, place, limits } = question;
  const refused = refusedChannel(question);
  if (refused !== null) return { kind: "not_now", until: null, ...refused };
  const full = fullCap(question);
  const closed = full === null ? closedAt({ at: now, channel, place, limits }) : null;
  if (full === null && closed === null) return { kind: "allowed" };
  // Nothing else being sent, a cap that has let go stays so: what is left is to wait for an opening.
  const until = nextOpening({ from: full?.freeAt ?? now, channel, place, limits });
  if (until === null) return { kind: "not_now", until, ...explainNever(question) };
  if (full !== null) return { kind: "not_now", rule: "cap", until, reason: explainCap(full.cap) };
  return { kind: "not_now", rule: closed?.rule ?? "hours", until, reason: closed?.reason ?? "" };
}

/** The cap that stands in the way longest, if any does, and when it has room again. */
function fullCap({ now, contacts, channel, limits }: Question): { cap: Cap; freeAt: Date } | null {
  let longest: { cap: Cap; freeAtMs: number } | null = null;
  for (const cap of limits.caps) {
    if (cap.channels !== null && !cap.channels.includes(channel)) continue;
    const opensAtMs = now.getTime() - cap.days * dayMs;
    let counted = 0;
    for (const contact of contacts) if (counts(cap, contact, opensAtMs)) counted += 1;
    if (counted < cap.max) continue;
    const times = contacts
      .filter((contact) => counts(cap, contact, opensAtMs))
      .map(({ at }) => at.getTime())
      .sort((one, other) => one - other);
    // With room for one more, the window has to have let go of this one.
    const lastToLeaveMs = times[counted - cap.max] ?? opensAtMs;
    const freeAtMs = lastToLeaveMs + cap.days * dayMs;
    if (longest === null || freeAtMs > longest.freeAtMs) longest = { cap, freeAtMs };
  }
  return longest === null ? null : { cap: longest.cap, freeAt: new Date(longest.freeAtMs) };
}

/** A contact leaves a window at the instant it is as old as the window is long. */
function counts({ channels, counts: what }: Cap, contact: Contact, opensAtMs: number): boolean {
  if (contact.at.getTime() <= opensAtMs) return false;
  if (channels !== null && !channels.includes(contact.channel)) return false;
  return what === "contacts" || contact.conversation === true;
}

/** Why there is no time ahead: the debtor's own choice, where without it there would be one. */
function explainNever({ now, channel, place, limits }: Question): {
  rule: "choice" | "hours";
  reason: string;
} {
  const withoutChoice = { ...limits, choice: null };
  if (limits.choice !== null && nextOpening({ from: now, channel, place, limits: withoutChoice })) {
    return { rule: "choice", reason: choiceLeavesNoTime };
  }
  return { rule: "hours", reason: place.zones.length > 1 ? noCommonTime : noLawfulTime };
}

const choiceLeavesNoTime = "The debtor's own choice of hours leaves no time at which they may be contacted.";
const noCommonTime =
  "No time of day is within the hours everywhere the debtor may be; recording their time zone would help.";
const noLawfulTime = "The limits leave no time at which the debtor may be contacted.";

function explainCap({ max, days, channels, counts: what, where }: Cap): string {
  if (what === "conversations") {
    return `Nobody is called within ${days} days of a conversation ${where}, and there was one.`;
  }
  const made = max === 1 ? "it has been made" : "they have been made";
  return `${max} ${countedInWords(channels, max)} in ${days} days is the most ${where}, and ${made}.`;
}

function countedInWords(channels: Cap["channels"], max: number): string {
  if (channels === null) return max === 1 ? "contact" : "contacts";
  const plural: Record<ContactChannel, string> = { email: "emails", sms: "SMS", call: "calls" };
  const singular: Record<ContactChannel, string> = { email: "email", sms: "SMS", call: "call" };
  return channels.map((channel) => (max === 1 ? singular : plural)[channel]).join(" or ");
}
