import { and, asc, desc, eq, gte, sql } from "drizzle-orm";
import type { Tx } from "~db/client";
import { debtors, instalments, plans } from "~db/schema";
import type { DebtorId, VendorId } from "~/domain/ids";
import { pausedBy } from "./pauses";

/** The debtor's newest plan that was begun, with its schedule, for the desk; null when there is none. */
export async function readNewestPlan(
  tx: Tx,
  { vendorId, debtorId }: { vendorId: VendorId; debtorId: DebtorId },
) {
  const [plan] = await tx
    .select({
      id: plans.id,
      state: plans.state,
      currency: plans.currency,
      totalMinor: plans.totalMinor,
      frequency: plans.frequency,
      agreedAt: plans.agreedAt,
      endedAt: plans.endedAt,
      endReason: plans.endReason,
      isPaused: sql<boolean>`${plans.state} = 'active' and ${pausedBy()}`,
    })
    .from(plans)
    .where(
      and(
        eq(plans.vendorId, vendorId),
        eq(plans.debtorId, debtorId),
        // One whose first instalment was never paid was a choice, and no agreement yet.
        sql`exists (select from ${instalments} where ${instalments.vendorId} = ${plans.vendorId}
          and ${instalments.planId} = ${plans.id} and ${instalments.number} = 1
          and ${instalments.state} in ('charging', 'paid'))`,
      ),
    )
    .orderBy(desc(plans.agreedAt), desc(plans.id))
    .limit(1);
  if (!plan) return null;
  const schedule = await tx
    .select({
      id: instalments.id,
      number: instalments.number,
      dueOn: instalments.dueOn,
      amountMinor: instalments.amountMinor,
      state: instalments.state,
      chargeAt: instalments.chargeAt,
      attempts: instalments.attempts,
      noticedAt: instalments.noticedAt,
      paidAt: instalments.paidAt,
      lastFailure: instalments.lastFailure,
    })
    .from(instalments)
    .where(and(eq(instalments.vendorId, vendorId), eq(instalments.planId, plan.id)))
    .orderBy(asc(instalments.number));
  return { ...plan, instalments: schedule };
}

/** Plans that could not be collected since then, and on whose balances something is still outstanding. */
export function readPlansForAPerson(
  tx: Tx,
  { vendorId, since, limit }: { vendorId: VendorId; since: Date; limit: number },
) {
  return tx
    .select({
      id: plans.id,
      debtorId: plans.debtorId,
      debtorName: sql<string>`coalesce(${debtors.name}, ${debtors.reference})`,
      endedAt: plans.endedAt,
      endReason: plans.endReason,
      total: sql<number>`count(*) over ()::int`,
    })
    .from(plans)
    .innerJoin(debtors, and(eq(debtors.vendorId, plans.vendorId), eq(debtors.id, plans.debtorId)))
    .where(
      and(
        eq(plans.vendorId, vendorId),
        eq(plans.state, "broken"),
        gte(plans.endedAt, since),
        sql`exists (
          select from plan_balances join balances
            on balances.vendor_id = plan_balances.vendor_id and balances.id = plan_balances.balance_id
          where plan_balances.vendor_id = ${plans.vendorId} and plan_balances.plan_id = ${plans.id}
            and balances.outstanding_minor > 0)`,
        sql`not exists (
          select from plans later where later.vendor_id = ${plans.vendorId}
            and later.debtor_id = ${plans.debtorId} and later.state in ('starting', 'active'))`,
      ),
    )
    .orderBy(asc(plans.endedAt), asc(plans.id))
    .limit(limit);
}
