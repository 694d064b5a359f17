import { choiceInWords } from "~/domain/contact-choice-form";
import type { ContactChoice } from "~/domain/contact-rules/choice";
import type { DebtorId, StaffUserId, VendorId } from "~/domain/ids";
import type { App } from "~/server/app.server";
import type { Tx } from "~db/client";
import { cancelCallTasks } from "~db/queries/calls/planned-calls";
import { findChoice, saveChoice } from "~db/queries/conversation/contact-choices";
import { lockDebtorContact } from "~db/queries/messages/contact-points";
import { lookAgain } from "~db/queries/reminders/contact-schedules";
import { holdReminder } from "~db/queries/reminders/reminders";
import { recordEvents } from "~db/queries/vendor/timeline";

/**
 * Keeps how a debtor wants to be reached, as they or a member of staff for them said, in place of what was
 * said before. Calls that they no longer want come off the list, and a message that waits is checked against
 * the choice before it goes; the channels that are left take over. The same choice again changes nothing.
 *
 * @param by null when the debtor chose it themselves.
 */
export async function chooseContact(
  { db }: Pick<App, "db">,
  params: {
    vendorId: VendorId;
    debtorId: DebtorId;
    choice: ContactChoice;
    by: StaffUserId | null;
    now: Date;
  },
): Promise<"changed" | "unchanged"> {
  const { vendorId, debtorId, choice, by, now } = params;
  return db.asVendor(vendorId, async (tx) => {
    const points = await lockDebtorContact(tx, { vendorId, debtorId });
    if (points === null) return "unchanged";
    const before = await findChoice(tx, { vendorId, debtorId });
    if (before === null ? isNoChoice(choice) : choiceInWords(before) === choiceInWords(choice))
      return "unchanged";
    const causedBy = by === null ? null : `staff:${by}`;
    await saveChoice(tx, { vendorId, debtorId, choice, by: causedBy ?? "debtor", now });
    const actor = by === null ? "debtor" : "staff";
    const event = {
      debtorId,
      actor,
      occurredAt: now,
      causedBy,
      details: { changed: choiceInWords(choice) },
    } as const;
    await recordEvents(tx, { vendorId, events: [{ ...event, kind: "choice_changed" }] });
    if (choice.channels?.includes("call") === false) await withdrawCalls(tx, { vendorId, debtorId, now });
    await lookAgain(tx, { vendorId, debtorIds: [debtorId], at: now });
    return "changed";
  });
}

async function withdrawCalls(
  tx: Tx,
  { vendorId, debtorId, now }: { vendorId: VendorId; debtorId: DebtorId; now: Date },
): Promise<void> {
  const reason = "The debtor does not want to be called.";
  const calls = await cancelCallTasks(tx, { vendorId, debtorIds: [debtorId], reason, now });
  for (const { reminderId } of calls) await holdReminder(tx, { vendorId, id: reminderId, reason });
}

function isNoChoice({ channels, opensAtHour, language }: ContactChoice): boolean {
  return channels === null && opensAtHour === null && language === null;
}
