import { and, asc, desc, eq, inArray, sql } from "drizzle-orm";
import type { Tx } from "~db/client";
import { balances, checkouts, instalments, payments, planBalances, plans, vendors } from "~db/schema";
import type { BalanceId, CheckoutId, DebtorId, PayLinkId, PlanId, VendorId } from "~/domain/ids";
import type { AllocationTarget } from "~/domain/ledger/allocation";
import type { BalanceAmount } from "~/domain/ledger/entries";
import type { Currency } from "~/domain/money";
import { planTerms, type PlanTerms } from "~/domain/plan/offer";
import type { PlanFrequency, PlanState } from "~/domain/vocabulary";
import { pausedBy } from "./pauses";

export type PlanRow = typeof plans.$inferSelect;

/** A plan in one of these collects, and holds the reminders of its balances. */
const running: readonly PlanState[] = ["starting", "active"];

interface OneDebtor {
  vendorId: VendorId;
  debtorId: DebtorId;
}

interface OnePlan {
  vendorId: VendorId;
  planId: PlanId;
}

/** What the vendor offers by way of plans in this currency; null where it offers none. */
export async function readPlanTerms(
  tx: Tx,
  { vendorId, currency }: { vendorId: VendorId; currency: Currency },
): Promise<PlanTerms | null> {
  const [vendor] = await tx
    .select({
      currency: vendors.currency,
      maxInstalments: vendors.planMaxInstalments,
      minimumMinor: vendors.planMinimumMinor,
    })
    .from(vendors)
    .where(eq(vendors.id, vendorId));
  return vendor ? planTerms(vendor, currency) : null;
}

/** Writes a plan with what it splits; false, and nothing is written, when the debtor has one running. */
export async function insertPlan(
  tx: Tx,
  plan: {
    vendorId: VendorId;
    id: PlanId;
    debtorId: DebtorId;
    payLinkId: PayLinkId;
    currency: Currency;
    frequency: PlanFrequency;
    agreedAt: Date;
    lines: readonly BalanceAmount[];
  },
): Promise<boolean> {
  const { lines, ...row } = plan;
  const totalMinor = lines.reduce((total, { amountMinor }) => total + amountMinor, 0n);
  const inserted = await tx
    .insert(plans)
    .values({ ...row, state: "starting", totalMinor })
    .onConflictDoNothing()
    .returning({ id: plans.id });
  if (inserted.length === 0) return false;
  const about = { vendorId: plan.vendorId, planId: plan.id };
  await tx.insert(planBalances).values(lines.map((line) => ({ ...about, ...line })));
  return true;
}

export async function findPlan(tx: Tx, { vendorId, planId }: OnePlan): Promise<PlanRow | undefined> {
  const [plan] = await tx
    .select()
    .from(plans)
    .where(and(eq(plans.vendorId, vendorId), eq(plans.id, planId)));
  return plan;
}

export async function findRunningPlan(
  tx: Tx,
  { vendorId, debtorId }: OneDebtor,
): Promise<PlanRow | undefined> {
  const [plan] = await tx
    .select()
    .from(plans)
    .where(
      and(eq(plans.vendorId, vendorId), eq(plans.debtorId, debtorId), inArray(plans.state, [...running])),
    );
  return plan;
}

/** The plan the debtor agreed to last, however it went. */
export async function findLatestPlan(
  tx: Tx,
  { vendorId, debtorId }: OneDebtor,
): Promise<PlanRow | undefined> {
  const [plan] = await tx
    .select()
    .from(plans)
    .where(and(eq(plans.vendorId, vendorId), eq(plans.debtorId, debtorId)))
    .orderBy(desc(plans.agreedAt), desc(plans.id))
    .limit(1);
  return plan;
}

/** Sets a starting plan to work; false when it is not starting. */
export async function activatePlan(tx: Tx, { vendorId, planId }: OnePlan): Promise<boolean> {
  const moved = await tx
    .update(plans)
    .set({ state: "active" })
    .where(and(eq(plans.vendorId, vendorId), eq(plans.id, planId), eq(plans.state, "starting")))
    .returning({ id: plans.id });
  return moved.length > 0;
}

