import type { DebtorKind, TimeOfDay } from "~/domain/vocabulary";
import type { StepConditions } from "./conditions";
import type { CadencePolicy, CadenceStep } from "./steps";

export interface CadencePreset extends CadencePolicy {
  /** What it starts out being called. */
  name: string;
  /** What it is like, in a sentence for the vendor. */
  use: string;
  /** Whom it is for without anyone choosing it; null: everyone. */
  audience: DebtorKind | null;
}

/** How each step reads below: what it is counted from, how many days, how, and at which part of the day. */
type Line = [
  anchor: CadenceStep["anchor"],
  offsetDays: number,
  channel: CadenceStep["channel"],
  templateKey: string,
  timeOfDay: TimeOfDay,
  conditions?: StepConditions,
];

function steps(lines: readonly Line[]): CadenceStep[] {
  return lines.map(([anchor, offsetDays, channel, templateKey, timeOfDay, conditions], position) => ({
    position,
    anchor,
    offsetDays,
    channel,
    templateKey,
    timeOfDay,
    conditions: conditions ?? {},
  }));
}

/**
 * What a vendor starts with: asked the morning after the due date, then at other times of day and on the
 * other channel, further and further apart, and every thirty days after that.
 */
export const friendly: CadencePreset = {
  name: "Friendly",
  use: "Five messages in the first month, further and further apart, then one a month.",
  audience: null,
  repeatEveryDays: 30,
  steps: steps([
    ["due", 1, "email", "overdue", "first"],
    ["due", 4, "sms", "overdue", "midday"],
    ["due", 10, "email", "overdue-again", "evening"],
    ["due", 17, "sms", "overdue-again", "evening"],
    ["due", 30, "email", "overdue-again", "morning"],
    ["answer", 0, "email", "broken-promise", "first", { answered: "promise_broken" }],
  ]),
};

/**
 * The diligence of a debt ten times its size: before it is due, the morning it falls overdue, then up to
 * three contacts a week at different times of day on alternating channels, a straight question, what
 * happens next, a last notice, and every month from then on. Its steps lie within the safe default's caps
 * (three in 7 days, ten in 30, two of them by SMS or phone in 7), so that each goes at the time it is
 * wanted.
 */
export const persistent: CadencePreset = {
  name: "Persistent",
  use: "Before the due date, the morning after it, then up to three times a week for a month, then monthly.",
  audience: null,
  repeatEveryDays: 30,
  steps: steps([
    ["due", -5, "email", "upcoming", "morning"],
    ["due", 1, "email", "overdue", "first"],
    ["due", 3, "sms", "overdue", "rotate"],
    ["due", 6, "email", "overdue-again", "rotate"],
    ["due", 8, "sms", "will-you-pay", "rotate"],
    ["due", 10, "email", "will-you-pay", "rotate"],
    ["due", 13, "call", "call-first", "rotate", { size: "not_small" }],
    ["due", 15, "sms", "overdue-again", "rotate"],
    ["due", 17, "email", "consequences", "rotate"],
    ["due", 20, "sms", "consequences", "rotate"],
    ["due", 26, "call", "call-again", "rotate", { size: "not_small" }],
    ["due", 32, "email", "final-notice", "morning"],
    ["due", 60, "email", "monthly", "rotate"],
    ["answer", 0, "email", "broken-promise", "first", { answered: "promise_broken" }],
    ["answer", 2, "sms", "broken-promise", "rotate", { answered: "promise_broken" }],
  ]),
};

/** For patients: few words, no haste, and a person calls before anything sounds final. */
export const clinic: CadencePreset = {
  name: "Clinic",
  use: "For patients: gentle, by email first, with one call before the last notice, then monthly.",
  audience: null,
  repeatEveryDays: 30,
  steps: steps([
    ["due", -3, "email", "upcoming", "morning"],
    ["due", 1, "email", "overdue", "first"],
    ["due", 7, "sms", "overdue", "midday"],
    ["due", 14, "email", "overdue-again", "evening"],
    ["due", 21, "sms", "will-you-pay", "rotate", { engagement: "not_opened" }],
    ["due", 24, "email", "will-you-pay", "rotate"],
    ["due", 30, "call", "call-first", "rotate"],
    ["due", 45, "email", "final-notice", "morning"],
    ["due", 75, "email", "monthly", "rotate"],
    ["answer", 0, "email", "broken-promise", "first", { answered: "promise_broken" }],
  ]),
};

/** For accounts payable: by email in office hours, ahead of the payment run, then a call. */
export const businessToBusiness: CadencePreset = {
  name: "Business to business",
  use: "For companies: by email in the morning, a call after two weeks, then monthly.",
  audience: "company",
  repeatEveryDays: 30,
  steps: steps([
    ["due", -7, "email", "upcoming", "morning"],
    ["due", 1, "email", "overdue", "morning"],
    ["due", 7, "email", "overdue-again", "midday"],
    ["due", 14, "call", "call-first", "morning"],
    ["previous", 3, "email", "will-you-pay", "morning"],
    ["due", 25, "email", "consequences", "morning"],
    ["due", 32, "call", "call-again", "midday"],
    ["due", 40, "email", "final-notice", "morning"],
    ["due", 70, "email", "monthly", "morning"],
    ["answer", 0, "email", "broken-promise", "first", { answered: "promise_broken" }],
  ]),
};

export const cadencePresets: readonly CadencePreset[] = [friendly, persistent, clinic, businessToBusiness];
