import { and, desc, eq, gt, sql, type SQL } from "drizzle-orm";
import type { Tx } from "~db/client";
import { allocations, balances, debtors, payments, receipts } from "~db/schema";
import type { BalanceId, DebtorId, PaymentId, VendorId } from "~/domain/ids";
import type { Position } from "~/domain/keyset";
import type { Currency } from "~/domain/money";
import type { PaymentFilter } from "~/domain/payment-filter";
import { keysetParts, pageOf, type Order } from "./keyset";

/** What is on its way was not received yet; it stands where it was begun. */
const at = sql`coalesce(${payments.receivedAt}, ${payments.createdAt})`;
const newestFirst: Order = {
  keys: [
    { expression: at, type: "timestamptz" },
    { expression: sql`${payments.id}`, type: "uuid" },
  ],
  direction: "desc",
};
export const paymentKeyTypes = newestFirst.keys.map(({ type }) => type);

const joinsDebtor = and(eq(debtors.vendorId, payments.vendorId), eq(debtors.id, payments.debtorId));
const joinsReceipt = and(eq(receipts.vendorId, payments.vendorId), eq(receipts.paymentId, payments.id));

/** Something of the chargebacks of a payment; to be selected where `payments` is joined with its debtor. */
function ofChargebacks<T>(what: string): SQL<T> {
  return sql<T>`(select ${sql.raw(what)} from chargebacks
    where chargebacks.vendor_id = ${payments.vendorId} and chargebacks.payment_id = ${payments.id})`;
}

const isUnderWay = "state in ('inquiry', 'open')";
const foreignFee = `coalesce(bool_or(fee_minor <> 0 and fee_currency <> currency), false)`;
const feeMinor = sql<bigint>`(
  case when ${payments.feeCurrency} = ${payments.currency} then coalesce(${payments.feeMinor}, 0) else 0 end
  + ${ofChargebacks("coalesce(sum(fee_minor) filter (where fee_currency = currency), 0)")})`.mapWith(BigInt);
const isFeeOpen = sql<boolean>`(
  (${payments.state} = 'succeeded' and ${payments.method} = 'stripe'
    and ${payments.feeCurrency} is distinct from ${payments.currency})
  or ${ofChargebacks(foreignFee)})`;
const takenBackMinor = ofChargebacks<bigint>("coalesce(sum(withdrawn_minor), 0)").mapWith(BigInt);

const columns = {
  id: payments.id,
  debtorId: payments.debtorId,
  debtorName: debtors.name,
  debtorReference: debtors.reference,
  debtorEmail: debtors.email,
  method: payments.method,
  methodLabel: payments.methodLabel,
  state: payments.state,
  currency: payments.currency,
  amountMinor: payments.amountMinor,
  unappliedMinor: payments.unappliedMinor,
  refundedMinor: payments.refundedMinor,
  takenBackMinor,
  feeMinor,
  isFeeOpen,
  flag: payments.flag,
  at: sql<Date>`${at}`.mapWith(payments.createdAt),
  receiptNumber: receipts.number,
  stripePaymentIntentId: payments.stripePaymentIntentId,
  /** Chargebacks and inquiries that the bank has not decided: is money gone, and until when to answer. */
  isChargedBack: ofChargebacks<boolean>("coalesce(bool_or(state = 'open'), false)"),
  isAskedAbout: ofChargebacks<boolean>("coalesce(bool_or(state = 'inquiry'), false)"),
  respondBy: sql<Date | null>`${ofChargebacks(`min(respond_by) filter (where ${isUnderWay})`)}`.mapWith(
    payments.createdAt,
  ),
};

interface Listing {
  vendorId: VendorId;
  filter: PaymentFilter;
}

export async function listPayments(
  tx: Tx,
  { vendorId, filter, position, limit }: Listing & { position: Position | null; limit: number },
) {
  const { where, orderBy, cursorKeys } = keysetParts(newestFirst, position);
  const read = await tx
    .select({ ...columns, cursorKeys })
    .from(payments)
    .innerJoin(debtors, joinsDebtor)
    .leftJoin(receipts, joinsReceipt)
    .where(and(...conditions({ vendorId, filter }), where))
    .orderBy(...orderBy)
    .limit(limit + 1);
  return pageOf(read, { limit, position });
}

export interface PaymentTotals {
  currency: Currency;
  count: number;
  receivedMinor: bigint;
  feeMinor: bigint;
  refundedMinor: bigint;
  takenBackMinor: bigint;
  unappliedMinor: bigint;
  /** Payments whose fee is not, or not wholly, in `feeMinor`. */
  feesOpen: number;
}

/** What the payments that arrived come to, per currency; what is on its way or was reversed is not in it. */
export async function totalPayments(tx: Tx, { vendorId, filter }: Listing): Promise<PaymentTotals[]> {
  const total = (amount: SQL | SQL.Aliased | typeof payments.amountMinor) =>
    sql`coalesce(sum(${amount}), 0)`.mapWith(BigInt);
  return tx
    .select({
      currency: payments.currency,
      count: sql<number>`count(*)::int`,
      receivedMinor: total(payments.amountMinor),
      feeMinor: total(feeMinor),
      refundedMinor: total(sql`${payments.refundedMinor}`),
      takenBackMinor: total(takenBackMinor),
      unappliedMinor: total(sql`${payments.unappliedMinor}`),
      feesOpen: sql<number>`(count(*) filter (where ${isFeeOpen}))::int`,
    })
    .from(payments)
    .innerJoin(debtors, joinsDebtor)
    .leftJoin(receipts, joinsReceipt)
    .where(and(...conditions({ vendorId, filter }), eq(payments.state, "succeeded")))
    .groupBy(payments.currency)
    .orderBy(payments.currency);
}

