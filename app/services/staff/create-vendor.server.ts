import { v7 as uuid } from "uuid";
import type { VendorId } from "~/domain/ids";
import type { VendorAnswers, VendorSettings } from "~/domain/vendor-form";
import type { Currency } from "~/domain/money";
import type { App } from "~/server/app.server";
import { installDefaultCadence } from "~/services/reminders/install-default-cadence.server";
import { findVendorBySlug, insertVendor } from "~db/queries/vendor/vendors";
import { createStaffUser } from "./create-staff-user.server";

export interface NewVendor {
  vendor: VendorAnswers & Partial<VendorSettings> & { slug: string; country: string; currency: Currency };
  staff: { email: string; name: string; password: string };
}

/**
 * Adds a vendor with the cadence and templates that Tenfold ships, and the first person at its desk. A vendor
 * of that slug already here is left as it is, and only the person is added.
 *
 * @returns whether the vendor is new.
 */
export async function createVendor(deps: Pick<App, "db">, { vendor, staff }: NewVendor): Promise<boolean> {
  const { vendorId, isNew } = await deps.db.asSystem(async (tx) => {
    const id = uuid() as VendorId;
    await insertVendor(tx, { id, ...vendor });
    const found = await findVendorBySlug(tx, vendor.slug);
    if (!found) throw new Error("The vendor was not written.");
    await installDefaultCadence(tx, { vendorId: found.id });
    return { vendorId: found.id, isNew: found.id === id };
  });
  await createStaffUser(deps, { vendorId, ...staff });
  return isNew;
}
