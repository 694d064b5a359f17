import type { CivilDate } from "~/domain/dates";
import type { AnswerId } from "~/domain/ids";
import type { CadencePolicy, CadenceStep } from "./steps";

/** One contact of a sequence: a step at its place in time, or a later round of the last one. */
export interface Stage {
  step: CadenceStep;
  /** Days after what the sequence starts from, if everything goes when it is wanted. */
  stageDays: number;
  /** Days since the contact before it, at least one; null for the first of the sequence. */
  gapDays: number | null;
}

/** A stage with the name under which it can be taken once. */
export interface Slot extends Stage {
  /** Unique per debtor, whatever channel or version of the cadence asks for it. */
  name: string;
}

/** A century of weeks: there for the loop's sake. */
const mostRounds = 5_200;

/** The contacts about what fell due on one day, in order, without end. */
export function* stagesOf({ steps, repeatEveryDays }: CadencePolicy): Generator<Stage> {
  let before: Stage | null = null;
  for (const step of mainSteps(steps)) {
    before = stageAfter(before, step);
    yield before;
  }
  if (before === null) return;
  for (let round = 1; round <= mostRounds; round += 1) {
    yield {
      step: before.step,
      stageDays: before.stageDays + round * repeatEveryDays,
      gapDays: repeatEveryDays,
    };
  }
}

/** The contacts after an answer that ended without the money, in order; none where the cadence has none. */
export function answerStages(steps: readonly CadenceStep[]): Stage[] {
  const stages: Stage[] = [];
  for (const step of inOrder(steps).filter(({ anchor }) => anchor === "answer")) {
    const before = stages.at(-1);
    const gapDays = before === undefined ? null : Math.max(1, step.offsetDays - before.stageDays);
    stages.push({ step, stageDays: step.offsetDays, gapDays });
  }
  return stages;
}

/** The steps that are counted from the due date, directly or by way of those before them, in order. */
export function mainSteps(steps: readonly CadenceStep[]): CadenceStep[] {
  return inOrder(steps).filter(({ anchor }) => anchor !== "answer");
}

function stageAfter(before: Stage | null, step: CadenceStep): Stage {
  if (before === null) return { step, stageDays: step.offsetDays, gapDays: null };
  if (step.anchor === "previous") {
    return { step, stageDays: before.stageDays + step.offsetDays, gapDays: Math.max(1, step.offsetDays) };
  }
  return { step, stageDays: step.offsetDays, gapDays: Math.max(1, step.offsetDays - before.stageDays) };
}

function inOrder(steps: readonly CadenceStep[]): CadenceStep[] {
  return [...steps].sort((a, b) => a.position - b.position);
}

export function slotAfterDue(dueOn: CivilDate, stage: Stage): Slot {
  return { ...stage, name: `${dueOn}/${stage.stageDays}` };
}

/** Whether a slot is one of a sequence that starts from a due date. */
export function isAfterDue(slot: string): boolean {
  return /^\d{4}-/.test(slot);
}

export function slotAfterAnswer(answerId: AnswerId, stage: Stage): Slot {
  return { ...stage, name: `answer:${answerId}/${stage.stageDays}` };
}

/** The stage days that were taken of the sequence that starts from this due date or answer. */
export function takenStages(planned: readonly { slot: string }[], start: CivilDate | AnswerId): number[] {
  const prefixes = [`${start}/`, `answer:${start}/`];
  return planned.flatMap(({ slot }) => {
    const prefix = prefixes.find((known) => slot.startsWith(known));
    const days = prefix === undefined ? NaN : Number(slot.slice(prefix.length));
    return Number.isInteger(days) ? [days] : [];
  });
}
