import type { App } from "~/server/app.server";
import { claimDueDebtors, listVendorsDue } from "~db/queries/reminders/reminders";
import { planClaimed } from "./plan-debtor.server";

/**
 * Debtors per transaction: few enough to be quick and hold few locks, enough to share the queries among them.
 */
const debtorsPerBatch = 200;

/**
 * Plans what is due, for every vendor: claims debtors whose time has come, decides for each, and writes what
 * is to be sent. Any number may run at once; each takes debtors that no other has. The work grows with what
 * is due.
 *
 * @param limit stop after about this many debtors; what is left stays due.
 */
export async function planDueReminders(
  deps: Pick<App, "db">,
  { now, limit }: { now: Date; limit: number },
): Promise<{ looked: number; planned: number }> {
  const total = { looked: 0, planned: 0 };
  for (const vendorId of await deps.db.asSystem((tx) => listVendorsDue(tx, { now }))) {
    for (let more = true; more && total.looked < limit;) {
      const batch = await deps.db.asVendor(vendorId, async (tx) => {
        const debtorIds = await claimDueDebtors(tx, { vendorId, now, limit: debtorsPerBatch });
        if (debtorIds.length === 0) return { looked: 0, planned: 0 };
        const { planned } = await planClaimed(deps, tx, { vendorId, debtorIds, now });
        return { looked: debtorIds.length, planned };
      });
      total.looked += batch.looked;
      total.planned += batch.planned;
      more = batch.looked === debtorsPerBatch;
    }
  }
  return total;
}
