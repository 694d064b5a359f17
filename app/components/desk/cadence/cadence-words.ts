import type { CadenceUse } from "~/domain/cadence/cadence-form";
import type { ContactChange } from "~/domain/cadence/foresee";
import { plural } from "../words";

export const useWords: Record<CadenceUse, string> = {
  default: "Everyone who has no other",
  company: "Companies",
  consumer: "Consumers",
  chosen: "Those you put in it, one by one",
};

export const anchorOptions = [
  { value: "after_due", label: "after the due date" },
  { value: "before_due", label: "before the due date" },
  { value: "after_previous", label: "after the contact before" },
  { value: "after_answer", label: "after an answer ended, such as a broken promise" },
];

export const timeOptions = [
  { value: "first", label: "First minute the rules allow" },
  { value: "morning", label: "Morning" },
  { value: "midday", label: "Midday" },
  { value: "evening", label: "Early evening" },
  { value: "rotate", label: "Another than the last time" },
];

const any = { value: "", label: "Whatever it is" };
export const conditionOptions = {
  size: [
    { ...any, label: "Small or not" },
    { value: "small", label: "Small for you: under half your average" },
    { value: "not_small", label: "Not small for you" },
  ],
  history: [
    { ...any, label: "First-time or repeat" },
    { value: "first_time", label: "Owes you for the first time" },
    { value: "repeat", label: "Has settled with you before" },
  ],
  kind: [
    { ...any, label: "Consumer or company" },
    { value: "consumer", label: "Consumers" },
    { value: "company", label: "Companies" },
  ],
  engagement: [
    { ...any, label: "Opened or not" },
    { value: "opened", label: "Opened the last message" },
    { value: "not_opened", label: "Did not open it" },
  ],
  answered: [
    { ...any, label: "Answered or not" },
    { value: "never", label: "Never answered" },
    { value: "before", label: "Has answered before" },
    { value: "promise_broken", label: "Did not keep a promise" },
  ],
} as const;

/** What becomes of the next contact with so many debtors, to be read after their number. */
export const changeWords: Record<ContactChange, string> = {
  starts: "get something, where nothing was to come",
  stops: "get nothing any more",
  sooner: "get the next one sooner",
  later: "get the next one later",
  words: "get the next one on another channel or in other words",
  same: "get the next one as before",
};

export function debtorsIn(count: number): string {
  return count === 0 ? "Nobody who owes" : `${plural(count, "debtor")} with something outstanding`;
}
