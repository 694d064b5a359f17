import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createEmailSender, type OutgoingEmail } from "~/adapters/email.server";
import { drainJobs } from "~/jobs/drain.server";
import { planDueReminders } from "~/services/reminders/plan-reminders.server";
import { requeueMessages } from "~/services/messages/requeue-messages.server";
import { sendMessage } from "~/services/messages/send-message.server";
import type { MessageId, VendorId } from "~/domain/ids";
import { messages, suppressions } from "~db/schema";
import {
  addDebtor,
  makeOverdueDebtor,
  openMessageOffice,
  type MessageOffice,
} from "~tests/factories/message-office";
import { useDatabase } from "~tests/setup/database";
import { startSmtp, type SmtpFault, type SmtpStandIn } from "~tests/stand-ins/smtp/server";

/** A Tuesday, ten in the morning in New York. */
const tuesday = new Date("2026-03-10T14:00:00Z");
const minuteMs = 60_000;
const fromAddress = "reminders@tenfold.example";

const database = useDatabase();
let office: MessageOffice;
let smtp: SmtpStandIn;
let app: MessageOffice["app"];
beforeAll(async () => {
  office = await openMessageOffice(database.url, tuesday);
});
afterAll(() => office.close());
beforeEach(async () => {
  office.clock.now = tuesday;
  smtp = await startSmtp();
  app = { ...office.app, email: createEmailSender({ fromAddress, smtpUrl: smtp.url }) };
});
afterEach(() => smtp.close());

const email = (about: Partial<OutgoingEmail> = {}): OutgoingEmail => ({
  messageId: crypto.randomUUID() as MessageId,
  vendorId: crypto.randomUUID() as VendorId,
  to: "ana@example.com",
  fromName: "Maya Lindqvist, Harbour Street Dental",
  replyTo: "office@harbour.example",
  subject: "$45.00 to Harbour Street Dental was due February 4",
  html: `<p>${"Hello Ana. ".repeat(200)}</p>`,
  text: "Hello Ana.\n.\n..\nA line with a dot.",
  unsubscribeUrl: `https://pay.example.com/unsubscribe/${"x".repeat(60)}`,
  ...about,
});

const messagesOf = (vendorId: VendorId) =>
  office.app.db.asVendor(vendorId, (tx) => tx.select().from(messages).orderBy(messages.id));

/** One reminder by email, planned and not yet sent. */
async function planned(debtors = 1) {
  const { vendor, debtor } = await makeOverdueDebtor(office);
  for (let index = 1; index < debtors; index += 1) await addDebtor(office, vendor);
  await planDueReminders(office.app, { now: office.clock.now, limit: 1_000 });
  const [message] = await messagesOf(vendor.id);
  const messageId = message?.id ?? ("" as MessageId);
  const send = () => sendMessage(app, { vendorId: vendor.id, messageId, now: office.clock.now });
  return { vendorId: vendor.id, contact: debtor.email ?? "", send };
}

