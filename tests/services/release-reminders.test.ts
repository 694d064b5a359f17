import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { drainJobs } from "~/jobs/drain.server";
import type { ReminderId, StaffUserId, VendorId } from "~/domain/ids";
import { planDueReminders } from "~/services/reminders/plan-reminders.server";
import { previewProposal } from "~/services/reminders/preview-proposal.server";
import { listForecastPage } from "~/services/reminders/read-forecast.server";
import { readToday } from "~/services/reminders/read-today.server";
import { leaveOutReminders, releaseReminders } from "~/services/reminders/release-reminders.server";
import { lockDebtorContact } from "~db/queries/messages/contact-points";
import { lookAgain } from "~db/queries/reminders/contact-schedules";
import { cancelReminders } from "~db/queries/reminders/reminders";
import {
  balances,
  callTasks,
  contactSchedules,
  messages,
  reminders,
  suppressions,
  timelineEvents,
  vendors,
} from "~db/schema";
import { callStep, setSteps, step } from "~tests/factories/calls";
import {
  addDebtor,
  makeOverdueDebtor,
  openMessageOffice,
  type MessageOffice,
} from "~tests/factories/message-office";
import { useDatabase } from "~tests/setup/database";

/** A Tuesday, ten in the morning in New York. */
const tuesday = new Date("2026-03-10T14:00:00Z");
const dayMs = 86_400_000;
const maya = "staff-maya" as StaffUserId;

const database = useDatabase();
let office: MessageOffice;
beforeAll(async () => {
  office = await openMessageOffice(database.url, tuesday);
});
afterAll(() => office.close());

const at = (time: Date) => (office.clock.now = time);
const plan = () => planDueReminders(office.app, { now: office.clock.now, limit: 1_000 });
const drain = () => drainJobs(office.app);
const inVendor = <T>(vendorId: VendorId, fn: Parameters<typeof office.app.db.asVendor<T>>[1]) =>
  office.app.db.asVendor(vendorId, fn);
const remindersOf = (vendorId: VendorId) =>
  inVendor(vendorId, (tx) => tx.select().from(reminders).orderBy(reminders.plannedFor, reminders.id));
const messagesOf = (vendorId: VendorId) => inVendor(vendorId, (tx) => tx.select().from(messages));
const setMode = async (vendorId: VendorId, reminderMode: "automatic" | "approval" | "dry_run" | "off") => {
  await office.app.db.asSystem((tx) =>
    tx.update(vendors).set({ reminderMode }).where(eq(vendors.id, vendorId)),
  );
  const debtorIds = [...new Set((await remindersOf(vendorId)).map(({ debtorId }) => debtorId))];
  await inVendor(vendorId, (tx) => lookAgain(tx, { vendorId, debtorIds, at: office.clock.now }));
};
const release = (vendorId: VendorId, ids: readonly ReminderId[] | null = null) =>
  releaseReminders(office.app, {
    vendorId,
    which: { ids, seenAt: office.clock.now },
    by: maya,
    now: office.clock.now,
  });
const leaveOut = (vendorId: VendorId, ids: readonly ReminderId[]) =>
  leaveOutReminders(office.app, {
    vendorId,
    which: { ids, seenAt: office.clock.now },
    by: maya,
    now: office.clock.now,
  });

/** A vendor in approval mode with so many debtors, whose reminders wait. */
async function makeBatch(count: number) {
  at(tuesday);
  const { vendor, debtor } = await makeOverdueDebtor(office, { vendor: { reminderMode: "approval" } });
  await setSteps(office, vendor.id, [step(0), step(1, { channel: "sms" })]);
  const debtors = [debtor];
  while (debtors.length < count) debtors.push(await addDebtor(office, vendor));
  await plan();
  return { vendor, debtors, ids: (await remindersOf(vendor.id)).map(({ id }) => id) };
}

