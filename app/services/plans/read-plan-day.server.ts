import { civilDateAt, type CivilDate } from "~/domain/dates";
import type { DebtorId, VendorId } from "~/domain/ids";
import type { App } from "~/server/app.server";
import { readPlace } from "~db/queries/plans/places";

/** The day it is by the calendar that a plan of this debtor goes by. */
export function readPlanDay(
  deps: Pick<App, "db">,
  { vendorId, debtorId, now }: { vendorId: VendorId; debtorId: DebtorId; now: Date },
): Promise<CivilDate> {
  return deps.db.asVendor(vendorId, async (tx) => {
    const { homeZone } = await readPlace(tx, { vendorId, debtorId });
    return civilDateAt(now, homeZone);
  });
}
