import { Temporal } from "temporal-polyfill";
import type { CivilDate } from "./dates";

/** What a clock and a calendar on the wall say. */
export interface LocalTime {
  date: CivilDate;
  /** From 0 to 1,439. */
  minuteOfDay: number;
  /** ISO: 1 is Monday, 7 is Sunday. */
  weekday: number;
  /** The date as days since 1 January 1970, for those who step from day to day. */
  dayNumber: number;
}

/**
 * The local time in an IANA zone, in well under a microsecond once the zone's year has been seen. Equal to
 * what Temporal says, which takes some fifty times as long.
 *
 * @throws RangeError for a zone that does not exist.
 */
export function localTime(zone: string, atMs: number): LocalTime {
  const localMs = atMs + offsetMsAt(zoneOf(zone), atMs);
  const dayNumber = Math.floor(localMs / dayMs);
  const { date, weekday } = civilDay(dayNumber);
  return { date, minuteOfDay: Math.floor((localMs - dayNumber * dayMs) / minuteMs), weekday, dayNumber };
}

/**
 * The instant, in milliseconds, at which the clocks of a zone show a minute of a date. One that they skip is
 * the first instant after the gap; one that they show twice is the earlier.
 *
 * @param minuteOfDay 1,440 is the end of the date.
 * @throws RangeError for a zone that does not exist.
 */
export function instantAt(zone: string, date: CivilDate, minuteOfDay: number): number {
  const clock = zoneOf(zone);
  const localMs = dayNumberOf(date) * dayMs + minuteOfDay * minuteMs;
  const latest = localMs + furthestOffsetMs;
  let at = localMs - furthestOffsetMs;
  while (at <= latest) {
    const stretch = stretchAt(clock, at);
    const candidate = localMs - stretch.offsetMs;
    // Before the stretch begins: its clocks were set past the time that is asked for.
    if (candidate < stretch.fromMs) return stretch.fromMs;
    if (candidate < stretch.toMs) return candidate;
    at = stretch.toMs;
  }
  throw new Error(`No instant of ${zone} was found within a day of ${localMs}.`);
}

/**
 * The instant at which the zone's clocks come to show a later time, or at which they are changed, whichever
 * is first: for those who wait for a time and have to look again when it is another than they thought.
 */
export function nextTimeOrChange(
  zone: string,
  atMs: number,
  { dayNumber, minuteOfDay }: { dayNumber: number; minuteOfDay: number },
): number {
  const { offsetMs, toMs } = stretchAt(zoneOf(zone), atMs);
  return Math.min(dayNumber * dayMs + minuteOfDay * minuteMs - offsetMs, toMs);
}

/** Whether Intl and Temporal know it; those with an offset for a name, such as `+05:30`, are zones too. */
export function isZone(zone: string): boolean {
  try {
    zoneOf(zone);
    return true;
  } catch {
    return false;
  }
}

/** The date and its weekday, so many days after 1 January 1970. */
function civilDay(dayNumber: number): { date: CivilDate; weekday: number } {
  let day = civilDays.get(dayNumber);
  if (day === undefined) {
    // 1 January 1970 was a Thursday.
    const weekday = ((((dayNumber + 3) % 7) + 7) % 7) + 1;
    day = { date: new Date(dayNumber * dayMs).toISOString().slice(0, 10), weekday };
    if (civilDays.size >= mostDays) civilDays.clear();
    civilDays.set(dayNumber, day);
  }
  return day;
}

const minuteMs = 60_000;
const dayMs = 86_400_000;
/** No zone's clocks were ever further from UTC; Manila's were nearly sixteen hours, until 1844. */
const furthestOffsetMs = 16 * 3_600_000;

/** A time within which the clocks of a zone are not changed. */
interface Stretch {
  fromMs: number;
  /** The first instant after it. */
  toMs: number;
  offsetMs: number;
}

interface ZoneClock {
  zone: string;
  spans: Map<number, readonly Stretch[]>;
  /** Most questions are about the stretch that the one before was about. */
  last: Stretch;
}

