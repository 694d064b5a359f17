import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createSmsSender } from "~/adapters/sms.server";
import { drainJobs } from "~/jobs/drain.server";
import { action as resendWebhook } from "~/routes/webhooks.resend";
import { action as twilioWebhook } from "~/routes/webhooks.twilio";
import { sendReminderNow } from "~/services/reminders/send-reminder-now.server";
import type { MessageId, StaffUserId, VendorId } from "~/domain/ids";
import type { Channel } from "~/domain/vocabulary";
import { deliveryEvents, suppressions } from "~db/schema";
import { makeOverdueDebtor, openMessageOffice, type MessageOffice } from "~tests/factories/message-office";
import { resendNotice, twilioNotice } from "~tests/factories/notices";
import {
  eventsOf as theEventsOf,
  messageOf as theMessageOf,
  sentReminder,
} from "~tests/factories/sent-reminder";
import { useDatabase } from "~tests/setup/database";

const tuesday = new Date("2026-03-10T14:00:00Z");
const minuteMs = 60_000;
const database = useDatabase();
let office: MessageOffice;
beforeAll(async () => {
  office = await openMessageOffice(database.url, tuesday);
});
afterAll(() => office.close());
beforeEach(() => void (office.clock.now = tuesday));

const after = (ms: number) => new Date(tuesday.getTime() + ms);

const sent = (channel: Channel, app = office.app) => sentReminder(office, channel, app);
const messageOf = (vendorId: VendorId) => theMessageOf(office, vendorId);
const eventsOf = (vendorId: VendorId, kind: string) => theEventsOf(office, vendorId, kind);
const suppressionsOf = (vendorId: VendorId) =>
  office.app.db.asVendor(vendorId, (tx) => tx.select().from(suppressions));

let told = 0;
type Told = { id?: string; at?: Date; data?: Record<string, unknown> };
const tell = async (emailId: string | null, type: string, { id, at = tuesday, data = {} }: Told = {}) =>
  resendWebhook({
    request: resendNotice(office, {
      id: id ?? `msg_${(told += 1)}`,
      type,
      at,
      data: { email_id: emailId ?? "", ...data },
    }),
    params: {},
    context: {},
  });
const words = async (response: Promise<Response>) => (await response).text();

const callback = (vendorId: VendorId, messageId: MessageId) =>
  `${office.app.env.appUrl}/webhooks/twilio?vendor=${vendorId}&message=${messageId}`;
const tellTwilio = (request: Request) => twilioWebhook({ request, params: {}, context: {} });

