import type { ContactChannel } from "~/domain/vocabulary";
import { localTime, nextTimeOrChange, type LocalTime } from "~/domain/zone-clock";
import { calendarOf, type HolidayCalendar } from "./holidays";
import type { ContactLimits, Span } from "./limits";
import type { Place } from "./place";

/** Why an instant is outside the hours, in a sentence for the vendor. */
export interface Closed {
  rule: "hours" | "weekday" | "holiday" | "choice";
  reason: string;
}

interface Where {
  channel: ContactChannel;
  place: Place;
  limits: ContactLimits;
}

/**
 * Null when the instant is within the hours of every zone the debtor may be in, else the first reason why
 * not: a rule before the debtor's own choice.
 *
 * Source of each rule: the limits it is given.
 */
export function closedAt({ at, ...where }: Where & { at: Date }): Closed | null {
  const refused = refusedChannel(where);
  if (refused !== null) return refused;
  const { place, limits } = where;
  const calendar = calendarOf(place, limits.holidays);
  const atMs = at.getTime();
  let byChoice: Closed | null = null;
  for (const zone of place.zones) {
    const local = localTime(zone, atMs);
    const rule = ruleAgainst(local, where, calendar);
    if (rule === null) continue;
    const closed = { rule, reason: explain(rule, { zone, local, where, calendar }) };
    if (rule !== "choice") return closed;
    byChoice ??= closed;
  }
  return byChoice;
}

/** Whether the debtor's own choice leaves a channel out, whatever the time. */
export function refusedChannel({ channel, limits }: Pick<Where, "channel" | "limits">): Closed | null {
  if (limits.choice?.channels?.includes(channel) !== false) return null;
  return { rule: "choice", reason: `The debtor has chosen not to be contacted by ${channelNames[channel]}.` };
}

/**
 * Where the clocks change, or places differ, an opening can be a season away; further than a year there is
 * none.
 */
const furthestMs = 370 * 86_400_000;

/**
 * The first instant from this one on that is within the hours everywhere; null when there is none for a year.
 */
export function nextOpening({ from, ...where }: Where & { from: Date }): Date | null {
  const { place, limits, channel } = where;
  if (refusedChannel(where) !== null) return null;
  // Without a minute on any day of the week there is nothing to look for.
  if (!limits.hours[channel].some((span) => lawfulPart(span, limits) !== null)) return null;
  const calendar = calendarOf(place, limits.holidays);
  const horizonMs = from.getTime() + furthestMs;
  let atMs = from.getTime();
  while (atMs <= horizonMs) {
    const laterMs = notBefore(atMs, where, calendar);
    if (laterMs === atMs) return new Date(atMs);
    atMs = laterMs;
  }
  return null;
}

/** The same instant when it is open everywhere; else a later one, before which it is not. */
function notBefore(atMs: number, where: Where, calendar: HolidayCalendar | null): number {
  let latestMs = atMs;
  for (const zone of where.place.zones) {
    const local = localTime(zone, latestMs);
    const rule = ruleAgainst(local, where, calendar);
    if (rule !== null) latestMs = nextTimeOrChange(zone, latestMs, nextEdge(local, rule, where));
  }
  return latestMs;
}

/** The opening later the same day, or the midnight after which it is another day. */
function nextEdge(
  { dayNumber, weekday, minuteOfDay }: LocalTime,
  rule: Closed["rule"],
  { limits, channel }: Where,
): { dayNumber: number; minuteOfDay: number } {
  const span = lawfulPart(limits.hours[channel][weekday - 1] ?? null, limits);
  const opensToday =
    (rule === "hours" || rule === "choice") && span !== null && minuteOfDay < span.opensAtMinute;
  return { dayNumber, minuteOfDay: opensToday ? span.opensAtMinute : 1_440 };
}

/** What the debtor's choice leaves of a span. */
function lawfulPart(span: Span | null, { choice }: ContactLimits): Span | null {
  if (span === null || choice === null) return span;
  const opensAtMinute = Math.max(span.opensAtMinute, choice.span.opensAtMinute);
  const closesAtMinute = Math.min(span.closesAtMinute, choice.span.closesAtMinute);
  return opensAtMinute < closesAtMinute ? { opensAtMinute, closesAtMinute } : null;
}

function ruleAgainst(
  local: LocalTime,
  { limits, channel }: Where,
  calendar: HolidayCalendar | null,
): Closed["rule"] | null {
  const span = limits.hours[channel][local.weekday - 1] ?? null;
  if (span === null) return "weekday";
  if (calendar !== null && calendar.nameOf(local.date) !== null) return "holiday";
  if (!isWithin(local, span)) return "hours";
  return limits.choice === null || isWithin(local, limits.choice.span) ? null : "choice";
}

function isWithin({ minuteOfDay }: LocalTime, { opensAtMinute, closesAtMinute }: Span): boolean {
  return minuteOfDay >= opensAtMinute && minuteOfDay < closesAtMinute;
}

const weekdayNames = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const channelNames: Record<ContactChannel, string> = { email: "email", sms: "SMS", call: "phone" };

function explain(
  rule: Closed["rule"],
  known: { zone: string; local: LocalTime; where: Where; calendar: HolidayCalendar | null },
): string {
  const { zone, local, where, calendar } = known;
  const { limits, channel } = where;
  if (rule === "weekday") return `It is ${weekdayNames[local.weekday - 1] ?? ""} in ${zone}.`;
  if (rule === "holiday") {
    return `It is a public holiday (${calendar?.nameOf(local.date) ?? ""}) in ${zone}.`;
  }
  const now = `It is ${clock(local.minuteOfDay)} in ${zone}`;
  if (rule === "hours") {
    const span = limits.hours[channel][local.weekday - 1];
    return `${now}, outside ${span ? spanInWords(span) : "the hours"}.`;
  }
  const chosen = limits.choice === null ? "other hours" : spanInWords(limits.choice.span);
  return `${now}, and the debtor has chosen to be contacted from ${chosen}.`;
}

function spanInWords({ opensAtMinute, closesAtMinute }: Span): string {
  return `${clock(opensAtMinute)} to ${clock(closesAtMinute)}`;
}

function clock(minuteOfDay: number): string {
  return `${Math.floor(minuteOfDay / 60)}:${String(minuteOfDay % 60).padStart(2, "0")}`;
}
