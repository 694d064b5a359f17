import { Temporal } from "temporal-polyfill";
import { decideContact, type Contact } from "~/domain/contact-rules/decide";
import type { ContactLimits } from "~/domain/contact-rules/limits";
import type { Place } from "~/domain/contact-rules/place";
import type { BalanceId } from "~/domain/ids";
import { cannotCollectReason } from "~/domain/stripe-account";
import type { Channel } from "~/domain/vocabulary";
import { waitForPayments } from "./payments-known";
import { holdOf, type Hold, type OpenAnswer } from "./holds";
import { slotsFrom, type Slot } from "./slots";
import type { CadenceStep } from "./steps";

/** All that decides about the next reminder to one debtor, as it is at one moment. */
export interface Situation {
  now: Date;
  vendor: {
    remindersOff: boolean;
    cadencePaused: boolean;
    canCollect: boolean;
    paymentsKnownUntil: Date | null;
  };
  steps: readonly CadenceStep[];
  place: Place;
  limits: ContactLimits;
  /** Something is outstanding on each. */
  balances: readonly { id: BalanceId; dueOn: string }[];
  answers: readonly OpenAnswer[];
  /** A payment is under way that has not succeeded or failed yet, such as a bank debit. */
  paymentPending: boolean;
  usableChannels: ReadonlySet<Channel>;
  /** The reminders planned before, whatever became of them. */
  planned: readonly { slot: string; at: Date }[];
  /** The messages that count towards caps. */
  contacts: readonly Contact[];
}

export type CadenceDecision =
  | { kind: "send"; slot: Slot; channel: Channel }
  | {
      kind: "wait";
      /** When to look again; null: when something about the debtor changes. */
      until: Date | null;
      /** A sentence for the vendor. */
      because: string;
      /** What goes then, where that is known already. */
      next: { step: CadenceStep; channel: Channel } | null;
    };

/** After another due date's sequence, a new one leaves the debtor at least this long in peace. */
const gapBetweenSequencesDays = 3;

/**
 * What happens next with one debtor: a step to send now, or a wait with its reason. The oldest balance that
 * may be asked for sets the pace. Steps are taken in order, each at its own distance from the one before, so
 * that what fell due long ago, or while the system was down, is caught up without a burst.
 */
export function decideNextContact(situation: Situation): CadenceDecision {
  const { now, vendor, steps, place } = situation;
  if (vendor.remindersOff) return wait("Reminders are switched off.");
  if (vendor.cadencePaused) return wait("The cadence is paused.");
  if (!vendor.canCollect) return wait(cannotCollectReason);
  const unknown = waitForPayments(vendor.paymentsKnownUntil, now);
  if (unknown) return { kind: "wait", ...unknown, next: null };
  if (steps.length === 0) return wait("The cadence has no steps.");
  if (situation.balances.length === 0) return wait("Nothing is outstanding.");
  if (situation.paymentPending) return wait("A payment is under way.");
  const today = Temporal.Instant.fromEpochMilliseconds(now.getTime())
    .toZonedDateTimeISO(place.homeZone)
    .toPlainDate();
  const asked = chooseAnchor(situation, today);
  if ("kind" in asked) return asked;
  return placeNextStep(situation, asked.anchorOn);
}

/** The due date that paces the sequence, or why nothing is asked for yet. */
function chooseAnchor(
  situation: Situation,
  today: Temporal.PlainDate,
): { anchorOn: string } | CadenceDecision {
  const { balances, answers, steps, place } = situation;
  const firstOffset = Math.min(...steps.map(({ offsetDays }) => offsetDays));
  const held: Hold[] = [];
  const open: string[] = [];
  for (const { id, dueOn } of balances) {
    const hold = holdOf(id, answers, today);
    if (hold) held.push(hold);
    else open.push(dueOn);
  }
  const oldest = open.sort()[0];
  const released = firstRelease(held, place);
  if (oldest === undefined) {
    const because = held.find(({ untilOn }) => untilOn === null)?.because ?? held[0]?.because ?? "";
    return { kind: "wait", until: released, because, next: null };
  }
  const firstOn = Temporal.PlainDate.from(oldest).add({ days: firstOffset });
  if (Temporal.PlainDate.compare(firstOn, today) <= 0) return { anchorOn: oldest };
  const step = steps.find(({ offsetDays }) => offsetDays === firstOffset);
  const dueAt = toDate(atHour(firstOn, step?.localHour ?? 0, place));
  const until = released !== null && released < dueAt ? released : dueAt;
  return { kind: "wait", until, because: `Nothing is overdue; the next is due on ${oldest}.`, next: null };
}