describe("what Resend tells of an email", () => {
  test("counts once under its id, and a second copy of the same news changes nothing", async () => {
    const { vendorId, message } = await sent("email");
    expect(await words(tell(message.providerId, "email.delivered", { id: "msg_same" }))).toBe("recorded");
    expect(await words(tell(message.providerId, "email.delivered", { id: "msg_same" }))).toBe(
      "known already",
    );
    expect(await words(tell(message.providerId, "email.delivered", { at: after(minuteMs) }))).toBe(
      "recorded",
    );
    expect(await messageOf(vendorId)).toMatchObject({ state: "delivered", deliveredAt: tuesday });
    expect(await eventsOf(vendorId, "message_delivered")).toHaveLength(1);
  });

  test("may come in any order: it only ever moves on", async () => {
    const { vendorId, message } = await sent("email");
    await tell(message.providerId, "email.complained");
    await tell(message.providerId, "email.delivered");
    await tell(message.providerId, "email.sent");
    expect(await messageOf(vendorId)).toMatchObject({ state: "complained" });
    expect(await suppressionsOf(vendorId)).toMatchObject([{ reason: "complaint" }]);
  });

  test("twice at the same moment counts once", async () => {
    const { vendorId, message } = await sent("email");
    const copies = Array.from({ length: 6 }, () =>
      words(tell(message.providerId, "email.bounced", { id: "msg_storm" })),
    );
    expect((await Promise.all(copies)).sort()).toEqual([
      ...Array<string>(5).fill("known already"),
      "recorded",
    ]);
    expect(await eventsOf(vendorId, "message_failed")).toHaveLength(1);
  });

  test("that it would not send to an address that bounced before stops that address", async () => {
    const { vendorId, debtor, message } = await sent("email");
    const data = { suppressed: { message: "It bounced before.", type: "bounce" } };
    await tell(message.providerId, "email.suppressed", { data });
    expect(await messageOf(vendorId)).toMatchObject({ state: "failed", reason: "It bounced before." });
    expect(await suppressionsOf(vendorId)).toMatchObject([{ contact: debtor.email, reason: "hard_bounce" }]);
  });

  test("of a full mailbox does not stop the address", async () => {
    const { vendorId, message } = await sent("email");
    await tell(message.providerId, "email.bounced", {
      data: { bounce: { type: "Transient", message: "Full" } },
    });
    expect(await messageOf(vendorId)).toMatchObject({ state: "bounced", reason: "Full" });
    expect(await suppressionsOf(vendorId)).toEqual([]);
  });

  test("is refused when it is longer than any notice, signed or not, and writes nothing", async () => {
    const before = await office.app.db.asSystem((tx) => tx.select().from(deliveryEvents));
    const { message } = await sent("email");
    const data = { filler: "x".repeat(600_000) };
    expect((await tell(message.providerId, "email.delivered", { data })).status).toBe(413);
    const rows = await office.app.db.asSystem((tx) => tx.select().from(deliveryEvents));
    expect(rows).toHaveLength(before.length);
  });

  test.each([
    [
      "an altered body",
      (request: Request) => withBody(request, (body) => body.replace("delivered", "bounced")),
    ],
    ["no signature", (request: Request) => without(request, "svix-signature")],
    ["no id", (request: Request) => without(request, "svix-id")],
    ["no time", (request: Request) => without(request, "svix-timestamp")],
    ["another id", (request: Request) => withHeader(request, "svix-id", "msg_other")],
    ["an old time", (request: Request) => withHeader(request, "svix-timestamp", "1700000000")],
    ["words for a signature", (request: Request) => withHeader(request, "svix-signature", "v1,no,really;")],
  ])("is refused with %s", async (_, alter) => {
    const { vendorId, message } = await sent("email");
    const request = await alter(
      resendNotice(office, {
        id: `msg_${(told += 1)}`,
        type: "email.delivered",
        at: tuesday,
        data: { email_id: message.providerId ?? "" },
      }),
    );
    expect((await resendWebhook({ request, params: {}, context: {} })).status).toBe(400);
    expect(await messageOf(vendorId)).toMatchObject({ state: "sent" });
  });

  test.each(["", "null", "[]", "{}", '{"type":"email.delivered"}', '{"type":7,"data":{}}'])(
    "is let be when it is signed and says %j",
    async (body) => {
      const request = resendNotice(office, { id: "msg_odd", type: "x", at: tuesday, data: { email_id: "" } });
      const timestamp = request.headers.get("svix-timestamp") ?? "";
      const { createHmac } = await import("node:crypto");
      const key = Buffer.from((office.app.env.resend.webhookSecret ?? "").slice(6), "base64");
      const signature = createHmac("sha256", key).update(`msg_odd.${timestamp}.${body}`).digest("base64");
      const headers = {
        "svix-id": "msg_odd",
        "svix-timestamp": timestamp,
        "svix-signature": `v1,${signature}`,
      };
      const odd = new Request(request.url, { method: "POST", body, headers });
      expect(await words(resendWebhook({ request: odd, params: {}, context: {} }))).toBe("ignored");
    },
  );
});

async function withBody(request: Request, change: (body: string) => string): Promise<Request> {
  return new Request(request.url, {
    method: "POST",
    body: change(await request.text()),
    headers: request.headers,
  });
}

async function withHeader(request: Request, name: string, value: string): Promise<Request> {
  const headers = new Headers(request.headers);
  headers.set(name, value);
  return new Request(request.url, { method: "POST", body: await request.text(), headers });
}

async function without(request: Request, name: string): Promise<Request> {
  const headers = new Headers(request.headers);
  headers.delete(name);
  return new Request(request.url, { method: "POST", body: await request.text(), headers });
}

describe("what Twilio tells of an SMS", () => {
  const parameters = (sid: string | null, status: string, more: Record<string, string> = {}) => ({
    AccountSid: office.app.env.twilio.accountSid,
    MessageSid: sid ?? "",
    MessageStatus: status,
    ...more,
  });

  test("counts once by the message and its status, in whatever order", async () => {
    const { vendorId, message } = await sent("sms");
    const url = callback(vendorId, message.id);
    for (const status of ["delivered", "sent", "delivered", "queued"]) {
      const request = twilioNotice(office, { url, parameters: parameters(message.providerId, status) });
      expect((await tellTwilio(request)).status).toBe(200);
    }
    expect(await messageOf(vendorId)).toMatchObject({ state: "delivered" });
    const rows = await office.app.db.asSystem((tx) =>
      tx
        .select()
        .from(deliveryEvents)
        .where(eq(deliveryEvents.providerId, message.providerId ?? "")),
    );
    expect(rows.map(({ id }) => id.split(":").at(-1)).sort()).toEqual(["delivered", "sent"]);
  });

  test("is refused when it was signed over any other address, or says anything else", async () => {
    const { vendorId, message } = await sent("sms");
    const url = callback(vendorId, message.id);
    const good = parameters(message.providerId, "delivered");
    const signature = twilioNotice(office, { url, parameters: good }).headers.get("x-twilio-signature") ?? "";
    const other = callback(vendorId, crypto.randomUUID() as MessageId);
    const forged = [
      { url: other, body: good },
      { url: url.split("?")[0] ?? "", body: good },
      { url: `${url}&more=1`, body: good },
      { url, body: { ...good, MessageStatus: "failed" } },
      { url, body: { ...good, Extra: "1" } },
    ];
    for (const { url: called, body } of forged) {
      const headers = { "x-twilio-signature": signature };
      const request = new Request(called, { method: "POST", body: new URLSearchParams(body), headers });
      expect((await tellTwilio(request)).status).toBe(403);
    }
    expect(await messageOf(vendorId)).toMatchObject({ state: "sent" });
  });

  test("is refused when it is longer than an SMS can be", async () => {
    const url = `${office.app.env.appUrl}/webhooks/twilio`;
    const body = { MessageSid: "SM1", Body: "x".repeat(120_000) };
    expect((await tellTwilio(twilioNotice(office, { url, parameters: body }))).status).toBe(413);
  });

  test.each([
    ["30006", "landline"],
    ["21614", "landline"],
    ["30005", "invalid_number"],
    ["21610", "stop"],
  ])("with error %s stops texts to the number as %s", async (ErrorCode, reason) => {
    const { vendorId, debtor, message } = await sent("sms");
    const url = callback(vendorId, message.id);
    const said = parameters(message.providerId, "undelivered", { ErrorCode });
    await tellTwilio(twilioNotice(office, { url, parameters: said }));
    expect(await messageOf(vendorId)).toMatchObject({ state: "failed" });
    expect(await suppressionsOf(vendorId)).toMatchObject([{ channel: "sms", contact: debtor.phone, reason }]);
  });

  test.each(["30003", "30008"])("with error %s, which may pass, stops nothing", async (ErrorCode) => {
    const { vendorId, message } = await sent("sms");
    const said = parameters(message.providerId, "undelivered", { ErrorCode });
    await tellTwilio(twilioNotice(office, { url: callback(vendorId, message.id), parameters: said }));
    expect(await messageOf(vendorId)).toMatchObject({ state: "failed" });
    expect(await suppressionsOf(vendorId)).toEqual([]);
  });
});

