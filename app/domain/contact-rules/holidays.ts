import Holidays from "date-holidays";

const byCountryAndYear = new Map<string, ReadonlyMap<string, string>>();
const dayMs = 86_400_000;

/**
 * The name of the national public holiday on a date, null when it is none.
 *
 * @param date local, `YYYY-MM-DD`.
 */
export function publicHoliday(country: string, date: string): string | null {
  const year = date.slice(0, 4);
  const key = `${country} ${year}`;
  let dates = byCountryAndYear.get(key);
  if (dates === undefined) {
    dates = readHolidays(country, Number(year));
    byCountryAndYear.set(key, dates);
  }
  return dates.get(date) ?? null;
}

function readHolidays(country: string, year: number): ReadonlyMap<string, string> {
  const dates = new Map<string, string>();
  for (const { date, start, end, name, type } of new Holidays(country).getHolidays(year, "en")) {
    if (type !== "public") continue;
    const firstDay = Date.parse(`${date.slice(0, 10)}T00:00:00Z`);
    const days = Math.max(1, Math.round((end.getTime() - start.getTime()) / dayMs));
    for (let day = 0; day < days; day += 1) {
      dates.set(new Date(firstDay + day * dayMs).toISOString().slice(0, 10), name);
    }
  }
  return dates;
}
