import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Tx } from "~db/client";

const wholeNumber = z
  .string()
  .regex(/^-?\d+$/)
  .transform(BigInt);

export const differenceSchema = z.object({
  vendor: z.string(),
  what: z.string(),
  which: z.string(),
  currency: z.string(),
  stored: wholeNumber,
  derived: wholeNumber,
});
export type LedgerDifference = z.infer<typeof differenceSchema>;

const total = z.object({
  currency: z.string(),
  entries: wholeNumber,
  balances: wholeNumber,
  billed: wholeNumber,
  outstanding: wholeNumber,
});
export type LedgerTotal = z.infer<typeof total>;

/**
 * Derives everything that is stored beside the ledger from the postings again, and returns what differs: a
 * balance's outstanding and whether it is settled, a payment's allocations and unapplied rest, and entries
 * that do not sum to zero.
 */
export async function findLedgerDifferences(
  tx: Tx,
  { limit }: { limit: number },
): Promise<LedgerDifference[]> {
  const rows = await tx.execute(sql`
    with receivable as (
      select vendor_id, balance_id, currency, sum(amount_minor) as derived from postings
      where account = 'receivable' group by 1, 2, 3
    ), found as (
      select balances.vendor_id, 'outstanding' as what, balances.reference as which, balances.currency,
        balances.outstanding_minor::numeric as stored, coalesce(receivable.derived, 0) as derived
      from balances left join receivable on receivable.vendor_id = balances.vendor_id
        and receivable.balance_id = balances.id and receivable.currency = balances.currency
      where balances.outstanding_minor <> coalesce(receivable.derived, 0)
      union all
      select balances.vendor_id, 'settled mark', balances.reference, balances.currency,
        (balances.settled_at is not null)::int, (balances.outstanding_minor <= 0)::int
      from balances where (balances.settled_at is not null) <> (balances.outstanding_minor <= 0)
      union all
      select receivable.vendor_id, 'posting in another currency', balances.reference, receivable.currency, 0,
        receivable.derived
      from receivable join balances
        on balances.vendor_id = receivable.vendor_id and balances.id = receivable.balance_id
      where balances.currency <> receivable.currency
      union all
      select vendor_id, 'journal entry', entry_id::text, currency, 0, sum(amount_minor)
      from postings group by vendor_id, entry_id, currency having sum(amount_minor) <> 0
      union all
      select vendor_id, 'payment', coalesce(stripe_payment_intent_id, payments.id::text), currency,
        payments.amount_minor::numeric, parts.total
      from payments cross join lateral (
        select unapplied_minor + refunded_minor + charged_back_minor + coalesce((
          select sum(amount_minor) from allocations where allocations.vendor_id = payments.vendor_id
            and allocations.payment_id = payments.id), 0) as total
      ) as parts
      where state in ('succeeded', 'reversed') and payments.amount_minor <> parts.total
      union all
      select payments.vendor_id, 'payment without its entry',
        payments.stripe_payment_intent_id, payments.currency,
        payments.amount_minor::numeric, coalesce(posted.derived, 0)
      from payments left join lateral (
        select sum(postings.amount_minor) as derived from journal_entries
        join postings
          on postings.vendor_id = journal_entries.vendor_id and postings.entry_id = journal_entries.id
        where journal_entries.vendor_id = payments.vendor_id and journal_entries.kind = 'payment_received'
          and journal_entries.source_id = payments.id::text and postings.account = 'stripe_clearing'
      ) posted on true
      where payments.method = 'stripe' and payments.state = 'succeeded'
        and payments.amount_minor <> coalesce(posted.derived, 0)
    )
    select vendors.slug as vendor, what, which, found.currency, stored::text, derived::text
    from found join vendors on vendors.id = found.vendor_id
    order by vendor, what, which limit ${limit}`);
  return z.array(differenceSchema).parse(rows);
}

/** The totals per currency, over every vendor, as the ledger has them. */
export async function readLedgerTotals(tx: Tx): Promise<LedgerTotal[]> {
  const rows = await tx.execute(sql`
    select currency, count(distinct (vendor_id, entry_id))::text as entries,
      count(distinct balance_id)::text as balances,
      (-coalesce(sum(amount_minor) filter (where account = 'billed'), 0))::text as billed,
      coalesce(sum(amount_minor) filter (where account = 'receivable'), 0)::text as outstanding
    from postings group by currency order by currency`);
  return z.array(total).parse(rows);
}
