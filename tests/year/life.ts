import { decideNextContact, type Situation } from "~/domain/cadence/decide";
import { promiseBrokenOn, replyHoldsDays, type OpenAnswer } from "~/domain/cadence/holds";
import type { CadencePolicy } from "~/domain/cadence/steps";
import { addDays, type CivilDate } from "~/domain/dates";
import type { AnswerId, BalanceId } from "~/domain/ids";
import type { AnswerKind, ContactChannel } from "~/domain/vocabulary";
import { instantAt, localTime } from "~/domain/zone-clock";

/** What happens to a debtor beside being contacted. */
export type Happening = { at: Date } & (
  | { kind: "answers"; answer: AnswerKind; promisedOn: CivilDate | null }
  | { kind: "closed"; how: "resolved" }
  | { kind: "writes" }
  | { kind: "handled" }
  | { kind: "pays" }
  | { kind: "pending"; pending: boolean }
  | { kind: "owes"; dueOn: CivilDate }
  | { kind: "unreachable"; channel: ContactChannel }
  | { kind: "paused"; paused: boolean }
  | { kind: "stopped"; stopped: boolean }
  | { kind: "cadence"; cadence: CadencePolicy }
  /** Nobody looks until then: the process was down. */
  | { kind: "down"; until: Date }
);

/** One contact that was made. */
export interface MadeContact {
  at: Date;
  channel: ContactChannel;
  slot: string;
  templateKey: string;
  conversation: boolean;
}

/** A stretch in which nobody may contact the debtor, and why. */
export interface Forbidden {
  from: Date;
  until: Date | null;
  why: string;
}

export interface Life {
  start: Situation;
  until: Date;
  contacts: MadeContact[];
  forbidden: Forbidden[];
  /** Where it stood when the life ended, or nothing more was to happen. */
  end: { situation: Situation; waits: { until: Date | null; because: string } | null };
  /** What the driver itself found to be wrong. */
  complaints: string[];
}

/** A life of a year has a few hundred looks; more means that it is going round in circles. */
const mostLooks = 5_000;

/**
 * Lives through a debtor's time as the sweep does: looks when it was told to or when something happened,
 * makes the contact that is decided, and waits again.
 *
 * @param react what a contact brings about; its happenings are later than it.
 */
export function live(
  start: Situation,
  {
    happenings,
    until,
    react = () => [],
  }: { happenings: readonly Happening[]; until: Date; react?: (made: MadeContact) => readonly Happening[] },
): Life {
  const ahead = [...happenings].sort((a, b) => a.at.getTime() - b.at.getTime());
  const life: Life = {
    start,
    until,
    contacts: [],
    forbidden: [],
    end: { situation: start, waits: null },
    complaints: [],
  };
  let current = start;
  if (start.vendor.cadencePaused) forbid(life, "paused", start.now);
  for (let looks = 0; current.now < until; looks += 1) {
    if (looks > mostLooks) {
      life.complaints.push("It is looked at again and again.");
      break;
    }
    const happening = ahead[0];
    if (happening !== undefined && happening.at <= current.now) {
      ahead.shift();
      current = happen(life, current, happening);
      continue;
    }
    current = breakPromises(life, current);
    const decision = decideNextContact(current);
    if (decision.kind === "send") {
      const made: MadeContact = {
        at: current.now,
        channel: decision.channel,
        slot: decision.slot.name,
        templateKey: decision.slot.step.templateKey,
        conversation: decision.channel === "call",
      };
      life.contacts.push(made);
      insert(ahead, react(made));
      current = {
        ...current,
        planned: [...current.planned, { slot: made.slot, at: made.at }],
        contacts: [...current.contacts, made],
      };
      life.end = { situation: current, waits: null };
      continue;
    }
    const next = decision.until;
    life.end = { situation: current, waits: { until: next, because: decision.because } };
    if (next !== null && next <= current.now) {
      life.complaints.push(`It waits for ${next.toISOString()}, which is past: ${decision.because}`);
      break;
    }
    const happensAt = happening?.at ?? null;
    if (happensAt !== null && (next === null || happensAt <= next)) current = { ...current, now: happensAt };
    else if (next === null) break;
    else current = { ...current, now: next };
  }
  return life;
}

function laterOf(a: Date, b: Date): Date {
  return a > b ? a : b;
}

function insert(ahead: Happening[], more: readonly Happening[]): void {
  ahead.push(...more);
  ahead.sort((a, b) => a.at.getTime() - b.at.getTime());
}

