import Holidays from "date-holidays";
import type { ContactLimits } from "./limits";
import type { Place } from "./place";

/** The public holidays of everywhere a debtor may be, by local date. */
export interface HolidayCalendar {
  nameOf: (date: string) => string | null;
}

/**
 * The days on which the limits let nobody be contacted there: national ones, and for limits that heed
 * regional ones those of each region that the debtor may be in.
 */
export function calendarOf(place: Place, heeded: ContactLimits["holidays"]): HolidayCalendar | null {
  if (heeded === "ignored") return null;
  const key = `${heeded} ${place.country} ${place.regions.join(" ")}`;
  let calendar = calendars.get(key);
  if (calendar === undefined) {
    calendar = makeCalendar(place, heeded);
    if (calendars.size >= mostCalendars) calendars.clear();
    calendars.set(key, calendar);
  }
  return calendar;
}

/**
 * The name of the public holiday on a date, null when it is none.
 *
 * @param where a country, `US`, or a region, `US-MA`: its own holidays and its country's.
 * @param date local, `YYYY-MM-DD`.
 */
export function publicHoliday(where: string, date: string): string | null {
  const year = date.slice(0, 4);
  const key = `${where} ${year}`;
  let dates = years.get(key);
  if (dates === undefined) {
    dates = readHolidays(where, Number(year));
    if (years.size >= mostYears) years.clear();
    years.set(key, dates);
  }
  return dates.get(date) ?? null;
}

/** What is thrown away is read again, in a few milliseconds a year. */
const mostCalendars = 1_000;
const mostYears = 2_000;
const calendars = new Map<string, HolidayCalendar>();
const years = new Map<string, ReadonlyMap<string, string>>();
const dayMs = 86_400_000;

function makeCalendar({ country, regions }: Place, heeded: "national" | "regional"): HolidayCalendar {
  const countries = [country, ...regions.map((region) => region.slice(0, 2))];
  const places = [...new Set(heeded === "national" ? countries : [...countries, ...regions])];
  const known = new Map<string, string | null>();
  return {
    nameOf: (date) => {
      let name = known.get(date);
      if (name === undefined) {
        name = firstName(places, date);
        if (known.size >= mostYears) known.clear();
        known.set(date, name);
      }
      return name;
    },
  };
}

function firstName(places: readonly string[], date: string): string | null {
  for (const where of places) {
    const name = publicHoliday(where, date);
    if (name !== null) return name;
  }
  return null;
}

function readHolidays(where: string, year: number): ReadonlyMap<string, string> {
  const [country = "", region] = where.split("-");
  const calendar = region === undefined ? new Holidays(country) : new Holidays(country, region);
  const dates = new Map<string, string>();
  for (const { date, start, end, name, type } of calendar.getHolidays(year, "en")) {
    if (type !== "public") continue;
    const firstDay = Date.parse(`${date.slice(0, 10)}T00:00:00Z`);
    const days = Math.max(1, Math.round((end.getTime() - start.getTime()) / dayMs));
    for (let day = 0; day < days; day += 1) {
      dates.set(new Date(firstDay + day * dayMs).toISOString().slice(0, 10), name);
    }
  }
  for (const [date, name] of unlisted(where, year, calendar)) dates.set(date, name);
  return dates;
}

/** What the law of Canada counts as holidays and the library does not. */
function unlisted(where: string, year: number, calendar: Holidays): [date: string, name: string][] {
  const found: [string, string][] = [];
  // Holidays Act (R.S.C. 1985, c. H-5), s. 2: the second of July where the first is a Sunday.
  if (where.startsWith("CA") && new Date(Date.UTC(year, 6, 1)).getUTCDay() === 0) {
    found.push([`${year}-07-02`, "Canada Day (substitute day)"]);
  }
  // Interpretation Act of Quebec (chapter I-16), s. 61(23); the library takes it for optional.
  if (where === "CA-QC") {
    for (const { date, rule } of calendar.getHolidays(year, "en")) {
      if (rule === "easter 1") found.push([date.slice(0, 10), "Easter Monday"]);
    }
  }
  return found;
}
