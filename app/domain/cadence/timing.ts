import type { Place } from "~/domain/contact-rules/place";
import { addDays, type CivilDate } from "~/domain/dates";
import type { TimeOfDay } from "~/domain/vocabulary";
import { instantAt, localTime } from "~/domain/zone-clock";
import type { Stage } from "./stages";

/** After another due date's sequence, a new one leaves the debtor at least this long in peace. */
const gapBetweenSequencesDays = 3;

/**
 * The parts of a day in which a contact is wanted, by the minute at which each begins. Who does not answer in
 * one is asked in another the next time.
 */
const beginsAtMinute = { morning: 9 * 60, midday: 12 * 60, evening: 17 * 60 } as const;
type PartOfDay = keyof typeof beginsAtMinute;
const rotation: readonly [PartOfDay, ...PartOfDay[]] = ["morning", "midday", "evening"];

/**
 * When a stage is wanted, whatever the rules then say of that time: on its own day, or later, never closer to
 * the contact before than the cadence says.
 *
 * @param startOn the day that the sequence is counted from.
 * @param lastAt the contact before, of whatever sequence; null when there was none.
 */
export function wantedAt(
  stage: Stage,
  { startOn, lastAt, place }: { startOn: CivilDate; lastAt: Date | null; place: Place },
): Date {
  const last = lastAt === null ? null : localTime(place.homeZone, lastAt.getTime());
  const earliestOn = last === null ? null : addDays(last.date, stage.gapDays ?? gapBetweenSequencesDays);
  const ownOn =
    stage.step.anchor === "previous" && earliestOn !== null ? earliestOn : addDays(startOn, stage.stageDays);
  const date = earliestOn !== null && earliestOn > ownOn ? earliestOn : ownOn;
  const minute = minuteOf(stage.step.timeOfDay, last?.minuteOfDay ?? null);
  return new Date(instantAt(place.homeZone, date, minute));
}

/** The contact rules make of the first minute of a day the first lawful one. */
function minuteOf(timeOfDay: TimeOfDay, lastMinute: number | null): number {
  switch (timeOfDay) {
    case "first":
      return 0;
    case "rotate":
      return beginsAtMinute[lastMinute === null ? rotation[0] : partAfter(partAt(lastMinute))];
    default:
      return beginsAtMinute[timeOfDay];
  }
}

function partAt(minute: number): PartOfDay {
  if (minute < beginsAtMinute.midday) return "morning";
  return minute < 16 * 60 ? "midday" : "evening";
}

/** The next part of the day in turn. */
function partAfter(part: PartOfDay): PartOfDay {
  return rotation[(rotation.indexOf(part) + 1) % rotation.length] ?? rotation[0];
}

/**
 * When a call that nobody answered is wanted again: in the part of the day after that of the last try, on the
 * same day where that still lies ahead, else on the next.
 */
export function nextPartOfDay(triedAt: Date, { homeZone }: Place): Date {
  const { date, minuteOfDay } = localTime(homeZone, triedAt.getTime());
  const part = partAfter(partAt(minuteOfDay));
  const on = beginsAtMinute[part] > minuteOfDay ? date : addDays(date, 1);
  return new Date(instantAt(homeZone, on, beginsAtMinute[part]));
}

/** Whether two instants lie in the same part of the debtor's day. */
export function isSamePartOfDay(one: Date, other: Date, { homeZone }: Place): boolean {
  const [first, second] = [one, other].map((at) => partAt(localTime(homeZone, at.getTime()).minuteOfDay));
  return first === second;
}
