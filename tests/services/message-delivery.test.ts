import { createHmac } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { drainJobs } from "~/jobs/drain.server";
import { startWorker } from "~/jobs/worker.server";
import { action as unsubscribeAction, loader as unsubscribeLoader } from "~/routes/unsubscribe.$token";
import { action as resendWebhook } from "~/routes/webhooks.resend";
import { action as twilioWebhook } from "~/routes/webhooks.twilio";
import { planDueReminders } from "~/services/reminders/plan-reminders.server";
import { sendReminderNow } from "~/services/reminders/send-reminder-now.server";
import type { StaffUserId, VendorId } from "~/domain/ids";
import type { Channel } from "~/domain/vocabulary";
import { deliveryEvents, messages, suppressions, timelineEvents } from "~db/schema";
import {
  addDebtor,
  makeOverdueDebtor,
  openMessageOffice,
  type MessageOffice,
} from "~tests/factories/message-office";
import { useDatabase } from "~tests/setup/database";

const tuesday = new Date("2026-03-10T14:00:00Z");
const database = useDatabase();
let office: MessageOffice;
beforeAll(async () => {
  office = await openMessageOffice(database.url, tuesday);
});
afterAll(() => office.close());

const messagesOf = (vendorId: VendorId) =>
  office.app.db.asVendor(vendorId, (tx) => tx.select().from(messages).orderBy(messages.queuedAt));
const suppressionsOf = (vendorId: VendorId) =>
  office.app.db.asVendor(vendorId, (tx) => tx.select().from(suppressions));
const kindsOf = async (vendorId: VendorId) =>
  (
    await office.app.db.asVendor(vendorId, (tx) =>
      tx.select().from(timelineEvents).orderBy(timelineEvents.id),
    )
  ).map(({ kind }) => kind);

async function sent(channel: Channel, debtor: Parameters<typeof addDebtor>[2] = {}) {
  office.clock.now = tuesday;
  const made = await makeOverdueDebtor(office, debtor);
  await sendReminderNow(office.app, {
    vendorId: made.vendor.id,
    debtorId: made.debtor.id,
    channel,
    requestId: "one",
    requestedBy: "staff-maya" as StaffUserId,
    now: tuesday,
  });
  await drainJobs(office.app);
  return made;
}

describe("what the providers tell", () => {
  test.each(["email", "sms"] as const)(
    "an %s that arrived is marked delivered, once, whatever is told twice or late",
    async (channel) => {
      const { vendor } = await sent(channel);
      await office.providers.settle();
      const [message] = await messagesOf(vendor.id);
      expect(message).toMatchObject({ state: "delivered" });
      expect(message?.deliveredAt).toBeInstanceOf(Date);
      const told = await office.app.db.asSystem((tx) => tx.select().from(deliveryEvents));
      expect(
        told
          .filter(({ providerId }) => providerId === message?.providerId)
          .map(({ kind }) => kind)
          .sort(),
      ).toEqual(["delivered", "sent"]);
      expect((await kindsOf(vendor.id)).filter((kind) => kind === "message_delivered")).toHaveLength(1);
    },
  );

  test("an address that bounces is not written to again, and SMS takes over", async () => {
    const { vendor, debtor } = await sent("email", { debtor: { email: "bounced+one@resend.dev" } });
    await office.providers.settle();
    expect((await messagesOf(vendor.id))[0]).toMatchObject({ state: "bounced" });
    expect(await suppressionsOf(vendor.id)).toMatchObject([
      { channel: "email", contact: debtor.email, reason: "hard_bounce" },
    ]);
    office.clock.now = new Date("2026-03-13T17:00:00Z");
    await planDueReminders(office.app, { now: office.clock.now, limit: 1_000 });
    expect((await messagesOf(vendor.id)).at(-1)).toMatchObject({ channel: "sms", state: "queued" });
  });

  test("a complaint stops emails to that address", async () => {
    const { vendor } = await sent("email", { debtor: { email: "complained+one@resend.dev" } });
    await office.providers.settle();
    expect((await messagesOf(vendor.id))[0]).toMatchObject({ state: "complained" });
    expect(await suppressionsOf(vendor.id)).toMatchObject([{ reason: "complaint" }]);
  });

  test("what they did not sign is refused, and writes nothing", async () => {
    const before = await office.app.db.asSystem((tx) => tx.select().from(deliveryEvents));
    const body = JSON.stringify({ type: "email.delivered", created_at: tuesday, data: { email_id: "x" } });
    const resend = (headers: Record<string, string>, text = body) =>
      resendWebhook({
        request: new Request("http://localhost/webhooks/resend", { method: "POST", body: text, headers }),
        params: {},
        context: {},
      });
    expect((await resend({})).status).toBe(400);
    const signed = (at: Date, text = body) => {
      const key = Buffer.from((office.app.env.resend.webhookSecret ?? "").slice(6), "base64");
      const timestamp = String(Math.floor(at.getTime() / 1000));
      const signature = createHmac("sha256", key).update(`msg_1.${timestamp}.${text}`).digest("base64");
      return { "svix-id": "msg_1", "svix-timestamp": timestamp, "svix-signature": `v1,${signature}` };
    };
    expect((await resend(signed(new Date(Date.now() - 3_600_000)))).status).toBe(400);
    expect((await resend(signed(new Date()), `${body} `)).status).toBe(400);
    expect(await (await resend(signed(new Date()))).text()).toBe("not ours");
    const twilio = new Request("http://localhost/webhooks/twilio", {
      method: "POST",
      body: new URLSearchParams({ MessageSid: "SM1", MessageStatus: "delivered" }),
      headers: { "x-twilio-signature": "wrong" },
    });
    expect((await twilioWebhook({ request: twilio, params: {}, context: {} })).status).toBe(403);
    const after = await office.app.db.asSystem((tx) => tx.select().from(deliveryEvents));
    expect(after).toHaveLength(before.length + 1);
  });
});