/** Ends a running plan; false when it had ended already. */
export async function closePlan(
  tx: Tx,
  {
    vendorId,
    planId,
    ...end
  }: OnePlan & {
    state: Exclude<PlanState, "starting" | "active">;
    endedAt: Date;
    endedBy: string;
    endReason: string;
  },
): Promise<boolean> {
  const moved = await tx
    .update(plans)
    .set(end)
    .where(and(eq(plans.vendorId, vendorId), eq(plans.id, planId), inArray(plans.state, [...running])))
    .returning({ id: plans.id });
  return moved.length > 0;
}

/** The balances of a plan as they stand, locked in the order of their ids, as allocation wants them. */
export async function lockPlanTargets(tx: Tx, { vendorId, planId }: OnePlan): Promise<AllocationTarget[]> {
  const lines = await tx
    .select({ balanceId: planBalances.balanceId })
    .from(planBalances)
    .where(and(eq(planBalances.vendorId, vendorId), eq(planBalances.planId, planId)));
  return tx
    .select({ balanceId: balances.id, outstandingMinor: balances.outstandingMinor, dueOn: balances.dueOn })
    .from(balances)
    .where(
      and(
        eq(balances.vendorId, vendorId),
        inArray(
          balances.id,
          lines.map(({ balanceId }): BalanceId => balanceId),
        ),
      ),
    )
    .orderBy(asc(balances.id))
    .for("update");
}

/** What is outstanding on a plan's balances together; a balance that is overpaid counts as nothing. */
export async function readPlanOutstanding(tx: Tx, { vendorId, planId }: OnePlan): Promise<bigint> {
  const [row] = await tx
    .select({
      outstandingMinor: sql`coalesce(sum(greatest(${balances.outstandingMinor}, 0)), 0)`.mapWith(BigInt),
    })
    .from(planBalances)
    .innerJoin(
      balances,
      and(eq(balances.vendorId, planBalances.vendorId), eq(balances.id, planBalances.balanceId)),
    )
    .where(and(eq(planBalances.vendorId, vendorId), eq(planBalances.planId, planId)));
  return row?.outstandingMinor ?? 0n;
}

/** Whether something about the plan's balances is a person's to decide first, or money is on its way. */
export async function isPlanPaused(tx: Tx, { vendorId, planId }: OnePlan): Promise<boolean> {
  const [row] = await tx
    .select({ paused: sql<boolean>`${pausedBy()}` })
    .from(plans)
    .where(and(eq(plans.vendorId, vendorId), eq(plans.id, planId)));
  return row?.paused ?? false;
}

/**
 * The starting plans whose first payment cannot come any more: its session ended unpaid, or what was on its
 * way came back. For the system's doorway.
 */
export async function listAbandonedPlans(
  tx: Tx,
  { expiredBefore, limit }: { expiredBefore: Date; limit: number },
): Promise<(OneDebtor & OnePlan)[]> {
  return tx
    .select({ vendorId: plans.vendorId, debtorId: plans.debtorId, planId: plans.id })
    .from(plans)
    .innerJoin(
      instalments,
      and(
        eq(instalments.vendorId, plans.vendorId),
        eq(instalments.planId, plans.id),
        eq(instalments.number, 1),
      ),
    )
    .innerJoin(
      checkouts,
      and(eq(checkouts.vendorId, instalments.vendorId), eq(checkouts.id, instalments.checkoutId)),
    )
    .where(
      and(
        eq(plans.state, "starting"),
        sql`(${checkouts.state} <> 'open' and ${checkouts.state} <> 'creating'
          or ${checkouts.expiresAt} < ${expiredBefore.toISOString()}::timestamptz)`,
        sql`not exists (select from ${payments} where ${payments.vendorId} = ${plans.vendorId}
          and ${payments.checkoutId} = ${checkouts.id} and ${payments.state} in ('processing', 'succeeded'))`,
      ),
    )
    .limit(limit);
}

/** Whether the session or charge that was to pay an instalment can still do so. */
export async function isCheckoutLive(
  tx: Tx,
  { vendorId, checkoutId }: { vendorId: VendorId; checkoutId: CheckoutId },
): Promise<boolean> {
  const [row] = await tx
    .select({ state: checkouts.state })
    .from(checkouts)
    .where(and(eq(checkouts.vendorId, vendorId), eq(checkouts.id, checkoutId)));
  return row?.state === "creating" || row?.state === "open" || row?.state === "complete";
}
