import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { StaffUserId, VendorId } from "~/domain/ids";
import { importChoicesSchema } from "~/domain/import/plan-reading";
import type { Channel, SuppressionReason } from "~/domain/vocabulary";
import { drainJobs } from "~/jobs/drain.server";
import { importContacts } from "~/services/import/import-contacts.server";
import { stopContact } from "~/services/conversation/stop-contact.server";
import { suppressContactPoint } from "~/services/messages/suppress-contact-point.server";
import { liftSuppression, suppressContact } from "~/services/messages/change-suppression.server";
import { planDueReminders } from "~/services/reminders/plan-reminders.server";
import { readSituations } from "~/services/reminders/situation.server";
import { sendReminderNow } from "~/services/reminders/send-reminder-now.server";
import { contactSchedules, messages, suppressions } from "~db/schema";
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

const by = "staff-maya" as StaffUserId;
type Made = Awaited<ReturnType<typeof makeOverdueDebtor>>;
async function made(said: Parameters<typeof makeOverdueDebtor>[1] = {}): Promise<Made> {
  office.clock.now = tuesday;
  return makeOverdueDebtor(office, said);
}
const messagesOf = (vendorId: VendorId) =>
  office.app.db.asVendor(vendorId, (tx) => tx.select().from(messages).orderBy(messages.queuedAt));
const suppressionsOf = (vendorId: VendorId) =>
  office.app.db.asVendor(vendorId, (tx) => tx.select().from(suppressions));
const suppress = ({ vendor, debtor }: Made, channel: Channel, reason: SuppressionReason) =>
  office.app.db.asVendor(vendor.id, (tx) =>
    suppressContactPoint(tx, {
      vendorId: vendor.id,
      channel,
      contact: (channel === "email" ? debtor.email : debtor.phone) ?? "",
      reason,
      actor: "provider",
      causedBy: null,
      now: tuesday,
    }),
  );
async function reachable({ vendor, debtor }: Made): Promise<string[]> {
  const asked = { vendorId: vendor.id, debtorIds: [debtor.id], now: tuesday, queued: true };
  const known = await office.app.db.asVendor(vendor.id, (tx) => readSituations(tx, asked));
  return [...(known.debtors.get(debtor.id)?.contacts.keys() ?? [])].sort();
}
const send = ({ vendor, debtor }: Made, channel: Channel) =>
  sendReminderNow(office.app, {
    vendorId: vendor.id,
    debtorId: debtor.id,
    channel,
    requestId: randomUUID(),
    requestedBy: by,
    now: tuesday,
  });

describe("a contact point that must not be written to", () => {
  test.each([
    ["email", "unsubscribed", ["call", "sms"]],
    ["email", "hard_bounce", ["call", "sms"]],
    ["email", "complaint", ["call", "sms"]],
    ["sms", "stop", ["email"]],
    ["sms", "invalid_number", ["email"]],
    ["sms", "landline", ["call", "email"]],
    ["sms", "vendor", ["email"]],
    ["sms", "legal", ["email"]],
  ] as const)("by %s for %s leaves the debtor %j", async (channel, reason, left) => {
    const one = await made();
    expect(await suppress(one, channel, reason)).toBe(true);
    expect(await suppress(one, channel, "legal")).toBe(false);
    expect(await suppressionsOf(one.vendor.id)).toMatchObject([{ channel, reason }]);
    expect(await reachable(one)).toEqual(left);
  });

  test.each(["+15005550001", "+15005550009"])(
    "is found out by sending to %s, and the email takes over",
    async (phone) => {
      const one = await made({ debtor: { phone } });
      await send(one, "sms");
      await drainJobs(office.app);
      const [suppressed] = await suppressionsOf(one.vendor.id);
      expect(suppressed).toMatchObject({ channel: "sms", contact: phone });
      expect(["invalid_number", "landline"]).toContain(suppressed?.reason);
      office.clock.now = new Date("2026-03-13T15:00:00Z");
      await planDueReminders(office.app, { now: office.clock.now, limit: 1_000 });
      expect((await messagesOf(one.vendor.id)).at(-1)).toMatchObject({ channel: "email", state: "queued" });
    },
  );

  test("stays so whatever an import brings, and however it spells the address", async () => {
    const one = await made({ debtor: { reference: "77", email: "ana.spelled@example.com" } });
    await suppress(one, "email", "unsubscribed");
    await suppress(one, "sms", "stop");
    await stopContact(office.app, {
      ...{ vendorId: one.vendor.id, debtorId: one.debtor.id, by, now: tuesday },
      ...{ reason: "attorney" as const, note: null },
    });
    const row = `77,Ana Ferreira,"Ana.SPELLED@Example.COM",${one.debtor.phone}`;
    const text = `debtor reference,name,email,phone\n${row}\n`;
    const outcome = await importContacts(office.app.db, {
      vendorId: one.vendor.id,
      fileName: "contacts.csv",
      bytes: Buffer.from(text),
      now: tuesday,
      staffUserId: null,
      choices: importChoicesSchema.parse({}),
    });
    expect(outcome.kind).toBe("imported");
    expect(await reachable(one)).toEqual([]);
    expect(await suppressionsOf(one.vendor.id)).toHaveLength(2);
    expect(await send(one, "email")).toMatchObject({ kind: "held" });
  });
});

describe("staff who stop writing to a contact", () => {
  test("stop that channel alone, for everyone who shares it, and take it back for all of them", async () => {
    const one = await made();
    const sister = await addDebtor(office, one.vendor, { debtor: { phone: one.debtor.phone } });
    await planDueReminders(office.app, { now: tuesday, limit: 1_000 });
    const change = {
      vendorId: one.vendor.id,
      debtorId: one.debtor.id,
      channel: "sms" as const,
      by,
      now: tuesday,
    };
    expect(await suppressContact(office.app, change)).toBe(true);
    expect(await suppressContact(office.app, change)).toBe(false);
    expect((await messagesOf(one.vendor.id)).map(({ channel, state }) => [channel, state])).toEqual([
      ["email", "queued"],
      ["email", "queued"],
    ]);
    expect(await reachable(one)).toEqual(["email"]);
    expect(await reachable({ vendor: one.vendor, debtor: sister })).toEqual(["email"]);
    await office.app.db.asVendor(one.vendor.id, (tx) =>
      tx.update(contactSchedules).set({ nextCheckAt: null }),
    );
    expect(await liftSuppression(office.app, change)).toBe(true);
    expect(await liftSuppression(office.app, change)).toBe(false);
    expect(await reachable({ vendor: one.vendor, debtor: sister })).toEqual(["call", "email", "sms"]);
    const schedules = await office.app.db.asVendor(one.vendor.id, (tx) => tx.select().from(contactSchedules));
    expect(schedules.map(({ nextCheckAt }) => nextCheckAt)).toEqual([tuesday, tuesday]);
  });
});
