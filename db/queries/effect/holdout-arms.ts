import { sql } from "drizzle-orm";
import type { Tx } from "~db/client";
import type { ArmAmount, ArmResult } from "~/domain/effect/lift";
import type { VendorId } from "~/domain/ids";
import { currency } from "~/domain/money";
import type { HoldoutArm, JournalEntryKind } from "~/domain/vocabulary";

export interface HoldoutArms {
  /** Since when debtors were assigned; null: nobody ever was. */
  since: Date | null;
  reminded: ArmResult;
  heldOut: ArmResult;
}

/**
 * The entries by which money for a balance comes and goes, whichever way it came: through Tenfold, written
 * down by a person, or known from an imported file. A credit or a write-off is no payment.
 */
const moneyKinds: readonly JournalEntryKind[] = [
  "payment_received",
  "unapplied_applied",
  "settled_elsewhere",
  "offline_payment",
  "offline_payment_reversed",
  "refund",
  "refund_reversed",
  "chargeback",
  "chargeback_reversed",
];

/**
 * What became of each arm, from the ledger: what was paid on a debtor's balances from the moment they were
 * assigned until their days were over, net of what went back in that time. Paid in full is who then owed
 * nothing any more of what they owed when they were assigned and that fell due within the days.
 */
export async function readHoldoutArms(
  tx: Tx,
  { vendorId, timeZone, now }: { vendorId: VendorId; timeZone: string; now: Date },
): Promise<HoldoutArms> {
  const asked = { vendorId, timeZone, now: now.toISOString() };
  const rows = await tx.execute<ArmRow>(armsSql(asked));
  const since = rows.map((row) => Date.parse(row.since));
  return {
    since: since.length === 0 ? null : new Date(Math.min(...since)),
    reminded: armOf("reminded", rows),
    heldOut: armOf("held_out", rows),
  };
}

interface ArmRow extends Record<string, unknown> {
  arm: HoldoutArm;
  since: string;
  over: number;
  running: number;
  paid: number;
  paidInFull: number;
  reminded: number;
  /** Decimal texts, since JSON's numbers would be rounded. */
  collected: { currency: string; amountMinor: string; squaresMinor: string }[];
}

function armOf(arm: HoldoutArm, rows: readonly ArmRow[]): ArmResult {
  const found = rows.find((row) => row.arm === arm);
  const { over = 0, running = 0, paid = 0, paidInFull = 0, reminded = 0, collected = [] } = found ?? {};
  const amounts = collected.map((amount): ArmAmount => ({
    currency: currency(amount.currency),
    amountMinor: BigInt(amount.amountMinor),
    squaresMinor: BigInt(amount.squaresMinor),
  }));
  return { over, running, paid, paidInFull, reminded, collected: amounts };
}

interface Asked {
  vendorId: VendorId;
  timeZone: string;
  now: string;
}

/** Whoever is in `moved` is there once a balance, in `each_paid` once a currency. */
function armsSql(asked: Asked) {
  return sql`
    with assigned as materialized (${assignedSql(asked)}),
    moved as materialized (${movedSql(asked)}),
    each_paid as materialized (
      select arm, debtor_id, currency, sum(paid_minor) as paid_minor
      from moved group by arm, debtor_id, currency having sum(paid_minor) <> 0
    ),
    paid as (select debtor_id from each_paid group by debtor_id having max(paid_minor) > 0),
    in_full as (
      select debtor_id from moved where owed_minor > 0 and falls_due
      group by debtor_id having bool_and(paid_minor >= owed_minor)
    ),
    collected as (
      select arm, currency, sum(paid_minor)::text as amount_minor,
        sum(paid_minor * paid_minor)::text as squares_minor
      from each_paid group by arm, currency
    )
    select assigned.arm, to_json(min(assigned.assigned_at)) #>> '{}' as since,
      (count(*) filter (where is_over))::int as over, (count(*) filter (where not is_over))::int as running,
      count(paid.debtor_id)::int as paid, count(in_full.debtor_id)::int as "paidInFull",
      (count(*) filter (where is_over and ${wasReminded(asked)}))::int as reminded,
      coalesce((
        select json_agg(json_build_object(
          'currency', currency, 'amountMinor', amount_minor, 'squaresMinor', squares_minor
        ) order by currency) from collected where collected.arm = assigned.arm
      ), '[]'::json) as collected
    from assigned left join paid using (debtor_id) left join in_full using (debtor_id)
    group by assigned.arm`;
}

function wasReminded({ vendorId }: Asked) {
  return sql`(
    exists (
      select from messages where messages.vendor_id = ${vendorId}
        and messages.debtor_id = assigned.debtor_id and messages.purpose = 'reminder'
        and messages.sent_at >= assigned.assigned_at and messages.sent_at < assigned.ends_at)
    or exists (
      select from call_attempts where call_attempts.vendor_id = ${vendorId}
        and call_attempts.debtor_id = assigned.debtor_id
        and call_attempts.called_at >= assigned.assigned_at
        and call_attempts.called_at < assigned.ends_at))`;
}

function assignedSql({ vendorId, now }: Asked) {
  return sql`
    select debtor_id, arm, assigned_at, ends_at, ends_at <= ${now}::timestamptz as is_over
    from holdouts where vendor_id = ${vendorId}`;
}

/**
 * Each balance of those whose days are over: what was owed on it when they began, and what was paid on it in
 * them.
 */
function movedSql({ vendorId, timeZone }: Asked) {
  const kinds = sql.raw(moneyKinds.map((kind) => `'${kind}'`).join(", "));
  return sql`
    select assigned.arm, assigned.debtor_id, balances.currency,
      balances.due_on <= (assigned.ends_at at time zone ${timeZone})::date as falls_due,
      coalesce(sum(postings.amount_minor)
        filter (where entry.occurred_at < assigned.assigned_at), 0) as owed_minor,
      coalesce(-sum(postings.amount_minor) filter (
        where entry.kind in (${kinds}) and entry.occurred_at >= assigned.assigned_at
          and entry.occurred_at < assigned.ends_at
      ), 0) as paid_minor
    from assigned
      join balances on balances.vendor_id = ${vendorId} and balances.debtor_id = assigned.debtor_id
      join postings on postings.vendor_id = ${vendorId} and postings.balance_id = balances.id
      join journal_entries entry on entry.vendor_id = ${vendorId} and entry.id = postings.entry_id
    where assigned.is_over
    group by assigned.arm, assigned.debtor_id, balances.id, balances.currency, balances.due_on,
      assigned.ends_at`;
}