function conditions({ vendorId, filter }: Listing): (SQL | undefined)[] {
  return [
    eq(payments.vendorId, vendorId),
    // An attempt that came to nothing brought no money; it is on its debtor's timeline.
    sql`(${payments.state} in ('processing', 'succeeded', 'reversed') or ${payments.flag} is not null)`,
    filter.search === "" ? undefined : matches(filter.search),
    inView(filter.show),
  ];
}

/** By its debtor, its receipt's number, or one of Stripe's ids in full. */
function matches(search: string): SQL {
  const pattern = `%${search.replace(/[\\%_]/g, "\\$&")}%`;
  return sql`(${debtors.name} ilike ${pattern} or ${debtors.reference} ilike ${pattern}
    or ${debtors.email} ilike ${pattern} or ${payments.stripePaymentIntentId} = ${search}
    or ${receipts.number}::text = ${search}
    or exists (select 1 from refunds where refunds.vendor_id = ${payments.vendorId}
      and refunds.payment_id = ${payments.id} and refunds.stripe_refund_id = ${search})
    or exists (select 1 from chargebacks where chargebacks.vendor_id = ${payments.vendorId}
      and chargebacks.payment_id = ${payments.id} and chargebacks.stripe_dispute_id = ${search}))`;
}

function inView(show: PaymentFilter["show"]): SQL | undefined {
  switch (show) {
    case null:
      return undefined;
    case "for_a_person":
      return sql`(${payments.state} <> 'reversed' and (${payments.unappliedMinor} > 0
        or ${payments.flag} is not null or ${ofChargebacks(`count(*) filter (where ${isUnderWay})`)} > 0))`;
    case "refunded":
      return gt(payments.refundedMinor, 0n);
    case "charged_back":
      return sql`${ofChargebacks("count(*)")} > 0`;
    case "unapplied":
      return sql`(${payments.unappliedMinor} > 0 and ${payments.state} = 'succeeded')`;
  }
}

/** One payment as the list has it, with what only its own page says; null when this vendor has no such. */
export async function findPaymentForDesk(
  tx: Tx,
  { vendorId, paymentId }: { vendorId: VendorId; paymentId: PaymentId },
) {
  const [found] = await tx
    .select({
      ...columns,
      ownFeeMinor: payments.feeMinor,
      ownFeeCurrency: payments.feeCurrency,
      receivedOn: payments.receivedOn,
      note: payments.note,
      reversedAt: payments.reversedAt,
      reversedReason: payments.reversedReason,
    })
    .from(payments)
    .innerJoin(debtors, joinsDebtor)
    .leftJoin(receipts, joinsReceipt)
    .where(and(eq(payments.vendorId, vendorId), eq(payments.id, paymentId)));
  return found ?? null;
}

/** A debtor's payments, newest first. */
export async function listPaymentsOfDebtor(
  tx: Tx,
  { vendorId, debtorId, limit }: { vendorId: VendorId; debtorId: DebtorId; limit: number },
) {
  return tx
    .select(columns)
    .from(payments)
    .innerJoin(debtors, joinsDebtor)
    .leftJoin(receipts, joinsReceipt)
    .where(
      and(...conditions({ vendorId, filter: { search: "", show: null } }), eq(payments.debtorId, debtorId)),
    )
    .orderBy(sql`${at} desc`, desc(payments.id))
    .limit(limit);
}

/** The payments that were ever on a balance, oldest first, each with what of it is there now. */
export async function listPaymentsOnBalance(
  tx: Tx,
  { vendorId, balanceId }: { vendorId: VendorId; balanceId: BalanceId },
) {
  return tx
    .select({ ...columns, onBalanceMinor: allocations.amountMinor })
    .from(allocations)
    .innerJoin(
      payments,
      and(eq(payments.vendorId, allocations.vendorId), eq(payments.id, allocations.paymentId)),
    )
    .innerJoin(debtors, joinsDebtor)
    .leftJoin(receipts, joinsReceipt)
    .where(and(eq(allocations.vendorId, vendorId), eq(allocations.balanceId, balanceId)))
    .orderBy(at, payments.id);
}

/** What of a payment is on which balance now, the oldest due first. */
export async function listPartsOfPayment(
  tx: Tx,
  { vendorId, paymentId }: { vendorId: VendorId; paymentId: PaymentId },
) {
  return tx
    .select({
      balanceId: allocations.balanceId,
      reference: balances.reference,
      dueOn: balances.dueOn,
      amountMinor: allocations.amountMinor,
    })
    .from(allocations)
    .innerJoin(
      balances,
      and(eq(balances.vendorId, allocations.vendorId), eq(balances.id, allocations.balanceId)),
    )
    .where(
      and(
        eq(allocations.vendorId, vendorId),
        eq(allocations.paymentId, paymentId),
        gt(allocations.amountMinor, 0n),
      ),
    )
    .orderBy(balances.dueOn, balances.reference);
}
