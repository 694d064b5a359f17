import { liftOf } from "~/domain/effect/lift";
import type { VendorId } from "~/domain/ids";
import type { App } from "~/server/app.server";
import { readHoldoutArms } from "~db/queries/effect/holdout-arms";

/** What holding some debtors out has shown so far; null where nobody was ever drawn into an arm. */
export async function readLift(
  { db }: Pick<App, "db">,
  { vendor, now }: { vendor: { id: VendorId; timeZone: string }; now: Date },
) {
  const { id: vendorId, timeZone } = vendor;
  const { since, reminded, heldOut } = await db.asVendor(vendorId, (tx) =>
    readHoldoutArms(tx, { vendorId, timeZone, now }),
  );
  return since === null ? null : { since, reminded, heldOut, ...liftOf({ reminded, heldOut }) };
}
