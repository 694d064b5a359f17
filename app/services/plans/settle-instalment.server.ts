import { instalmentOfKey } from "~/domain/plan/charge-key";
import type { Tx } from "~db/client";
import type { CheckoutRow } from "~db/queries/ledger/checkouts";
import { listInstalments, moveInstalment } from "~db/queries/plans/instalments";
import { activatePlan, findRunningPlan, type PlanRow } from "~db/queries/plans/plans";
import { recordEvents } from "~db/queries/vendor/timeline";

/**
 * Marks the instalment paid that a credited session or charge was for, if it was for one; the first of a plan
 * sets the plan to work. In the transaction that credits it, before the plan is adjusted.
 */
export async function settleInstalment(
  tx: Tx,
  { checkout, paidAt, now }: { checkout: CheckoutRow; paidAt: Date; now: Date },
): Promise<void> {
  const { vendorId, debtorId, id: checkoutId } = checkout;
  const plan = await findRunningPlan(tx, { vendorId, debtorId });
  const instalments = plan ? await listInstalments(tx, { vendorId, planId: plan.id }) : [];
  const instalment = instalments.find((one) => one.checkoutId === checkoutId);
  // Of a plan that has ended meanwhile, only its own charges are still told apart from other payments.
  const named = checkout.kind === "instalment" ? instalmentOfKey(checkout.selectionKey) : null;
  const instalmentId = instalment?.id ?? named;
  if (!instalmentId) return;
  const change = { state: "paid", paidAt, checkoutId, amountMinor: checkout.amountMinor } as const;
  const from = ["charging", "scheduled", "asked", "canceled"] as const;
  const settled = await moveInstalment(tx, { vendorId, instalmentId, from, change });
  if (!settled || !plan || instalment?.number !== 1) return;
  if (!(await activatePlan(tx, { vendorId, planId: plan.id }))) return;
  await tellOfPlan(tx, { plan, count: instalments.length, now });
}

async function tellOfPlan(
  tx: Tx,
  { plan, count, now }: { plan: PlanRow; count: number; now: Date },
): Promise<void> {
  const { vendorId, debtorId, id, totalMinor, currency, frequency } = plan;
  await recordEvents(tx, {
    vendorId,
    events: [
      {
        debtorId,
        kind: "plan_agreed",
        actor: "debtor",
        occurredAt: now,
        causedBy: `plan:${id}`,
        details: {
          amountMinor: totalMinor.toString(),
          currency,
          reason: `in ${count} instalments, ${frequency}`,
        },
      },
    ],
  });
}