describe("a Messaging Service", () => {
  const through = (messagingServiceSid: string): MessageOffice["app"] => {
    const { twilio, appUrl } = office.app.env;
    const settings = { ...twilio, fromNumber: undefined, messagingServiceSid, appUrl };
    return { ...office.app, sms: createSmsSender(settings) };
  };
  const service = () => through(office.providers.secrets.twilioServiceSid);

  test("sends without a number of ours, and tells of it as of any other", async () => {
    const { vendorId, debtor } = await sent("sms", service());
    const [text] = office.providers.texts({ with: debtor.phone ?? "" });
    expect(text).toMatchObject({ state: "accepted" });
    await office.providers.settle();
    expect(await messageOf(vendorId)).toMatchObject({ state: "delivered", providerId: text?.sid });
  });

  test("is asked what became of an SMS while that still waits there, without a date", async () => {
    office.providers.fail("twilio", "cut_after");
    const { vendorId, debtor } = await sent("sms", service());
    expect(await messageOf(vendorId)).toMatchObject({ state: "unknown" });
    office.clock.now = after(2 * minuteMs);
    await drainJobs(service());
    const texts = office.providers.texts({ with: debtor.phone ?? "" });
    expect(texts).toHaveLength(1);
    expect(await messageOf(vendorId)).toMatchObject({ state: "sent", providerId: texts[0]?.sid });
  });

  test("that does not exist keeps the SMS waiting until somebody puts it right", async () => {
    const { vendorId, debtor } = await sent("sms", through(`MG${"0".repeat(32)}`));
    expect(await messageOf(vendorId)).toMatchObject({
      state: "queued",
      reason: "Twilio: The Messaging Service does not exist.",
    });
    await drainJobs(service());
    expect(office.providers.texts({ with: debtor.phone ?? "" })).toHaveLength(1);
    expect(await messageOf(vendorId)).toMatchObject({ state: "sent" });
  });
});

describe("what a message costs", () => {
  test("is the price of the day it was sent, and stays so", async () => {
    const { vendor, debtor } = await makeOverdueDebtor(office);
    const price = (micros: number) =>
      database.admin`update vendors set sms_segment_cost_micros = ${micros} where id = ${vendor.id}`;
    await price(8_300);
    const request = { vendorId: vendor.id, debtorId: debtor.id, channel: "sms" as const, now: tuesday };
    await sendReminderNow(office.app, {
      ...request,
      requestId: "one",
      requestedBy: "staff-maya" as StaffUserId,
    });
    await drainJobs(office.app);
    expect(await messageOf(vendor.id)).toMatchObject({ state: "sent", segments: 1, costMicros: 8_300 });
    await price(90_000);
    await office.providers.settle();
    expect(await messageOf(vendor.id)).toMatchObject({ state: "delivered", costMicros: 8_300 });
  });

  test("is known too of one whose answer was lost and that its delivery tells of", async () => {
    office.providers.fail("resend", "cut_after");
    const { vendorId, message } = await sent("email");
    expect(message).toMatchObject({ state: "queued", costMicros: null });
    await database.admin`update vendors set email_cost_micros = 400 where id = ${vendorId}`;
    await office.providers.settle();
    expect(await messageOf(vendorId)).toMatchObject({ state: "delivered", costMicros: 400 });
  });
});
