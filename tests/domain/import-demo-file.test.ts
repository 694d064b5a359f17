import { describe, expect, it } from "vitest";
import { agingBucketOf } from "~/domain/aging";
import { demoFile } from "~/domain/demo/demo-file";
import { daysBetween } from "~/domain/dates";
import { importChoicesSchema, planReading } from "~/domain/import/plan-reading";
import { readBalances } from "~/domain/import/rows/read-balances";
import { readTable } from "~/domain/import/table/read-table";
import { currency } from "~/domain/money";

const now = new Date("2026-11-22T09:00:00Z");
const today = "2026-11-22";

async function readDemo(seed: number) {
  const outcome = await readTable(Buffer.from(demoFile({ now, seed }).balancesCsv));
  if (!outcome.ok) throw new Error(outcome.refusal.reason);
  const vendor = { currency: currency("USD"), country: "US" };
  const plan = planReading(outcome.value, { choices: importChoicesSchema.parse({}), vendor, today });
  if (!plan.reading) throw new Error(JSON.stringify(plan));
  return readBalances(outcome.value, plan.reading);
}

describe("the demo vendor's file", () => {
  it("is the same for the same seed and day, and another for another seed", () => {
    expect(demoFile({ now, seed: 7 })).toEqual(demoFile({ now, seed: 7 }));
    expect(demoFile({ now, seed: 7 })).not.toEqual(demoFile({ now, seed: 8 }));
  });

  it.each([1, 7, 10, 2_026])(
    "with seed %i is read without a question or a problem and looks like the sample",
    async (seed) => {
      const { rows, problems, repeated } = await readDemo(seed);
      expect([problems, repeated, rows.length]).toEqual([[], 0, 240]);
      const cents = rows.map(({ amountMinor }) => Number(amountMinor));
      expect([Math.min(...cents), Math.max(...cents)]).toEqual([526, 12_828]);
      const mean = cents.reduce((sum, amount) => sum + amount, 0) / cents.length;
      expect(Math.abs(mean - 5_990)).toBeLessThan(100);
      expect(rows.every(({ issuedOn, dueOn }) => daysBetween(issuedOn, dueOn) === 30)).toBe(true);
      const due = rows.filter(({ dueOn }) => dueOn < today);
      const late = due.filter(({ dueOn, settled }) => (settled?.on ?? today) > dueOn);
      expect(Math.abs(late.length / due.length - 0.356)).toBeLessThan(0.06);
    },
  );

  it("has every aging bucket, about a hundred debtors, several time zones and languages", async () => {
    const { rows } = await readDemo(7);
    const outstanding = rows.filter(({ settled }) => settled === null);
    const buckets = new Map<string, number>();
    for (const { dueOn } of outstanding) {
      const bucket = agingBucketOf(daysBetween(dueOn, today));
      buckets.set(bucket, (buckets.get(bucket) ?? 0) + 1);
    }
    expect(buckets.size).toBe(5);
    expect(Math.min(...buckets.values())).toBeGreaterThanOrEqual(4);
    const contacts = new Map(rows.map(({ debtorReference, contact }) => [debtorReference, contact]));
    expect(contacts.size).toBe(100);
    expect(new Set([...contacts.values()].map(({ timeZone }) => timeZone)).size).toBeGreaterThanOrEqual(5);
    expect(new Set([...contacts.values()].map(({ language }) => language))).toEqual(
      new Set(["en-US", "es-US"]),
    );
    expect(new Set([...contacts.values()].map(({ name }) => name)).size).toBe(100);
  });

  it("can reach nobody real: example.com and the phone numbers kept for fiction", async () => {
    const { rows } = await readDemo(7);
    for (const { contact } of rows) {
      if (contact.email !== null) expect(contact.email).toMatch(/@example\.com$/);
      if (contact.phone !== null) expect(contact.phone).toMatch(/^\+1\d{3}55501\d{2}$/);
      expect(contact.email ?? contact.phone).not.toBeNull();
    }
  });
});
