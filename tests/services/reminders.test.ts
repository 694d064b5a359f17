import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { drainJobs } from "~/jobs/drain.server";
import { planDueReminders } from "~/services/reminders/plan-reminders.server";
import { previewReminder } from "~/services/reminders/preview-reminder.server";
import { saveTemplate } from "~/services/templates/save-template.server";
import { sendReminderNow } from "~/services/reminders/send-reminder-now.server";
import { queueFreshLink } from "~/services/messages/queue-fresh-link.server";
import { queueReceipt } from "~/services/messages/queue-receipt.server";
import type { DebtorId, ReceiptId, StaffUserId, VendorId } from "~/domain/ids";
import { contactSchedules, messages, receipts, reminders } from "~db/schema";
import { listTemplates } from "~db/queries/messages/templates";
import { makeBalance, makePayment } from "~tests/factories/balance";
import { makeVendor } from "~tests/factories/vendor";
import {
  addDebtor,
  makeOverdueDebtor,
  openMessageOffice,
  type MessageOffice,
} from "~tests/factories/message-office";
import { useDatabase } from "~tests/setup/database";

/** A Tuesday, ten in the morning in New York. */
const tuesday = new Date("2026-03-10T14:00:00Z");
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const maya = "staff-maya" as StaffUserId;

const database = useDatabase();
let office: MessageOffice;
beforeAll(async () => {
  office = await openMessageOffice(database.url, tuesday);
});
afterAll(() => office.close());

const at = (time: Date) => (office.clock.now = time);
const plan = () => planDueReminders(office.app, { now: office.clock.now, limit: 10_000 });
const drain = () => drainJobs(office.app);
const inVendor = <T>(vendorId: VendorId, fn: Parameters<typeof office.app.db.asVendor<T>>[1]) =>
  office.app.db.asVendor(vendorId, fn);
const remindersOf = (vendorId: VendorId) =>
  inVendor(vendorId, (tx) => tx.select().from(reminders).orderBy(reminders.plannedFor));
const messagesOf = (vendorId: VendorId) =>
  inVendor(vendorId, (tx) => tx.select().from(messages).orderBy(messages.queuedAt));
const scheduleOf = async (vendorId: VendorId) =>
  (await inVendor(vendorId, (tx) => tx.select().from(contactSchedules)))[0];

