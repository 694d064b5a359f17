import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { businessToBusiness, friendly, persistent } from "~/domain/cadence/presets";
import { drainJobs } from "~/jobs/drain.server";
import { addCadence } from "~/services/cadences/add-cadence.server";
import { readCadences } from "~/services/cadences/read-cadences.server";
import { planDueReminders } from "~/services/reminders/plan-reminders.server";
import { claimDueDebtors, scheduleChecks } from "~db/queries/reminders/reminders";
import { cadenceDesk, editTo, later, tuesday } from "~tests/factories/cadence-desk";
import {
  addDebtor,
  makeOverdueDebtor,
  openMessageOffice,
  type MessageOffice,
} from "~tests/factories/message-office";
import { useDatabase } from "~tests/setup/database";

const database = useDatabase();
let office: MessageOffice;
let desk: ReturnType<typeof cadenceDesk>;
beforeAll(async () => {
  office = await openMessageOffice(database.url, tuesday);
  desk = cadenceDesk(office);
});
afterAll(() => office.close());

describe("a change of the cadence under way", () => {
  test("never gives anyone an earlier step again, nor a slot twice, at whatever day they are", async () => {
    const { vendor } = await desk.underWay([2, 5, 11, 18, 31, 45]);
    const before = await desk.remindersOf(vendor.id);
    expect(before.length).toBeGreaterThan(15);
    expect(await desk.change(vendor, editTo(persistent))).toEqual({ kind: "applied", debtors: 6 });
    await desk.live(vendor.id, later(40));
    const all = await desk.remindersOf(vendor.id);
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
    desk.at(tuesday);
    const { vendor } = await makeOverdueDebtor(office);
    await planDueReminders(office.app, { now: tuesday, limit: 1_000 });
    const queued = await desk.messagesOf(vendor.id);
    expect(queued).toMatchObject([{ state: "queued" }]);
    await desk.change(vendor, editTo(persistent));
    expect(await desk.messagesOf(vendor.id)).toEqual(queued);
    expect((await desk.schedulesOf(vendor.id))[0]?.nextCheckAt).toEqual(tuesday);
    await drainJobs(office.app);
    expect(await desk.messagesOf(vendor.id)).toMatchObject([{ state: "sent" }]);
  });

  test("reaches debtors whom a planner has in hand at that moment, once it is done with them", async () => {
    desk.at(tuesday);
    const { vendor } = await makeOverdueDebtor(office);
    const vendorId = vendor.id;
    let changing: Promise<unknown> = Promise.resolve();
    await desk.inVendor(vendorId, async (tx) => {
      const [debtorId] = await claimDueDebtors(tx, { vendorId, now: tuesday, limit: 10 });
      if (!debtorId) throw new Error("Nobody is due.");
      changing = desk.change(vendor, editTo(persistent));
      await tx.execute(sql`select pg_sleep(0.5)`);
      const next = { nextChannel: null, nextTemplateKey: null, reason: "By the cadence as it was." };
      await scheduleChecks(tx, { vendorId, checks: [{ debtorId, at: later(30), ...next }] });
    });
    expect(await changing).toEqual({ kind: "applied", debtors: 1 });
    expect((await desk.schedulesOf(vendorId))[0]?.nextCheckAt).toEqual(tuesday);
  });

  test("saved over somebody else's is refused, and theirs stays", async () => {
    desk.at(tuesday);
    const { vendor } = await makeOverdueDebtor(office);
    const seen = await desk.cadenceOf(vendor.id);
    const outcomes = await Promise.all([
      desk.change(vendor, editTo(persistent), seen),
      desk.change(vendor, editTo(businessToBusiness), seen),
    ]);
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(["applied", "conflict"]);
    const kept = outcomes[0].kind === "applied" ? persistent : businessToBusiness;
    const stored = await desk.cadenceOf(vendor.id);
    expect(stored.steps).toEqual(kept.steps);
    expect(stored.version).toBe(2);
    expect(outcomes).toContainEqual({ kind: "conflict", version: 2 });
  });

  test("to words that are not written, or to a name that is taken, is refused at its field", async () => {
    desk.at(tuesday);
    const { vendor } = await makeOverdueDebtor(office);
    await addCadence(office.app, { vendorId: vendor.id, from: { preset: "Clinic" } });
    const [first, ...others] = friendly.steps;
    if (!first) throw new Error("Friendly has steps.");
    const steps = [{ ...first, templateKey: "not-written" }, ...others];
    expect(await desk.change(vendor, editTo(friendly, { steps, name: "clinic" }))).toEqual({
      kind: "refused",
      problems: {
        name: ["Another cadence has this name already."],
        "steps.0.contact": ["Nothing is written for this yet: write it under Templates, or choose another."],
      },
    });
    expect((await desk.cadenceOf(vendor.id)).version).toBe(1);
  });

  test("of one vendor's does nothing to another's", async () => {
    desk.at(tuesday);
    const { vendor } = await makeOverdueDebtor(office);
    const { vendor: other } = await makeOverdueDebtor(office);
    await desk.sweep();
    const before = await desk.schedulesOf(other.id);
    const stranger = await desk.change(vendor, { kind: "delete" }, await desk.cadenceOf(other.id));
    expect(stranger).toEqual({ kind: "gone" });
    await desk.change(vendor, editTo(persistent));
    expect(await desk.schedulesOf(other.id)).toEqual(before);
    expect((await desk.cadenceOf(other.id)).steps).toEqual(friendly.steps);
  });
});

