import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { drainJobs } from "~/jobs/drain.server";
import { planDueReminders } from "~/services/reminders/plan-reminders.server";
import { requeueMessages } from "~/services/messages/requeue-messages.server";
import { sendMessage } from "~/services/messages/send-message.server";
import type { MessageId, VendorId } from "~/domain/ids";
import { measureSms } from "~/domain/templates/sms-text";
import { cancelReminders } from "~db/queries/reminders/reminders";
import { answers, balances, messages, payLinks, reminders, suppressions, timelineEvents } from "~db/schema";
import {
  addDebtor,
  makeOverdueDebtor,
  openMessageOffice,
  type MessageOffice,
} from "~tests/factories/message-office";
import { useDatabase } from "~tests/setup/database";

/** A Tuesday, ten in the morning in New York. */
const tuesday = new Date("2026-03-10T14:00:00Z");
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

const database = useDatabase();
let office: MessageOffice;
beforeAll(async () => {
  office = await openMessageOffice(database.url, tuesday);
});
afterAll(() => office.close());

const at = (time: Date) => (office.clock.now = time);
const later = (ms: number) => at(new Date(office.clock.now.getTime() + ms));
const plan = () => planDueReminders(office.app, { now: office.clock.now, limit: 1_000 });
const drain = () => drainJobs(office.app);
const messagesOf = (vendorId: VendorId) =>
  office.app.db.asVendor(vendorId, (tx) => tx.select().from(messages).orderBy(messages.queuedAt));
const kindsOf = async (vendorId: VendorId) =>
  (
    await office.app.db.asVendor(vendorId, (tx) =>
      tx.select().from(timelineEvents).orderBy(timelineEvents.id),
    )
  ).map(({ kind }) => kind);

/** The one message of this vendor, planned and not yet sent. */
async function planOne(said: Parameters<typeof makeOverdueDebtor>[1] = {}) {
  at(tuesday);
  const { vendor, debtor } = await makeOverdueDebtor(office, said);
  await plan();
  const [message] = await messagesOf(vendor.id);
  if (!message) throw new Error("Nothing was planned.");
  return { vendor, debtor, message };
}

/** The same for the second step of the cadence, which goes by SMS. */
async function planSms() {
  const first = await planOne();
  await drain();
  at(new Date(tuesday.getTime() + 3 * dayMs + 3 * hourMs));
  await plan();
  const sms = (await messagesOf(first.vendor.id)).find(({ channel }) => channel === "sms");
  if (!sms) throw new Error("No SMS was planned.");
  return { ...first, message: sms };
}

const send = ({ vendor, message }: { vendor: { id: VendorId }; message: { id: MessageId } }) =>
  sendMessage(office.app, { vendorId: vendor.id, messageId: message.id, now: office.clock.now });

