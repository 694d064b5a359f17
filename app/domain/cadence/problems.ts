import { answerStages, mainSteps, stagesOf } from "./stages";
import type { CadencePolicy, CadenceStep } from "./steps";

/** What is wrong with a step, by its place in the list. */
export interface StepProblem {
  position: number;
  field: "offsetDays" | "anchor" | "conditions" | "channel";
  message: string;
}

/** More than anyone is asked within a year; it keeps a page readable and a decision quick. */
export const mostSteps = 40;
const earliestDays = -30;
const latestDays = 730;

/**
 * Why a cadence cannot be used as it is drawn up; none where it can. What passes never gets stuck: each stage
 * comes after the one before, and the last, which is repeated, is taken whatever is so.
 */
export function findCadenceProblems(policy: CadencePolicy): StepProblem[] {
  const { steps } = policy;
  const problems: StepProblem[] = [];
  const main = mainSteps(steps);
  const [first] = main;
  if (first?.anchor === "previous") {
    const message = "The first step has no contact before it: count it from the due date.";
    problems.push({ position: first.position, field: "anchor", message });
  }
  problems.push(...steps.flatMap(outOfRange), ...outOfOrder(policy), ...answersOutOfOrder(steps));
  const last = main.at(-1);
  if (last && Object.keys(last.conditions).length > 0) {
    const message = "The last step is repeated for whoever has not paid, so it cannot have conditions.";
    problems.push({ position: last.position, field: "conditions", message });
  }
  if (last?.channel === "call") {
    const message =
      "The last step is repeated, and a debtor without a phone must get it, too: make it an email or SMS.";
    problems.push({ position: last.position, field: "channel", message });
  }
  return problems;
}

function outOfRange({ position, anchor, offsetDays }: CadenceStep): StepProblem[] {
  const least = anchor === "due" ? earliestDays : anchor === "previous" ? 1 : 0;
  if (Number.isInteger(offsetDays) && offsetDays >= least && offsetDays <= latestDays) return [];
  const message = `Give whole days from ${least} to ${latestDays}.`;
  return [{ position, field: "offsetDays", message }];
}

function outOfOrder(policy: CadencePolicy): StepProblem[] {
  const problems: StepProblem[] = [];
  let left = mainSteps(policy.steps).length;
  let before: number | null = null;
  for (const { step, stageDays } of stagesOf(policy)) {
    if (left === 0) break;
    left -= 1;
    if (before !== null && stageDays <= before) {
      const message = `It has to come after the step before it, which is on day ${before}.`;
      problems.push({ position: step.position, field: "offsetDays", message });
    } else before = stageDays;
  }
  return problems;
}

function answersOutOfOrder(steps: readonly CadenceStep[]): StepProblem[] {
  const stages = answerStages(steps);
  return stages.flatMap(({ step, stageDays }, index) => {
    const before = stages[index - 1];
    if (before === undefined || stageDays > before.stageDays) return [];
    const message = `It has to come after the step before it, which is on day ${before.stageDays}.`;
    return [{ position: step.position, field: "offsetDays" as const, message }];
  });
}
