import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CadenceDraft } from "~/domain/cadence/cadence-form";
import type { CadenceChange } from "~/domain/cadence/change";
import { businessToBusiness, friendly, persistent } from "~/domain/cadence/presets";
import type { CadencePolicy } from "~/domain/cadence/steps";
import { addDays } from "~/domain/dates";
import type { CadenceId, DebtorId, StaffUserId, VendorId } from "~/domain/ids";
import { drainJobs } from "~/jobs/drain.server";
import { addCadence } from "~/services/cadences/add-cadence.server";
import { applyChange } from "~/services/cadences/apply-change.server";
import { chooseDebtorCadence, readCadenceChoice } from "~/services/cadences/choose-debtor-cadence.server";
import { previewChange } from "~/services/cadences/preview-change.server";
import { readCadences } from "~/services/cadences/read-cadences.server";
import { planDueReminders } from "~/services/reminders/plan-reminders.server";
import { contactSchedules, messages, reminders } from "~db/schema";
import { listCadences, type Cadence } from "~db/queries/reminders/cadences";
import { claimDueDebtors, scheduleChecks } from "~db/queries/reminders/reminders";
import {
  addDebtor,
  makeOverdueDebtor,
  openMessageOffice,
  type MessageOffice,
} from "~tests/factories/message-office";
import type { Vendor } from "~tests/factories/vendor";
import { useDatabase } from "~tests/setup/database";

/** A Tuesday, ten in the morning in New York. */
const tuesday = new Date("2026-03-10T14:00:00Z");
const today = "2026-03-10";
const dayMs = 86_400_000;
const maya = "staff-maya" as StaffUserId;

const database = useDatabase();
let office: MessageOffice;
beforeAll(async () => {
  office = await openMessageOffice(database.url, tuesday);
});
afterAll(() => office.close());

const at = (time: Date) => (office.clock.now = time);
const later = (days: number) => new Date(tuesday.getTime() + days * dayMs);
const sweep = async () => {
  const result = await planDueReminders(office.app, { now: office.clock.now, limit: 100_000 });
  if (result.planned > 0) await drainJobs(office.app);
  return result;
};
/** Lives on until then, from one look that is due at this vendor to the next. */
async function live(vendorId: VendorId, until: Date): Promise<void> {
  for (;;) {
    const due = (await schedulesOf(vendorId)).flatMap(({ nextCheckAt: time }) => (time ? [time] : []));
    const next = new Date(Math.min(...due.map((time) => time.getTime()), until.getTime()));
    if (next > office.clock.now) at(next);
    if (next >= until) return;
    await sweep();
  }
}
const inVendor = <T>(vendorId: VendorId, fn: Parameters<typeof office.app.db.asVendor<T>>[1]) =>
  office.app.db.asVendor(vendorId, fn);
const remindersOf = (vendorId: VendorId) =>
  inVendor(vendorId, (tx) => tx.select().from(reminders).orderBy(reminders.plannedFor));
const messagesOf = (vendorId: VendorId) =>
  inVendor(vendorId, (tx) => tx.select().from(messages).orderBy(messages.queuedAt));
const schedulesOf = (vendorId: VendorId) => inVendor(vendorId, (tx) => tx.select().from(contactSchedules));
const cadencesOf = (vendorId: VendorId) => inVendor(vendorId, (tx) => listCadences(tx, { vendorId }));

async function cadenceOf(vendorId: VendorId, name = "Friendly"): Promise<Cadence> {
  const found = (await cadencesOf(vendorId)).find((cadence) => cadence.name === name);
  if (!found) throw new Error(`There is no ${name}.`);
  return found;
}

const editTo = (
  policy: CadencePolicy,
  said: Partial<CadenceDraft> = {},
): Extract<CadenceChange, { kind: "edit" }> => ({
  kind: "edit",
  draft: {
    name: "Friendly",
    use: "default",
    repeatEveryDays: policy.repeatEveryDays,
    steps: [...policy.steps],
    ...said,
  },
});

async function change(vendor: Vendor, wanted: CadenceChange, cadence?: Cadence) {
  const { id: cadenceId, version } = cadence ?? (await cadenceOf(vendor.id));
  return applyChange(office.app, { vendor, cadenceId, version, change: wanted, now: office.clock.now });
}

async function preview(vendor: Vendor, wanted: CadenceChange, cadence?: Cadence) {
  const { id: cadenceId } = cadence ?? (await cadenceOf(vendor.id));
  return previewChange(office.app, { vendor, cadenceId, change: wanted, now: office.clock.now });
}