describe("a reminder", () => {
  test("by email says who asks, how much and what for, with one link that is kept nowhere", async () => {
    const { vendor, debtor, message } = await planOne();
    expect(await send({ vendor, message })).toBe("sent");

    const [email] = office.providers.emails({ to: debtor.email ?? "" });
    expect(email?.subject).toBe("$45.00 to Harbour Street Dental was due February 4");
    expect(email?.sender).toBe('"Maya Lindqvist, Harbour Street Dental" <reminders@tenfold.example>');
    expect(email?.reply_to).toMatch(/^reply\+[a-z2-7]{47}@replies\.tenfold\.example$/);
    expect(email?.plain).toContain("Hello Ana Ferreira,");
    expect(email?.plain).toContain("Check-up");
    const token = /\/p\/([\w-]{39})/.exec(email?.plain ?? "")?.[1] ?? "";
    expect(email?.html).toContain(`href="${office.app.env.appUrl}/p/${token}"`);
    expect(email?.headers).toMatchObject({ "List-Unsubscribe-Post": "List-Unsubscribe=One-Click" });

    const [kept] = await messagesOf(vendor.id);
    expect(kept).toMatchObject({
      state: "sent",
      subject: email?.subject,
      providerId: email?.id,
      attempts: 1,
    });
    expect(kept?.body).toContain("Hello Ana Ferreira,");
    expect(JSON.stringify(kept)).not.toContain(token);
    expect(await kindsOf(vendor.id)).toEqual(["reminder_planned", "message_sent"]);
  });

  test("by SMS is one GSM-7 segment with its link", async () => {
    const { vendor, debtor, message } = await planSms();
    expect(await send({ vendor, message })).toBe("sent");
    const [text] = office.providers.texts({ with: debtor.phone ?? "" });
    expect(text?.body).toMatch(/^Ana.*\$45\.00.*\/p\/[\w-]{39} /);
    expect(measureSms(text?.body ?? "")).toMatchObject({ encoding: "GSM-7", segments: 1 });
  });

  test("covers all that a debtor owes a vendor in one message", async () => {
    const { debtor, vendor, message } = await planOne({
      balances: [
        { amountMinor: 4_500n, description: "Check-up", dueOn: "2026-02-04" },
        { amountMinor: 1_028n, description: "X-ray", dueOn: "2026-02-20" },
        { amountMinor: 9_900n, description: "Next year's plan", dueOn: "2026-12-01" },
      ],
    });
    await send({ vendor, message });
    expect(await messagesOf(vendor.id)).toHaveLength(1);
    const [email] = office.providers.emails({ to: debtor.email ?? "" });
    expect(email?.subject).toContain("$55.28");
    expect(email?.plain).toContain("- Check-up, due February 4: $45.00");
    expect(email?.plain).toContain("- X-ray, due February 20: $10.28");
    expect(email?.plain).not.toContain("plan");
  });

  test("is sent in the debtor's language", async () => {
    const { debtor, vendor, message } = await planOne({ debtor: { language: "es" } });
    await send({ vendor, message });
    expect(office.providers.emails({ to: debtor.email ?? "" })[0]?.plain).toContain("Hola, Ana Ferreira:");
  });

  test("is inert whatever the debtor's name and the description say", async () => {
    const { debtor, vendor, message } = await planOne({
      debtor: {
        name: "Eve <script>alert(1)</script>\r\nBcc: all@evil.example {{ pay_link }} https://evil.example",
      },
      balances: [{ description: '"><img src=x onerror=alert(1)> www.evil.example' }],
      vendor: { name: "Harbour\r\nSubject: hacked" },
    });
    await send({ vendor, message });
    const [email] = office.providers.emails({ to: debtor.email ?? "" });
    expect(email?.html).not.toMatch(/<script|<img|onerror=alert\(1\)>/i);
    expect(email?.subject).not.toMatch(/[\r\n]/);
    expect(email?.sender).not.toMatch(/[\r\n]/);
    expect(email?.html.match(/href="[^"]*\/p\//g)).toHaveLength(1);
    expect(email?.plain).not.toMatch(/https?:\/\/evil|evil\.example/);
  });
});

describe("sent once", () => {
  test("two planners and two senders at the same time send one message to each debtor", async () => {
    at(tuesday);
    const { vendor } = await makeOverdueDebtor(office);
    for (let index = 0; index < 9; index += 1) await addDebtor(office, vendor);
    await Promise.all([plan(), plan()]);
    const planned = await messagesOf(vendor.id);
    expect(planned).toHaveLength(10);
    const twice = [...planned, ...planned].map((message) => send({ vendor, message }));
    const outcomes = await Promise.all(twice);
    expect(outcomes.filter((outcome) => outcome === "sent")).toHaveLength(10);
    for (const { contact } of planned) expect(office.providers.emails({ to: contact })).toHaveLength(1);
  });

  test("an email whose worker died after Resend took it is handed over again, and arrives once", async () => {
    const { vendor, debtor, message } = await planOne();
    const crashing = { ...office.app, db: crashAfter(1) };
    await expect(
      sendMessage(crashing, { vendorId: vendor.id, messageId: message.id, now: office.clock.now }),
    ).rejects.toThrow("killed");
    expect((await messagesOf(vendor.id))[0]).toMatchObject({ state: "sending", providerId: null });

    expect(await send({ vendor, message })).toBe("It is being sent.");
    later(3 * minuteMs);
    expect(await requeueMessages(office.app, { now: office.clock.now })).toBe(1);
    await drain();
    const sent = office.providers.emails({ to: debtor.email ?? "" });
    expect(sent).toHaveLength(1);
    expect((await messagesOf(vendor.id))[0]).toMatchObject({
      state: "sent",
      providerId: sent[0]?.id,
      attempts: 2,
    });
  });

  test("an email that was lost before Resend took it is sent by the next worker", async () => {
    const { vendor, debtor, message } = await planOne();
    office.providers.fail("resend", "cut_before");
    await expect(send({ vendor, message })).rejects.toThrow("Resend");
    later(5_000);
    await drain();
    expect(office.providers.emails({ to: debtor.email ?? "" })).toHaveLength(1);
  });

  test("an email is not tried again once Resend has forgotten its key", async () => {
    const { vendor, debtor, message } = await planOne();
    const crashing = { ...office.app, db: crashAfter(1) };
    await expect(
      sendMessage(crashing, { vendorId: vendor.id, messageId: message.id, now: office.clock.now }),
    ).rejects.toThrow("killed");
    later(24 * hourMs);
    expect(await send({ vendor, message })).toBe("unknown");
    expect(office.providers.emails({ to: debtor.email ?? "" })).toHaveLength(1);
    expect((await messagesOf(vendor.id))[0]).toMatchObject({ state: "unknown" });
  });

  test("an SMS whose worker died after Twilio took it is looked up and never sent again", async () => {
    const { vendor, debtor, message } = await planSms();
    const crashing = { ...office.app, db: crashAfter(1) };
    await expect(
      sendMessage(crashing, { vendorId: vendor.id, messageId: message.id, now: office.clock.now }),
    ).rejects.toThrow("killed");
    later(3 * minuteMs);
    await requeueMessages(office.app, { now: office.clock.now });
    await drain();
    const [text, ...others] = office.providers.texts({ with: debtor.phone ?? "" });
    expect(others).toEqual([]);
    const kept = (await messagesOf(vendor.id)).find(({ id }) => id === message.id);
    expect(kept).toMatchObject({ state: "sent", providerId: text?.sid });
  });

  test("an SMS whose answer was lost is unknown, then found", async () => {
    const { vendor, debtor, message } = await planSms();
    office.providers.fail("twilio", "cut_after");
    expect(await send({ vendor, message })).toBe("unknown");
    expect((await messagesOf(vendor.id)).at(-1)).toMatchObject({ state: "unknown" });
    later(2 * minuteMs);
    await drain();
    expect((await messagesOf(vendor.id)).at(-1)).toMatchObject({ state: "sent" });
    expect(office.providers.texts({ with: debtor.phone ?? "" })).toHaveLength(1);
  });

  test("an SMS that never reached Twilio is not sent again either, and says so", async () => {
    const { vendor, debtor, message } = await planSms();
    office.providers.fail("twilio", "cut_before");
    expect(await send({ vendor, message })).toBe("unknown");
    later(2 * minuteMs);
    await drain();
    expect((await messagesOf(vendor.id)).at(-1)).toMatchObject({ state: "unknown" });
    later(2 * hourMs);
    await drain();
    expect((await messagesOf(vendor.id)).at(-1)).toMatchObject({
      state: "failed",
      reason: "Twilio has no record of it. It was not sent again.",
    });
    expect(office.providers.texts({ with: debtor.phone ?? "" })).toEqual([]);
  });

  test.each(["rate_limit", "server_error"] as const)(
    "a %s from Resend leaves the email queued, to be tried again",
    async (fault) => {
      const { vendor, debtor, message } = await planOne();
      office.providers.fail("resend", fault);
      await expect(send({ vendor, message })).rejects.toThrow("Resend");
      expect((await messagesOf(vendor.id))[0]).toMatchObject({ state: "queued", attempts: 1 });
      await drain();
      expect(office.providers.emails({ to: debtor.email ?? "" })).toHaveLength(1);
    },
  );

  test("a rate limit at Twilio leaves the SMS queued, to be tried again", async () => {
    const { vendor, message } = await planSms();
    office.providers.fail("twilio", "rate_limit");
    await expect(send({ vendor, message })).rejects.toThrow("Twilio");
    expect(await send({ vendor, message })).toBe("sent");
  });

  test("a number that Twilio refuses is not used again, and email takes over", async () => {
    const { vendor, debtor, message } = await planSms();
    await office.app.db.asVendor(vendor.id, async (tx) => {
      await tx.execute(`update debtors set phone = '+15005550001' where id = '${debtor.id}'`);
    });
    expect(await send({ vendor, message })).toBe("failed");
    const kept = await office.app.db.asVendor(vendor.id, (tx) => tx.select().from(suppressions));
    expect(kept).toMatchObject([{ channel: "sms", contact: "+15005550001", reason: "invalid_number" }]);
    later(3 * dayMs);
    await plan();
    expect((await messagesOf(vendor.id)).at(-1)).toMatchObject({ channel: "email", state: "queued" });
  });
});

describe("at the last moment", () => {
  test("nothing goes to a debtor who paid between planning and sending", async () => {
    const { vendor, debtor, message } = await planOne();
    await office.app.db.asVendor(vendor.id, (tx) =>
      tx
        .update(balances)
        .set({ outstandingMinor: 0n, settledAt: tuesday })
        .where(eq(balances.debtorId, debtor.id)),
    );
    expect(await send({ vendor, message })).toBe("held");
    expect((await messagesOf(vendor.id))[0]).toMatchObject({
      state: "held",
      reason: "Nothing is outstanding.",
    });
    expect(office.providers.emails({ to: debtor.email ?? "" })).toEqual([]);
  });

  test("a payment withdraws what is queued; a worker with the job already sends nothing", async () => {
    const { vendor, debtor, message } = await planOne();
    const withdrawn = await office.app.db.asVendor(vendor.id, (tx) =>
      cancelReminders(tx, {
        vendorId: vendor.id,
        debtorId: debtor.id,
        reason: "Paid.",
        now: office.clock.now,
      }),
    );
    expect(withdrawn).toBe(1);
    expect(await send({ vendor, message })).toBe("It is held already.");
    expect(office.providers.emails({ to: debtor.email ?? "" })).toEqual([]);
    const [reminder] = await office.app.db.asVendor(vendor.id, (tx) => tx.select().from(reminders));
    expect(reminder).toMatchObject({ state: "cancelled", reason: "Paid." });
  });

  test.each(["promise_to_pay", "dispute", "already_paid", "refusal", "wrong_person", "partial"] as const)(
    "nothing goes to a debtor whose answer is %s",
    async (kind) => {
      const { vendor, debtor, message } = await planOne();
      await office.app.db.asVendor(vendor.id, (tx) =>
        tx.insert(answers).values({
          vendorId: vendor.id,
          id: crypto.randomUUID() as never,
          debtorId: debtor.id,
          kind,
          state: "open",
          promisedOn: "2026-03-20",
          answeredAt: tuesday,
        }),
      );
      expect(await send({ vendor, message })).toBe("held");
      expect(office.providers.emails({ to: debtor.email ?? "" })).toEqual([]);
    },
  );

  test("a message that waited into the night goes the next morning", async () => {
    const { vendor, debtor, message } = await planOne();
    at(new Date("2026-03-11T01:30:00Z"));
    expect(await send({ vendor, message })).toBe("put_off");
    expect(office.providers.emails({ to: debtor.email ?? "" })).toEqual([]);
    expect((await messagesOf(vendor.id))[0]).toMatchObject({
      state: "queued",
      queuedAt: new Date("2026-03-11T13:00:00Z"),
      reason: "It is 21:30 in America/New_York, outside 9:00 to 20:00.",
    });
    await drain();
    expect(office.providers.emails({ to: debtor.email ?? "" })).toEqual([]);
    at(new Date("2026-03-11T13:00:00Z"));
    await drain();
    expect(office.providers.emails({ to: debtor.email ?? "" })).toHaveLength(1);
  });

  test.each([
    ["off", "Reminders are switched off."],
    ["dry_run", "Dry run: nothing is sent."],
  ] as const)("nothing goes once reminders are set to %s", async (reminderMode, reason) => {
    const { vendor, message } = await planOne();
    await database.admin`update vendors set reminder_mode = ${reminderMode} where id = ${vendor.id}`;
    expect(await send({ vendor, message })).toBe("held");
    expect((await messagesOf(vendor.id))[0]).toMatchObject({ state: "held", reason });
  });

  test("a step that was held is planned again when the reason has gone", async () => {
    const { vendor, message } = await planOne();
    await database.admin`update vendors set reminder_mode = 'off' where id = ${vendor.id}`;
    await send({ vendor, message });
    await database.admin`update vendors set reminder_mode = 'automatic' where id = ${vendor.id}`;
    await plan();
    await drain();
    const planned = await office.app.db.asVendor(vendor.id, (tx) =>
      tx.select().from(reminders).orderBy(reminders.createdAt),
    );
    expect(planned.map(({ state, step }) => ({ state, step }))).toEqual([
      { state: "held", step: 0 },
      { state: "handed_over", step: 0 },
    ]);
  });

  test("a retry keeps the link it had", async () => {
    const { vendor, message } = await planOne();
    office.providers.fail("resend", "server_error");
    await expect(send({ vendor, message })).rejects.toThrow();
    await send({ vendor, message });
    const links = await office.app.db.asVendor(vendor.id, (tx) => tx.select().from(payLinks));
    expect(links).toHaveLength(1);
  });
});

/** A database whose transactions fail, after this many, as if the process had been killed there. */
function crashAfter(transactions: number): MessageOffice["app"]["db"] {
  const { db } = office.app;
  let left = transactions;
  return {
    ...db,
    asVendor(vendorId, fn) {
      if (left === 0) return Promise.reject(new Error("killed"));
      left -= 1;
      return db.asVendor(vendorId, fn);
    },
  };
}
