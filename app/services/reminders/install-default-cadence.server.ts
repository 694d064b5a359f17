import { friendly } from "~/domain/cadence/presets";
import type { VendorId } from "~/domain/ids";
import { shippedTemplates } from "~/domain/templates/shipped";
import type { Tx } from "~db/client";
import { insertDefaultCadence } from "~db/queries/reminders/cadences";
import { insertShippedTemplates } from "~db/queries/messages/templates";

/** Gives a new vendor a cadence and the templates it names; changes nothing that the vendor has already. */
export async function installDefaultCadence(tx: Tx, { vendorId }: { vendorId: VendorId }): Promise<void> {
  await insertDefaultCadence(tx, { vendorId, name: friendly.name, policy: friendly });
  await insertShippedTemplates(tx, { vendorId, drafts: shippedTemplates });
}
