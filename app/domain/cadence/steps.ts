import type { ContactChannel, StepAnchor, TimeOfDay } from "~/domain/vocabulary";
import type { StepConditions } from "./conditions";

/** One stage of a cadence. */
export interface CadenceStep {
  /** Counts from 0 in the order in which the steps are taken. */
  position: number;
  channel: ContactChannel;
  templateKey: string;
  /**
   * `due`: the due date of the debtor's oldest balance that may be asked for. `previous`: the contact before.
   * `answer`: the day on which an answer ended without the money, such as a promise that was not kept.
   */
  anchor: StepAnchor;
  /** Days after the anchor; before it where negative, which the due date alone may have. */
  offsetDays: number;
  timeOfDay: TimeOfDay;
  conditions: StepConditions;
}

/** The steps of a cadence, and how often the last one is repeated, so that nobody is silently dropped. */
export interface CadencePolicy {
  steps: readonly CadenceStep[];
  repeatEveryDays: number;
}