/** Debtors whose balances fell due so many days ago, and who have been in the default cadence ever since. */
async function underWay(daysAgo: readonly number[]): Promise<{ vendor: Vendor; debtors: DebtorId[] }> {
  const longest = Math.max(...daysAgo);
  at(later(-longest));
  const [first = 1, ...others] = daysAgo;
  const dueOn = (days: number) => addDays(today, -days);
  const { vendor, debtor } = await makeOverdueDebtor(office, { balances: [{ dueOn: dueOn(first) }] });
  const debtors = [debtor.id];
  for (const days of others) {
    debtors.push((await addDebtor(office, vendor, { balances: [{ dueOn: dueOn(days) }] })).id);
  }
  await live(vendor.id, tuesday);
  return { vendor, debtors };
}

describe("a change of the cadence under way", () => {
  test("never gives anyone an earlier step again, nor a slot twice, at whatever day they are", async () => {
    const { vendor } = await underWay([2, 5, 11, 18, 31, 45]);
    const before = await remindersOf(vendor.id);
    expect(before.length).toBeGreaterThan(15);
    expect(await change(vendor, editTo(persistent))).toEqual({ kind: "applied", debtors: 6 });
    await live(vendor.id, later(40));
    const all = await remindersOf(vendor.id);
    expect(new Set(all.map(({ debtorId, slot }) => `${debtorId} ${slot}`)).size).toBe(all.length);
    for (const [, taken] of Map.groupBy(all, ({ debtorId }) => debtorId)) {
      const days = taken.map(({ stageDays }) => stageDays ?? 0);
      expect(days).toEqual([...days].sort((a, b) => a - b));
      expect(taken.length).toBeGreaterThan(3);
      // Whatever changes, two contacts are never on the same day.
      const dates = taken.map(({ plannedFor }) => plannedFor.toISOString().slice(0, 10));
      expect(new Set(dates).size).toBe(dates.length);
    }
    const fresh = all.filter(({ id }) => !before.some((old) => old.id === id));
    expect(new Set(fresh.map(({ templateKey }) => templateKey))).toContain("consequences");
  }, 120_000);

  test("leaves what is planned and sent as it was, and asks the sweep to look at once", async () => {
    at(tuesday);
    const { vendor } = await makeOverdueDebtor(office);
    await planDueReminders(office.app, { now: tuesday, limit: 1_000 });
    const queued = await messagesOf(vendor.id);
    expect(queued).toMatchObject([{ state: "queued" }]);
    await change(vendor, editTo(persistent));
    expect(await messagesOf(vendor.id)).toEqual(queued);
    expect((await schedulesOf(vendor.id))[0]?.nextCheckAt).toEqual(tuesday);
    await drainJobs(office.app);
    expect(await messagesOf(vendor.id)).toMatchObject([{ state: "sent" }]);
  });

  test("reaches debtors whom a planner has in hand at that moment, once it is done with them", async () => {
    at(tuesday);
    const { vendor } = await makeOverdueDebtor(office);
    const vendorId = vendor.id;
    let changing: Promise<unknown> = Promise.resolve();
    await inVendor(vendorId, async (tx) => {
      const [debtorId] = await claimDueDebtors(tx, { vendorId, now: tuesday, limit: 10 });
      if (!debtorId) throw new Error("Nobody is due.");
      changing = change(vendor, editTo(persistent));
      await tx.execute(sql`select pg_sleep(0.5)`);
      const next = { nextChannel: null, nextTemplateKey: null, reason: "By the cadence as it was." };
      await scheduleChecks(tx, { vendorId, checks: [{ debtorId, at: later(30), ...next }] });
    });
    expect(await changing).toEqual({ kind: "applied", debtors: 1 });
    expect((await schedulesOf(vendorId))[0]?.nextCheckAt).toEqual(tuesday);
  });

  test("saved over somebody else's is refused, and theirs stays", async () => {
    at(tuesday);
    const { vendor } = await makeOverdueDebtor(office);
    const seen = await cadenceOf(vendor.id);
    const outcomes = await Promise.all([
      change(vendor, editTo(persistent), seen),
      change(vendor, editTo(businessToBusiness), seen),
    ]);
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(["applied", "conflict"]);
    const kept = outcomes[0].kind === "applied" ? persistent : businessToBusiness;
    const stored = await cadenceOf(vendor.id);
    expect(stored.steps).toEqual(kept.steps);
    expect(stored.version).toBe(2);
    expect(outcomes).toContainEqual({ kind: "conflict", version: 2 });
  });

  test("to words that are not written, or to a name that is taken, is refused at its field", async () => {
    at(tuesday);
    const { vendor } = await makeOverdueDebtor(office);
    await addCadence(office.app, { vendorId: vendor.id, from: { preset: "Clinic" } });
    const [first, ...others] = friendly.steps;
    if (!first) throw new Error("Friendly has steps.");
    const steps = [{ ...first, templateKey: "not-written" }, ...others];
    expect(await change(vendor, editTo(friendly, { steps, name: "clinic" }))).toEqual({
      kind: "refused",
      problems: {
        name: ["Another cadence has this name already."],
        "steps.0.contact": ["Nothing is written for this yet: write it under Templates, or choose another."],
      },
    });
    expect((await cadenceOf(vendor.id)).version).toBe(1);
  });

  test("of one vendor's does nothing to another's", async () => {
    at(tuesday);
    const { vendor } = await makeOverdueDebtor(office);
    const { vendor: other } = await makeOverdueDebtor(office);
    await sweep();
    const before = await schedulesOf(other.id);
    const stranger = await change(vendor, { kind: "delete" }, await cadenceOf(other.id));
    expect(stranger).toEqual({ kind: "gone" });
    await change(vendor, editTo(persistent));
    expect(await schedulesOf(other.id)).toEqual(before);
    expect((await cadenceOf(other.id)).steps).toEqual(friendly.steps);
  });
});

