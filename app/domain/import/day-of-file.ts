import { Temporal } from "temporal-polyfill";

/**
 * A file's dates have no hour. Noon in the vendor's time zone is on the same date nearly everywhere; a date
 * that has not come to noon yet counts from now, because the ledger knows nothing of the future.
 */
export function noonOf(timeZone: string, now: Date): (date: string) => Date {
  const known = new Map<string, Date>();
  return (date) => {
    const before = known.get(date);
    if (before) return before;
    const noon = Temporal.PlainDate.from(date).toZonedDateTime({ timeZone, plainTime: "12:00" });
    const at = new Date(Math.min(noon.epochMilliseconds, now.getTime()));
    known.set(date, at);
    return at;
  };
}
