import { v7 as uuid } from "uuid";
import type { ContactStopId, DebtorId, StaffUserId, VendorId } from "~/domain/ids";
import { stopReasonNames } from "~/domain/timeline";
import type { ContactStopReason } from "~/domain/vocabulary";
import type { App } from "~/server/app.server";
import { insertContactStop, liftContactStopRow } from "~db/queries/conversation/contact-stops";
import { lockDebtorContact } from "~db/queries/messages/contact-points";
import { lookAgain } from "~db/queries/reminders/contact-schedules";
import { cancelReminders } from "~db/queries/reminders/reminders";
import { recordEvents } from "~db/queries/vendor/timeline";

interface Stopping {
  vendorId: VendorId;
  debtorId: DebtorId;
  by: StaffUserId;
  now: Date;
}

/**
 * Stops all contact with a debtor at once, at whatever address or number, now or after an import: reminders,
 * calls and answers. Links that they hold keep opening, so that they can still pay; receipts of what they pay
 * and what a plan they agreed to owes them still reach them.
 *
 * @returns false when it was stopped already: the first reason stays.
 */
export async function stopContact(
  { db }: Pick<App, "db">,
  {
    vendorId,
    debtorId,
    by,
    reason,
    note,
    now,
  }: Stopping & { reason: ContactStopReason; note: string | null },
): Promise<boolean> {
  return db.asVendor(vendorId, async (tx) => {
    if (!(await lockDebtorContact(tx, { vendorId, debtorId }))) return false;
    const id = uuid() as ContactStopId;
    const row = { vendorId, id, debtorId, reason, note, stoppedBy: `staff:${by}`, stoppedAt: now };
    if (!(await insertContactStop(tx, row))) return false;
    const event = { debtorId, actor: "staff", occurredAt: now, causedBy: `contact_stop:${id}` } as const;
    const details = { reason: stopReasonNames[reason], note };
    await recordEvents(tx, { vendorId, events: [{ ...event, kind: "contact_stopped", details }] });
    await cancelReminders(tx, { vendorId, debtorId, reason: "A person stopped all contact.", now });
    await lookAgain(tx, { vendorId, debtorIds: [debtorId], at: now });
    return true;
  });
}

/** Lets a debtor be contacted again, by a person's decision and with a reason. */
export async function resumeContact(
  { db }: Pick<App, "db">,
  { vendorId, debtorId, by, reason, now }: Stopping & { reason: string },
): Promise<boolean> {
  return db.asVendor(vendorId, async (tx) => {
    await lockDebtorContact(tx, { vendorId, debtorId });
    const id = await liftContactStopRow(tx, { vendorId, debtorId, by: `staff:${by}`, now });
    if (id === null) return false;
    const event = { debtorId, actor: "staff", occurredAt: now, causedBy: `contact_stop:${id}` } as const;
    await recordEvents(tx, {
      vendorId,
      events: [{ ...event, kind: "contact_resumed", details: { reason } }],
    });
    await lookAgain(tx, { vendorId, debtorIds: [debtorId], at: now });
    return true;
  });
}
