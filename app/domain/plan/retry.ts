import { addDays, civilDateAt } from "~/domain/dates";
import type { PlanFrequency } from "~/domain/vocabulary";
import { chargeInstant } from "./calendar";

/**
 * How many days after a failed charge the card is tried again, and how many after that. An account that was
 * empty is mostly so for days: ten days in all reach past the next pay day of whoever is paid weekly, and of
 * many who are paid by the fortnight or month. A weekly plan tries sooner, so that it is never overtaken by
 * its own next instalment. Two tries more stay far below the fifteen within thirty days from which Visa
 * counts them as excessive.
 */
export const retryAfterDays: Readonly<Record<PlanFrequency, readonly number[]>> = {
  weekly: [3, 3],
  fortnightly: [3, 7],
  monthly: [3, 7],
};

/**
 * When a failed instalment is charged again, at the same hour of the debtor's day; null when it is not, and
 * the debtor is asked for it by a link.
 *
 * @param attempts how often it was charged, this failure included.
 */
export function retryAt({
  frequency,
  attempts,
  failedAt,
  timeZone,
}: {
  frequency: PlanFrequency;
  attempts: number;
  failedAt: Date;
  timeZone: string;
}): Date | null {
  const days = retryAfterDays[frequency][attempts - 1];
  if (days === undefined) return null;
  return chargeInstant(addDays(civilDateAt(failedAt, timeZone), days), timeZone);
}
