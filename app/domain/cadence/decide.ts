import { decideContact, type Contact, type ContactDecision } from "~/domain/contact-rules/decide";
import type { ContactLimits } from "~/domain/contact-rules/limits";
import type { Place } from "~/domain/contact-rules/place";
import { closedAt, nextOpening } from "~/domain/contact-rules/hours";
import { addDays, type CivilDate } from "~/domain/dates";
import type { AnswerId, BalanceId } from "~/domain/ids";
import { cannotCollectReason } from "~/domain/stripe-account";
import type { Channel, ContactChannel } from "~/domain/vocabulary";
import { instantAt, localTime } from "~/domain/zone-clock";
import { conditionsHold, standingConditionsHold, type DebtorStanding } from "./conditions";
import { holdOf, type Hold, type OpenAnswer } from "./holds";
import { waitForPayments } from "./payments-known";
import {
  answerStages,
  isAfterDue,
  mainSteps,
  slotAfterAnswer,
  slotAfterDue,
  stagesOf,
  takenStages,
  type Slot,
} from "./stages";
import type { CadencePolicy, CadenceStep } from "./steps";
import { wantedAt } from "./timing";

/** All that decides about the next contact with one debtor, as it is at one moment. */
export interface Situation {
  now: Date;
  vendor: {
    remindersOff: boolean;
    cadencePaused: boolean;
    canCollect: boolean;
    paymentsKnownUntil: Date | null;
  };
  cadence: CadencePolicy;
  place: Place;
  limits: ContactLimits;
  /** Something is outstanding on each. */
  balances: readonly { id: BalanceId; dueOn: CivilDate }[];
  answers: readonly OpenAnswer[];
  /** The last answer that ended while something it was about stayed outstanding; null when none did. */
  ended: { answerId: AnswerId; at: Date } | null;
  standing: DebtorStanding;
  /** A payment is under way that has not succeeded or failed yet, such as a bank debit. */
  paymentPending: boolean;
  /** A contact that is planned and waits for a person; null when none does. */
  waiting: { because: string; until: Date | null } | null;
  /** Until when the debtor is left alone to measure the effect of reminding; null when they are not. */
  heldOutUntil: Date | null;
  usableChannels: ReadonlySet<ContactChannel>;
  /** The reminders planned before, whatever became of them. */
  planned: readonly { slot: string; at: Date }[];
  /** The messages and calls that count towards caps. */
  contacts: readonly Contact[];
}

export type CadenceDecision =
  | { kind: "send"; slot: Slot; channel: ContactChannel }
  | {
      kind: "wait";
      /** When to look again; null: when something about the debtor changes. */
      until: Date | null;
      /** A sentence for the vendor. */
      because: string;
      /** What goes then, where that is known already. */
      next: { step: CadenceStep; channel: ContactChannel } | null;
    };

/**
 * What happens next with one debtor: a step to take now, or a wait with its reason. The oldest balance that
 * may be asked for sets the pace. Steps are taken in order, each at its own distance from the one before, so
 * that what fell due long ago, or while the system was down, is caught up without a burst.
 */
export function decideNextContact(situation: Situation): CadenceDecision {
  const { now, vendor, cadence, place } = situation;
  if (vendor.remindersOff) return wait("Reminders are switched off.");
  if (vendor.cadencePaused) return wait("The cadence is paused.");
  if (!vendor.canCollect) return wait(cannotCollectReason);
  const unknown = waitForPayments(vendor.paymentsKnownUntil, now);
  if (unknown) return { kind: "wait", ...unknown, next: null };
  if (cadence.steps.length === 0) return wait("The cadence has no steps.");
  if (situation.balances.length === 0) return wait("Nothing is outstanding.");
  if (situation.paymentPending) return wait("A payment is under way.");
  const { date: today } = localTime(place.homeZone, now.getTime());
  const asked = chooseAnchor(situation, today);
  if ("kind" in asked) return asked;
  if (situation.waiting) return { kind: "wait", ...situation.waiting, next: null };
  return placeNextStage(situation, { dueOn: asked.dueOn, today });
}