/** What is kept is looked up again when it was thrown away, so the caches may be emptied at any time. */
const mostZones = 1_000;
const mostSpans = 10_000;
const mostDays = 100_000;
const zones = new Map<string, ZoneClock>();
const civilDays = new Map<number, { date: CivilDate; weekday: number }>();
let spansKept = 0;

/** How much of a zone is looked at together: about a year. */
const spanMs = 366 * dayMs;
/**
 * Closer than any two changes of the clocks that undo each other. The nearest between 1970 and 2100 are a
 * week apart (Recife in October 2000, Gaza in October 2040), as looking at every zone on every day has shown.
 */
const probeMs = 3 * dayMs;

function zoneOf(zone: string): ZoneClock {
  const known = zones.get(zone);
  if (known !== undefined) return known;
  const clock: ZoneClock = { zone, spans: new Map(), last: { fromMs: 0, toMs: 0, offsetMs: 0 } };
  stretchAt(clock, Date.UTC(2000, 0, 1));
  if (zones.size >= mostZones) {
    zones.clear();
    spansKept = 0;
  }
  zones.set(zone, clock);
  return clock;
}

function offsetMsAt(clock: ZoneClock, atMs: number): number {
  const { last } = clock;
  if (atMs >= last.fromMs && atMs < last.toMs) return last.offsetMs;
  return stretchAt(clock, atMs).offsetMs;
}

function stretchAt(clock: ZoneClock, atMs: number): Stretch {
  const { last } = clock;
  if (atMs >= last.fromMs && atMs < last.toMs) return last;
  for (const stretch of spanOf(clock, Math.floor(atMs / spanMs))) {
    if (atMs < stretch.toMs) {
      clock.last = stretch;
      return stretch;
    }
  }
  throw new RangeError(`${atMs} is not an instant.`);
}

function spanOf(clock: ZoneClock, span: number): readonly Stretch[] {
  let stretches = clock.spans.get(span);
  if (stretches === undefined) {
    stretches = readStretches(clock.zone, span * spanMs, (span + 1) * spanMs);
    if (spansKept >= mostSpans) forgetSpans();
    clock.spans.set(span, stretches);
    spansKept += 1;
  }
  return stretches;
}

function forgetSpans(): void {
  for (const { spans } of zones.values()) spans.clear();
  spansKept = 0;
}

/** Every stretch of the zone between two instants, the first and the last cut off there. */
function readStretches(zone: string, fromMs: number, toMs: number): Stretch[] {
  const stretches: Stretch[] = [];
  let begunAtMs = fromMs;
  let offset = offsetSecondsAt(zone, fromMs);
  for (let probe = fromMs; probe < toMs; probe += probeMs) {
    const next = Math.min(probe + probeMs, toMs - 1_000);
    const nextOffset = offsetSecondsAt(zone, next);
    if (nextOffset === offset) continue;
    const changesAtMs = firstWith(zone, nextOffset, probe, next);
    stretches.push({ fromMs: begunAtMs, toMs: changesAtMs, offsetMs: offset * 1_000 });
    begunAtMs = changesAtMs;
    offset = nextOffset;
  }
  stretches.push({ fromMs: begunAtMs, toMs, offsetMs: offset * 1_000 });
  return stretches;
}

/** The first second after one instant, up to another, at which the zone has the offset. */
function firstWith(zone: string, offset: number, afterMs: number, upToMs: number): number {
  let before = afterMs;
  let from = upToMs;
  while (from - before > 1_000) {
    const middle = before + Math.floor((from - before) / 2_000) * 1_000;
    if (offsetSecondsAt(zone, middle) === offset) from = middle;
    else before = middle;
  }
  return from;
}

function offsetSecondsAt(zone: string, atMs: number): number {
  return Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(zone).offsetNanoseconds / 1e9;
}

function dayNumberOf(date: CivilDate): number {
  return Math.floor(Date.parse(date) / dayMs);
}
