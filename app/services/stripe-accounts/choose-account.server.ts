import type { VendorId } from "~/domain/ids";
import type { App } from "~/server/app.server";
import {
  chooseCollectingAccount,
  findConnectedAccount,
  lockVendorForAccounts,
  readCollection,
} from "~db/queries/vendor/connected-accounts";
import { lookAtOwing } from "./apply-account-facts.server";

export type ChosenAccount =
  | { outcome: "chosen" }
  /** It is another vendor's, or nobody's. */
  | { outcome: "not_yours" }
  /** Stripe lets it take no payments, or it is disconnected. */
  | { outcome: "cannot_charge" };

/**
 * Has a vendor's payments go to an account of its own from now on, or with null to the operator's again.
 *
 * Sessions that are open on the account before are not ended here: a debtor who is paying on one is credited,
 * since each session keeps its account, and the next click of anyone else ends it and asks for a new one.
 */
export async function chooseAccount(
  { db }: Pick<App, "db">,
  { vendorId, stripeAccountId, now }: { vendorId: VendorId; stripeAccountId: string | null; now: Date },
): Promise<ChosenAccount> {
  return db.asVendor(vendorId, async (tx): Promise<ChosenAccount> => {
    await lockVendorForAccounts(tx, { vendorId });
    if (stripeAccountId !== null) {
      const account = await findConnectedAccount(tx, stripeAccountId);
      if (account?.vendorId !== vendorId) return { outcome: "not_yours" };
      if (!account.chargesEnabled || account.disconnectedAt) return { outcome: "cannot_charge" };
    }
    const before = await readCollection(tx, { vendorId });
    await chooseCollectingAccount(tx, { vendorId, stripeAccountId });
    if (!before.canCollect) await lookAtOwing(tx, { vendorId, now });
    return { outcome: "chosen" };
  });
}
