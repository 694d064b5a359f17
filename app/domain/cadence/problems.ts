import { answerStages, mainSteps, stagesOf } from "./stages";
import type { TemplateName } from "~/domain/templates/template";
import type { CadencePolicy, CadenceStep } from "./steps";

/** What is wrong with a step, by its place in the list; with the cadence as a whole where that is null. */
export interface StepProblem {
  position: number | null;
  field: "offsetDays" | "anchor" | "conditions" | "channel" | "templateKey" | "steps" | "repeatEveryDays";
  message: string;
}

/** More than anyone is asked within a year; it keeps a page readable and a decision quick. */
export const mostSteps = 40;
const earliestDays = -30;
const latestDays = 730;
/** Oftener than weekly would meet the caps of most laws; rarer than quarterly would be dropping people. */
export const fewestRepeatDays = 7;
export const mostRepeatDays = 90;

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
  problems.push(...wholeProblems(policy), ...steps.flatMap(outOfRange), ...outOfOrder(policy));
  problems.push(...answersOutOfOrder(steps), ...steps.flatMap(neverHolds));
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

/**
 * The steps whose words are written in no language, which would be held at the last check. What is
 * written in another language than the vendor's goes in that one, and is no problem.
 */
export function findTemplateProblems(
  steps: readonly CadenceStep[],
  templates: readonly TemplateName[],
): StepProblem[] {
  const message = "Nothing is written for this yet: write it under Templates, or choose another.";
  return steps
    .filter((step) => !templates.some((one) => one.key === step.templateKey && one.channel === step.channel))
    .map(({ position }) => ({ position, field: "templateKey", message }));
}

function wholeProblems({ steps, repeatEveryDays }: CadencePolicy): StepProblem[] {
  const problems: StepProblem[] = [];
  const whole = Number.isInteger(repeatEveryDays);
  if (!whole || repeatEveryDays < fewestRepeatDays || repeatEveryDays > mostRepeatDays) {
    const message = `Give whole days from ${fewestRepeatDays} to ${mostRepeatDays}.`;
    problems.push({ position: null, field: "repeatEveryDays", message });
  }
  if (steps.length > mostSteps) {
    problems.push({ position: null, field: "steps", message: `Use at most ${mostSteps} steps.` });
  }
  if (mainSteps(steps).length === 0) {
    const message = "Add a step that is counted from the due date: without one nobody is reminded.";
    problems.push({ position: null, field: "steps", message });
  }
  return problems;
}

/** Conditions that nobody can meet make a step that is never taken. */
function neverHolds({ position, conditions }: CadenceStep): StepProblem[] {
  const { amountAtLeastMinor, amountAtMostMinor, daysLateAtLeast, daysLateAtMost } = conditions;
  const amounts =
    amountAtLeastMinor !== undefined &&
    amountAtMostMinor !== undefined &&
    amountAtLeastMinor > amountAtMostMinor;
  const days =
    daysLateAtLeast !== undefined && daysLateAtMost !== undefined && daysLateAtLeast > daysLateAtMost;
  if (!amounts && !days) return [];
  const what = amounts ? "amount" : "number of days late";
  const message = `The least ${what} is above the most, so it would never go.`;
  return [{ position, field: "conditions", message }];
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
