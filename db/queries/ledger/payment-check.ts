import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Tx } from "~db/client";
import { differenceSchema, type LedgerDifference } from "./ledger-check";

/**
 * Derives from the postings where each payment's money is, and returns what differs from what is stored: what
 * of it is on each balance, what is unapplied, what was given and taken back, and what Stripe kept.
 */
export async function findPaymentDifferences(
  tx: Tx,
  { limit }: { limit: number },
): Promise<LedgerDifference[]> {
  const rows = await tx.execute(sql`
    with lines as (
      select postings.vendor_id, postings.payment_id, postings.account, postings.balance_id,
        journal_entries.kind in ('stripe_fee', 'chargeback_fee') as is_fee,
        sum(postings.amount_minor) as derived
      from postings join journal_entries on journal_entries.vendor_id = postings.vendor_id
        and journal_entries.id = postings.entry_id
      where postings.payment_id is not null group by 1, 2, 3, 4, 5
    ), stands as (
      -- A payment that was reversed has nothing anywhere any more; its row keeps what it had been.
      select *, (state = 'succeeded')::int as here from payments
    ), given as (
      select vendor_id, payment_id, sum(amount_minor) as refunded from refunds
      where state in ('requested', 'pending', 'succeeded') group by 1, 2
    ), taken as (
      select vendor_id, payment_id, sum(withdrawn_minor) as withdrawn,
        sum(withdrawn_minor - loss_minor) as charged_back, sum(fee_minor) as fee
      from chargebacks group by 1, 2
    ), found as (
      select vendor_id, payment_id as id, 'allocation' as what, stored, derived from (
        select vendor_id, payment_id, balance_id, allocations.amount_minor * here as stored
        from allocations join stands using (vendor_id)
        where stands.id = allocations.payment_id
      ) as kept full join (
        select vendor_id, payment_id, balance_id, -sum(derived) as derived from lines
        where account = 'receivable' group by 1, 2, 3
      ) as posted using (vendor_id, payment_id, balance_id)
      union all
      select vendor_id, id, 'unapplied', unapplied_minor * here, -(
        select sum(derived) from lines where lines.vendor_id = stands.vendor_id
          and payment_id = stands.id and account = 'unapplied')
      from stands
      union all
      select stands.vendor_id, id, 'received and not given or taken back',
        (stands.amount_minor - refunded_minor - coalesce(withdrawn, 0)) * here, (
        select sum(derived) from lines where lines.vendor_id = stands.vendor_id and payment_id = stands.id
          and account in ('stripe_clearing', 'paid_elsewhere') and not is_fee)
      from stands left join taken on taken.vendor_id = stands.vendor_id and taken.payment_id = stands.id
      union all
      select stands.vendor_id, id, 'refunded', refunded_minor, refunded
      from stands left join given on given.vendor_id = stands.vendor_id and given.payment_id = stands.id
      union all
      select stands.vendor_id, id, 'charged back', charged_back_minor, charged_back
      from stands left join taken on taken.vendor_id = stands.vendor_id and taken.payment_id = stands.id
      union all
      select stands.vendor_id, id, 'fees', coalesce(stands.fee_minor, 0) + coalesce(fee, 0), (
        select sum(derived) from lines where lines.vendor_id = stands.vendor_id and payment_id = stands.id
          and account = 'stripe_fees')
      from stands left join taken on taken.vendor_id = stands.vendor_id and taken.payment_id = stands.id
    )
    select vendors.slug as vendor, what, coalesce(stripe_payment_intent_id, payments.id::text) as which,
      payments.currency, coalesce(stored, 0)::text as stored, coalesce(derived, 0)::text as derived
    from found join payments using (vendor_id, id) join vendors on vendors.id = found.vendor_id
    where coalesce(stored, 0) <> coalesce(derived, 0)
    order by vendor, what, which limit ${limit}`);
  return z.array(differenceSchema).parse(rows);
}
