import type { DebtorId, StaffUserId, VendorId } from "~/domain/ids";
import type { App } from "~/server/app.server";
import { lockDebtorForPayment } from "~db/queries/ledger/checkouts";
import { findRunningPlan } from "~db/queries/plans/plans";
import { endPlan } from "./end-plan.server";

/**
 * Ends the debtor's plan because they, or the vendor's staff, want it: no more is charged, and what is
 * outstanding is asked for as ever. A charge that is under way counts. Doing it again changes nothing.
 *
 * @returns false when no plan of the debtor runs.
 */
export function cancelPlan(
  deps: Pick<App, "db">,
  {
    vendorId,
    debtorId,
    by,
    reason,
    now,
  }: {
    vendorId: VendorId;
    debtorId: DebtorId;
    by: "debtor" | `staff:${StaffUserId}`;
    reason: string;
    now: Date;
  },
): Promise<boolean> {
  return deps.db.asVendor(vendorId, async (tx) => {
    await lockDebtorForPayment(tx, { vendorId, debtorId });
    const plan = await findRunningPlan(tx, { vendorId, debtorId });
    if (!plan) return false;
    return endPlan(tx, plan, { state: "canceled", by, reason, now });
  });
}