/** The due date that paces the sequence, or why nothing is asked for yet. */
function chooseAnchor(situation: Situation, today: CivilDate): { dueOn: CivilDate } | CadenceDecision {
  const { balances, answers, place } = situation;
  const held: Hold[] = [];
  let oldest: CivilDate | null = null;
  for (const { id, dueOn } of balances) {
    const hold = holdOf(id, answers, today);
    if (hold) held.push(hold);
    else if (oldest === null || dueOn < oldest) oldest = dueOn;
  }
  if (oldest !== null) return { dueOn: oldest };
  const because = held.find(({ untilOn }) => untilOn === null)?.because ?? held[0]?.because ?? "";
  return { kind: "wait", until: firstRelease(held, place), because, next: null };
}

/** When the first hold ends by itself; null when each waits for a person. */
function firstRelease(held: readonly Hold[], { homeZone }: Place): Date | null {
  const [first] = held.flatMap(({ untilOn }) => (untilOn === null ? [] : [untilOn])).sort();
  return first === undefined ? null : new Date(instantAt(homeZone, first, 0));
}

interface Day {
  dueOn: CivilDate;
  today: CivilDate;
}

function placeNextStage(situation: Situation, day: Day): CadenceDecision {
  const { now, heldOutUntil, place, limits, contacts } = situation;
  if (situation.usableChannels.size === 0) return wait(noAddress);
  const found = nextStage(situation, day);
  if (found === null) return wait(whyNever(situation));
  const { slot, channel, at: wanted } = found;
  // Who is left alone is asked at no time before that ends; what they would have got is caught up after it.
  const from = heldOutUntil !== null && heldOutUntil > wanted ? heldOutUntil : wanted;
  const at = from > now ? from : now;
  const rules = decideContact({ now: at, channel, place, contacts, limits });
  if (rules.kind === "allowed" && at <= now) return { kind: "send", slot, channel };
  const until = rules.kind === "not_now" ? rules.until : at;
  const released = releaseBefore(situation, day.today, until);
  if (released) return { kind: "wait", ...released, next: null };
  const because = whyThen(situation, day, { at, rules });
  return { kind: "wait", until, because, next: { step: slot.step, channel } };
}

/** Why no step can reach this debtor at any time. */
function whyNever({ now, usableChannels, place, limits }: Situation): string {
  for (const channel of usableChannels) {
    const rules = decideContact({ now, channel, place, limits, contacts: [] });
    if (rules.kind === "not_now" && rules.until === null) return rules.reason;
  }
  return onlyByOther;
}

const noAddress = "There is no email address or phone number that may be written to.";
const onlyByOther = "No step of the cadence uses a channel that may be used for this debtor.";

/** A hold on another balance may end sooner; then there is more to ask for, and what goes is decided anew. */
function releaseBefore(
  { balances, answers, place }: Situation,
  today: CivilDate,
  at: Date | null,
): { until: Date; because: string } | null {
  let first: { until: Date; because: string } | null = null;
  for (const { id } of balances) {
    const hold = holdOf(id, answers, today);
    const until = hold === null ? null : firstRelease([hold], place);
    if (hold === null || until === null || (at !== null && until >= at)) continue;
    if (first === null || until < first.until) first = { until, because: hold.because };
  }
  return first;
}

function whyThen(
  { now, heldOutUntil, place }: Situation,
  { dueOn, today }: Day,
  { at, rules }: { at: Date; rules: ContactDecision },
): string {
  if (heldOutUntil !== null && heldOutUntil.getTime() === at.getTime()) return leftAlone;
  if (rules.kind === "not_now" && at <= now) return rules.reason;
  const moved =
    rules.kind === "not_now" && rules.rule !== "hours"
      ? ` It falls on ${localTime(place.homeZone, at.getTime()).date}. ${rules.reason}`
      : "";
  const due = dueOn < today ? "The next step of the cadence is due then." : notYetDue(dueOn);
  return `${due}${moved}`;
}

const leftAlone = "The debtor is left alone until then, so that the effect of reminders can be measured.";

function notYetDue(dueOn: CivilDate): string {
  return `Nothing is overdue; the next is due on ${dueOn}.`;
}

interface Candidate {
  slot: Slot;
  channel: ContactChannel;
  at: Date;
}

/**
 * The next contact of the sequence after an answer that ended, else of that after the due date; null where no
 * step can reach this debtor.
 */
function nextStage(situation: Situation, day: Day): Candidate | null {
  return nextAfterAnswer(situation) ?? nextAfterDue(situation, day);
}

