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
    /** What the vendor forwent of it when it gave a payment back. */
    forgoneMinor: bigint;
  }[];
  payments: {
    id: string;
    debtorId: DebtorId;
    intent: string | null;
    state: string;
    amountMinor: bigint;
    unappliedMinor: bigint;
    refundedMinor: bigint;
    chargedBackMinor: bigint;
    /** What the bank has taken of it, by its chargebacks. */
    withdrawnMinor: bigint;
    /** The part of that which was no longer the payment's. */
    lossMinor: bigint;
    /** What was posted as captured by Stripe for it. */
    clearingMinor: bigint;
    flag: string | null;
  }[];
  allocations: { paymentId: string; balanceId: BalanceId; amountMinor: bigint; stands: boolean }[];
  checkouts: { session: string | null; debtorId: DebtorId; state: string; selectionKey: string }[];
  /** By account, from the postings in the vendor's currency. */
  posted: Map<string, bigint>;
  /** By debtor, from the postings. */
  unapplied: Map<DebtorId, bigint>;
  /** Events in the inbox that have had no effect. */
  waitingEvents: string[];
}

export async function readLedger({ room, vendor }: Pick<World, "room" | "vendor">): Promise<LedgerView> {
  const { admin } = room;
  const { id: vendorId } = vendor;
  const [balances, payments, allocations, checkouts, accounts, unapplied, events] = await Promise.all([
    admin<Text<LedgerView["balances"][number]>[]>`
      select id, reference, outstanding_minor::text as "outstandingMinor",
        coalesce((select sum(amount_minor) from postings where postings.vendor_id = balances.vendor_id
          and balance_id = balances.id), 0)::text as "postedMinor",
        coalesce((select -sum(amount_minor) from postings join journal_entries as entry
          on entry.vendor_id = postings.vendor_id and entry.id = entry_id and kind = 'settled_elsewhere'
          where postings.vendor_id = balances.vendor_id and balance_id = balances.id), 0)::text
          as "settledElsewhereMinor",
        coalesce((select sum(adjustments.amount_minor) from adjustments
          join refund_lines on refund_lines.vendor_id = adjustments.vendor_id
            and refund_lines.adjustment_id = adjustments.id
          where adjustments.vendor_id = balances.vendor_id and adjustments.balance_id = balances.id
            and adjustments.reversed_at is null), 0)::text as "forgoneMinor"
      from balances where vendor_id = ${vendorId}`,
    admin<Text<LedgerView["payments"][number]>[]>`
      select id, debtor_id as "debtorId", stripe_payment_intent_id as intent, state, flag,
        amount_minor::text as "amountMinor", unapplied_minor::text as "unappliedMinor",
        refunded_minor::text as "refundedMinor", charged_back_minor::text as "chargedBackMinor",
        coalesce((select sum(withdrawn_minor) from chargebacks
          where chargebacks.vendor_id = payments.vendor_id and payment_id = payments.id), 0)::text
          as "withdrawnMinor",
        coalesce((select sum(loss_minor) from chargebacks
          where chargebacks.vendor_id = payments.vendor_id and payment_id = payments.id), 0)::text
          as "lossMinor",
        coalesce((select sum(amount_minor) from postings join journal_entries as entry
          on entry.vendor_id = postings.vendor_id and entry.id = entry_id and kind = 'payment_received'
          where postings.vendor_id = payments.vendor_id and source_id = payments.id::text
            and account = 'stripe_clearing'), 0)::text as "clearingMinor"
      from payments where vendor_id = ${vendorId}`,
    admin<Text<LedgerView["allocations"][number]>[]>`
      select payment_id as "paymentId", balance_id as "balanceId",
        allocations.amount_minor::text as "amountMinor", payments.state = 'succeeded' as stands
      from allocations join payments using (vendor_id)
      where vendor_id = ${vendorId} and payments.id = payment_id`,
    admin<LedgerView["checkouts"]>`
      select stripe_session_id as session, debtor_id as "debtorId", state, selection_key as "selectionKey"
      from checkouts where vendor_id = ${vendorId}`,
    admin<{ account: string; total: string }[]>`
      select account, sum(amount_minor)::text as total from postings
      where vendor_id = ${vendorId} and currency = ${vendor.currency} group by 1`,
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
      forgoneMinor: BigInt(row.forgoneMinor),
    })),
    payments: payments.map((row) => ({
      ...row,
      amountMinor: BigInt(row.amountMinor),
      unappliedMinor: BigInt(row.unappliedMinor),
      refundedMinor: BigInt(row.refundedMinor),
      chargedBackMinor: BigInt(row.chargedBackMinor),
      withdrawnMinor: BigInt(row.withdrawnMinor),
      lossMinor: BigInt(row.lossMinor),
      clearingMinor: BigInt(row.clearingMinor),
    })),
    allocations: allocations.map((row) => ({ ...row, amountMinor: BigInt(row.amountMinor) })),
    checkouts: [...checkouts],
    posted: new Map(accounts.map(({ account, total }) => [account, BigInt(total)])),
    unapplied: new Map(unapplied.map(({ debtorId, total }) => [debtorId, BigInt(total)])),
    waitingEvents: events.map(({ what }) => what),
  };
}

/** Whole numbers leave the database as text. */
type Text<Row> = { [Column in keyof Row]: Row[Column] extends bigint ? string : Row[Column] };
