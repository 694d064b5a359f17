import { channelsOf } from "~/domain/contact-choice-form";
import type { DebtorId, VendorId } from "~/domain/ids";
import type { App } from "~/server/app.server";
import { findChoice } from "~db/queries/conversation/contact-choices";
import { findDebtor } from "~db/queries/desk/debtors";

/** How a debtor wants to be reached, and what there is to choose of; null where there is no such debtor. */
export async function readWishes(
  { db }: Pick<App, "db">,
  { vendorId, debtorId }: { vendorId: VendorId; debtorId: DebtorId },
) {
  return db.asVendor(vendorId, async (tx) => {
    const debtor = await findDebtor(tx, { vendorId, debtorId });
    if (!debtor) return null;
    const { name, reference, email, phone } = debtor;
    return {
      debtor: { id: debtorId, name, reference },
      onFile: channelsOf({ email: email !== null, phone: phone !== null }),
      choice: await findChoice(tx, { vendorId, debtorId }),
    };
  });
}
