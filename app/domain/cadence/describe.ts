import { formatMoney, money, type Currency } from "~/domain/money";
import { templateTitle } from "~/domain/templates/names";
import type { ContactChannel, TimeOfDay } from "~/domain/vocabulary";
import type { StepConditions } from "./conditions";
import { answerStages, mainSteps, stagesOf } from "./stages";
import type { CadencePolicy, CadenceStep } from "./steps";

interface Wording {
  currency: Currency;
  /** BCP 47, of the vendor, for amounts. */
  language: string;
}

const contactWords: Record<ContactChannel, string> = { email: "email", sms: "SMS", call: "call" };

const timeWords: Record<TimeOfDay, string> = {
  first: "at the first minute that the rules allow",
  morning: "in the morning",
  midday: "at midday",
  evening: "early in the evening",
  rotate: "at another time of day than the contact before",
};

/** The day on which each step is taken if all before it went as wanted, by its position. */
export function nominalDays(policy: CadencePolicy): Map<number, number> {
  const days = new Map<number, number>();
  let left = mainSteps(policy.steps).length;
  for (const { step, stageDays } of stagesOf(policy)) {
    if (left === 0) break;
    left -= 1;
    days.set(step.position, stageDays);
  }
  for (const { step, stageDays } of answerStages(policy.steps)) days.set(step.position, stageDays);
  return days;
}

/** `Day 3`, `5 days before`, `On the due date`: when a step is taken, for the head of its row. */
export function dayName({ anchor }: Pick<CadenceStep, "anchor">, day: number): string {
  if (anchor === "answer") return day === 0 ? "At once, after an answer" : `Day ${day} after an answer`;
  if (day === 0) return "On the due date";
  return day < 0 ? `${days(-day)} before` : `Day ${day}`;
}

/** A step in a plain sentence: when, what, at which time of day, and for whom alone. */
export function describeStep(step: CadenceStep, { day, ...wording }: { day: number } & Wording): string {
  return `${dayName(step, day)}: ${describeContact(step, wording)}.`;
}

/** What goes, at which time of day, and for whom alone; the end of a sentence. */
export function describeContact(step: CadenceStep, wording: Wording): string {
  const what = `${contactWords[step.channel]} “${templateTitle(step.templateKey)}”`;
  const conditions = describeConditions(step.conditions, wording);
  const only = conditions.length === 0 ? "" : `, if ${conditions.join(" and ")}`;
  return `${what}, ${timeWords[step.timeOfDay]}${only}`;
}

/** Each condition as the end of a sentence that begins with `if`. */
function describeConditions(conditions: StepConditions, { currency, language }: Wording): string[] {
  const { amountAtLeastMinor, amountAtMostMinor, daysLateAtLeast, daysLateAtMost } = conditions;
  const amount = (minor: bigint) => formatMoney(money(minor, currency), language);
  const said: string[] = [];
  if (amountAtLeastMinor !== undefined) said.push(`${amount(amountAtLeastMinor)} or more is owed`);
  if (amountAtMostMinor !== undefined) said.push(`${amount(amountAtMostMinor)} or less is owed`);
  if (daysLateAtLeast !== undefined) said.push(`it is ${days(daysLateAtLeast)} late or more`);
  if (daysLateAtMost !== undefined) said.push(`it is ${days(daysLateAtMost)} late or less`);
  const { size, history, kind, engagement, answered } = conditions;
  if (size !== undefined) said.push(size === "small" ? "it is small for you" : "it is not small for you");
  if (history !== undefined)
    said.push(history === "repeat" ? "they have settled with you before" : "they owe you for the first time");
  if (kind !== undefined) said.push(kind === "company" ? "it is a company" : "it is a consumer");
  if (engagement !== undefined)
    said.push(
      engagement === "opened" ? "they opened the last message" : "they did not open the last message",
    );
  if (answered !== undefined) said.push(answeredWords[answered]);
  return said;
}

const answeredWords = {
  never: "they never answered",
  before: "they have answered before",
  promise_broken: "they did not keep a promise",
} as const;

function days(count: number): string {
  return count === 1 ? "1 day" : `${count} days`;
}
