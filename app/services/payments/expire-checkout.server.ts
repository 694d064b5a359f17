import type { CheckoutId, VendorId } from "~/domain/ids";
import type { App } from "~/server/app.server";
import { failpoint } from "~/services/failpoint.server";
import { findCheckout } from "~db/queries/ledger/checkouts";

/**
 * Tells Stripe that a superseded session is not to be paid any more. Losing to a payment is no error: that
 * payment is credited by its own event.
 *
 * @throws when Stripe could not be asked, so that the job is tried again.
 */
export async function expireCheckout(
  deps: Pick<App, "db" | "stripe">,
  { vendorId, checkoutId }: { vendorId: VendorId; checkoutId: CheckoutId },
): Promise<"expired" | "complete" | "never_opened"> {
  const checkout = await deps.db.asVendor(vendorId, (tx) => findCheckout(tx, { vendorId, id: checkoutId }));
  if (!checkout?.stripeSessionId) return "never_opened";
  failpoint("expire-checkout:asking");
  const answer = await deps.stripe.expireCheckout(checkout.stripeSessionId, checkout.stripeAccountId);
  if (answer === "unavailable")
    throw new Error(`Stripe could not be asked to expire checkout ${checkoutId}.`);
  failpoint("expire-checkout:answered");
  return answer;
}