function nextAfterAnswer(situation: Situation): Candidate | null {
  const { ended, cadence, planned, place } = situation;
  if (ended === null) return null;
  const { answerId } = ended;
  const taken = takenStages(planned, answerId);
  // Once the other sequence has gone on, this one is over, also where it was given steps only later.
  if (planned.some(({ slot, at }) => at > ended.at && isAfterDue(slot))) return null;
  const { date: startOn } = localTime(place.homeZone, ended.at.getTime());
  const progress = Math.max(...taken, Number.NEGATIVE_INFINITY);
  for (const stage of answerStages(cadence.steps)) {
    if (stage.stageDays <= progress) continue;
    const candidate = candidateFor(situation, slotAfterAnswer(answerId, stage), startOn);
    if (candidate) return candidate;
  }
  return null;
}

function nextAfterDue(situation: Situation, { dueOn, today }: Day): Candidate | null {
  const { cadence, planned } = situation;
  const progress = Math.max(...takenStages(planned, dueOn), Number.NEGATIVE_INFINITY);
  const isOverdue = dueOn < today;
  const furthest = furthestOneShot(cadence);
  for (const stage of stagesOf(cadence)) {
    if (stage.stageDays <= progress) continue;
    // What is said before the due date is not said after it.
    if (isOverdue && stage.stageDays <= 0 && stage.stageDays < furthest) continue;
    const candidate = candidateFor(situation, slotAfterDue(dueOn, stage), dueOn);
    if (candidate) return candidate;
    // Rounds of the last step differ in their day alone: what cannot reach the debtor once never can.
    if (stage.stageDays > furthest) return null;
  }
  return null;
}

/** The day of the last step, after which it is repeated. */
function furthestOneShot({ steps, repeatEveryDays }: CadencePolicy): number {
  let furthest = Number.NEGATIVE_INFINITY;
  let left = mainSteps(steps).length;
  for (const { stageDays } of stagesOf({ steps, repeatEveryDays })) {
    if (left === 0) break;
    furthest = stageDays;
    left -= 1;
  }
  return furthest;
}

/**
 * The stage as it would go, or null where it is passed over: by its conditions, or for want of an address.
 */
function candidateFor(situation: Situation, slot: Slot, startOn: CivilDate): Candidate | null {
  const { now, standing, place } = situation;
  const { step } = slot;
  const channel = chooseChannel(step.channel, situation);
  if (channel === null || !standingConditionsHold(step.conditions, standing)) return null;
  const wanted = wantedAt(slot, { startOn, lastAt: lastContactAt(situation), place });
  const at = onOpenDay(wanted, channel, situation);
  // What the debtor does until then may still change the rest of the conditions.
  return at > now || conditionsHold(step.conditions, standing) ? { slot, channel, at } : null;
}

/** More Sundays and holidays in a row than any calendar has. */
const mostClosedDays = 21;

/**
 * The same time on the first day that is open: a follow-up wanted in the evening is not for Monday at nine.
 */
function onOpenDay(wanted: Date, channel: ContactChannel, { place, limits }: Situation): Date {
  const { date, minuteOfDay } = localTime(place.homeZone, wanted.getTime());
  let at = wanted;
  for (let days = 1; days <= mostClosedDays; days += 1) {
    const rule = closedAt({ at, channel, place, limits })?.rule;
    if (rule !== "weekday" && rule !== "holiday") return at;
    at = new Date(instantAt(place.homeZone, addDays(date, days), minuteOfDay));
  }
  return wanted;
}

function lastContactAt({ planned, contacts }: Situation): Date | null {
  let last: Date | null = null;
  for (const { at } of planned) if (last === null || at > last) last = at;
  for (const { at } of contacts) if (last === null || at > last) last = at;
  return last;
}

/**
 * The step's own channel; a message goes by the other one where the debtor cannot be reached by it. Nobody is
 * called in place of a message, nor written to in place of a call: those are steps of their own.
 */
function chooseChannel(preferred: ContactChannel, situation: Situation): ContactChannel | null {
  if (canReach(preferred, situation)) return preferred;
  if (preferred === "call") return null;
  const other: Channel = preferred === "email" ? "sms" : "email";
  return canReach(other, situation) ? other : null;
}

/** There is an address for it, and a time at which the rules let it be used. */
function canReach(channel: ContactChannel, { now, usableChannels, place, limits }: Situation): boolean {
  return usableChannels.has(channel) && nextOpening({ from: now, channel, place, limits }) !== null;
}

function wait(because: string): CadenceDecision {
  return { kind: "wait", until: null, because, next: null };
}
