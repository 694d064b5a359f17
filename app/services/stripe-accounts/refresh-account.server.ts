import type { VendorId } from "~/domain/ids";
import type { App } from "~/server/app.server";
import { listAccountsOfVendor } from "~db/queries/vendor/connected-accounts";
import { applyAccountFacts } from "./apply-account-facts.server";

/**
 * Reads a connected account from Stripe and writes what it says.
 *
 * @returns what became of it, in a few words.
 * @throws when Stripe could not be asked.
 */
export async function refreshAccount(
  { db, stripe }: Pick<App, "db" | "stripe">,
  { stripeAccountId, now }: { stripeAccountId: string; now: Date },
): Promise<string> {
  const facts = await stripe.retrieveAccount(stripeAccountId);
  return db.asSystem((tx) => applyAccountFacts(tx, { stripeAccountId, facts, askedAt: now }));
}

/** Reads every account of a vendor that is still connected. Returns false when Stripe could not be asked. */
export async function refreshAccountsOfVendor(
  deps: Pick<App, "db" | "stripe" | "log">,
  { vendorId, now }: { vendorId: VendorId; now: Date },
): Promise<boolean> {
  const accounts = await deps.db.asVendor(vendorId, (tx) => listAccountsOfVendor(tx, { vendorId }));
  try {
    for (const { stripeAccountId, disconnectedAt } of accounts)
      if (!disconnectedAt) await refreshAccount(deps, { stripeAccountId, now });
    return true;
  } catch (error) {
    deps.log.warn({ err: error, vendorId }, "Stripe could not be asked about a vendor's account");
    return false;
  }
}
