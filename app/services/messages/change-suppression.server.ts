import type { Tx } from "~db/client";
import { lookAgain } from "~db/queries/reminders/contact-schedules";
import { deleteSuppression } from "~db/queries/desk/debtors";
import { lockDebtorContact } from "~db/queries/messages/contact-points";
import { listDebtorsByContact } from "~db/queries/messages/suppressions";
import { recordEvents } from "~db/queries/vendor/timeline";
import type { DebtorId, StaffUserId, VendorId } from "~/domain/ids";
import type { Channel } from "~/domain/vocabulary";
import type { App } from "~/server/app.server";
import { suppressContactPoint } from "./suppress-contact-point.server";

interface Change {
  vendorId: VendorId;
  debtorId: DebtorId;
  channel: Channel;
  by: StaffUserId;
  now: Date;
}

/**
 * Stops writing to the address or number a debtor has on file, whoever else it belongs to. `liftSuppression`
 * takes it back.
 */
export async function suppressContact({ db }: Pick<App, "db">, change: Change): Promise<boolean> {
  const { vendorId, channel, by, now } = change;
  return db.asVendor(vendorId, async (tx) => {
    const contact = await contactOf(tx, change);
    if (!contact) return false;
    const stop = { channel, contact, reason: "vendor", actor: "staff" } as const;
    return suppressContactPoint(tx, { vendorId, ...stop, causedBy: `staff:${by}`, now });
  });
}

/** Lets a contact be written to again; nothing happens when it was not suppressed. */
export async function liftSuppression({ db }: Pick<App, "db">, change: Change): Promise<boolean> {
  const { vendorId, channel, by, now } = change;
  return db.asVendor(vendorId, async (tx) => {
    const contact = await contactOf(tx, change);
    if (!contact || !(await deleteSuppression(tx, { vendorId, channel, contact }))) return false;
    const debtorIds = await listDebtorsByContact(tx, { vendorId, channel, contact });
    await recordEvents(tx, {
      vendorId,
      events: debtorIds.map((debtorId) => ({
        debtorId,
        kind: "suppression_lifted",
        actor: "staff",
        occurredAt: now,
        causedBy: `staff:${by}`,
        details: { channel, contact, reason: null },
      })),
    });
    await lookAgain(tx, { vendorId, debtorIds, at: now });
    return true;
  });
}

async function contactOf(tx: Tx, { vendorId, debtorId, channel }: Change): Promise<string | null> {
  const debtor = await lockDebtorContact(tx, { vendorId, debtorId });
  return (channel === "email" ? debtor?.email : debtor?.phone) ?? null;
}