/** When the first hold ends by itself; null when each waits for a person. */
function firstRelease(held: readonly Hold[], place: Place): Date | null {
  const [first] = held.flatMap(({ untilOn }) => (untilOn === null ? [] : [untilOn])).sort();
  return first === undefined ? null : toDate(atHour(Temporal.PlainDate.from(first), 0, place));
}

function placeNextStep(situation: Situation, anchorOn: string): CadenceDecision {
  const { now, planned, usableChannels, place, limits, contacts } = situation;
  const slot = nextSlot(situation, anchorOn);
  const channel = chooseChannel(slot.step.channel, usableChannels);
  if (!channel) return wait("There is no email address or phone number that may be written to.");
  const next = { step: slot.step, channel };
  const wantedAt = wantedTime({ slot, anchorOn, planned, place });
  const at = wantedAt > now ? wantedAt : now;
  const rules = decideContact({ now: at, channel, place, contacts, limits });
  if (rules.kind === "not_now") return { kind: "wait", until: rules.until, because: rules.reason, next };
  if (at > now)
    return { kind: "wait", until: at, because: "The next step of the cadence is due then.", next };
  return { kind: "send", slot, channel };
}

function nextSlot({ steps, planned }: Situation, anchorOn: string): Slot {
  const taken = new Set(planned.map(({ slot }) => slot));
  for (const slot of slotsFrom(steps, anchorOn)) if (!taken.has(slot.name)) return slot;
  throw new Error("A cadence never runs out of slots.");
}

/** The step's own channel, or the other one where the debtor cannot be reached on it. */
function chooseChannel(preferred: Channel, usable: ReadonlySet<Channel>): Channel | null {
  if (usable.has(preferred)) return preferred;
  const [other] = usable;
  return other ?? null;
}

/** The step's own time, or later: never closer to the reminder before than the cadence says. */
function wantedTime({
  slot,
  anchorOn,
  planned,
  place,
}: {
  slot: Slot;
  anchorOn: string;
  planned: Situation["planned"];
  place: Place;
}): Date {
  const own = atHour(
    Temporal.PlainDate.from(anchorOn).add({ days: slot.dayOffset }),
    slot.step.localHour,
    place,
  );
  const last = planned.reduce<Date | null>(
    (latest, { at }) => (latest === null || at > latest ? at : latest),
    null,
  );
  if (last === null) return toDate(own);
  const lastOn = Temporal.Instant.fromEpochMilliseconds(last.getTime())
    .toZonedDateTimeISO(place.homeZone)
    .toPlainDate();
  const gapDays = slot.gapDays ?? gapBetweenSequencesDays;
  const spaced = atHour(lastOn.add({ days: gapDays }), slot.step.localHour, place);
  return toDate(Temporal.Instant.compare(own, spaced) > 0 ? own : spaced);
}

function atHour(date: Temporal.PlainDate, hour: number, { homeZone }: Place): Temporal.Instant {
  return date.toZonedDateTime({ timeZone: homeZone, plainTime: new Temporal.PlainTime(hour) }).toInstant();
}

function toDate(instant: Temporal.Instant): Date {
  return new Date(instant.epochMilliseconds);
}

function wait(because: string): CadenceDecision {
  return { kind: "wait", until: null, because, next: null };
}