describe("the preview of a change", () => {
  test("says what the sweep then does, for each debtor and day", async () => {
    const { vendor, debtors } = await underWay([2, 5, 11, 18, 31]);
    // Without calls: one that nobody makes holds up what comes after it, and a preview has it made.
    const steps = persistent.steps
      .filter(({ channel }) => channel !== "call")
      .map((step, position) => ({ ...step, position }));
    const wanted = editTo({ ...persistent, steps });
    const effect = await preview(vendor, wanted);
    expect(effect).toMatchObject({ debtors: 5, looked: 5 });
    expect(Object.values(effect.next).reduce((sum, count) => sum + count, 0)).toBe(5);
    const unchanged = await remindersOf(vendor.id);
    expect(unchanged).toEqual(await remindersOf(vendor.id));
    await change(vendor, wanted);
    const known = new Set(unchanged.map(({ id }) => id));
    await live(vendor.id, later(7));
    const fresh = (await remindersOf(vendor.id)).filter(({ id }) => !known.has(id));
    for (const { debtorId, after } of effect.examples) {
      const [next] = fresh.filter((reminder) => reminder.debtorId === debtorId);
      if (after && after.at < later(7))
        expect(next).toMatchObject({ channel: after.channel, templateKey: after.templateKey });
      if (next && after) expect(Math.abs(next.plannedFor.getTime() - after.at.getTime())).toBeLessThan(1_000);
    }
    const withinDay = fresh.filter(({ plannedFor }) => plannedFor < later(1));
    expect(effect.withinDay.after).toBe(withinDay.length);
    const days = (of: { plannedFor: Date; channel: string }[], on: string, channel: string) =>
      of.filter((one) => one.channel === channel && one.plannedFor.toISOString().startsWith(on)).length;
    for (const { on, after } of effect.days)
      for (const channel of ["email", "sms"] as const)
        expect(after[channel], `${channel} on ${on}`).toBe(days(fresh, on, channel));
    expect(debtors).toHaveLength(5);
  }, 120_000);

  test("of no change is that nothing changes", async () => {
    const { vendor } = await underWay([2, 9]);
    const effect = await preview(vendor, editTo(friendly));
    expect(effect.next).toMatchObject({ same: 2, sooner: 0, later: 0, starts: 0, stops: 0, words: 0 });
    expect(effect.examples).toEqual([]);
    for (const { before, after } of effect.days) expect(after).toEqual(before);
  });

  test("counts only those who owe, and only in the cadence that changes", async () => {
    at(tuesday);
    const { vendor } = await makeOverdueDebtor(office);
    await addDebtor(office, vendor, { balances: [] });
    const firm = await addDebtor(office, vendor, { debtor: { kind: "company" } });
    const id = await addCadence(office.app, {
      vendorId: vendor.id,
      from: { preset: "Business to business" },
    });
    const b2b = (await cadencesOf(vendor.id)).find((cadence) => cadence.id === id);
    if (!b2b) throw new Error("It was not added.");
    expect(await preview(vendor, editTo(persistent))).toMatchObject({ debtors: 2 });
    const draft = { ...editTo(b2b).draft, name: b2b.name, use: "company" as const };
    const effect = await preview(vendor, { kind: "edit", draft }, b2b);
    expect(effect).toMatchObject({ debtors: 1, looked: 1 });
    expect(await change(vendor, { kind: "edit", draft }, b2b)).toEqual({ kind: "applied", debtors: 1 });
    const listed = await readCadences(office.app, { vendor, now: tuesday });
    expect(listed.map(({ name, debtors }) => [name, debtors])).toEqual([
      ["Friendly", 1],
      ["Business to business", 1],
    ]);
    expect(firm.kind).toBe("company");
  });
});