/** As the planner does before it decides. */
function breakPromises(life: Life, current: Situation): Situation {
  const { date: today } = localTime(current.place.homeZone, current.now.getTime());
  const broken = current.answers.filter(
    ({ kind, promisedOn }) =>
      kind === "promise_to_pay" && promisedOn !== null && today >= promiseBrokenOn(promisedOn),
  );
  if (broken.length === 0) return current;
  allow(life, "promise_to_pay", current.now);
  return {
    ...current,
    answers: current.answers.filter((answer) => !broken.includes(answer)),
    ended: { answerId: nextAnswerId(current), at: current.now },
    standing: { ...current.standing, answered: "promise_broken" },
  };
}

function nextAnswerId({ ended }: Situation): AnswerId {
  const before = ended === null ? 0 : Number(ended.answerId.slice(1));
  return `a${before + 1}` as AnswerId;
}

function happen(life: Life, current: Situation, happening: Happening): Situation {
  const at = current.now;
  switch (happening.kind) {
    case "answers": {
      for (const { kind } of current.answers) allow(life, kind, at);
      forbid(life, happening.answer, at);
      const answer: OpenAnswer = {
        kind: happening.answer,
        promisedOn: happening.promisedOn,
        balanceIds: [],
      };
      const others = current.answers.filter(({ kind }) => kind === "reply" || kind === "stopped");
      return { ...current, answers: [...others, answer] };
    }
    case "closed":
      return closeAnswers(life, current);
    case "writes": {
      if (current.answers.some(({ kind }) => kind === "reply")) return current;
      const untilOn = addDays(at.toISOString().slice(0, 10), replyHoldsDays);
      const until = new Date(instantAt(current.place.homeZone, untilOn, 0));
      if (until > at) life.forbidden.push({ from: at, until, why: "reply" });
      const reply: OpenAnswer = { kind: "reply", promisedOn: null, untilOn, balanceIds: [] };
      return { ...current, answers: [...current.answers, reply] };
    }
    case "handled":
      return without(life, current, "reply");
    case "pays":
      forbid(life, "paid", at);
      return { ...current, balances: [] };
    case "pending":
      if (happening.pending) forbid(life, "pending", at);
      else allow(life, "pending", at);
      return { ...current, paymentPending: happening.pending };
    case "owes": {
      allow(life, "paid", at);
      const id = `b${current.now.getTime()}` as BalanceId;
      return { ...current, balances: [...current.balances, { id, dueOn: happening.dueOn }] };
    }
    case "unreachable": {
      const usableChannels = new Set(current.usableChannels);
      usableChannels.delete(happening.channel);
      return { ...current, usableChannels };
    }
    case "paused":
      if (happening.paused) forbid(life, "paused", at);
      else allow(life, "paused", at);
      return { ...current, vendor: { ...current.vendor, cadencePaused: happening.paused } };
    case "stopped": {
      if (!happening.stopped) return without(life, current, "stopped");
      forbid(life, "stopped", at);
      const stop: OpenAnswer = { kind: "stopped", promisedOn: null, balanceIds: [] };
      return { ...current, answers: [...current.answers, stop] };
    }
    case "cadence":
      return { ...current, cadence: happening.cadence };
    case "down":
      return { ...current, now: laterOf(happening.until, current.now) };
  }
}

function closeAnswers(life: Life, current: Situation): Situation {
  const closed = current.answers.filter(({ kind }) => kind !== "reply" && kind !== "stopped");
  if (closed.length === 0) return current;
  for (const { kind } of closed) allow(life, kind, current.now);
  return {
    ...current,
    answers: current.answers.filter((answer) => !closed.includes(answer)),
    ended: { answerId: nextAnswerId(current), at: current.now },
    standing: { ...current.standing, answered: "before" },
  };
}

function without(life: Life, current: Situation, what: OpenAnswer["kind"]): Situation {
  allow(life, what, current.now);
  return { ...current, answers: current.answers.filter(({ kind }) => kind !== what) };
}

function forbid(life: Life, why: string, from: Date): void {
  if (life.forbidden.some((stretch) => stretch.why === why && stretch.until === null)) return;
  life.forbidden.push({ from, until: null, why });
}

function allow(life: Life, why: string, until: Date): void {
  for (const stretch of life.forbidden) {
    if (stretch.why === why && (stretch.until === null || stretch.until > until)) stretch.until = until;
  }
}
