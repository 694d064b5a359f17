import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Tx } from "~db/client";
import { differenceSchema, type LedgerDifference } from "./ledger-check";

/**
 * Derives what people recorded by hand from the postings again, and returns what differs: an offline payment,
 * credit or write-off whose entry is missing or of another amount or balance, one that is reversed in its row
 * but not in the ledger or the other way round, and entries whose row is gone.
 */
export async function findStaffEntryDifferences(
  tx: Tx,
  { limit }: { limit: number },
): Promise<LedgerDifference[]> {
  const rows = await tx.execute(sql`
    with posted as (
      select vendor_id, kind, source_id, account, currency, balance_id, sum(amount_minor) as amount_minor
      from journal_entries join postings using (vendor_id)
      where postings.entry_id = journal_entries.id
        and kind in ('offline_payment', 'offline_payment_reversed', 'credit', 'credit_reversed',
          'write_off', 'write_off_reversed')
      group by 1, 2, 3, 4, 5, 6
    ), expected as (
      -- What each row says its entries must have posted, line by line.
      -- Where a payment's money has gone since is another check.
      select vendor_id, id::text as source_id, 'offline_payment' as kind, 'paid_elsewhere' as account,
        currency, null::uuid as balance_id, amount_minor, amount_minor - refunded_minor as left_minor,
        reversed_at from payments where method <> 'stripe'
      union all
      select vendor_id, id::text, kind, case kind when 'credit' then 'credits' else 'write_offs' end,
        currency, null, amount_minor, amount_minor, reversed_at from adjustments
      union all
      select vendor_id, id::text, kind, 'receivable', currency, balance_id, -amount_minor, -amount_minor,
        reversed_at from adjustments
    ), lines as (
      select vendor_id, source_id, kind, account, currency, balance_id, amount_minor from expected
      union all
      select vendor_id, source_id, kind || '_reversed', account, currency, balance_id, -left_minor
      from expected where reversed_at is not null
    ), found as (
      select coalesce(lines.vendor_id, posted.vendor_id) as vendor_id,
        'entry recorded by hand' as what,
        coalesce(lines.kind, posted.kind) || ' ' || coalesce(lines.source_id, posted.source_id) || ' '
          || coalesce(lines.account, posted.account) as which,
        coalesce(lines.currency, posted.currency) as currency,
        coalesce(lines.amount_minor, 0) as stored, coalesce(posted.amount_minor, 0) as derived
      from lines full join (
        select * from posted where account in ('paid_elsewhere', 'credits', 'write_offs')
          or account = 'receivable' and kind not like 'offline%'
      ) as posted
        on posted.vendor_id = lines.vendor_id and posted.source_id = lines.source_id
        and posted.kind = lines.kind and posted.account = lines.account and posted.currency = lines.currency
        and coalesce(posted.balance_id::text, '') = coalesce(lines.balance_id::text, '')
      where coalesce(lines.amount_minor, 0) <> coalesce(posted.amount_minor, 0)
    )
    select vendors.slug as vendor, what, which, found.currency, stored::text, derived::text
    from found join vendors on vendors.id = found.vendor_id
    order by vendor, what, which limit ${limit}`);
  return z.array(differenceSchema).parse(rows);
}