describe("the preview of a change", () => {
  test("says what the sweep then does, for each debtor and day", async () => {
    const { vendor, debtors } = await desk.underWay([2, 5, 11, 18, 31]);
    // Without calls: one that nobody makes holds up what comes after it, and a preview has it made.
    const steps = persistent.steps
      .filter(({ channel }) => channel !== "call")
      .map((step, position) => ({ ...step, position }));
    const wanted = editTo({ ...persistent, steps });
    const effect = await desk.preview(vendor, wanted);
    expect(effect).toMatchObject({ debtors: 5, looked: 5 });
    expect(Object.values(effect.next).reduce((sum, count) => sum + count, 0)).toBe(5);
    const unchanged = await desk.remindersOf(vendor.id);
    expect(unchanged).toEqual(await desk.remindersOf(vendor.id));
    await desk.change(vendor, wanted);
    const known = new Set(unchanged.map(({ id }) => id));
    await desk.live(vendor.id, later(7));
    const fresh = (await desk.remindersOf(vendor.id)).filter(({ id }) => !known.has(id));
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
    const { vendor } = await desk.underWay([2, 9]);
    const effect = await desk.preview(vendor, editTo(friendly));
    expect(effect.next).toMatchObject({ same: 2, sooner: 0, later: 0, starts: 0, stops: 0, words: 0 });
    expect(effect.examples).toEqual([]);
    for (const { before, after } of effect.days) expect(after).toEqual(before);
  });

  test("counts only those who owe, and only in the cadence that changes", async () => {
    desk.at(tuesday);
    const { vendor } = await makeOverdueDebtor(office);
    await addDebtor(office, vendor, { balances: [] });
    const firm = await addDebtor(office, vendor, { debtor: { kind: "company" } });
    const id = await addCadence(office.app, {
      vendorId: vendor.id,
      from: { preset: "Business to business" },
    });
    const b2b = (await desk.cadencesOf(vendor.id)).find((cadence) => cadence.id === id);
    if (!b2b) throw new Error("It was not added.");
    expect(await desk.preview(vendor, editTo(persistent))).toMatchObject({ debtors: 2 });
    const draft = { ...editTo(b2b).draft, name: b2b.name, use: "company" as const };
    const effect = await desk.preview(vendor, { kind: "edit", draft }, b2b);
    expect(effect).toMatchObject({ debtors: 1, looked: 1 });
    expect(await desk.change(vendor, { kind: "edit", draft }, b2b)).toEqual({ kind: "applied", debtors: 1 });
    const listed = await readCadences(office.app, { vendor, now: tuesday });
    expect(listed.map(({ name, debtors }) => [name, debtors])).toEqual([
      ["Friendly", 1],
      ["Business to business", 1],
    ]);
    expect(firm.kind).toBe("company");
  });
});
