import type { CadenceStep } from "./steps";

/** One contact of a sequence: a step, or a later round of the last one. */
export interface Slot {
  /** Unique per debtor: what makes two planners plan it once. */
  name: string;
  step: CadenceStep;
  /** Days after the due date. */
  dayOffset: number;
  /** Days since the contact before it, at least one; null for the first of the sequence. */
  gapDays: number | null;
}

/** After the last step it is repeated this often, so that nothing is silently dropped. */
export const repeatEveryDays = 30;
/** A century of months: there for the loop's sake. */
const mostRounds = 1_200;

/** The contacts about what fell due on one day, in order. */
export function* slotsFrom(steps: readonly CadenceStep[], anchorOn: string): Generator<Slot> {
  const ordered = [...steps].sort((a, b) => a.position - b.position);
  let before: CadenceStep | null = null;
  for (const step of ordered) {
    yield {
      name: slotName(anchorOn, step, 0),
      step,
      dayOffset: step.offsetDays,
      gapDays: before === null ? null : Math.max(1, step.offsetDays - before.offsetDays),
    };
    before = step;
  }
  if (before === null) return;
  for (let round = 1; round <= mostRounds; round += 1) {
    const dayOffset = before.offsetDays + round * repeatEveryDays;
    yield { name: slotName(anchorOn, before, round), step: before, dayOffset, gapDays: repeatEveryDays };
  }
}

function slotName(anchorOn: string, { position, channel }: CadenceStep, round: number): string {
  return `${anchorOn}/${position}/${channel}${round === 0 ? "" : `/${round}`}`;
}