describe("an email through a mail server", () => {
  test("carries its message's id, its sender, and how to unsubscribe, unfolded and unencoded", async () => {
    const one = email();
    expect(await app.email.send(one)).toEqual({
      kind: "accepted",
      providerId: `<${one.messageId}@tenfold.example>`,
    });
    const [taken] = smtp.taken;
    expect(taken).toMatchObject({ from: fromAddress, to: ["ana@example.com"] });
    const headers = taken?.source.split("\r\n\r\n")[0] ?? "";
    expect(headers).toContain(`Message-ID: <${one.messageId}@tenfold.example>`);
    expect(headers).toContain(`List-Unsubscribe: <${one.unsubscribeUrl}>`);
    expect(headers).toContain("List-Unsubscribe-Post: List-Unsubscribe=One-Click");
    expect(headers).toContain('From: "Maya Lindqvist, Harbour Street Dental" <reminders@tenfold.example>');
    expect(headers).toContain("Reply-To: office@harbour.example");
    expect(taken?.source).toContain("\r\n.\r\n..\r\nA line with a dot.");
  });

  test("has no header that its sender's name could begin", async () => {
    await app.email.send(
      email({ fromName: 'Eve"\r\nBcc: all@evil.example', subject: "Hello\r\nBcc: all@evil.example" }),
    );
    expect(smtp.taken[0]?.to).toEqual(["ana@example.com"]);
    expect(smtp.taken[0]?.source.split("\r\n\r\n")[0]).not.toMatch(/^Bcc:/im);
  });

  test("says no word of unsubscribing where there is nothing to unsubscribe from", async () => {
    await app.email.send(email({ unsubscribeUrl: null }));
    expect(smtp.taken[0]?.source).not.toContain("List-Unsubscribe");
  });

  test("shares its connection with those that follow", async () => {
    for (let index = 0; index < 5; index += 1) await app.email.send(email());
    expect(smtp.taken).toHaveLength(5);
    expect(smtp.connections()).toBe(1);
  });

  test("goes over another connection, once, when the server has ended the one that waited", async () => {
    await app.email.send(email());
    smtp.dropIdle();
    expect(await app.email.send(email())).toMatchObject({ kind: "accepted" });
    expect(smtp.read).toHaveLength(2);
  });

  test.each<[SmtpFault, object]>([
    ["rcpt_550", { kind: "refused", contactFault: "hard_bounce" }],
    ["rcpt_552", { kind: "refused", contactFault: null }],
    ["rcpt_450", { kind: "retry" }],
    ["sender_refused", { kind: "retry" }],
    ["greet_421", { kind: "retry" }],
    ["drop_before_data", { kind: "retry" }],
    ["data_451", { kind: "retry" }],
    ["data_554", { kind: "refused", contactFault: null }],
    ["drop_after_data", { kind: "unknown" }],
  ])("that meets %s is %j", async (fault, expected) => {
    smtp.next(fault);
    expect(await app.email.send(email())).toMatchObject(expected);
    expect(smtp.taken).toEqual([]);
  });

  test.each<SmtpFault>(["drop_after_data", "data_451", "rcpt_450"])(
    "that meets %s on a connection that has sent before is handed over no second time",
    async (fault) => {
      await app.email.send(email());
      smtp.next(fault);
      const one = email();
      const result = await app.email.send(one);
      expect(result.kind).toBe(fault === "drop_after_data" ? "unknown" : "retry");
      const reads = smtp.read.filter(({ source }) => source.includes(one.messageId));
      expect(reads).toHaveLength(fault === "rcpt_450" ? 0 : 1);
    },
  );

  test("waits where there is no server at all", async () => {
    await smtp.close();
    expect(await app.email.send(email())).toMatchObject({ kind: "retry" });
  });
});

describe("a reminder through a mail server", () => {
  test("whose answer was lost is unknown for a person to see, and never sent again", async () => {
    const { vendorId, send } = await planned();
    smtp.next("drop_after_data");
    expect(await send()).toBe("unknown");
    expect((await messagesOf(vendorId))[0]).toMatchObject({ state: "unknown" });
    for (const after of [3 * minuteMs, 60 * minuteMs, 24 * 60 * minuteMs]) {
      office.clock.now = new Date(tuesday.getTime() + after);
      await requeueMessages(app, { now: office.clock.now });
      await drainJobs(app);
      await send();
    }
    expect(smtp.read).toHaveLength(1);
  });

  test("whose worker was killed while sending it is unknown too", async () => {
    const { vendorId, send } = await planned();
    const dead = { ...app, email: { ...app.email, send: () => Promise.reject(new Error("killed")) } };
    const [message] = await messagesOf(vendorId);
    await expect(
      sendMessage(dead, { vendorId, messageId: message?.id ?? ("" as MessageId), now: tuesday }),
    ).rejects.toThrow("killed");
    office.clock.now = new Date(tuesday.getTime() + 3 * minuteMs);
    expect(await send()).toBe("unknown");
    expect(smtp.read).toEqual([]);
    expect((await messagesOf(vendorId))[0]).toMatchObject({
      state: "unknown",
      reason: "The mail server's answer was lost. It was not sent again.",
    });
  });

  test("that the server wants later goes later, once", async () => {
    const { vendorId, send } = await planned();
    smtp.next("rcpt_450", "data_451");
    await expect(send()).rejects.toThrow("Mail server");
    await expect(send()).rejects.toThrow("Mail server");
    expect(await send()).toBe("sent");
    expect(smtp.taken).toHaveLength(1);
    expect((await messagesOf(vendorId))[0]).toMatchObject({ state: "sent", attempts: 3 });
  });

  test("to a mailbox that does not exist is the last to that address", async () => {
    const { vendorId, contact, send } = await planned();
    smtp.next("rcpt_550");
    expect(await send()).toBe("failed");
    const kept = await office.app.db.asVendor(vendorId, (tx) => tx.select().from(suppressions));
    expect(kept).toMatchObject([{ channel: "email", contact, reason: "hard_bounce" }]);
  });

  test("that was planned with others goes as a message of its own", async () => {
    const { vendorId } = await planned(4);
    await drainJobs(app);
    expect(smtp.taken).toHaveLength(4);
    expect(new Set(smtp.taken.flatMap(({ to }) => to)).size).toBe(4);
    const rows = await messagesOf(vendorId);
    expect(rows.every(({ state, batchId }) => state === "sent" && batchId === null)).toBe(true);
  });
});