describe("a paused cadence", () => {
  test("holds everyone in it at once, also what waits in the queue, and says so", async () => {
    at(tuesday);
    const { vendor, debtor } = await makeOverdueDebtor(office);
    await addDebtor(office, vendor);
    await planDueReminders(office.app, { now: tuesday, limit: 1_000 });
    expect(await preview(vendor, { kind: "pause", at: tuesday })).toMatchObject({
      debtors: 2,
      next: { stops: 2 },
    });
    expect(await change(vendor, { kind: "pause", at: tuesday })).toEqual({ kind: "applied", debtors: 2 });
    for (const { reason, nextChannel } of await schedulesOf(vendor.id)) {
      expect({ reason, nextChannel }).toEqual({ reason: "The cadence is paused.", nextChannel: null });
    }
    await drainJobs(office.app);
    expect(await messagesOf(vendor.id)).toMatchObject([
      { state: "held", reason: "The cadence is paused." },
      { state: "held", reason: "The cadence is paused." },
    ]);
    at(later(3));
    await sweep();
    expect(office.providers.emails({ to: debtor.email ?? "" })).toEqual([]);
    expect(await change(vendor, { kind: "resume" })).toEqual({ kind: "applied", debtors: 2 });
    await sweep();
    expect(office.providers.emails({ to: debtor.email ?? "" })).toHaveLength(1);
  });

  test("resumed after months asks each debtor once, and goes on at the cadence's own distance", async () => {
    const { vendor, debtors } = await underWay([2, 5, 11, 18]);
    await change(vendor, { kind: "pause", at: tuesday });
    await sweep();
    const known = new Set((await remindersOf(vendor.id)).map(({ id }) => id));
    at(later(120));
    await sweep();
    expect((await remindersOf(vendor.id)).length).toBe(known.size);
    const effect = await preview(vendor, { kind: "resume" });
    expect(effect).toMatchObject({ debtors: 4, next: { starts: 4 }, withinDay: { before: 0, after: 4 } });
    await change(vendor, { kind: "resume" });
    await live(vendor.id, later(160));
    const fresh = (await remindersOf(vendor.id)).filter(({ id }) => !known.has(id));
    for (const debtorId of debtors) {
      const times = fresh.filter((one) => one.debtorId === debtorId).map((one) => one.plannedFor.getTime());
      expect(times.length).toBeGreaterThan(0);
      for (const [index, time] of times.entries()) {
        // The nearest two steps of Friendly are three days apart, the earlier one at whatever hour.
        if (index > 0) expect(time - (times[index - 1] ?? 0)).toBeGreaterThan(2.5 * dayMs);
      }
    }
  }, 120_000);

  test("can be edited, and is previewed as it will be once it goes on", async () => {
    const { vendor } = await underWay([6]);
    await change(vendor, { kind: "pause", at: tuesday });
    const effect = await preview(vendor, editTo(persistent));
    expect(effect.next.stops + effect.next.starts).toBe(0);
    expect(effect.next.same).toBe(0);
    await change(vendor, editTo(persistent));
    const { pausedAt } = await cadenceOf(vendor.id);
    expect(pausedAt).toEqual(tuesday);
    expect((await sweep()).planned).toBe(0);
  });
});

