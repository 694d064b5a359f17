import { Temporal } from "temporal-polyfill";
import { z } from "zod";
import type { CivilDate } from "~/domain/dates";

/** The days of a journal, both included; null where it is open. */
export interface JournalRange {
  from: CivilDate | null;
  to: CivilDate | null;
}

/** A form sends a field that was left empty as an empty text. */
const day = (problem: string) =>
  z
    .union([z.literal(""), z.iso.date(problem)])
    .nullable()
    .transform((text) => text || null);

/** Reads the days from an address; @throws nothing: `problem` says in a sentence what cannot be read. */
export function readJournalRange(
  params: URLSearchParams,
): { range: JournalRange; problem: null } | { range: null; problem: string } {
  const parsed = z
    .object({ from: day("The first day is not a date."), to: day("The last day is not a date.") })
    .refine(({ from, to }) => from === null || to === null || from <= to, {
      message: "The first day is after the last.",
    })
    .safeParse({ from: params.get("from"), to: params.get("to") });
  return parsed.success
    ? { range: parsed.data, problem: null }
    : { range: null, problem: parsed.error.issues[0]?.message ?? "The days could not be read." };
}

/** When a day begins by the calendar of a zone. */
export function startOfDay(date: CivilDate, timeZone: string): Date {
  return new Date(Temporal.PlainDate.from(date).toZonedDateTime({ timeZone }).epochMilliseconds);
}
