import type { VendorId } from "~/domain/ids";
import type { App } from "~/server/app.server";
import { claimDueDebtors, listVendorsDue } from "~db/queries/reminders/reminders";
import { planClaimed } from "./plan-debtor.server";

/**
 * Debtors per transaction: enough to share some twenty queries among them (measured: 1,000 plan twice as many
 * a second as 200), few enough to be done, and let go of their locks, within a second.
 */
const debtorsPerBatch = 1_000;
/** While one batch is being decided here, another is being read or written there. */
const batchesAtOnce = 2;

interface Swept {
  looked: number;
  planned: number;
}

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
): Promise<Swept> {
  const total: Swept = { looked: 0, planned: 0 };
  for (const vendorId of await deps.db.asSystem((tx) => listVendorsDue(tx, { now }))) {
    const sweepOn = async () => {
      for (let more = true; more && total.looked < limit;) {
        const batch = await planBatch(deps, { vendorId, now });
        total.looked += batch.looked;
        total.planned += batch.planned;
        more = batch.looked === debtorsPerBatch;
      }
    };
    await Promise.all(Array.from({ length: batchesAtOnce }, sweepOn));
  }
  return total;
}

function planBatch(
  deps: Pick<App, "db">,
  { vendorId, now }: { vendorId: VendorId; now: Date },
): Promise<Swept> {
  return deps.db.asVendor(vendorId, async (tx) => {
    const debtorIds = await claimDueDebtors(tx, { vendorId, now, limit: debtorsPerBatch });
    if (debtorIds.length === 0) return { looked: 0, planned: 0 };
    const { planned } = await planClaimed(deps, tx, { vendorId, debtorIds, now });
    return { looked: debtorIds.length, planned };
  });
}