describe("a cadence that is added or deleted", () => {
  test("is a preset under a free name, or a copy, and nobody is in it", async () => {
    at(tuesday);
    const { vendor } = await makeOverdueDebtor(office);
    const vendorId = vendor.id;
    for (const from of [{ preset: "Friendly" }, { preset: "Persistent" }])
      expect(await addCadence(office.app, { vendorId, from })).not.toBeNull();
    const { id } = await cadenceOf(vendorId, "Persistent");
    expect(await addCadence(office.app, { vendorId, from: { copyOf: id } })).not.toBeNull();
    expect(await addCadence(office.app, { vendorId, from: { preset: "Rude" } })).toBeNull();
    const listed = await readCadences(office.app, { vendor, now: tuesday });
    expect(listed.map(({ name, debtors }) => [name, debtors])).toEqual([
      ["Friendly", 1],
      ["Copy of Persistent", 0],
      ["Friendly 2", 0],
      ["Persistent", 0],
    ]);
    expect(listed[1]?.steps).toEqual(persistent.steps);
  });

  test("lets those in it fall to the default, and leaves its name free", async () => {
    at(tuesday);
    const { vendor, debtor } = await makeOverdueDebtor(office);
    const vendorId = vendor.id;
    const who = { vendorId, debtorId: debtor.id, by: maya, now: tuesday };
    const cadenceId = await addCadence(office.app, { vendorId, from: { preset: "Clinic" } });
    expect(await chooseDebtorCadence(office.app, { ...who, cadenceId })).toBe("chosen");
    const clinic = await cadenceOf(vendorId, "Clinic");
    expect(await preview(vendor, { kind: "delete" }, clinic)).toMatchObject({ debtors: 1 });
    expect(await change(vendor, { kind: "delete" }, clinic)).toEqual({ kind: "applied", debtors: 1 });
    expect((await cadencesOf(vendorId)).map(({ name }) => name)).toEqual(["Friendly"]);
    expect(
      await readCadenceChoice(office.app, { vendorId, debtorId: debtor.id, now: tuesday }),
    ).toMatchObject({
      chosen: null,
    });
    await sweep();
    expect((await remindersOf(vendorId))[0]?.cadenceId).toBe((await cadenceOf(vendorId)).id);
    expect(await addCadence(office.app, { vendorId, from: { preset: "Clinic" } })).not.toBe(cadenceId);
    expect((await cadencesOf(vendorId)).map(({ name }) => name)).toEqual(["Clinic", "Friendly"]);
    expect(await change(vendor, { kind: "delete" }, clinic)).toEqual({ kind: "gone" });
  });

  test("becomes the default for everyone without another, under a new name, in one change", async () => {
    at(tuesday);
    const { vendor } = await makeOverdueDebtor(office);
    const vendorId = vendor.id;
    await addCadence(office.app, { vendorId, from: { preset: "Clinic" } });
    const clinic = await cadenceOf(vendorId, "Clinic");
    const wanted = editTo(clinic, { name: "Spring", use: "default" });
    expect(await preview(vendor, wanted, clinic)).toMatchObject({ debtors: 1, looked: 1 });
    expect(await change(vendor, wanted, clinic)).toEqual({ kind: "applied", debtors: 1 });
    const listed = await readCadences(office.app, { vendor, now: tuesday });
    expect(
      listed.map(({ name, isDefault, debtors, version }) => [name, isDefault, debtors, version]),
    ).toEqual([
      ["Spring", true, 1, 2],
      ["Friendly", false, 0, 2],
    ]);
    // Whoever had the other one open is told that it is not the default any more.
    const stale = { ...(await cadenceOf(vendorId)), version: 1 };
    expect(await change(vendor, editTo(friendly), stale)).toEqual({ kind: "conflict", version: 2 });
    await sweep();
    expect((await remindersOf(vendorId))[0]?.cadenceId).toBe(clinic.id);
  });

  test("the default is not deleted", async () => {
    at(tuesday);
    const { vendor } = await makeOverdueDebtor(office);
    expect(await change(vendor, { kind: "delete" })).toMatchObject({ kind: "refused" });
    expect(await cadencesOf(vendor.id)).toHaveLength(1);
  });
});

describe("a debtor", () => {
  test("goes by the cadence that was chosen for them, and shows what would go next in each", async () => {
    at(tuesday);
    const { vendor, debtor } = await makeOverdueDebtor(office, { balances: [{ dueOn: "2026-03-12" }] });
    const vendorId = vendor.id;
    await addCadence(office.app, { vendorId, from: { preset: "Persistent" } });
    const chosen = await cadenceOf(vendorId, "Persistent");
    const choice = await readCadenceChoice(office.app, { vendorId, debtorId: debtor.id, now: tuesday });
    expect(choice?.options.map(({ cadence, next }) => [cadence.name, next?.templateKey])).toEqual([
      ["Friendly", "overdue"],
      ["Friendly", "overdue"],
      ["Persistent", "upcoming"],
    ]);
    const who = { vendorId, debtorId: debtor.id, by: maya, now: tuesday };
    await chooseDebtorCadence(office.app, { ...who, cadenceId: chosen.id });
    await sweep();
    expect(await remindersOf(vendorId)).toMatchObject([{ cadenceId: chosen.id, templateKey: "upcoming" }]);
    const nowhere = "00000000-0000-7000-8000-000000000000" as CadenceId;
    expect(await chooseDebtorCadence(office.app, { ...who, cadenceId: nowhere })).toBe("no_cadence");
    expect(await chooseDebtorCadence(office.app, { ...who, cadenceId: null })).toBe("chosen");
  });
});
