import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { StaffUserId, VendorId } from "~/domain/ids";
import type { Channel } from "~/domain/vocabulary";
import { drainJobs } from "~/jobs/drain.server";
import { answerDebtor, readAnswerable } from "~/services/conversation/answer-debtor.server";
import { chooseContact } from "~/services/conversation/choose-contact.server";
import { handleReplies, recordSaid } from "~/services/conversation/handle-replies.server";
import { listWaitingReplies } from "~/services/conversation/list-replies.server";
import { resumeContact, stopContact } from "~/services/conversation/stop-contact.server";
import { planDueReminders } from "~/services/reminders/plan-reminders.server";
import { sendReminderNow } from "~/services/reminders/send-reminder-now.server";
import type { Tx } from "~db/client";
import { answers, contactStops, messages, replies, reminders, timelineEvents } from "~db/schema";
import {
  addDebtor,
  makeOverdueDebtor,
  openMessageOffice,
  type MessageOffice,
} from "~tests/factories/message-office";
import { useDatabase } from "~tests/setup/database";

const tuesday = new Date("2026-03-10T14:00:00Z");
const thursday = new Date("2026-03-12T15:00:00Z");
const database = useDatabase();
let office: MessageOffice;
beforeAll(async () => {
  office = await openMessageOffice(database.url, tuesday);
});
afterAll(() => office.close());

const by = "staff-maya" as StaffUserId;
const read = <T>(vendorId: VendorId, work: (tx: Tx) => Promise<T>) => office.app.db.asVendor(vendorId, work);
const messagesOf = (vendorId: VendorId) =>
  read(vendorId, (tx) => tx.select().from(messages).orderBy(messages.queuedAt, messages.id));
const repliesOf = (vendorId: VendorId) =>
  read(vendorId, (tx) => tx.select().from(replies).orderBy(replies.receivedAt));
const remindersOf = (vendorId: VendorId) => read(vendorId, (tx) => tx.select().from(reminders));
const eventsOf = (vendorId: VendorId) =>
  read(vendorId, (tx) => tx.select().from(timelineEvents).orderBy(timelineEvents.id));
const kindsOf = async (vendorId: VendorId) => (await eventsOf(vendorId)).map(({ kind }) => kind);

type Made = Awaited<ReturnType<typeof makeOverdueDebtor>>;

/** A debtor who was reminded, and has written back. */
async function wrote(
  channel: Channel,
  body: string,
  said: Parameters<typeof makeOverdueDebtor>[1] = {},
): Promise<Made> {
  const { app, clock, providers } = office;
  clock.now = tuesday;
  const made = await makeOverdueDebtor(office, said);
  const { vendor, debtor } = made;
  const about = { vendorId: vendor.id, debtorId: debtor.id, channel, requestId: randomUUID() };
  await sendReminderNow(app, { ...about, requestedBy: by, now: tuesday });
  await drainJobs(app);
  if (channel === "sms") await providers.receiveSms({ from: debtor.phone ?? "", body });
  else {
    const to = providers.emails({ to: debtor.email ?? "" })[0]?.reply_to ?? "";
    await providers.receiveEmail({ from: debtor.email ?? "", to, subject: "Re: $45.00", text: body });
  }
  return made;
}
const answer = ({ vendor, debtor }: Made, text: string, said: object = {}) =>
  answerDebtor(office.app, {
    vendorId: vendor.id,
    debtorId: debtor.id,
    text,
    requestId: randomUUID(),
    handledUpTo: null,
    by,
    now: office.clock.now,
    ...said,
  });
const about = ({ vendor, debtor }: Made) => ({
  vendorId: vendor.id,
  debtorId: debtor.id,
  by,
  now: office.clock.now,
});
const plan = async (now: Date) => {
  office.clock.now = now;
  await planDueReminders(office.app, { now, limit: 1_000 });
};

