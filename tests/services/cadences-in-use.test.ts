import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { friendly, persistent } from "~/domain/cadence/presets";
import type { CadenceId, StaffUserId } from "~/domain/ids";
import { drainJobs } from "~/jobs/drain.server";
import { addCadence } from "~/services/cadences/add-cadence.server";
import { chooseDebtorCadence, readCadenceChoice } from "~/services/cadences/choose-debtor-cadence.server";
import { readCadences } from "~/services/cadences/read-cadences.server";
import { planDueReminders } from "~/services/reminders/plan-reminders.server";
import { cadenceDesk, editTo, later, tuesday } from "~tests/factories/cadence-desk";
import {
  addDebtor,
  makeOverdueDebtor,
  openMessageOffice,
  type MessageOffice,
} from "~tests/factories/message-office";
import { useDatabase } from "~tests/setup/database";

const maya = "staff-maya" as StaffUserId;
const dayMs = 86_400_000;
const database = useDatabase();
let office: MessageOffice;
let desk: ReturnType<typeof cadenceDesk>;
beforeAll(async () => {
  office = await openMessageOffice(database.url, tuesday);
  desk = cadenceDesk(office);
});
afterAll(() => office.close());

describe("a paused cadence", () => {
  test("holds everyone in it at once, also what waits in the queue, and says so", async () => {
    desk.at(tuesday);
    const { vendor, debtor } = await makeOverdueDebtor(office);
    await addDebtor(office, vendor);
    await planDueReminders(office.app, { now: tuesday, limit: 1_000 });
    expect(await desk.preview(vendor, { kind: "pause", at: tuesday })).toMatchObject({
      debtors: 2,
      next: { stops: 2 },
    });
    expect(await desk.change(vendor, { kind: "pause", at: tuesday })).toEqual({
      kind: "applied",
      debtors: 2,
    });
    for (const { reason, nextChannel } of await desk.schedulesOf(vendor.id)) {
      expect({ reason, nextChannel }).toEqual({ reason: "The cadence is paused.", nextChannel: null });
    }
    await drainJobs(office.app);
    expect(await desk.messagesOf(vendor.id)).toMatchObject([
      { state: "held", reason: "The cadence is paused." },
      { state: "held", reason: "The cadence is paused." },
    ]);
    desk.at(later(3));
    await desk.sweep();
    expect(office.providers.emails({ to: debtor.email ?? "" })).toEqual([]);
    expect(await desk.change(vendor, { kind: "resume" })).toEqual({ kind: "applied", debtors: 2 });
    await desk.sweep();
    expect(office.providers.emails({ to: debtor.email ?? "" })).toHaveLength(1);
  });

  test("resumed after months asks each debtor once, and goes on at the cadence's own distance", async () => {
    const { vendor, debtors } = await desk.underWay([2, 5, 11, 18]);
    await desk.change(vendor, { kind: "pause", at: tuesday });
    await desk.sweep();
    const known = new Set((await desk.remindersOf(vendor.id)).map(({ id }) => id));
    desk.at(later(120));
    await desk.sweep();
    expect((await desk.remindersOf(vendor.id)).length).toBe(known.size);
    const effect = await desk.preview(vendor, { kind: "resume" });
    expect(effect).toMatchObject({ debtors: 4, next: { starts: 4 }, withinDay: { before: 0, after: 4 } });
    await desk.change(vendor, { kind: "resume" });
    await desk.live(vendor.id, later(160));
    const fresh = (await desk.remindersOf(vendor.id)).filter(({ id }) => !known.has(id));
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
    const { vendor } = await desk.underWay([6]);
    await desk.change(vendor, { kind: "pause", at: tuesday });
    const effect = await desk.preview(vendor, editTo(persistent));
    expect(effect.next.stops + effect.next.starts).toBe(0);
    expect(effect.next.same).toBe(0);
    await desk.change(vendor, editTo(persistent));
    const { pausedAt } = await desk.cadenceOf(vendor.id);
    expect(pausedAt).toEqual(tuesday);
    expect((await desk.sweep()).planned).toBe(0);
  });
});

