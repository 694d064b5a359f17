import type { Tx } from "~db/client";
import { lookAgain } from "~db/queries/reminders/contact-schedules";
import { deleteSuppression, findDebtor } from "~db/queries/desk/debtors";
import { cancelReminders } from "~db/queries/reminders/reminders";
import { insertSuppression } from "~db/queries/messages/suppressions";
import { recordEvents } from "~db/queries/vendor/timeline";
import type { DebtorId, StaffUserId, VendorId } from "~/domain/ids";
import type { Channel } from "~/domain/vocabulary";
import type { App } from "~/server/app.server";

interface Change {
  vendorId: VendorId;
  debtorId: DebtorId;
  channel: Channel;
  by: StaffUserId;
  now: Date;
}

/** Stops writing to the address or number a debtor has on file. `liftSuppression` takes it back. */
export async function suppressContact({ db }: Pick<App, "db">, change: Change): Promise<boolean> {
  const { vendorId, debtorId, channel, by, now } = change;
  return db.asVendor(vendorId, async (tx) => {
    const contact = await contactOf(tx, change);
    if (!contact) return false;
    const causedBy = `staff:${by}`;
    const isNew = await insertSuppression(tx, {
      vendorId,
      channel,
      contact,
      reason: "vendor",
      causedBy,
      now,
    });
    if (!isNew) return false;
    await recordChange(tx, change, { kind: "suppressed", contact, reason: "by your staff" });
    await cancelReminders(tx, {
      vendorId,
      debtorId,
      reason: "Your staff stopped messages to this contact.",
      now,
    });
    return true;
  });
}

/** Lets a contact be written to again; nothing happens when it was not suppressed. */
export async function liftSuppression({ db }: Pick<App, "db">, change: Change): Promise<boolean> {
  const { vendorId, channel } = change;
  return db.asVendor(vendorId, async (tx) => {
    const contact = await contactOf(tx, change);
    if (!contact || !(await deleteSuppression(tx, { vendorId, channel, contact }))) return false;
    await recordChange(tx, change, { kind: "suppression_lifted", contact, reason: null });
    return true;
  });
}

async function contactOf(tx: Tx, { vendorId, debtorId, channel }: Change): Promise<string | null> {
  const debtor = await findDebtor(tx, { vendorId, debtorId });
  return (channel === "email" ? debtor?.email : debtor?.phone) ?? null;
}

async function recordChange(
  tx: Tx,
  { vendorId, debtorId, channel, by, now }: Change,
  {
    kind,
    contact,
    reason,
  }: { kind: "suppressed" | "suppression_lifted"; contact: string; reason: string | null },
): Promise<void> {
  await recordEvents(tx, {
    vendorId,
    events: [
      {
        debtorId,
        kind,
        actor: "staff",
        occurredAt: now,
        causedBy: `staff:${by}`,
        details: { channel, contact, reason },
      },
    ],
  });
  await lookAgain(tx, { vendorId, debtorIds: [debtorId], at: now });
}
