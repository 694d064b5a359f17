import type { App } from "~/server/app.server";
import { lockDebtorForPayment } from "~db/queries/ledger/checkouts";
import { findRunningPlan, listAbandonedPlans } from "~db/queries/plans/plans";
import { endPlan } from "./end-plan.server";

/** Stripe's own event on the end of a session comes first, as a rule, and tells whether it was paid. */
const patienceMs = 10 * 60_000;
const mostPerRun = 500;

/**
 * Ends the plans that were chosen and never begun, because their first payment was not made, so that the
 * debtor is asked as ever again and may choose anew.
 *
 * @returns how many ended.
 */
export async function endAbandonedPlans(deps: Pick<App, "db">, { now }: { now: Date }): Promise<number> {
  const expiredBefore = new Date(now.getTime() - patienceMs);
  const abandoned = await deps.db.asSystem((tx) =>
    listAbandonedPlans(tx, { expiredBefore, limit: mostPerRun }),
  );
  let ended = 0;
  for (const { vendorId, debtorId, planId } of abandoned) {
    const isEnded = await deps.db.asVendor(vendorId, async (tx) => {
      await lockDebtorForPayment(tx, { vendorId, debtorId });
      const plan = await findRunningPlan(tx, { vendorId, debtorId });
      // Paid, or chosen anew, while nobody held the lock.
      if (plan?.id !== planId || plan.state !== "starting") return false;
      const reason = "The first instalment was not paid.";
      return endPlan(tx, plan, { state: "canceled", by: "tenfold", reason, now });
    });
    if (isEnded) ended += 1;
  }
  return ended;
}