describe("an answer by SMS", () => {
  test("of STOP stops SMS from every vendor that knows the number", async () => {
    const { vendor, debtor } = await sent("sms");
    const other = await makeOverdueDebtor(office, { debtor: { phone: debtor.phone } });
    await office.providers.receiveSms({ from: debtor.phone ?? "", body: "Stop." });
    for (const vendorId of [vendor.id, other.vendor.id]) {
      expect(await suppressionsOf(vendorId)).toMatchObject([
        { channel: "sms", contact: debtor.phone, reason: "stop" },
      ]);
      expect(await kindsOf(vendorId)).toContain("suppressed");
    }
    expect(office.providers.texts({ with: debtor.phone ?? "" })[0]?.body).toMatch(
      /^You will get no more SMS from Harbour Street/,
    );
    const again = await sendReminderNow(office.app, {
      vendorId: vendor.id,
      debtorId: debtor.id,
      channel: "sms",
      requestId: "two",
      requestedBy: "staff-maya" as StaffUserId,
      now: tuesday,
    });
    expect(again).toMatchObject({ kind: "held", reason: "There is no phone number that may be written to." });
  });

  test("of START lifts a STOP, and of HELP says who writes", async () => {
    const { vendor, debtor } = await sent("sms");
    const say = (body: string) => office.providers.receiveSms({ from: debtor.phone ?? "", body });
    await say("STOP");
    await say("START");
    expect(await suppressionsOf(vendor.id)).toEqual([]);
    await say("help");
    expect(office.providers.texts({ with: debtor.phone ?? "" })[0]?.body).toBe(
      "Harbour Street Dental: payment reminders by SMS. Questions? +12125550100. Reply STOP to opt out.",
    );
  });
});

describe("the unsubscribe link", () => {
  test("changes nothing when it is opened, and stops reminders when it is posted to", async () => {
    const { vendor, debtor } = await sent("email");
    const [email] = office.providers.emails({ to: debtor.email ?? "" });
    const url = /<(.+)>/.exec(email?.headers["List-Unsubscribe"] ?? "")?.[1] ?? "";
    const token = url.split("/").at(-1) ?? "";
    expect(email?.html).toContain(url);
    const args = (method: string, given = token) => ({
      request: new Request(url, { method, ...(method === "POST" && { body: "List-Unsubscribe=One-Click" }) }),
      params: { token: given },
      context: {},
    });
    expect((await unsubscribeLoader(args("GET"))).init?.status).toBe(200);
    expect(await suppressionsOf(vendor.id)).toEqual([]);
    expect((await unsubscribeAction(args("POST"))).init?.status).toBe(200);
    expect((await unsubscribeAction(args("POST"))).init?.status).toBe(200);
    expect(await suppressionsOf(vendor.id)).toMatchObject([
      { channel: "email", contact: debtor.email, reason: "unsubscribed" },
    ]);
    const payToken = /\/p\/([\w-]{39})/.exec(email?.html ?? "")?.[1] ?? "";
    expect((await unsubscribeAction(args("POST", payToken))).init?.status).toBe(404);
    expect((await unsubscribeLoader(args("GET", `${token.slice(0, -2)}AA`))).init?.status).toBe(404);
  });
});

describe("the worker", () => {
  test("sends what is due within seconds of starting, and stops when told", async () => {
    office.clock.now = tuesday;
    const { debtor } = await makeOverdueDebtor(office);
    const worker = await startWorker({ app: office.app, databaseUrl: database.url });
    try {
      await vi.waitFor(() => expect(office.providers.emails({ to: debtor.email ?? "" })).toHaveLength(1), {
        timeout: 15_000,
        interval: 100,
      });
    } finally {
      await worker.stop();
    }
  }, 40_000);
});
