import type { CheckoutId, DebtorId, VendorId } from "~/domain/ids";
import type { Database, Tx } from "~db/client";
import { supersedeElsewhere, supersedeOthers } from "~db/queries/ledger/checkouts";
import { adjustPlan } from "~/services/plans/adjust-plan.server";

/**
 * Takes back what a debtor has open at Stripe: it was made for balances as they were before, and none of it
 * should be paid now. A payment that still comes in on one counts. What their plan still asks for is cut to
 * what is outstanding. The caller holds the debtor's lock.
 *
 * @param session.except the session that is the reason for it, and stays.
 */
export async function endSessions(
  deps: { db: Pick<Database, "enqueue"> },
  tx: Tx,
  session: { vendorId: VendorId; debtorId: DebtorId; except: CheckoutId | null; now: Date },
): Promise<void> {
  const { vendorId } = session;
  for (const checkoutId of await supersedeOthers(tx, session)) {
    await deps.db.enqueue(tx, "expire-checkout", { vendorId, checkoutId });
  }
  await adjustPlan(tx, session);
}

/**
 * Takes back what the debtor has open on an account that the vendor no longer collects into. A payment that
 * still comes in there counts. The caller holds the debtor's lock.
 */
export async function endSessionsElsewhere(
  deps: { db: Pick<Database, "enqueue"> },
  tx: Tx,
  session: { vendorId: VendorId; debtorId: DebtorId; stripeAccountId: string | null; now: Date },
): Promise<void> {
  const { vendorId } = session;
  for (const checkoutId of await supersedeElsewhere(tx, session)) {
    await deps.db.enqueue(tx, "expire-checkout", { vendorId, checkoutId });
  }
}
