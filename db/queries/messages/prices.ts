import { eq } from "drizzle-orm";
import type { Tx } from "~db/client";
import { vendors } from "~db/schema";
import type { VendorId } from "~/domain/ids";

/** What a message costs this vendor today, in millionths of its currency. */
export async function readPrices(
  tx: Tx,
  { vendorId }: { vendorId: VendorId },
): Promise<{ emailMicros: number; smsSegmentMicros: number }> {
  const [prices] = await tx
    .select({ emailMicros: vendors.emailCostMicros, smsSegmentMicros: vendors.smsSegmentCostMicros })
    .from(vendors)
    .where(eq(vendors.id, vendorId));
  return prices ?? { emailMicros: 0, smsSegmentMicros: 0 };
}
