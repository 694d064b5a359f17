import { daysBetween } from "~/domain/dates";
import type { ContactChannel } from "~/domain/vocabulary";
import { localTime } from "~/domain/zone-clock";
import { decideNextContact, type CadenceDecision, type Situation } from "./decide";
import { holdOf } from "./holds";

export interface ForeseenContact {
  at: Date;
  channel: ContactChannel;
  templateKey: string;
}

/** Waits and contacts of a debtor in a week are far fewer; it is there for the loop's sake. */
const mostRounds = 40;

/**
 * The contacts that a debtor will get until then, and the first one however late it is, if nothing changes:
 * nobody pays or answers, and every call is made on its day. Empty where nothing is to come.
 */
export function foresee(situation: Situation, until: Date): ForeseenContact[] {
  const found: ForeseenContact[] = [];
  let current = situation;
  for (let round = 0; round < mostRounds; round += 1) {
    const decision = decideNextContact(current);
    if (decision.kind === "send") {
      const { channel, slot } = decision;
      found.push({ at: current.now, channel, templateKey: slot.step.templateKey });
      current = afterContact(current, decision);
    } else if (decision.until === null || decision.until <= current.now) break;
    else if (decision.until > until && found.length > 0) break;
    else current = atTime(current, decision.until);
  }
  return found;
}

function afterContact(
  situation: Situation,
  { channel, slot }: Extract<CadenceDecision, { kind: "send" }>,
): Situation {
  const { now, planned, contacts, standing } = situation;
  return {
    ...situation,
    planned: [...planned, { slot: slot.name, at: now }],
    contacts: [...contacts, { channel, at: now }],
    standing: { ...standing, hasOpened: false },
  };
}

function atTime(situation: Situation, now: Date): Situation {
  const { vendor, balances, answers, place, standing, waiting } = situation;
  const { date: today } = localTime(place.homeZone, now.getTime());
  const open = balances.filter(({ id }) => holdOf(id, answers, today) === null);
  const oldest = open.map(({ dueOn }) => dueOn).sort()[0];
  const daysLate = oldest === undefined ? 0 : Math.max(0, daysBetween(oldest, today));
  const isOver = waiting !== null && waiting.until !== null && waiting.until <= now;
  return {
    ...situation,
    now,
    // By then what was paid will be known.
    vendor: { ...vendor, paymentsKnownUntil: null },
    standing: { ...standing, daysLate },
    waiting: isOver ? null : waiting,
  };
}

/** How the next contact with a debtor changes; by `words` its channel or template alone. */
export const contactChanges = ["starts", "stops", "sooner", "later", "words", "same"] as const;
export type ContactChange = (typeof contactChanges)[number];

const sameMinuteMs = 60_000;

/** What becomes of the next contact, when it was to be the one and is to be the other. */
export function compareNext(
  before: ForeseenContact | undefined,
  after: ForeseenContact | undefined,
): ContactChange {
  if (before === undefined) return after === undefined ? "same" : "starts";
  if (after === undefined) return "stops";
  const laterMs = after.at.getTime() - before.at.getTime();
  if (Math.abs(laterMs) >= sameMinuteMs) return laterMs < 0 ? "sooner" : "later";
  return before.channel === after.channel && before.templateKey === after.templateKey ? "same" : "words";
}

/** So many more within a day are a burst, which a vendor should know of before it happens. */
const burstAtLeast = 10;

/** Whether a change makes far more contacts within a day than there were to be. */
export function isBurst({ before, after }: { before: number; after: number }): boolean {
  return after - before >= burstAtLeast && after >= 2 * before;
}