describe("a cadence that is added or deleted", () => {
  test("is a preset under a free name, or a copy, and nobody is in it", async () => {
    desk.at(tuesday);
    const { vendor } = await makeOverdueDebtor(office);
    const vendorId = vendor.id;
    for (const from of [{ preset: "Friendly" }, { preset: "Persistent" }])
      expect(await addCadence(office.app, { vendorId, from })).not.toBeNull();
    const { id } = await desk.cadenceOf(vendorId, "Persistent");
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
    desk.at(tuesday);
    const { vendor, debtor } = await makeOverdueDebtor(office);
    const vendorId = vendor.id;
    const who = { vendorId, debtorId: debtor.id, by: maya, now: tuesday };
    const cadenceId = await addCadence(office.app, { vendorId, from: { preset: "Clinic" } });
    expect(await chooseDebtorCadence(office.app, { ...who, cadenceId })).toBe("chosen");
    const clinic = await desk.cadenceOf(vendorId, "Clinic");
    expect(await desk.preview(vendor, { kind: "delete" }, clinic)).toMatchObject({ debtors: 1 });
    expect(await desk.change(vendor, { kind: "delete" }, clinic)).toEqual({ kind: "applied", debtors: 1 });
    expect((await desk.cadencesOf(vendorId)).map(({ name }) => name)).toEqual(["Friendly"]);
    expect(
      await readCadenceChoice(office.app, { vendorId, debtorId: debtor.id, now: tuesday }),
    ).toMatchObject({
      chosen: null,
    });
    await desk.sweep();
    expect((await desk.remindersOf(vendorId))[0]?.cadenceId).toBe((await desk.cadenceOf(vendorId)).id);
    expect(await addCadence(office.app, { vendorId, from: { preset: "Clinic" } })).not.toBe(cadenceId);
    expect((await desk.cadencesOf(vendorId)).map(({ name }) => name)).toEqual(["Clinic", "Friendly"]);
    expect(await desk.change(vendor, { kind: "delete" }, clinic)).toEqual({ kind: "gone" });
  });

  test("becomes the default for everyone without another, under a new name, in one change", async () => {
    desk.at(tuesday);
    const { vendor } = await makeOverdueDebtor(office);
    const vendorId = vendor.id;
    await addCadence(office.app, { vendorId, from: { preset: "Clinic" } });
    const clinic = await desk.cadenceOf(vendorId, "Clinic");
    const wanted = editTo(clinic, { name: "Spring", use: "default" });
    expect(await desk.preview(vendor, wanted, clinic)).toMatchObject({ debtors: 1, looked: 1 });
    expect(await desk.change(vendor, wanted, clinic)).toEqual({ kind: "applied", debtors: 1 });
    const listed = await readCadences(office.app, { vendor, now: tuesday });
    expect(
      listed.map(({ name, isDefault, debtors, version }) => [name, isDefault, debtors, version]),
    ).toEqual([
      ["Spring", true, 1, 2],
      ["Friendly", false, 0, 2],
    ]);
    // Whoever had the other one open is told that it is not the default any more.
    const stale = { ...(await desk.cadenceOf(vendorId)), version: 1 };
    expect(await desk.change(vendor, editTo(friendly), stale)).toEqual({ kind: "conflict", version: 2 });
    await desk.sweep();
    expect((await desk.remindersOf(vendorId))[0]?.cadenceId).toBe(clinic.id);
  });

  test("the default is not deleted", async () => {
    desk.at(tuesday);
    const { vendor } = await makeOverdueDebtor(office);
    expect(await desk.change(vendor, { kind: "delete" })).toMatchObject({ kind: "refused" });
    expect(await desk.cadencesOf(vendor.id)).toHaveLength(1);
  });
});

describe("a debtor", () => {
  test("goes by the cadence that was chosen for them, and shows what would go next in each", async () => {
    desk.at(tuesday);
    const { vendor, debtor } = await makeOverdueDebtor(office, { balances: [{ dueOn: "2026-03-12" }] });
    const vendorId = vendor.id;
    await addCadence(office.app, { vendorId, from: { preset: "Persistent" } });
    const chosen = await desk.cadenceOf(vendorId, "Persistent");
    const choice = await readCadenceChoice(office.app, { vendorId, debtorId: debtor.id, now: tuesday });
    expect(choice?.options.map(({ cadence, next }) => [cadence.name, next?.templateKey])).toEqual([
      ["Friendly", "overdue"],
      ["Friendly", "overdue"],
      ["Persistent", "upcoming"],
    ]);
    const who = { vendorId, debtorId: debtor.id, by: maya, now: tuesday };
    await chooseDebtorCadence(office.app, { ...who, cadenceId: chosen.id });
    await desk.sweep();
    expect(await desk.remindersOf(vendorId)).toMatchObject([
      { cadenceId: chosen.id, templateKey: "upcoming" },
    ]);
    const nowhere = "00000000-0000-7000-8000-000000000000" as CadenceId;
    expect(await chooseDebtorCadence(office.app, { ...who, cadenceId: nowhere })).toBe("no_cadence");
    expect(await chooseDebtorCadence(office.app, { ...who, cadenceId: null })).toBe("chosen");
  });
});
