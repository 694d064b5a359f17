import type { VendorId } from "~/domain/ids";
import type { ActorKind, Channel, SuppressionReason } from "~/domain/vocabulary";
import type { Tx } from "~db/client";
import { lookAgain } from "~db/queries/reminders/contact-schedules";
import { cancelReminders } from "~db/queries/reminders/reminders";
import { insertSuppression, listDebtorsByContact } from "~db/queries/messages/suppressions";
import { recordEvents } from "~db/queries/vendor/timeline";

const sentences: Readonly<Record<SuppressionReason, string>> = {
  unsubscribed: "They unsubscribed.",
  stop: "They answered STOP.",
  hard_bounce: "The address does not exist.",
  complaint: "They marked a message as spam.",
  invalid_number: "The number cannot be reached.",
  landline: "The line takes no SMS.",
  wrong_person: "It belongs to someone else.",
  legal: "It must not be used, for legal reasons.",
  vendor: "Your staff stopped it.",
};

/**
 * Stops writing to an address or number: what is queued for it is withdrawn, and every debtor of the vendor
 * who shares it is looked at anew, so that the other channel can take over. Returns false when it was stopped
 * before.
 */
export async function suppressContactPoint(
  tx: Tx,
  params: {
    vendorId: VendorId;
    channel: Channel;
    contact: string;
    reason: SuppressionReason;
    actor: ActorKind;
    causedBy: string | null;
    now: Date;
  },
): Promise<boolean> {
  const { vendorId, channel, contact, reason, actor, causedBy, now } = params;
  if (!(await insertSuppression(tx, { vendorId, channel, contact, reason, causedBy, now }))) return false;
  const debtorIds = await listDebtorsByContact(tx, { vendorId, channel, contact });
  await recordEvents(tx, {
    vendorId,
    events: debtorIds.map((debtorId) => ({
      debtorId,
      kind: "suppressed",
      actor,
      occurredAt: now,
      causedBy,
      details: { channel, contact, reason: sentences[reason] },
    })),
  });
  for (const debtorId of debtorIds) {
    await cancelReminders(tx, { vendorId, debtorId, reason: sentences[reason], now, channel });
  }
  await lookAgain(tx, { vendorId, debtorIds, at: now });
  return true;
}
