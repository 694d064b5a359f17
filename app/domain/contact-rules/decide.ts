import { Temporal } from "temporal-polyfill";
import type { Channel } from "~/domain/vocabulary";
import { closedAt, nextOpening } from "./hours";
import type { Cap, ContactLimits } from "./limits";
import type { Place } from "./place";

/** A message that reached the debtor, or may have. */
export interface Contact {
  channel: Channel;
  at: Date;
}

export type ContactDecision =
  | { kind: "allowed" }
  | {
      kind: "not_now";
      rule: "cap" | "hours" | "weekday" | "holiday";
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
  channel: Channel;
  place: Place;
  /** In any order; those older than the longest cap do not matter. */
  contacts: readonly Contact[];
  limits: ContactLimits;
}

const dayMs = 86_400_000;
/** Caps and hours push each other forward a few times at most. */
const mostRounds = 50;

/**
 * Whether a message may go to a debtor now, and if not, by which rule and until when. Knows nothing of
 * cadences.
 */
export function decideContact(question: Question): ContactDecision {
  const { now, place, limits } = question;
  const full = fullCap(question, now);
  const closed = full ? null : closedAt(Temporal.Instant.fromEpochMilliseconds(now.getTime()), place, limits);
  if (!full && !closed) return { kind: "allowed" };
  const until = firstAllowed(question);
  if (full) return { kind: "not_now", rule: "cap", until, reason: explainCap(full.cap) };
  return { kind: "not_now", rule: closed?.rule ?? "hours", until, reason: closed?.reason ?? "" };
}

function firstAllowed(question: Question): Date | null {
  let at = question.now;
  for (let round = 0; round < mostRounds; round += 1) {
    const full = fullCap(question, at);
    if (full) {
      at = full.freeAt;
      continue;
    }
    const opening = nextOpening(
      Temporal.Instant.fromEpochMilliseconds(at.getTime()),
      question.place,
      question.limits,
    );
    if (opening === null) return null;
    if (opening.epochMilliseconds === at.getTime()) return at;
    at = new Date(opening.epochMilliseconds);
  }
  return null;
}

/** The cap that stands in the way longest, if any does at this instant, and when it has room again. */
function fullCap({ contacts, channel, limits }: Question, at: Date): { cap: Cap; freeAt: Date } | null {
  let longest: { cap: Cap; freeAt: Date } | null = null;
  for (const cap of limits.caps) {
    if (cap.channel !== null && cap.channel !== channel) continue;
    const opensAt = at.getTime() - cap.days * dayMs;
    const inWindow = contacts
      .filter((contact) => cap.channel === null || contact.channel === cap.channel)
      .map((contact) => contact.at.getTime())
      .filter((time) => time > opensAt)
      .sort((a, b) => a - b);
    // With room for one more, the window has to have let go of this one.
    const lastToLeave = inWindow[inWindow.length - cap.max];
    if (lastToLeave === undefined) continue;
    const freeAt = new Date(lastToLeave + cap.days * dayMs);
    if (longest === null || freeAt > longest.freeAt) longest = { cap, freeAt };
  }
  return longest;
}

function explainCap({ max, days, channel }: Cap): string {
  const what = channel === "sms" ? "SMS" : max === 1 ? "message" : "messages";
  return `${max} ${what} in ${days} days is the most, and they have been sent.`;
}
