import type { Channel } from "~/domain/vocabulary";

/** One stage of a cadence. */
export interface CadenceStep {
  /** Counts from 0 in the order in which the steps are taken. */
  position: number;
  channel: Channel;
  templateKey: string;
  /** Days after the due date of the debtor's oldest overdue balance. */
  offsetDays: number;
  /** The debtor's local hour at which it is wanted, 0 to 23. */
  localHour: number;
}
