import { contactsOf, type ContactOption } from "~/domain/cadence/contact-option";
import { addDays, civilDateAt } from "~/domain/dates";
import type { CadenceId, VendorId } from "~/domain/ids";
import type { ContactChannel } from "~/domain/vocabulary";
import { instantAt } from "~/domain/zone-clock";
import type { App } from "~/server/app.server";
import { listTemplates } from "~db/queries/messages/templates";
import { countInCadences, countPlannedByCadence } from "~db/queries/reminders/cadence-debtors";
import { listCadences, type Cadence } from "~db/queries/reminders/cadences";

export interface ListedCadence extends Cadence {
  /** With something outstanding. */
  debtors: number;
  /** What goes to those in it on the vendor's next day, as planned now. */
  tomorrow: { channel: ContactChannel; contacts: number }[];
}

/** The vendor's cadences, the default first, with who is in them and what goes tomorrow. */
export async function readCadences(
  deps: Pick<App, "db">,
  { vendor, now }: { vendor: { id: VendorId; timeZone: string }; now: Date },
): Promise<ListedCadence[]> {
  const vendorId = vendor.id;
  const tomorrow = addDays(civilDateAt(now, vendor.timeZone), 1);
  const from = new Date(instantAt(vendor.timeZone, tomorrow, 0));
  const to = new Date(instantAt(vendor.timeZone, addDays(tomorrow, 1), 0));
  return deps.db.asVendor(vendorId, async (tx) => {
    const cadences = await listCadences(tx, { vendorId });
    const debtors = await countInCadences(tx, { vendorId, cadences });
    const planned = await countPlannedByCadence(tx, { vendorId, cadences, from, to });
    return cadences
      .map((cadence) => ({
        ...cadence,
        debtors: debtors.get(cadence.id) ?? 0,
        tomorrow: planned.filter(({ cadenceId }) => cadenceId === cadence.id),
      }))
      .sort((a, b) => Number(b.isDefault) - Number(a.isDefault));
  });
}

/** One cadence with what its steps can be; null where the vendor has none of this id. */
export async function readCadence(
  deps: Pick<App, "db">,
  { vendor, cadenceId }: { vendor: { id: VendorId; language: string }; cadenceId: CadenceId },
): Promise<{ cadence: Cadence; others: Cadence[]; contacts: ContactOption[] } | null> {
  return deps.db.asVendor(vendor.id, async (tx) => {
    const cadences = await listCadences(tx, { vendorId: vendor.id });
    const cadence = cadences.find(({ id }) => id === cadenceId);
    if (!cadence) return null;
    const templates = await listTemplates(tx, { vendorId: vendor.id });
    return {
      cadence,
      others: cadences.filter(({ id }) => id !== cadenceId),
      contacts: contactsOf(templates, vendor.language),
    };
  });
}