describe("the sweep", () => {
  // First, while there is no one else in this database to be reminded along with.
  test("keeps to every cap over four months, and never stops asking", async () => {
    at(tuesday);
    const { vendor, debtor } = await makeOverdueDebtor(office, { balances: [{ dueOn: "2025-11-01" }] });
    await database.admin`
      insert into cadence_steps
        (vendor_id, cadence_id, position, channel, template_key, anchor, offset_days, time_of_day)
      select vendor_id, id, 10 + n, case when n % 2 = 0 then 'sms' else 'email' end, 'overdue', 'due', 31 + n,
        'rotate'
      from cadences, generate_series(0, 20) n where vendor_id = ${vendor.id}`;
    for (let day = 0; day < 120; day += 1) {
      at(new Date(tuesday.getTime() + day * dayMs + 3 * hourMs));
      if ((await plan()).planned > 0) await drain();
    }
    const sent = (await messagesOf(vendor.id)).map(({ channel, sentAt }) => ({
      channel,
      at: sentAt?.getTime() ?? 0,
    }));
    expect(sent.length).toBeGreaterThan(20);
    for (const { at: time } of sent) {
      const within = (days: number) =>
        sent.filter((other) => other.at <= time && other.at > time - days * dayMs);
      expect(within(7).length).toBeLessThanOrEqual(3);
      expect(within(30).length).toBeLessThanOrEqual(10);
      expect(within(7).filter(({ channel }) => channel === "sms").length).toBeLessThanOrEqual(2);
    }
    expect(
      office.providers.emails({ to: debtor.email ?? "" }).length +
        office.providers.texts({ with: debtor.phone ?? "" }).length,
    ).toBe(sent.length);
  }, 120_000);

  test("plans one reminder per debtor, says when it looks again and why, and is done", async () => {
    at(tuesday);
    const { vendor } = await makeOverdueDebtor(office);
    await addDebtor(office, vendor, { balances: [{ dueOn: "2026-04-20" }] });
    expect(await plan()).toEqual({ looked: 2, planned: 1 });
    expect(await plan()).toEqual({ looked: 0, planned: 0 });
    expect(await remindersOf(vendor.id)).toMatchObject([
      { channel: "email", step: 0, slot: "2026-02-04/1", state: "planned", templateKey: "overdue" },
    ]);
    const schedules = await inVendor(vendor.id, (tx) =>
      tx.select().from(contactSchedules).orderBy(contactSchedules.nextCheckAt),
    );
    expect(schedules.map(({ nextCheckAt, reason }) => ({ nextCheckAt, reason }))).toEqual([
      { nextCheckAt: new Date("2026-03-13T16:00:00Z"), reason: "The next step of the cadence is due then." },
      {
        nextCheckAt: new Date("2026-04-21T13:00:00Z"),
        reason: "Nothing is overdue; the next is due on 2026-04-20.",
      },
    ]);
  });

  test("shared by several planners gives each debtor one reminder", async () => {
    at(tuesday);
    const { vendor } = await makeOverdueDebtor(office);
    for (let index = 0; index < 24; index += 1) await addDebtor(office, vendor);
    const runs = await Promise.all([plan(), plan(), plan()]);
    expect(runs.reduce((total, { planned }) => total + planned, 0)).toBe(25);
    expect(await messagesOf(vendor.id)).toHaveLength(25);
  });

  test("in a dry run plans, and sends nothing", async () => {
    at(tuesday);
    const { vendor, debtor } = await makeOverdueDebtor(office, { vendor: { reminderMode: "dry_run" } });
    await plan();
    await drain();
    expect(await remindersOf(vendor.id)).toMatchObject([{ state: "held", slot: "2026-02-04/1" }]);
    expect(await messagesOf(vendor.id)).toEqual([]);
    expect(office.providers.emails({ to: debtor.email ?? "" })).toEqual([]);
    expect((await scheduleOf(vendor.id))?.nextCheckAt).toEqual(new Date("2026-03-13T16:00:00Z"));
  });

  test("waits for the debtor's own morning", async () => {
    at(new Date("2026-03-10T03:00:00Z"));
    const { vendor } = await makeOverdueDebtor(office, {
      debtor: { timeZone: "Europe/Madrid", country: "ES" },
    });
    await plan();
    expect(await remindersOf(vendor.id)).toEqual([]);
    expect(await scheduleOf(vendor.id)).toMatchObject({
      nextCheckAt: new Date("2026-03-10T08:00:00Z"),
      reason: "It is 4:00 in Europe/Madrid, outside 9:00 to 20:00.",
    });
  });
});