describe("what waits to be released", () => {
  test("is planned, is shown with what is owed, and does not go by itself", async () => {
    const { vendor, debtors } = await makeBatch(3);
    await drain();
    expect(await messagesOf(vendor.id)).toEqual([]);
    const { batches } = await readToday(office.app, { vendor, now: office.clock.now });
    expect(batches).toMatchObject([
      {
        channel: "email",
        templateKey: "overdue",
        step: 0,
        count: 3,
        totals: [{ currency: "USD", outstandingMinor: 13_500n }],
      },
    ]);
    expect(batches[0]?.rows.map(({ debtorId }) => debtorId).sort()).toEqual(
      debtors.map(({ id }) => id).sort(),
    );
    expect(batches[0]?.rows[0]?.owed).toMatchObject([{ outstandingMinor: 4_500n }]);
  });

  test("is previewed with its own template", async () => {
    at(tuesday);
    const { vendor } = await makeOverdueDebtor(office, { vendor: { reminderMode: "approval" } });
    await setSteps(office, vendor.id, [step(0, { templateKey: "will-you-pay" })]);
    await plan();
    const [waiting] = await remindersOf(vendor.id);
    if (!waiting) throw new Error("Nothing waits.");
    const about = { vendorId: vendor.id, id: waiting.id, now: office.clock.now };
    const shown = await previewProposal(office.app, about);
    await release(vendor.id);
    await drain();
    const [sent] = await messagesOf(vendor.id);
    expect(shown?.preview.kind).toBe("ready");
    expect(shown?.preview.email?.subject).toBe(sent?.subject);
    expect(await previewProposal(office.app, about)).toBeNull();
  });

  test("goes once released, in any number, and its timeline says who let it go", async () => {
    const { vendor, debtors } = await makeBatch(3);
    expect(await release(vendor.id)).toEqual({ kind: "released", released: 3, held: 0 });
    await drain();
    for (const { email } of debtors) expect(office.providers.emails({ to: email ?? "" })).toHaveLength(1);
    expect((await remindersOf(vendor.id)).map(({ state }) => state)).toEqual(Array(3).fill("handed_over"));
    const told = await inVendor(vendor.id, (tx) => tx.select().from(timelineEvents));
    expect(told.filter(({ kind, actor }) => kind === "reminder_planned" && actor === "staff")).toHaveLength(
      3,
    );
    await plan();
    const [schedule] = await inVendor(vendor.id, (tx) => tx.select().from(contactSchedules));
    expect(schedule).toMatchObject({ nextChannel: "sms" });
  });

  test("goes once, whoever presses how often at the same moment", async () => {
    const { vendor } = await makeBatch(5);
    const all = await Promise.all([1, 2, 3].map(() => release(vendor.id)));
    const released = all.reduce((sum, one) => sum + (one.kind === "released" ? one.released : 0), 0);
    expect(released).toBe(5);
    expect(await messagesOf(vendor.id)).toHaveLength(5);
  });

  test("is released and left out at once by two people to one end each", async () => {
    const { vendor, ids } = await makeBatch(6);
    const [released, left] = await Promise.all([release(vendor.id), leaveOut(vendor.id, ids)]);
    expect((released.kind === "released" ? released.released : 0) + left).toBe(6);
    const states = (await remindersOf(vendor.id)).map(({ state }) => state);
    expect(states.filter((state) => state === "planned")).toHaveLength((await messagesOf(vendor.id)).length);
    expect(states.filter((state) => state === "cancelled")).toHaveLength(left);
  });

  test("goes by those that were chosen; what nobody had seen is not among all of them", async () => {
    const { vendor, ids } = await makeBatch(3);
    expect(await release(vendor.id, ids.slice(0, 1))).toMatchObject({ released: 1 });
    const before = new Date(tuesday.getTime() - 1_000);
    const which = { ids: null, seenAt: before };
    expect(
      await releaseReminders(office.app, { vendorId: vendor.id, which, by: maya, now: tuesday }),
    ).toMatchObject({ released: 0 });
    expect((await remindersOf(vendor.id)).filter(({ state }) => state === "proposed")).toHaveLength(2);
  });

  test("of another vendor cannot be released", async () => {
    const [mine, theirs] = [await makeBatch(1), await makeBatch(1)];
    expect(await release(mine.vendor.id, theirs.ids)).toMatchObject({ released: 0 });
    expect(await leaveOut(mine.vendor.id, theirs.ids)).toBe(0);
    expect((await remindersOf(theirs.vendor.id))[0]?.state).toBe("proposed");
  });

  test("left out is over, and the next step of the cadence follows", async () => {
    const { vendor, ids } = await makeBatch(1);
    expect(await leaveOut(vendor.id, ids)).toBe(1);
    expect(await leaveOut(vendor.id, ids)).toBe(0);
    await plan();
    expect(await remindersOf(vendor.id)).toMatchObject([
      { state: "cancelled", reason: "Your staff left it out." },
    ]);
    at(new Date(tuesday.getTime() + 8 * dayMs));
    await plan();
    expect((await remindersOf(vendor.id)).map(({ channel, state }) => [channel, state])).toEqual([
      ["email", "cancelled"],
      ["sms", "proposed"],
    ]);
  });

  test("does not go to someone whose payment lands while it is released", async () => {
    for (let round = 0; round < 5; round += 1) {
      const { vendor, debtors } = await makeBatch(2);
      const [paying] = debtors;
      if (!paying) throw new Error("There is no debtor.");
      const { id: vendorId } = vendor;
      const pay = inVendor(vendorId, async (tx) => {
        await lockDebtorContact(tx, { vendorId, debtorId: paying.id });
        await tx.update(balances).set({ outstandingMinor: 0n }).where(eq(balances.debtorId, paying.id));
        const reason = "A payment came in.";
        return cancelReminders(tx, { vendorId, debtorId: paying.id, reason, now: tuesday });
      });
      const [, withdrawn] = await Promise.all([release(vendorId), pay]);
      await drain();
      expect(withdrawn).toBe(1);
      expect(office.providers.emails({ to: paying.email ?? "" })).toEqual([]);
      const own = (await remindersOf(vendorId)).filter(({ debtorId }) => debtorId === paying.id);
      expect(own.map(({ state }) => state)).toEqual(["cancelled"]);
    }
  });

  test("with an address that was stopped since is held, and its step goes by the other channel", async () => {
    const { vendor, debtors } = await makeBatch(1);
    const stop = { channel: "email", contact: debtors[0]?.email ?? "", reason: "hard_bounce" } as const;
    await inVendor(vendor.id, (tx) =>
      tx.insert(suppressions).values({ vendorId: vendor.id, ...stop, suppressedAt: tuesday }),
    );
    expect(await release(vendor.id)).toEqual({ kind: "released", released: 0, held: 1 });
    await plan();
    expect((await remindersOf(vendor.id)).map(({ channel, state }) => `${channel} ${state}`).sort()).toEqual([
      "email held",
      "sms proposed",
    ]);
  });

  test("stays when approval is switched off, until a person releases it", async () => {
    const { vendor } = await makeBatch(1);
    await setMode(vendor.id, "automatic");
    await plan();
    await drain();
    expect(await messagesOf(vendor.id)).toEqual([]);
    expect((await readToday(office.app, { vendor, now: office.clock.now })).batches).toHaveLength(1);
    expect(await release(vendor.id)).toMatchObject({ released: 1 });
  });

  test.each(["dry_run", "off"] as const)("cannot be released in the mode %s", async (mode) => {
    const { vendor } = await makeBatch(1);
    await setMode(vendor.id, mode);
    expect(await release(vendor.id)).toMatchObject({ kind: "refused" });
    expect((await remindersOf(vendor.id))[0]?.state).toBe("proposed");
  });
});

