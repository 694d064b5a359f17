import { and, eq } from "drizzle-orm";
import type { Tx } from "~db/client";
import { debtors, vendors } from "~db/schema";
import { placeOf, type Place } from "~/domain/contact-rules/place";
import type { DebtorId, VendorId } from "~/domain/ids";

/** Where a debtor is, as far as is known: whose clock and calendar their plan goes by. */
export async function readPlace(
  tx: Tx,
  { vendorId, debtorId }: { vendorId: VendorId; debtorId: DebtorId },
): Promise<Place> {
  const [row] = await tx
    .select({
      timeZone: debtors.timeZone,
      country: debtors.country,
      region: debtors.region,
      postalCode: debtors.postalCode,
      phone: debtors.phone,
      vendor: { timeZone: vendors.timeZone, country: vendors.country },
    })
    .from(debtors)
    .innerJoin(vendors, eq(vendors.id, debtors.vendorId))
    .where(and(eq(debtors.vendorId, vendorId), eq(debtors.id, debtorId)));
  if (!row) throw new Error(`Debtor ${debtorId} is not there.`);
  return placeOf(row);
}