describe("a reminder that a person sends", () => {
  const now = () => sendNow("request-1");
  let current: { vendorId: VendorId; debtorId: DebtorId };
  const sendNow = (requestId: string, channel: "email" | "sms" = "email") =>
    sendReminderNow(office.app, { ...current, channel, requestId, requestedBy: maya, now: office.clock.now });
  const preview = (channel: "email" | "sms" = "email") =>
    previewReminder(office.app, { ...current, channel, now: office.clock.now });

  test("is previewed exactly as it goes, and looking makes no link", async () => {
    at(tuesday);
    const { vendor, debtor } = await makeOverdueDebtor(office, { balances: [{}, { description: "X-ray" }] });
    current = { vendorId: vendor.id, debtorId: debtor.id };
    const shown = await preview();
    const shownSms = await preview("sms");
    expect(await database.admin`select 1 from pay_links where vendor_id = ${vendor.id}`).toHaveLength(0);
    expect(await now()).toMatchObject({ kind: "queued" });
    expect(await sendNow("request-2", "sms")).toMatchObject({ kind: "queued" });
    await drain();
    const withoutToken = (text: string | undefined) =>
      text?.replace(/\/(p|unsubscribe)\/[\w-]{39}/g, "/$1/…");
    const [email] = office.providers.emails({ to: debtor.email ?? "" });
    expect(withoutToken(email?.html)).toBe(withoutToken(shown.email?.html));
    expect(withoutToken(email?.plain)).toBe(withoutToken(shown.email?.text));
    expect(email?.subject).toBe(shown.email?.subject);
    const [sms] = office.providers.texts({ with: debtor.phone ?? "" });
    expect(withoutToken(sms?.body)).toBe(withoutToken(shownSms.sms?.text));
  });

  test("goes once however often the form is sent, even at the same moment", async () => {
    at(tuesday);
    const { vendor, debtor } = await makeOverdueDebtor(office);
    current = { vendorId: vendor.id, debtorId: debtor.id };
    const outcomes = await Promise.all([now(), now(), now()]);
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(["already_queued", "already_queued", "queued"]);
    await drain();
    expect(office.providers.emails({ to: debtor.email ?? "" })).toHaveLength(1);
  });

  test("keeps the cadence at its distance", async () => {
    at(tuesday);
    const { vendor, debtor } = await makeOverdueDebtor(office);
    current = { vendorId: vendor.id, debtorId: debtor.id };
    await now();
    await plan();
    expect(await messagesOf(vendor.id)).toHaveLength(1);
    expect((await scheduleOf(vendor.id))?.nextCheckAt).toEqual(new Date("2026-03-13T13:00:00Z"));
  });

  test("is held by the rules like any other, says until when, and shows what would go", async () => {
    at(new Date("2026-03-11T02:00:00Z"));
    const { vendor, debtor } = await makeOverdueDebtor(office);
    current = { vendorId: vendor.id, debtorId: debtor.id };
    const held = {
      kind: "held",
      reason: "It is 22:00 in America/New_York, outside 9:00 to 20:00.",
      until: new Date("2026-03-11T13:00:00Z"),
    };
    expect(await preview()).toMatchObject({ ...held, email: { to: debtor.email } });
    expect(await now()).toEqual(held);
    await drain();
    expect(office.providers.emails({ to: debtor.email ?? "" })).toEqual([]);
  });

  test("may go while the cadence is switched off", async () => {
    at(tuesday);
    const { vendor, debtor } = await makeOverdueDebtor(office, { vendor: { reminderMode: "off" } });
    current = { vendorId: vendor.id, debtorId: debtor.id };
    expect(await now()).toMatchObject({ kind: "queued" });
    await drain();
    expect(office.providers.emails({ to: debtor.email ?? "" })).toHaveLength(1);
  });

  test("of another vendor's debtor is nobody's", async () => {
    at(tuesday);
    const { debtor } = await makeOverdueDebtor(office);
    const stranger = await makeVendor(office.app.db);
    current = { vendorId: stranger.id, debtorId: debtor.id };
    expect(await now()).toEqual({ kind: "held", reason: "There is no such debtor.", until: null });
    expect(await preview()).toEqual({ kind: "held", reason: "There is no such debtor.", until: null });
  });
});

describe("templates", () => {
  test("come with a new vendor, are versioned, and the newest is what goes", async () => {
    at(tuesday);
    const { vendor, debtor } = await makeOverdueDebtor(office);
    const draft = {
      key: "overdue",
      channel: "email" as const,
      language: "en",
      subject: "About {{ amount }}",
      body: "Dear {{ debtor.name }},\r\n\r\n{{ amount }} is open.\r\n\r\n{{ pay_link }}",
    };
    const save = (said: Partial<typeof draft>) =>
      saveTemplate(office.app, {
        vendorId: vendor.id,
        draft: { ...draft, ...said },
        writtenBy: maya,
        now: office.clock.now,
      });
    expect(await save({ body: "{{ amount }}" })).toEqual({
      kind: "invalid",
      problems: { body: ["Put {{ pay_link }} where the link goes."] },
    });
    expect(await save({})).toMatchObject({ kind: "saved", version: 2 });
    expect(await save({ subject: "Still {{ amount }}" })).toMatchObject({ kind: "saved", version: 3 });
    const current = await inVendor(vendor.id, (tx) => listTemplates(tx, { vendorId: vendor.id }));
    expect(
      current.find(
        ({ key, channel, language }) => key === "overdue" && channel === "email" && language === "en",
      ),
    ).toMatchObject({ version: 3, writtenBy: maya, subject: "Still {{ amount }}" });
    await plan();
    await drain();
    expect(office.providers.emails({ to: debtor.email ?? "" })[0]).toMatchObject({ subject: "Still $45.00" });
  });
});

