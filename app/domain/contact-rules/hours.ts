import { Temporal } from "temporal-polyfill";
import { publicHoliday } from "./holidays";
import type { ContactLimits } from "./limits";
import type { Place } from "./place";

/** Why an instant is outside the hours, in a sentence for the vendor, and when that reason ends. */
export interface Closed {
  rule: "hours" | "weekday" | "holiday";
  reason: string;
  /** The start of the next stretch that this one zone allows; another zone may still say no. */
  until: Temporal.Instant;
}

/**
 * Null when the instant is within the hours of every zone the debtor may be in, else the first reason why
 * not.
 *
 * Source of each rule: the limits it is given.
 */
export function closedAt(instant: Temporal.Instant, place: Place, limits: ContactLimits): Closed | null {
  for (const zone of place.zones) {
    const closed = closedIn(instant.toZonedDateTimeISO(zone), place.country, limits);
    if (closed) return closed;
  }
  return null;
}

/**
 * Every step goes forward to a time that some zone needs, so the first that satisfies all of them is found.
 */
const mostSteps = 2_000;
const furthestDays = 60;

/**
 * The first instant from this one on that is within the hours everywhere; null when there is none for two
 * months.
 */
export function nextOpening(
  from: Temporal.Instant,
  place: Place,
  limits: ContactLimits,
): Temporal.Instant | null {
  const horizon = from.add({ hours: furthestDays * 24 });
  let instant = from;
  for (let step = 0; step < mostSteps && Temporal.Instant.compare(instant, horizon) <= 0; step += 1) {
    const closed = closedAt(instant, place, limits);
    if (!closed) return instant;
    instant = closed.until;
  }
  return null;
}

function closedIn(local: Temporal.ZonedDateTime, country: string, limits: ContactLimits): Closed | null {
  const tomorrow = () => openingOf(local.toPlainDate().add({ days: 1 }), local.timeZoneId, limits);
  const holiday = limits.onHolidays ? null : publicHoliday(country, local.toPlainDate().toString());
  if (!limits.weekdays.has(local.dayOfWeek)) {
    return { rule: "weekday", reason: `It is ${weekday(local)} in ${local.timeZoneId}.`, until: tomorrow() };
  }
  if (holiday !== null) {
    return {
      rule: "holiday",
      reason: `It is a public holiday (${holiday}) in ${local.timeZoneId}.`,
      until: tomorrow(),
    };
  }
  if (local.hour >= limits.opensAtHour && local.hour < limits.closesAtHour) return null;
  return {
    rule: "hours",
    reason: `It is ${clock(local)} in ${local.timeZoneId}, outside ${limits.opensAtHour}:00 to ${
      limits.closesAtHour
    }:00.`,
    until:
      local.hour < limits.opensAtHour ? openingOf(local.toPlainDate(), local.timeZoneId, limits) : tomorrow(),
  };
}

/** Where the clocks skip the opening hour, the first minute after the gap. */
function openingOf(date: Temporal.PlainDate, zone: string, { opensAtHour }: ContactLimits): Temporal.Instant {
  return date.toZonedDateTime({ timeZone: zone, plainTime: new Temporal.PlainTime(opensAtHour) }).toInstant();
}

const weekdayNames = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

function weekday(local: Temporal.ZonedDateTime): string {
  return weekdayNames[local.dayOfWeek - 1] ?? "";
}

function clock(local: Temporal.ZonedDateTime): string {
  return local.toPlainTime().toString({ smallestUnit: "minute" });
}
