import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Tx } from "~db/client";
import { differenceSchema, type LedgerDifference } from "~db/queries/ledger/ledger-check";

/**
 * What running plans say beside the ledger: they never ask for more than is outstanding on their balances and
 * always have something to come, and every instalment that is called paid has its payment.
 */
export async function findPlanDifferences(tx: Tx, { limit }: { limit: number }): Promise<LedgerDifference[]> {
  const rows = await tx.execute(sql`
    with running as (
      select plans.vendor_id, plans.id, plans.currency,
        (select coalesce(sum(instalments.amount_minor), 0) from instalments
          where instalments.vendor_id = plans.vendor_id and instalments.plan_id = plans.id
            and instalments.state = 'scheduled') as scheduled,
        (select count(*) from instalments
          where instalments.vendor_id = plans.vendor_id and instalments.plan_id = plans.id
            and instalments.state in ('scheduled', 'charging')) as to_come,
        (select coalesce(sum(greatest(balances.outstanding_minor, 0)), 0) from plan_balances join balances
          on balances.vendor_id = plan_balances.vendor_id and balances.id = plan_balances.balance_id
          where plan_balances.vendor_id = plans.vendor_id and plan_balances.plan_id = plans.id) as outstanding
      from plans where plans.state = 'active'
    ), found as (
      select vendor_id, 'plan asks for more than is outstanding' as what, id::text as which, currency,
        scheduled as stored, outstanding as derived
      from running where scheduled > outstanding
      union all
      select vendor_id, 'plan with nothing to come', id::text, currency, 0, outstanding
      from running where to_come = 0
      union all
      select instalments.vendor_id, 'instalment without its payment', instalments.id::text, plans.currency,
        instalments.amount_minor, 0
      from instalments
      join plans on plans.vendor_id = instalments.vendor_id and plans.id = instalments.plan_id
      where instalments.state = 'paid' and not exists (
        select from payments where payments.vendor_id = instalments.vendor_id
          and payments.checkout_id = instalments.checkout_id and payments.state = 'succeeded')
    )
    select vendors.slug as vendor, what, which, found.currency, stored::text, derived::text
    from found join vendors on vendors.id = found.vendor_id
    order by vendor, what, which limit ${limit}`);
  return z.array(differenceSchema).parse(rows);
}