describe("a fresh link", () => {
  test("goes to the contact on file, at most once an hour, whoever presses however often", async () => {
    at(new Date("2026-03-11T05:00:00Z"));
    const { vendor, debtor } = await makeOverdueDebtor(office);
    const ask = () =>
      queueFreshLink(office.app, { vendorId: vendor.id, debtorId: debtor.id, now: office.clock.now });
    expect((await Promise.all([ask(), ask(), ask()])).sort()).toEqual([
      "queued",
      "sent_recently",
      "sent_recently",
    ]);
    await drain();
    expect(office.providers.emails({ to: debtor.email ?? "" })[0]?.subject).toBe(
      "Your new link to pay Harbour Street Dental",
    );
    at(new Date(office.clock.now.getTime() + 61 * 60_000));
    expect(await ask()).toBe("queued");
  });

  test("goes by SMS where there is no email, and nowhere where there is neither", async () => {
    at(tuesday);
    const { vendor, debtor } = await makeOverdueDebtor(office, { debtor: { email: null } });
    const nobody = await addDebtor(office, vendor, { debtor: { email: null, phone: null } });
    const ask = (debtorId: DebtorId) =>
      queueFreshLink(office.app, { vendorId: vendor.id, debtorId, now: office.clock.now });
    expect(await ask(debtor.id)).toBe("queued");
    expect(await ask(nobody.id)).toBe("no_contact");
    await drain();
    expect(office.providers.texts({ with: debtor.phone ?? "" })[0]?.body).toMatch(
      /^Your new link to pay \$45\.00/,
    );
  });
});

describe("a receipt", () => {
  test("goes once, with what was paid, when, how and for what", async () => {
    at(tuesday);
    const { vendor, debtor } = await makeOverdueDebtor(office, { balances: [] });
    const vendorId = vendor.id;
    const balanceId = await makeBalance(office.app.db, {
      vendorId,
      debtorId: debtor.id,
      amountMinor: 4_500n,
    });
    const paymentId = await makePayment(office.app.db, {
      vendorId,
      debtorId: debtor.id,
      receivedMinor: 4_500n,
      allocated: [{ balanceId, amountMinor: 4_500n }],
      receivedAt: tuesday,
    });
    await inVendor(vendorId, async (tx) => {
      const id = crypto.randomUUID() as ReceiptId;
      await tx
        .insert(receipts)
        .values({ vendorId, id, paymentId, debtorId: debtor.id, number: 1042, issuedAt: tuesday });
      await queueReceipt(office.app, tx, { vendorId, debtorId: debtor.id, paymentId, now: tuesday });
      await queueReceipt(office.app, tx, { vendorId, debtorId: debtor.id, paymentId, now: tuesday });
    });
    await drain();
    const [receipt, ...others] = office.providers.emails({ to: debtor.email ?? "" });
    expect(others).toEqual([]);
    expect(receipt?.subject).toBe("Receipt: $45.00 paid to Harbour Street Dental");
    for (const part of ["- Check-up: $45.00", "Receipt number: 1042", "March 10, 2026", "Visa ending 4242"]) {
      expect(receipt?.plain).toContain(part);
    }
    expect(receipt?.headers).toEqual({});
  });
});