describe("an answer to what a debtor wrote", () => {
  test("goes by SMS where they wrote by SMS, with the vendor's name, and its state is shown", async () => {
    const made = await wrote("sms", "When is it due?");
    expect(await answer(made, "By the end of March is fine.")).toEqual({ kind: "queued" });
    expect((await messagesOf(made.vendor.id)).at(-1)).toMatchObject({
      purpose: "reply",
      state: "queued",
      segments: 1,
    });
    await drainJobs(office.app);
    expect(office.providers.texts({ with: made.debtor.phone ?? "" })[0]?.body).toBe(
      "Harbour Street Dental: By the end of March is fine.",
    );
    await office.providers.settle();
    expect((await messagesOf(made.vendor.id)).at(-1)).toMatchObject({
      state: "delivered",
      body: "Harbour Street Dental: By the end of March is fine.",
    });
  });

  test("goes by email under their subject, and its own answer comes back to it", async () => {
    const made = await wrote("email", "I think I paid <b>this</b>.");
    await answer(made, "Thank you.\n\nWe look at {{ amount }} & <i>tell you</i>.");
    await drainJobs(office.app);
    const [email] = office.providers.emails({ to: made.debtor.email ?? "" });
    expect(email).toMatchObject({ subject: "Re: $45.00", sender: expect.stringContaining("Maya Lindqvist") });
    expect(email?.html).toContain("We look at {{ amount }} &amp; &lt;i&gt;tell you&lt;/i&gt;.");
    expect(email?.plain).toContain(
      "Thank you.\n\nWe look at {{ amount }} & <i>tell you</i>.\n\nMaya Lindqvist",
    );
    const from = made.debtor.email ?? "";
    await office.providers.receiveEmail({ from, to: email?.reply_to ?? "", text: "Thanks!" });
    const kept = await repliesOf(made.vendor.id);
    expect(kept.at(-1)).toMatchObject({
      body: "Thanks!",
      messageId: (await messagesOf(made.vendor.id)).at(-1)?.id,
    });
  });

  test("is one message however often it is sent, and handles what it answers alone", async () => {
    const made = await wrote("sms", "one");
    const [first] = await repliesOf(made.vendor.id);
    office.clock.now = new Date(tuesday.getTime() + 60_000);
    await office.providers.receiveSms({ from: made.debtor.phone ?? "", body: "two" });
    const requestId = randomUUID();
    const sent = { requestId, handledUpTo: first?.receivedAt };
    await Promise.all([answer(made, "yes", sent), answer(made, "yes", sent), answer(made, "yes", sent)]);
    expect((await messagesOf(made.vendor.id)).filter(({ purpose }) => purpose === "reply")).toHaveLength(1);
    expect((await repliesOf(made.vendor.id)).map(({ handledBy }) => handledBy)).toEqual([
      "staff:staff-maya",
      null,
    ]);
    expect((await kindsOf(made.vendor.id)).filter((kind) => kind === "reply_handled")).toHaveLength(1);
  });

  test("goes to nobody who said STOP or complained, but to who unsubscribed", async () => {
    const stopped = await wrote("sms", "hello");
    await office.providers.receiveSms({ from: stopped.debtor.phone ?? "", body: "STOP" });
    expect(await answer(stopped, "hi")).toMatchObject({
      kind: "refused",
      reason: expect.stringContaining("must not"),
    });
    const complained = await wrote("email", "hello", {
      debtor: { email: `complained+${randomUUID()}@resend.dev` },
    });
    await office.providers.settle();
    expect(await answer(complained, "hi")).toMatchObject({ kind: "refused" });
    const unsubscribed = await wrote("email", "why do you write to me?");
    const to = office.providers.emails({ to: unsubscribed.debtor.email ?? "" })[0]?.reply_to ?? "";
    await office.providers.receiveEmail({ from: unsubscribed.debtor.email ?? "", to, text: "unsubscribe" });
    expect(await answer(unsubscribed, "hi")).toEqual({ kind: "queued" });
  });

  test("is held when they say STOP between its writing and its sending", async () => {
    const made = await wrote("sms", "hello");
    await answer(made, "hi");
    await office.providers.receiveSms({ from: made.debtor.phone ?? "", body: "stop" });
    await drainJobs(office.app);
    expect((await messagesOf(made.vendor.id)).at(-1)).toMatchObject({ purpose: "reply", state: "held" });
  });

  test("cannot be given to who never wrote, nor by another vendor", async () => {
    const quiet = await makeOverdueDebtor(office);
    expect(await answer(quiet, "hello")).toEqual({ kind: "refused", reason: "They have not written." });
    const made = await wrote("sms", "hello");
    expect(await answer({ vendor: quiet.vendor, debtor: made.debtor }, "hello")).toMatchObject({
      kind: "refused",
    });
  });

  test("that was lost on its way to Twilio is looked up by its words, and not sent again", async () => {
    const made = await wrote("sms", "hello");
    await answer(made, "We look into it today.");
    office.providers.fail("twilio", "cut_after");
    await drainJobs(office.app);
    expect((await messagesOf(made.vendor.id)).at(-1)).toMatchObject({ purpose: "reply", state: "unknown" });
    office.clock.now = new Date(Date.now() + 120_000);
    await drainJobs(office.app);
    expect((await messagesOf(made.vendor.id)).at(-1)).toMatchObject({
      state: "sent",
      body: "Harbour Street Dental: We look into it today.",
    });
    const texts = office.providers.texts({ with: made.debtor.phone ?? "" });
    expect(texts.filter(({ body }) => body.includes("We look into it today."))).toHaveLength(1);
  });
});

