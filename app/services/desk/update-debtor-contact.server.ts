import { lookAgain } from "~db/queries/reminders/contact-schedules";
import { findDebtor, updateDebtor } from "~db/queries/desk/debtors";
import { recordEvents } from "~db/queries/vendor/timeline";
import type { Contact } from "~/domain/contact-form";
import type { DebtorId, StaffUserId, VendorId } from "~/domain/ids";
import type { App } from "~/server/app.server";

const names = {
  name: "name",
  email: "email",
  phone: "phone",
  timeZone: "time zone",
  language: "language",
  country: "country",
  region: "region",
  postalCode: "postal code",
  kind: "kind",
} as const;

/**
 * Writes how a debtor is reached from now on, where and what they are, and has them looked at again: a new
 * address may be the one that reaches them, and another place has another law. Messages already handed over
 * keep the address they went to.
 */
export async function updateDebtorContact(
  { db }: Pick<App, "db">,
  {
    vendorId,
    debtorId,
    contact,
    by,
    now,
  }: {
    vendorId: VendorId;
    debtorId: DebtorId;
    contact: Contact;
    by: StaffUserId;
    now: Date;
  },
): Promise<"changed" | "unchanged" | "not_found"> {
  return db.asVendor(vendorId, async (tx) => {
    const before = await findDebtor(tx, { vendorId, debtorId });
    if (!before) return "not_found";
    const changed = Object.keys(names)
      .filter((key): key is keyof typeof names => key in names)
      .filter((key) => before[key] !== contact[key]);
    if (changed.length === 0) return "unchanged";
    await updateDebtor(tx, { vendorId, debtorId, ...contact, updatedAt: now });
    await recordEvents(tx, {
      vendorId,
      events: [
        {
          debtorId,
          kind: "contact_changed",
          actor: "staff",
          occurredAt: now,
          causedBy: `staff:${by}`,
          details: { changed: changed.map((key) => names[key]).join(", ") },
        },
      ],
    });
    await lookAgain(tx, { vendorId, debtorIds: [debtorId], at: now });
    return "changed";
  });
}
