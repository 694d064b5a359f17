import { v7 as uuid } from "uuid";
import type { Database } from "~db/client";
import { connectedAccounts, vendors } from "~db/schema";
import type { VendorId } from "~/domain/ids";
import { currency } from "~/domain/money";

export type Vendor = typeof vendors.$inferSelect;

/**
 * A vendor in New York billing in dollars; anything can be said otherwise. An account of its own that it
 * collects into can take payments.
 */
export async function makeVendor(
  db: Database,
  said: Partial<typeof vendors.$inferInsert> = {},
): Promise<Vendor> {
  const id = uuid() as VendorId;
  return db.asSystem(async (tx) => {
    const [row] = await tx
      .insert(vendors)
      .values({
        id,
        slug: `vendor-${id}`,
        name: "Harbour Street Dental",
        signatureName: "Maya Lindqvist",
        currency: currency("USD"),
        timeZone: "America/New_York",
        language: "en-US",
        country: "US",
        replyToEmail: "billing@harbourdental.example",
        phone: "+12125550100",
        postalAddress: "12 Harbour Street, New York, NY 10013",
        ...said,
      })
      .returning();
    if (!row) throw new Error("The vendor was not written.");
    const { stripeAccountId } = row;
    const able = { detailsSubmitted: true, chargesEnabled: true, payoutsEnabled: true };
    if (stripeAccountId)
      await tx.insert(connectedAccounts).values({ vendorId: row.id, stripeAccountId, ...able });
    return row;
  });
}
