import { z } from "zod";
import { addDays, civilDateAt } from "~/domain/dates";
import { startOfDay } from "~/domain/ledger/journal-range";

/** How many days back the effect is looked at; null is all there is. */
export const effectPeriods = [30, 90, 365, null] as const;
export type EffectPeriod = (typeof effectPeriods)[number];

const usual: EffectPeriod = 90;

const schema = z.enum(["30", "90", "365", "all"]).catch("90");

/** Reads the period from an address; what it does not understand is the usual one. */
export function readEffectPeriod(params: URLSearchParams): EffectPeriod {
  const said = schema.parse(params.get("days") ?? String(usual));
  return effectPeriods.find((period) => String(period) === said) ?? null;
}

/** The same as an address, without what goes without saying. */
export function effectParams(period: EffectPeriod): URLSearchParams {
  return new URLSearchParams(period === usual ? {} : { days: period === null ? "all" : String(period) });
}

/** When the period began by the vendor's calendar: so many days ago, today being the last of them. */
export function startOfPeriod(
  period: EffectPeriod,
  { now, timeZone }: { now: Date; timeZone: string },
): Date | null {
  return period === null ? null : startOfDay(addDays(civilDateAt(now, timeZone), 1 - period), timeZone);
}
