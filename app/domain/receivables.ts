import { Temporal } from "temporal-polyfill";
import type { JournalEntryKind } from "./vocabulary";

/**
 * The entries through which a balance is settled or falls back: money in, and money taken or given back.
 * Write-offs and credits lower what is outstanding without anything having been paid, so they are not here.
 */
export const settlingKinds = [
  "settled_elsewhere",
  "payment_received",
  "unapplied_applied",
  "refund",
  "refund_reversed",
  "chargeback",
  "chargeback_reversed",
  "offline_payment",
  "offline_payment_reversed",
] as const satisfies readonly JournalEntryKind[];

/** How far back billing is looked at for the days sales outstanding. */
export const dsoWindowDays = 90;

/**
 * Days sales outstanding: at the pace of the last `windowDays`, how many days of billing are still owed.
 * Null when nothing was billed in that time, because there is no pace to measure by.
 */
export function daysSalesOutstanding({
  outstandingMinor,
  billedMinor,
  windowDays,
}: {
  outstandingMinor: bigint;
  billedMinor: bigint;
  windowDays: number;
}): number | null {
  if (billedMinor <= 0n) return null;
  return Number((outstandingMinor * BigInt(windowDays) * 10n) / billedMinor) / 10;
}

/**
 * The part of a whole in per cent with one decimal, rounded down so that 100 means all of it; null of
 * nothing.
 */
export function percentOf(partMinor: bigint, wholeMinor: bigint): number | null {
  if (wholeMinor <= 0n) return null;
  return Number((partMinor * 1000n) / wholeMinor) / 10;
}

export type PeriodUnit = "week" | "month";

const weeksShown = 26;
const monthsShown = 12;

/**
 * The weeks or months to show, oldest first, each by its first day. Half a year or less is shown in weeks,
 * starting on Mondays; longer histories in the last twelve months.
 */
export function periodsToShow({ firstOn, today }: { firstOn: string; today: string }): {
  unit: PeriodUnit;
  starts: string[];
} {
  const day = Temporal.PlainDate.from(today);
  const thisWeek = day.subtract({ days: day.dayOfWeek - 1 });
  const weeks = Array.from({ length: weeksShown }, (_, ago) => thisWeek.subtract({ weeks: ago })).reverse();
  const first = Temporal.PlainDate.from(firstOn);
  const started = (start: Temporal.PlainDate) => Temporal.PlainDate.compare(start, first) <= 0;
  const oldestWithin = weeks.findLastIndex(started);
  if (oldestWithin >= 0) return { unit: "week", starts: weeks.slice(oldestWithin).map(String) };
  const months = Array.from({ length: monthsShown }, (_, ago) =>
    day.with({ day: 1 }).subtract({ months: ago }),
  );
  return { unit: "month", starts: months.reverse().map(String) };
}

/**
 * What moved in a period: `movedMinor` by all receivable postings, `settledMinor` the part of it that was
 * settled.
 */
export interface Movement {
  /** First day of the period, or null for everything before the first one shown. */
  startsOn: string | null;
  movedMinor: bigint;
  settledMinor: bigint;
}

export interface PeriodFigures {
  startsOn: string;
  /** Settled within the period. */
  settledMinor: bigint;
  /** Owed when the period ended, or now. */
  outstandingMinor: bigint;
}

/**
 * Adds movements up to what was outstanding at the end of each period; a period without movement keeps its
 * place.
 */
export function figuresByPeriod(starts: readonly string[], movements: readonly Movement[]): PeriodFigures[] {
  const byStart = new Map(movements.map((movement) => [movement.startsOn, movement]));
  let outstandingMinor = byStart.get(null)?.movedMinor ?? 0n;
  return starts.map((startsOn) => {
    const movement = byStart.get(startsOn);
    outstandingMinor += movement?.movedMinor ?? 0n;
    return { startsOn, settledMinor: movement?.settledMinor ?? 0n, outstandingMinor };
  });
}
