import { addDays } from "./dates";

/**
 * How long past due, as receivables have always been sorted. Each holds its `fromDays` to `toDays`, both
 * included.
 */
export const agingBuckets = [
  { key: "current", label: "Current", fromDays: null, toDays: 0 },
  { key: "1-30", label: "1–30 days", fromDays: 1, toDays: 30 },
  { key: "31-60", label: "31–60 days", fromDays: 31, toDays: 60 },
  { key: "61-90", label: "61–90 days", fromDays: 61, toDays: 90 },
  { key: "over-90", label: "Over 90 days", fromDays: 91, toDays: null },
] as const;

export type AgingBucket = (typeof agingBuckets)[number];
export type AgingBucketKey = AgingBucket["key"];

export function agingBucket(key: AgingBucketKey): AgingBucket {
  const found = agingBuckets.find((bucket) => bucket.key === key);
  if (!found) throw new Error(`There is no aging bucket ${key}.`);
  return found;
}

/** Where something so many days past due belongs; due today, or later, is current. */
export function agingBucketOf(daysPastDue: number): AgingBucketKey {
  const found = agingBuckets.find(({ toDays }) => toDays === null || daysPastDue <= toDays);
  return (found ?? agingBuckets[4]).key;
}

/**
 * The due dates (`YYYY-MM-DD`, both included) whose balances are in the bucket on the day `today`; null is
 * unbounded.
 */
export function dueDatesOf(key: AgingBucketKey, today: string): { from: string | null; to: string | null } {
  const { fromDays, toDays } = agingBucket(key);
  return {
    from: toDays === null ? null : addDays(today, -toDays),
    to: fromDays === null ? null : addDays(today, -fromDays),
  };
}
