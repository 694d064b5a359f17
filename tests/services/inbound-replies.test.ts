import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { drainJobs } from "~/jobs/drain.server";
import type { StaffUserId, VendorId } from "~/domain/ids";
import type { Channel } from "~/domain/vocabulary";
import { planDueReminders } from "~/services/reminders/plan-reminders.server";
import { sendReminderNow } from "~/services/reminders/send-reminder-now.server";
import { answers, messages, replies, suppressions, timelineEvents } from "~db/schema";
import {
  addDebtor,
  makeOverdueDebtor,
  openMessageOffice,
  type MessageOffice,
} from "~tests/factories/message-office";
import { useDatabase } from "~tests/setup/database";
import { inboundDomain } from "~tests/stand-ins/messages/inbound";

const tuesday = new Date("2026-03-10T14:00:00Z");
const database = useDatabase();
let office: MessageOffice;
beforeAll(async () => {
  office = await openMessageOffice(database.url, tuesday);
});
afterAll(() => office.close());

const by = "staff-maya" as StaffUserId;
const all = <T>(
  vendorId: VendorId,
  read: (tx: Parameters<Parameters<typeof database.db.asVendor>[1]>[0]) => Promise<T>,
) => office.app.db.asVendor(vendorId, read);
const repliesOf = (vendorId: VendorId) =>
  all(vendorId, (tx) => tx.select().from(replies).orderBy(replies.receivedAt, replies.id));
const messagesOf = (vendorId: VendorId) =>
  all(vendorId, (tx) => tx.select().from(messages).orderBy(messages.queuedAt));
const suppressionsOf = (vendorId: VendorId) => all(vendorId, (tx) => tx.select().from(suppressions));
const answersOf = (vendorId: VendorId) => all(vendorId, (tx) => tx.select().from(answers));
const kindsOf = async (vendorId: VendorId) =>
  (await all(vendorId, (tx) => tx.select().from(timelineEvents).orderBy(timelineEvents.id))).map(
    ({ kind }) => kind,
  );

let requests = 0;
async function written(channel: Channel, said: Parameters<typeof makeOverdueDebtor>[1] = {}, at = tuesday) {
  office.clock.now = at;
  const made = await makeOverdueDebtor(office, said);
  await send(channel, made);
  return made;
}
async function send(channel: Channel, { vendor, debtor }: Awaited<ReturnType<typeof makeOverdueDebtor>>) {
  const { app, clock } = office;
  const about = { vendorId: vendor.id, debtorId: debtor.id, channel, requestId: `r${(requests += 1)}` };
  await sendReminderNow(app, { ...about, requestedBy: by, now: clock.now });
  await drainJobs(app);
}
const sms = (from: string | null, body: string) => office.providers.receiveSms({ from: from ?? "", body });
const lastSms = (to: string | null) => office.providers.texts({ with: to ?? "" })[0];