describe("what a person does with what a debtor wrote", () => {
  test("handled, it holds reminders no more, and leaves the list of what waits", async () => {
    const made = await wrote("sms", "hello");
    const other = await addDebtor(office, made.vendor);
    const vendorId = made.vendor.id;
    expect((await listWaitingReplies(office.app, { vendorId })).replies).toMatchObject([
      { debtorId: made.debtor.id, body: "hello", count: 1, total: 1 },
    ]);
    expect(await handleReplies(office.app, { ...about(made), debtorId: other.id, upTo: thursday })).toBe(
      false,
    );
    expect(await handleReplies(office.app, { ...about(made), upTo: tuesday })).toBe(true);
    expect(await handleReplies(office.app, { ...about(made), upTo: tuesday })).toBe(false);
    expect(await listWaitingReplies(office.app, { vendorId })).toEqual({ replies: [], total: 0 });
    await plan(new Date("2026-03-13T15:00:00Z"));
    const planned = (await remindersOf(vendorId)).filter(({ debtorId }) => debtorId === made.debtor.id);
    expect(planned.some(({ state }) => state === "planned")).toBe(true);
  });

  test("taken for a promise, it holds them until that day instead", async () => {
    const made = await wrote("sms", "I get paid on the 20th and pay then");
    await recordSaid(office.app, {
      ...about(made),
      upTo: tuesday,
      said: { kind: "promise_to_pay", promisedOn: "2026-03-20" },
    });
    const vendorId = made.vendor.id;
    expect(await read(vendorId, (tx) => tx.select().from(answers))).toMatchObject([
      { kind: "promise_to_pay", promisedOn: "2026-03-20", state: "open", payLinkId: null },
    ]);
    expect(await repliesOf(vendorId)).toMatchObject([{ handledBy: "staff:staff-maya" }]);
    expect((await eventsOf(vendorId)).filter(({ kind }) => kind === "answered")).toMatchObject([
      { actor: "staff" },
    ]);
    const before = (await remindersOf(vendorId)).length;
    await plan(new Date("2026-03-20T15:00:00Z"));
    expect(await remindersOf(vendorId)).toHaveLength(before);
    await plan(new Date("2026-03-25T15:00:00Z"));
    expect((await remindersOf(vendorId)).length).toBeGreaterThan(before);
  });
});

