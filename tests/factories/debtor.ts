import { v7 as uuid } from "uuid";
import type { Database } from "~db/client";
import { debtors } from "~db/schema";
import type { DebtorId, VendorId } from "~/domain/ids";

export type Debtor = typeof debtors.$inferSelect;

/** A debtor who can be reached by email and phone; anything can be said otherwise. */
export async function makeDebtor(
  db: Database,
  { vendorId, ...said }: { vendorId: VendorId } & Partial<typeof debtors.$inferInsert>,
): Promise<Debtor> {
  const id = uuid() as DebtorId;
  return db.asVendor(vendorId, async (tx) => {
    const [row] = await tx
      .insert(debtors)
      .values({
        vendorId,
        id,
        reference: `D-${id.slice(-8)}`,
        name: "Ana Ferreira",
        email: `ana.${id.slice(-8)}@example.com`,
        phone: "+12125550142",
        timeZone: "America/New_York",
        language: "en-US",
        country: "US",
        ...said,
      })
      .returning();
    if (!row) throw new Error("The debtor was not written.");
    return row;
  });
}
