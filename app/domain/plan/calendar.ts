import { Temporal } from "temporal-polyfill";
import type { CivilDate } from "~/domain/dates";
import { civilDateAt } from "~/domain/dates";
import type { PlanFrequency } from "~/domain/vocabulary";
import { splitEvenly } from "./split";

/**
 * Cards are charged at ten in the morning where the debtor is: they are awake when their bank tells them of
 * it, and banks have had the night to book what came in.
 */
const chargeHour = 10;

/** Every charge but the first, which the debtor makes themselves, is announced this long before it. */
export const noticeDays = 2;

/**
 * The announcement is begun this long before the charge, so that it arrives in time within the hours in which
 * the debtor may be written to, a Sunday and two holidays in a row included.
 */
export const noticeBeginsDays = 5;

/**
 * The days on which the instalments fall due. Months are counted from the first day rather than one from the
 * other, so that a plan begun on 31 January goes on with 28 February and 31 March.
 *
 * @param firstOn by the debtor's calendar.
 */
export function instalmentDates({
  firstOn,
  count,
  frequency,
}: {
  firstOn: CivilDate;
  count: number;
  frequency: PlanFrequency;
}): CivilDate[] {
  const first = Temporal.PlainDate.from(firstOn);
  return Array.from({ length: count }, (_, index) => first.add(stepOf(frequency, index)).toString());
}

function stepOf(frequency: PlanFrequency, times: number): Temporal.DurationLike {
  switch (frequency) {
    case "weekly":
      return { days: 7 * times };
    case "fortnightly":
      return { days: 14 * times };
    case "monthly":
      return { months: times };
  }
}

export interface ScheduledInstalment {
  /** From 1. */
  number: number;
  dueOn: CivilDate;
  amountMinor: bigint;
}

/** The whole schedule of a plan, as the debtor agrees to it. */
export function scheduleOf(plan: {
  amountMinor: bigint;
  count: number;
  frequency: PlanFrequency;
  chargeStepMinor: bigint;
  firstOn: CivilDate;
}): ScheduledInstalment[] {
  const amounts = splitEvenly(plan.amountMinor, plan.count, plan.chargeStepMinor);
  return instalmentDates(plan).map((dueOn, index) => ({
    number: index + 1,
    dueOn,
    amountMinor: amounts[index] ?? 0n,
  }));
}

/** When a card is charged on a day: ten by the debtor's clock, or just after where the clocks skip it. */
export function chargeInstant(on: CivilDate, timeZone: string): Date {
  const plainTime = new Temporal.PlainTime(chargeHour);
  const zoned = Temporal.PlainDate.from(on).toZonedDateTime({ timeZone, plainTime });
  return new Date(zoned.epochMilliseconds);
}

/**
 * When the card is to be charged that is announced at `now`: as planned where that is far enough ahead, else
 * on the first day that is. Nobody is charged sooner than they were told.
 */
export function announcedChargeAt({
  chargeAt,
  now,
  timeZone,
}: {
  chargeAt: Date;
  now: Date;
  timeZone: string;
}): Date {
  const earliest = now.getTime() + noticeDays * dayMs;
  if (chargeAt.getTime() >= earliest) return chargeAt;
  const day = Temporal.PlainDate.from(civilDateAt(now, timeZone));
  const onTheDay = chargeInstant(day.add({ days: noticeDays }).toString(), timeZone);
  if (onTheDay.getTime() >= earliest) return onTheDay;
  return chargeInstant(day.add({ days: noticeDays + 1 }).toString(), timeZone);
}

const dayMs = 86_400_000;
