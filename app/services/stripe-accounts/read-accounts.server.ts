import type { VendorId } from "~/domain/ids";
import { standingOf, type AccountStanding } from "~/domain/stripe-account";
import type { App } from "~/server/app.server";
import {
  listAccountsOfVendor,
  readCollection,
  type Collection,
  type ConnectedAccountRow,
} from "~db/queries/vendor/connected-accounts";

export interface AccountsOfVendor {
  collection: Collection;
  /** The vendor's account that is connected, or else the one it disconnected last; null before its first. */
  account: (ConnectedAccountRow & { standing: AccountStanding }) | null;
  /** Whether the operator lets vendors have accounts of their own. */
  isOffered: boolean;
}

/** Where a vendor's payments go, and how its own account stands. */
export async function readAccounts(
  { db, env }: Pick<App, "db" | "env">,
  { vendorId }: { vendorId: VendorId },
): Promise<AccountsOfVendor> {
  return db.asVendor(vendorId, async (tx) => {
    const [account] = await listAccountsOfVendor(tx, { vendorId });
    return {
      collection: await readCollection(tx, { vendorId }),
      account: account ? { ...account, standing: standingOf(account) } : null,
      isOffered: env.stripe.connectWebhookSecret !== undefined,
    };
  });
}
