import { lookAgain } from "~db/queries/reminders/contact-schedules";
import { closeAnswerRow } from "~db/queries/desk/debtors";
import { recordEvents } from "~db/queries/vendor/timeline";
import type { AnswerId, DebtorId, StaffUserId, VendorId } from "~/domain/ids";
import type { App } from "~/server/app.server";

/**
 * Settles what a debtor said, by a person's decision and with a reason. The debtor is looked at again, so
 * reminders go on if nothing else holds them. Doing it again changes nothing.
 *
 * @returns false when the answer was closed already, or is not this debtor's.
 */
export async function closeAnswer(
  { db }: Pick<App, "db">,
  {
    vendorId,
    debtorId,
    answerId,
    closedBy,
    reason,
    now,
  }: {
    vendorId: VendorId;
    debtorId: DebtorId;
    answerId: AnswerId;
    closedBy: StaffUserId;
    reason: string;
    now: Date;
  },
): Promise<boolean> {
  return db.asVendor(vendorId, async (tx) => {
    const closed = await closeAnswerRow(tx, {
      vendorId,
      debtorId,
      answerId,
      closedBy: `staff:${closedBy}`,
      reason,
      now,
    });
    if (!closed) return false;
    await recordEvents(tx, {
      vendorId,
      events: [
        {
          debtorId,
          kind: "answer_closed",
          actor: "staff",
          occurredAt: now,
          causedBy: `answer:${answerId}`,
          details: { answer: closed.kind, state: "resolved", reason },
        },
      ],
    });
    await lookAgain(tx, { vendorId, debtorIds: [debtorId], at: now });
    return true;
  });
}
