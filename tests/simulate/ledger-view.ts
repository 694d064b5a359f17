import type { BalanceId, DebtorId } from "~/domain/ids";
import type { World } from "./world";

/** The vendor's ledger as its tables have it, read past every query of the product. */
export interface LedgerView {
  balances: {
    id: BalanceId;
    reference: string;
    outstandingMinor: bigint;
    /** The sum of its receivable postings. */
    postedMinor: bigint;
    settledElsewhereMinor: bigint;
  }[];
  payments: {
    id: string;
    debtorId: DebtorId;
    intent: string | null;
    state: string;
    amountMinor: bigint;
    unappliedMinor: bigint;
    /** What was posted as captured by Stripe for it. */
    clearingMinor: bigint;
    flag: string | null;
  }[];
  allocations: { paymentId: string; balanceId: BalanceId; amountMinor: bigint; stands: boolean }[];
  checkouts: { session: string | null; debtorId: DebtorId; state: string; selectionKey: string }[];
  /** Credits and write-offs by their postings. */
  adjustedMinor: bigint;
  /** By debtor, from the postings. */
  unapplied: Map<DebtorId, bigint>;
  /** Events in the inbox that have had no effect. */
  waitingEvents: string[];
}

export async function readLedger({ room, vendor }: Pick<World, "room" | "vendor">): Promise<LedgerView> {
  const { admin } = room;
  const { id: vendorId } = vendor;
  const [balances, payments, allocations, checkouts, adjusted, unapplied, events] = await Promise.all([
    admin<Text<LedgerView["balances"][number]>[]>`
      select id, reference, outstanding_minor::text as "outstandingMinor",
        coalesce((select sum(amount_minor) from postings where postings.vendor_id = balances.vendor_id
          and balance_id = balances.id), 0)::text as "postedMinor",
        coalesce((select -sum(amount_minor) from postings join journal_entries as entry
          on entry.vendor_id = postings.vendor_id and entry.id = entry_id and kind = 'settled_elsewhere'
          where postings.vendor_id = balances.vendor_id and balance_id = balances.id), 0)::text
          as "settledElsewhereMinor"
      from balances where vendor_id = ${vendorId}`,
    admin<Text<LedgerView["payments"][number]>[]>`
      select id, debtor_id as "debtorId", stripe_payment_intent_id as intent, state, flag,
        amount_minor::text as "amountMinor", unapplied_minor::text as "unappliedMinor",
        coalesce((select sum(amount_minor) from postings join journal_entries as entry
          on entry.vendor_id = postings.vendor_id and entry.id = entry_id and kind = 'payment_received'
          where postings.vendor_id = payments.vendor_id and source_id = payments.id::text
            and account = 'stripe_clearing'), 0)::text as "clearingMinor"
      from payments where vendor_id = ${vendorId}`,
    admin<Text<LedgerView["allocations"][number]>[]>`
      select payment_id as "paymentId", balance_id as "balanceId", allocations.amount_minor::text as "amountMinor",
        payments.state = 'succeeded' as stands
      from allocations join payments using (vendor_id)
      where vendor_id = ${vendorId} and payments.id = payment_id`,
    admin<LedgerView["checkouts"]>`
      select stripe_session_id as session, debtor_id as "debtorId", state, selection_key as "selectionKey"
      from checkouts where vendor_id = ${vendorId}`,
    admin<{ total: string }[]>`
      select coalesce(sum(amount_minor), 0)::text as total from postings
      where vendor_id = ${vendorId} and account in ('credits', 'write_offs')`,
    admin<{ debtorId: DebtorId; total: string }[]>`
      select debtor_id as "debtorId", (-sum(amount_minor))::text as total from postings
      where vendor_id = ${vendorId} and account = 'unapplied' group by 1`,
    admin<{ what: string }[]>`
      select type || ' ' || id || coalesce(' (' || last_error || ')', '') as what from stripe_events
      where handled_at is null and set_aside_at is null`,
  ]);
  return {
    balances: balances.map((row) => ({
      ...row,
      outstandingMinor: BigInt(row.outstandingMinor),
      postedMinor: BigInt(row.postedMinor),
      settledElsewhereMinor: BigInt(row.settledElsewhereMinor),
    })),
    payments: payments.map((row) => ({
      ...row,
      amountMinor: BigInt(row.amountMinor),
      unappliedMinor: BigInt(row.unappliedMinor),
      clearingMinor: BigInt(row.clearingMinor),
    })),
    allocations: allocations.map((row) => ({ ...row, amountMinor: BigInt(row.amountMinor) })),
    checkouts: [...checkouts],
    adjustedMinor: BigInt(adjusted[0]?.total ?? 0),
    unapplied: new Map(unapplied.map(({ debtorId, total }) => [debtorId, BigInt(total)])),
    waitingEvents: events.map(({ what }) => what),
  };
}

/** Whole numbers leave the database as text. */
type Text<Row> = { [Column in keyof Row]: Row[Column] extends bigint ? string : Row[Column] };
