import { v7 as uuid } from "uuid";
import type { DebtorId, MessageId, StaffUserId, VendorId } from "~/domain/ids";
import type { Channel } from "~/domain/vocabulary";
import type { App } from "~/server/app.server";
import { lookAgain } from "~db/queries/contact-schedules";
import { insertMessages } from "~db/queries/messages";
import { claimDebtor, insertReminders } from "~db/queries/reminders";
import { recordEvents } from "~db/queries/timeline";
import { handSentTemplate, obstacleToSending } from "./preview-reminder.server";
import { readSituations } from "./situation.server";

export type SendNowOutcome =
  | { kind: "queued"; messageId: MessageId }
  /** This request was carried out before; nothing more goes out. */
  | { kind: "already_queued" }
  | { kind: "held"; reason: string; until: Date | null };

/**
 * Sends one debtor a reminder because a person asked for it, within the same rules as any other.
 *
 * @param requestId made with the form: pressing the button twice, or sending the form again, sends one reminder.
 */
export async function sendReminderNow(
  deps: Pick<App, "db">,
  params: {
    vendorId: VendorId;
    debtorId: DebtorId;
    channel: Channel;
    requestId: string;
    requestedBy: StaffUserId;
    now: Date;
  },
): Promise<SendNowOutcome> {
  const { vendorId, debtorId, channel, requestId, requestedBy, now } = params;
  return deps.db.asVendor(vendorId, async (tx) => {
    await claimDebtor(tx, { vendorId, debtorId });
    const known = await readSituations(tx, { vendorId, debtorIds: [debtorId], now, queued: true });
    const debtor = known.debtors.get(debtorId);
    if (!debtor) return { kind: "held", reason: "There is no such debtor.", until: null };
    const slot = `request:${requestId}`;
    if (debtor.record.planned.some((reminder) => reminder.slot === slot)) return { kind: "already_queued" };
    const obstacle = obstacleToSending({ known, debtor, channel, now });
    const contact = debtor.contacts.get(channel);
    if (obstacle || contact === undefined) return { kind: "held", ...(obstacle ?? { reason: "", until: null }) };
    const [reminder] = await insertReminders(tx, {
      vendorId,
      rows: [{
        debtorId, cadenceId: null, step: null, channel, templateKey: handSentTemplate, slot,
        plannedFor: now, state: "planned", reason: null, requestedBy,
      }],
    });
    if (!reminder) return { kind: "already_queued" };
    const messageId = uuid() as MessageId;
    const row = { id: messageId, debtorId, reminderId: reminder.id, paymentId: null, channel, contact, queuedAt: now };
    await insertMessages(tx, { vendorId, rows: [{ ...row, purpose: "reminder" }] });
    await recordEvents(tx, {
      vendorId,
      events: [{
        debtorId,
        kind: "reminder_planned",
        actor: "staff",
        occurredAt: now,
        causedBy: `staff:${requestedBy}`,
        details: { channel },
      }],
    });
    await deps.db.enqueue(tx, "send-message", { vendorId, messageId });
    // The cadence keeps its distance from this one, too.
    await lookAgain(tx, { vendorId, debtorIds: [debtorId], at: now });
    return { kind: "queued", messageId };
  });
}