describe("a text message that says something", () => {
  test("waits for a person, holds reminders at most five days, and is told on the timeline", async () => {
    const { vendor, debtor } = await written("sms");
    const sent = (await messagesOf(vendor.id)).length;
    await sms(debtor.phone, "I will stop by tomorrow\u0000 👍");
    expect(await repliesOf(vendor.id)).toMatchObject([
      { debtorId: debtor.id, channel: "sms", contact: debtor.phone, handledAt: null, subject: null },
    ]);
    expect((await repliesOf(vendor.id))[0]?.body).toBe("I will stop by tomorrow 👍");
    expect(await kindsOf(vendor.id)).toContain("reply_received");
    expect(await suppressionsOf(vendor.id)).toEqual([]);
    expect(lastSms(debtor.phone)).toMatchObject({ inbound: true });
    const plan = async (now: string) => {
      office.clock.now = new Date(now);
      await planDueReminders(office.app, { now: office.clock.now, limit: 1_000 });
      return (await messagesOf(vendor.id)).length - sent;
    };
    expect(await plan("2026-03-14T17:00:00Z")).toBe(0);
    expect(await plan("2026-03-17T17:00:00Z")).toBe(1);
  });

  test("withdraws the reminder that waits to be sent", async () => {
    office.clock.now = tuesday;
    const { vendor, debtor } = await makeOverdueDebtor(office);
    await planDueReminders(office.app, { now: tuesday, limit: 1_000 });
    expect(await messagesOf(vendor.id)).toMatchObject([{ state: "queued" }]);
    await sms(debtor.phone, "When do I have to pay?");
    expect(await messagesOf(vendor.id)).toMatchObject([{ state: "held", reason: "The debtor wrote." }]);
    await drainJobs(office.app);
    expect(office.providers.emails({ to: debtor.email ?? "" })).toEqual([]);
  });

  test("belongs to every debtor at the number of the vendor who wrote last, and to no other", async () => {
    const first = await written("sms");
    const second = await written(
      "sms",
      { debtor: { phone: first.debtor.phone } },
      new Date("2026-03-12T15:00:00Z"),
    );
    const sister = await addDebtor(office, second.vendor, { debtor: { phone: first.debtor.phone } });
    await sms(first.debtor.phone, "Which bill is this?");
    expect(await repliesOf(first.vendor.id)).toEqual([]);
    expect((await repliesOf(second.vendor.id)).map(({ debtorId }) => debtorId).sort()).toEqual(
      [second.debtor.id, sister.id].sort(),
    );
  });

  test("belongs to all who know the number where nobody wrote to it within thirty days", async () => {
    const first = await written("sms");
    const second = await makeOverdueDebtor(office, { debtor: { phone: first.debtor.phone } });
    office.clock.now = new Date("2026-04-20T15:00:00Z");
    await sms(first.debtor.phone, "hello?");
    for (const { vendor } of [first, second]) expect(await repliesOf(vendor.id)).toHaveLength(1);
  });

  test("is kept when it has no words, and from a number that nobody knows it is not", async () => {
    const { vendor, debtor } = await written("sms");
    await sms(debtor.phone, "");
    await sms("+12125559999", "who is this");
    expect((await repliesOf(vendor.id)).map(({ body }) => body)).toEqual([
      "(No words: a picture or a file, which is not kept.)",
    ]);
  });

  test("does not bury what was said first, however many come", async () => {
    const { vendor, debtor } = await written("sms");
    for (let time = 0; time < 55; time += 1) await sms(debtor.phone, `number ${time}`);
    expect(await repliesOf(vendor.id)).toHaveLength(50);
    expect((await repliesOf(vendor.id)).map(({ body }) => body)).toContain("number 0");
  });
});

describe("a text message that is a command", () => {
  test("of a wrong number stops everything to that debtor, and thanks in their language", async () => {
    const { vendor, debtor } = await written("sms", { debtor: { language: "es" } });
    await sms(debtor.phone, "Número equivocado");
    expect(await answersOf(vendor.id)).toMatchObject([
      { kind: "wrong_person", state: "open", payLinkId: null },
    ]);
    expect((await suppressionsOf(vendor.id)).map(({ channel, reason }) => [channel, reason]).sort()).toEqual([
      ["email", "wrong_person"],
      ["sms", "wrong_person"],
    ]);
    expect(await repliesOf(vendor.id)).toMatchObject([{ handledBy: "tenfold:automatic" }]);
    expect(lastSms(debtor.phone)?.body).toBe(
      "Gracias por avisarnos. Harbour Street Dental no volverá a escribir a este número.",
    );
    await sms(debtor.phone, "ALTO");
    expect(lastSms(debtor.phone)?.body).toBe("No recibirá más SMS de Harbour Street Dental.");
  });

  test("of help says in their language who writes, how to reach them and how to stop it", async () => {
    const { vendor, debtor } = await written("sms", { debtor: { language: "es-MX" } });
    await sms(debtor.phone, "Ayuda");
    expect(lastSms(debtor.phone)?.body).toBe(
      "Harbour Street Dental: recordatorios de pago por SMS. ¿Preguntas? +12125550100. " +
        "Responda STOP para no recibir más.",
    );
    expect(await repliesOf(vendor.id)).toEqual([]);
  });

  test("of yes is an answer, not a start: the stop stays", async () => {
    const { vendor, debtor } = await written("sms");
    await sms(debtor.phone, "Stop please!");
    await sms(debtor.phone, "YES");
    expect(await suppressionsOf(vendor.id)).toMatchObject([{ reason: "stop" }]);
    expect(await repliesOf(vendor.id)).toMatchObject([{ body: "YES", handledAt: null }]);
  });
});

