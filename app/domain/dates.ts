import { Temporal } from "temporal-polyfill";
import { wordsFor } from "~/domain/debtor-language/words";

/** A date without a time or a zone, `YYYY-MM-DD`. */
export type CivilDate = string;

/** The date it is at this instant in this IANA zone. */
export function civilDateAt(instant: Date, timeZone: string): CivilDate {
  return zoned(instant, timeZone).toPlainDate().toString();
}

export function addDays(date: CivilDate, days: number): CivilDate {
  return new Date(Date.parse(date) + days * dayMs).toISOString().slice(0, 10);
}

/** Whole days from one date to another; negative when `to` is the earlier. */
export function daysBetween(from: CivilDate, to: CivilDate): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / dayMs);
}

/** `3 March`, or `3 March 2025` when the year is not today's. */
export function dateInWords(date: CivilDate, { language, today }: InWords): string {
  return dayFormat(language, date.slice(0, 4) === today.slice(0, 4)).format(Date.parse(date));
}

/** `3 March 2026`: for what is kept, such as a receipt. */
export function fullDateInWords(date: CivilDate, { language }: Pick<InWords, "language">): string {
  return dayFormat(language, false).format(Date.parse(date));
}

/**
 * `12 days ago`, `yesterday`, `today`, `in 5 days`; from two months on in months, from two years on in years.
 */
export function distanceInWords(date: CivilDate, { language, today }: InWords): string {
  const days = daysBetween(today, date);
  if (Math.abs(days) < daysCounted) return distanceFormat(language).format(days, "day");
  const { months } = Temporal.PlainDate.from(today).until(date, { largestUnit: "month" });
  if (Math.abs(months) < monthsCounted) return distanceFormat(language).format(months, "month");
  return distanceFormat(language).format(Math.trunc(months / 12), "year");
}

/** `due 3 March, 12 days ago`. */
export function dueInWords(dueOn: CivilDate, inWords: InWords): string {
  const date = dateInWords(dueOn, inWords);
  return wordsFor(inWords.language).say("due", { date, distance: distanceInWords(dueOn, inWords) });
}

interface InWords {
  /** BCP 47. */
  language: string;
  today: CivilDate;
}

const dayMs = 86_400_000;
const daysCounted = 60;
const monthsCounted = 24;

/** A zone that does not exist cannot be kept from entering with a file; it must not take the page down. */
function zoned(instant: Date, timeZone: string): Temporal.ZonedDateTime {
  const at = Temporal.Instant.fromEpochMilliseconds(instant.getTime());
  try {
    return at.toZonedDateTimeISO(timeZone);
  } catch {
    return at.toZonedDateTimeISO("UTC");
  }
}

const dayFormats = new Map<string, Intl.DateTimeFormat>();
const distanceFormats = new Map<string, Intl.RelativeTimeFormat>();

function dayFormat(language: string, thisYear: boolean): Intl.DateTimeFormat {
  const key = `${language} ${thisYear}`;
  const format =
    dayFormats.get(key) ??
    new Intl.DateTimeFormat(language, {
      day: "numeric",
      month: "long",
      timeZone: "UTC",
      ...(!thisYear && { year: "numeric" }),
    });
  dayFormats.set(key, format);
  return format;
}

function distanceFormat(language: string): Intl.RelativeTimeFormat {
  const format = distanceFormats.get(language) ?? new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  distanceFormats.set(language, format);
  return format;
}