describe("a stop of all contact", () => {
  const stop = (made: Made, said: object = {}) =>
    stopContact(office.app, { ...about(made), reason: "attorney", note: "J. Ortiz, 555 0100", ...said });

  test("withdraws what is planned, keeps anything from going, and says who, when and why", async () => {
    office.clock.now = tuesday;
    const made = await makeOverdueDebtor(office);
    await plan(tuesday);
    expect(await stop(made)).toBe(true);
    expect(await stop(made, { reason: "deceased" })).toBe(false);
    const vendorId = made.vendor.id;
    expect(await messagesOf(vendorId)).toMatchObject([{ state: "held" }]);
    expect(await read(vendorId, (tx) => tx.select().from(contactStops))).toMatchObject([
      { reason: "attorney", note: "J. Ortiz, 555 0100", stoppedBy: "staff:staff-maya", liftedAt: null },
    ]);
    expect((await eventsOf(vendorId)).filter(({ kind }) => kind === "contact_stopped")).toMatchObject([
      { actor: "staff", details: { reason: "They have an attorney", note: "J. Ortiz, 555 0100" } },
    ]);
    for (const day of ["2026-03-16", "2026-04-16", "2026-06-16"]) await plan(new Date(`${day}T15:00:00Z`));
    await drainJobs(office.app);
    expect(await messagesOf(vendorId)).toHaveLength(1);
    const { debtor } = made;
    const asked = { vendorId, debtorId: debtor.id, channel: "email" as const, requestId: randomUUID() };
    expect(
      await sendReminderNow(office.app, { ...asked, requestedBy: by, now: office.clock.now }),
    ).toMatchObject({
      kind: "held",
      reason: "A person stopped all contact with the debtor.",
    });
  });

  test("keeps even an answer from going, written before it or after", async () => {
    const made = await wrote("sms", "talk to my lawyer");
    await answer(made, "which one?");
    await stop(made);
    await drainJobs(office.app);
    expect((await messagesOf(made.vendor.id)).at(-1)).toMatchObject({ purpose: "reply", state: "held" });
    expect(await answer(made, "hello?")).toMatchObject({ kind: "refused" });
  });

  test("ends only by a person, with a reason, and then reminders go on", async () => {
    office.clock.now = tuesday;
    const made = await makeOverdueDebtor(office);
    await stop(made);
    await plan(tuesday);
    expect(await messagesOf(made.vendor.id)).toEqual([]);
    expect(await resumeContact(office.app, { ...about(made), reason: "The attorney withdrew." })).toBe(true);
    expect(await resumeContact(office.app, { ...about(made), reason: "Again." })).toBe(false);
    expect((await eventsOf(made.vendor.id)).at(-1)).toMatchObject({
      kind: "contact_resumed",
      details: { reason: "The attorney withdrew." },
    });
    await plan(thursday);
    expect(await messagesOf(made.vendor.id)).toHaveLength(1);
  });
});

describe("how a debtor chose to be reached", () => {
  const choose = (made: Made, choice: object, who: StaffUserId | null = null) =>
    chooseContact(office.app, {
      vendorId: made.vendor.id,
      debtorId: made.debtor.id,
      choice: { channels: null, opensAtHour: null, closesAtHour: null, language: null, ...choice },
      by: who,
      now: office.clock.now,
    });

  test("keeps a waiting message of another channel from going, and the one left takes over", async () => {
    office.clock.now = tuesday;
    const made = await makeOverdueDebtor(office);
    await plan(tuesday);
    expect(await messagesOf(made.vendor.id)).toMatchObject([{ channel: "email", state: "queued" }]);
    expect(await choose(made, { channels: ["sms"] })).toBe("changed");
    expect(await choose(made, { channels: ["sms"] })).toBe("unchanged");
    await drainJobs(office.app);
    expect(office.providers.emails({ to: made.debtor.email ?? "" })).toEqual([]);
    await plan(new Date(tuesday.getTime() + 3_600_000));
    await drainJobs(office.app);
    expect(office.providers.texts({ with: made.debtor.phone ?? "" })).toHaveLength(1);
    expect((await eventsOf(made.vendor.id)).filter(({ kind }) => kind === "choice_changed")).toMatchObject([
      { actor: "debtor", details: { changed: "SMS; any lawful hour" } },
    ]);
  });

  test("narrows the hours, and changes the language", async () => {
    office.clock.now = tuesday;
    const made = await makeOverdueDebtor(office);
    await choose(made, { opensAtHour: 16, closesAtHour: 18, language: "es" }, by);
    await plan(tuesday);
    await drainJobs(office.app);
    expect(office.providers.emails({ to: made.debtor.email ?? "" })).toEqual([]);
    await plan(new Date("2026-03-10T20:05:00Z"));
    await drainJobs(office.app);
    expect(office.providers.emails({ to: made.debtor.email ?? "" })[0]?.html).toContain('lang="es"');
    expect((await eventsOf(made.vendor.id)).find(({ kind }) => kind === "choice_changed")).toMatchObject({
      actor: "staff",
    });
  });

  test("is nothing to write down where nobody chose anything", async () => {
    const made = await makeOverdueDebtor(office);
    expect(await choose(made, {})).toBe("unchanged");
    expect(await kindsOf(made.vendor.id)).not.toContain("choice_changed");
  });
});

test("a debtor of another vendor cannot be read", async () => {
  const one = await wrote("sms", "hello");
  const two = await makeOverdueDebtor(office);
  const points = { email: null, phone: one.debtor.phone };
  const asked = { vendorId: two.vendor.id, debtorId: one.debtor.id, points };
  expect(await read(two.vendor.id, (tx) => readAnswerable(tx, asked))).toEqual({ kind: "nothing_to_answer" });
});