describe("an email in answer to ours", () => {
  const answerTo = (to: string | null) => office.providers.emails({ to: to ?? "" })[0]?.reply_to ?? "";
  const email = (debtor: { email: string | null }, said: object = {}, options: object = {}) =>
    office.providers.receiveEmail(
      {
        from: `Ana <${debtor.email}>`,
        to: answerTo(debtor.email),
        subject: "Re: $45.00",
        text: "I paid.",
        ...said,
      },
      options,
    );

  test("is kept once, without what it quotes, with the names of what was attached", async () => {
    const { vendor, debtor } = await written("email");
    expect(answerTo(debtor.email)).toMatch(/^reply\+[a-z2-7]{47}@replies\.tenfold\.example$/);
    const text = "I paid this on Monday.\n\nOn Tue, Mar 10, 2026 Maya <x@y.example> wrote:\n> Hi Ana";
    const { statuses } = await email(debtor, { text, attachments: ["check.jpg"] }, { times: 3 });
    expect(statuses).toEqual([200, 200, 200]);
    const [message] = await messagesOf(vendor.id);
    expect(await repliesOf(vendor.id)).toMatchObject([
      {
        channel: "email",
        contact: debtor.email,
        subject: "Re: $45.00",
        body: "I paid this on Monday.\n\nAttached, not kept: check.jpg",
        messageId: message?.id,
        handledAt: null,
      },
    ]);
    expect((await kindsOf(vendor.id)).filter((kind) => kind === "reply_received")).toHaveLength(1);
  });

  test("from another address belongs to the same debtor, whatever becomes of the case", async () => {
    const { vendor, debtor } = await written("email");
    const to = answerTo(debtor.email).toUpperCase();
    await email(debtor, { from: "son@example.org", to });
    expect(await repliesOf(vendor.id)).toMatchObject([{ debtorId: debtor.id, contact: "son@example.org" }]);
  });

  test.each(["Unsubscribe", "STOP\n\nSent from my iPhone", "stop please"])(
    "that says nothing but %j stops emails to the address we wrote to, and needs nobody",
    async (text) => {
      const { vendor, debtor } = await written("email");
      await email(debtor, { from: "son@example.org", text });
      expect(await suppressionsOf(vendor.id)).toMatchObject([
        { channel: "email", contact: debtor.email, reason: "unsubscribed" },
      ]);
      expect(await repliesOf(vendor.id)).toMatchObject([{ handledBy: "tenfold:automatic" }]);
    },
  );

  test("that a machine wrote is shown, holds nothing and needs nobody; a bounce is not", async () => {
    const { vendor, debtor } = await written("email");
    await email(debtor, { headers: { "Auto-Submitted": "auto-replied" }, text: "Stop. I am away." });
    await email(debtor, { subject: "Automatic reply: $45.00", text: "STOP" });
    await email(debtor, { from: "MAILER-DAEMON@mx.example.com", text: "undelivered" });
    expect((await repliesOf(vendor.id)).map(({ handledBy }) => handledBy)).toEqual([
      "tenfold:automatic",
      "tenfold:automatic",
    ]);
    expect(await kindsOf(vendor.id)).not.toContain("reply_received");
    expect(await suppressionsOf(vendor.id)).toEqual([]);
  });

  test("to a forged, foreign or changed address is dropped with the same answer", async () => {
    const { vendor, debtor } = await written("email");
    const [local = ""] = answerTo(debtor.email).split("@");
    const last = local.endsWith("a") ? "b" : "a";
    for (const to of [
      `${local.slice(0, -2)}${last}a@${inboundDomain}`,
      `reply+@${inboundDomain}`,
      `reply+${"a".repeat(47)}@${inboundDomain}`,
      `${local}@elsewhere.example`,
    ])
      expect((await email(debtor, { to })).statuses, to).toEqual([200]);
    expect(await repliesOf(vendor.id)).toEqual([]);
  });

  test("to no message in particular belongs to the one vendor who wrote; a person reads it", async () => {
    const one = await written("email");
    const to = `hello@${inboundDomain}`;
    await email(one.debtor, { to, text: "unsubscribe" });
    expect(await repliesOf(one.vendor.id)).toMatchObject([{ body: "unsubscribe", handledAt: null }]);
    expect(await suppressionsOf(one.vendor.id)).toEqual([]);
    const two = await written("email", { debtor: { email: one.debtor.email } });
    await email(one.debtor, { to, text: "which of you?" });
    await email({ email: "nobody@example.org" }, { to });
    expect(await repliesOf(one.vendor.id)).toHaveLength(1);
    expect(await repliesOf(two.vendor.id)).toEqual([]);
  });

  test("that cannot be fetched is told of again, and one that is not signed is refused", async () => {
    const { vendor, debtor } = await written("email");
    expect(
      (await email(debtor, {}, { secret: office.providers.secrets.resendWebhookSecret })).statuses,
    ).toEqual([400]);
    expect((await email(debtor, {}, { times: 3, failedReads: 1 })).statuses).toEqual([503, 200, 200]);
    expect(await repliesOf(vendor.id)).toHaveLength(1);
  });

  test("from the vendor's own mailbox is not taken for the debtor's", async () => {
    const { vendor, debtor } = await written("email");
    await email(debtor, { from: vendor.replyToEmail });
    expect(await repliesOf(vendor.id)).toEqual([]);
  });
});