describe("the forecast", () => {
  test("adds up what goes by the vendor's days, and lists it by the debtor's clock", async () => {
    // Eight in the evening in New York: too late to write today.
    at(new Date("2026-03-11T00:30:00Z"));
    const { vendor, debtor } = await makeOverdueDebtor(office);
    await setSteps(office, vendor.id, [step(0), callStep(1)]);
    await addDebtor(office, vendor, { debtor: { timeZone: "America/Los_Angeles", region: "US-CA" } });
    await plan();
    const { forecast } = await readToday(office.app, { vendor, now: office.clock.now });
    expect(forecast.tomorrow).toEqual([{ channel: "email", count: 1 }]);
    const about = { vendor, params: new URLSearchParams(), now: office.clock.now };
    const { rows } = await listForecastPage(office.app, { ...about, span: "tomorrow" });
    expect(rows).toMatchObject([
      {
        debtorId: debtor.id,
        channel: "email",
        templateKey: "overdue",
        zone: "America/New_York",
        isZoneKnown: true,
        at: new Date("2026-03-11T13:00:00Z"),
      },
    ]);
    at(tuesday);
  });
});

describe("a dry run", () => {
  test("plans and shows everything, sends nothing, and nothing of it goes late", async () => {
    at(tuesday);
    const { vendor, debtor } = await makeOverdueDebtor(office, { vendor: { reminderMode: "dry_run" } });
    await setSteps(office, vendor.id, [step(0), callStep(1), step(2, { channel: "sms" })]);
    const now = () => office.clock.now;
    await plan();
    const { forecast } = await readToday(office.app, { vendor, now: now() });
    expect(forecast.rehearsed).toEqual([{ channel: "email", count: 1 }]);
    const about = { vendor, params: new URLSearchParams(), now: now() };
    const { rows } = await listForecastPage(office.app, { ...about, span: "rehearsed" });
    expect(rows).toMatchObject([
      { debtorId: debtor.id, channel: "email", templateKey: "overdue", at: tuesday },
    ]);

    at(new Date(tuesday.getTime() + 7 * dayMs));
    await plan();
    expect(await inVendor(vendor.id, (tx) => tx.select().from(callTasks))).toEqual([]);
    const [schedule] = await inVendor(vendor.id, (tx) => tx.select().from(contactSchedules));
    expect(schedule).toMatchObject({ nextChannel: "sms", nextTemplateKey: "overdue" });
    await drain();

    await setMode(vendor.id, "automatic");
    await plan();
    await drain();
    expect(await messagesOf(vendor.id)).toEqual([]);
    expect(office.providers.emails({ to: debtor.email ?? "" })).toEqual([]);
    expect((await remindersOf(vendor.id)).map(({ channel, state }) => [channel, state])).toEqual([
      ["email", "held"],
      ["call", "held"],
    ]);
    // What comes next after it goes as any other.
    at(new Date(tuesday.getTime() + 14 * dayMs));
    await plan();
    await drain();
    expect(await messagesOf(vendor.id)).toMatchObject([{ channel: "sms", state: "sent" }]);
    at(tuesday);
  });

  test("begun while messages wait in the queue holds them, and they do not go when it ends", async () => {
    at(tuesday);
    const { vendor, debtor } = await makeOverdueDebtor(office);
    await plan();
    await setMode(vendor.id, "dry_run");
    await drain();
    await plan();
    await setMode(vendor.id, "automatic");
    await plan();
    await drain();
    expect(office.providers.emails({ to: debtor.email ?? "" })).toEqual([]);
    expect((await messagesOf(vendor.id)).map(({ state }) => state)).toEqual(["held"]);
  });
});
