import { drainJobs } from "~/jobs/drain.server";
import { sendReminderNow } from "~/services/reminders/send-reminder-now.server";
import type { StaffUserId, VendorId } from "~/domain/ids";
import type { Channel } from "~/domain/vocabulary";
import { messages, timelineEvents } from "~db/schema";
import { makeOverdueDebtor, type MessageOffice } from "./message-office";

/** A reminder that has been handed over, and nothing told of it yet. */
export async function sentReminder(office: MessageOffice, channel: Channel, app = office.app) {
  const { vendor, debtor } = await makeOverdueDebtor(office);
  await sendReminderNow(app, {
    vendorId: vendor.id,
    debtorId: debtor.id,
    channel,
    requestId: "one",
    requestedBy: "staff-maya" as StaffUserId,
    now: office.clock.now,
  });
  await drainJobs(app);
  return { vendorId: vendor.id, debtor, message: await messageOf(office, vendor.id) };
}

/** The one message of this vendor. */
export async function messageOf({ app }: MessageOffice, vendorId: VendorId) {
  const [message] = await app.db.asVendor(vendorId, (tx) => tx.select().from(messages));
  if (!message) throw new Error("There is no message.");
  return message;
}

export async function eventsOf({ app }: MessageOffice, vendorId: VendorId, kind: string) {
  const events = await app.db.asVendor(vendorId, (tx) => tx.select().from(timelineEvents));
  return events.filter((event) => event.kind === kind);
}
