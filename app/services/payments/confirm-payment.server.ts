import type { DebtorId, VendorId } from "~/domain/ids";
import type { App } from "~/server/app.server";
import { findReturn, type ReturnedFrom } from "~db/queries/ledger/payments";

export type PaymentStatus = "confirming" | "paid" | "processing" | "failed" | "not_found";

/**
 * Where the payment stands that a browser comes back with, from Stripe's page or from a tap. Coming back
 * proves nothing, so this reads only what verified events have written: until one has, the answer is
 * `confirming`.
 */
export async function paymentStatus(
  deps: Pick<App, "db">,
  { vendorId, debtorId, from }: { vendorId: VendorId; debtorId: DebtorId; from: ReturnedFrom },
): Promise<PaymentStatus> {
  const found = await deps.db.asVendor(vendorId, (tx) => findReturn(tx, { vendorId, debtorId, from }));
  if (!found) return "not_found";
  switch (found.paymentState) {
    case "succeeded":
      return "paid";
    case "processing":
      return "processing";
    case "failed":
    case "canceled":
    case "reversed":
      // A declined try leaves the session open, and the next one may be on its way.
      return found.checkoutState === "open" || found.checkoutState === "creating" ? "confirming" : "failed";
    case null:
      return found.checkoutState === "expired" || found.checkoutState === "failed" ? "failed" : "confirming";
  }
}
