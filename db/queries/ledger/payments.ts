import { and, asc, desc, eq, inArray, sql } from "drizzle-orm";
import type { Tx } from "~db/client";
import { allocations, balances, checkoutLines, checkouts, payments, receipts, vendors } from "~db/schema";
import type { BalanceId, CheckoutId, DebtorId, PaymentId, ReceiptId, VendorId } from "~/domain/ids";
import type { AllocationTarget } from "~/domain/ledger/allocation";
import type { BalanceAmount } from "~/domain/ledger/entries";
import type { Currency } from "~/domain/money";
import type { CheckoutState, PaymentState } from "~/domain/vocabulary";

export type PaymentRow = typeof payments.$inferSelect;

/**
 * The payment of a PaymentIntent, locked until the transaction ends: made with `initial` when this is the
 * first news of it, so that several events about it, in any order and from any process, meet on one row.
 */
export async function lockPayment(
  tx: Tx,
  initial: {
    vendorId: VendorId;
    id: PaymentId;
    debtorId: DebtorId;
    checkoutId: CheckoutId;
    stripePaymentIntentId: string;
    state: PaymentState;
    currency: Currency;
    amountMinor: bigint;
  },
): Promise<{ payment: PaymentRow; isNew: boolean }> {
  const [inserted] = await tx.insert(payments).values(initial).onConflictDoNothing().returning();
  if (inserted) return { payment: inserted, isNew: true };
  const [payment] = await tx
    .select()
    .from(payments)
    .where(
      and(
        eq(payments.vendorId, initial.vendorId),
        eq(payments.stripePaymentIntentId, initial.stripePaymentIntentId),
      ),
    )
    .for("update");
  if (!payment)
    throw new Error(`Payment ${initial.stripePaymentIntentId} vanished while it was being locked.`);
  return { payment, isNew: false };
}

export async function updatePayment(
  tx: Tx,
  { vendorId, id }: { vendorId: VendorId; id: PaymentId },
  values: Partial<Omit<PaymentRow, "vendorId" | "id">>,
): Promise<void> {
  await tx
    .update(payments)
    .set(values)
    .where(and(eq(payments.vendorId, vendorId), eq(payments.id, id)));
}

/** The balances a session was made for, locked in the order of their ids, as allocation wants them. */
export async function lockCheckoutTargets(
  tx: Tx,
  { vendorId, checkoutId }: { vendorId: VendorId; checkoutId: CheckoutId },
): Promise<(AllocationTarget & { reference: string; currency: Currency })[]> {
  const lines = await tx
    .select({ balanceId: checkoutLines.balanceId, wantedMinor: checkoutLines.amountMinor })
    .from(checkoutLines)
    .where(and(eq(checkoutLines.vendorId, vendorId), eq(checkoutLines.checkoutId, checkoutId)));
  const wanted = new Map(lines.map(({ balanceId, wantedMinor }) => [balanceId, wantedMinor]));
  if (wanted.size === 0) return [];
  const rows = await tx
    .select({
      balanceId: balances.id,
      reference: balances.reference,
      currency: balances.currency,
      outstandingMinor: balances.outstandingMinor,
      dueOn: balances.dueOn,
    })
    .from(balances)
    .where(and(eq(balances.vendorId, vendorId), inArray(balances.id, [...wanted.keys()])))
    .orderBy(asc(balances.id))
    .for("update");
  return rows.map((row) => ({ ...row, wantedMinor: wanted.get(row.balanceId) ?? 0n }));
}

export async function insertAllocations(
  tx: Tx,
  {
    vendorId,
    paymentId,
    amounts,
  }: { vendorId: VendorId; paymentId: PaymentId; amounts: readonly BalanceAmount[] },
): Promise<void> {
  if (amounts.length === 0) return;
  await tx.insert(allocations).values(amounts.map((amount) => ({ vendorId, paymentId, ...amount })));
}

/**
 * Issues the receipt under the vendor's next number; the vendor's row is held so that numbers have no gap or
 * twin.
 */
export async function issueReceipt(
  tx: Tx,
  receipt: { vendorId: VendorId; id: ReceiptId; paymentId: PaymentId; debtorId: DebtorId; now: Date },
): Promise<number> {
  const { vendorId, now, ...values } = receipt;
  await tx.select({ id: vendors.id }).from(vendors).where(eq(vendors.id, vendorId)).for("no key update");
  const [row] = await tx
    .insert(receipts)
    .values({
      vendorId,
      ...values,
      issuedAt: now,
      number: sql`(
        select coalesce(max(${receipts.number}), 0) + 1 from ${receipts}
        where ${receipts.vendorId} = ${vendorId})`,
    })
    .returning({ number: receipts.number });
  if (!row) throw new Error("The receipt was not written.");
  return row.number;
}

/** What is still outstanding on these balances, by id. */
export async function readOutstanding(
  tx: Tx,
  { vendorId, balanceIds }: { vendorId: VendorId; balanceIds: readonly BalanceId[] },
): Promise<Map<BalanceId, bigint>> {
  if (balanceIds.length === 0) return new Map();
  const rows = await tx
    .select({ id: balances.id, outstandingMinor: balances.outstandingMinor })
    .from(balances)
    .where(and(eq(balances.vendorId, vendorId), inArray(balances.id, [...balanceIds])));
  return new Map(rows.map(({ id, outstandingMinor }) => [id, outstandingMinor]));
}

/** What a browser comes back from: Stripe's page, or a charge of the kept card. */
export type ReturnedFrom = { stripeSessionId: string } | { checkoutId: CheckoutId };

/** How the attempt that a browser comes back from stands, and the newest payment on it, from our own rows. */
export async function findReturn(
  tx: Tx,
  { vendorId, debtorId, from }: { vendorId: VendorId; debtorId: DebtorId; from: ReturnedFrom },
): Promise<{ checkoutState: CheckoutState; paymentState: PaymentState | null } | undefined> {
  const [row] = await tx
    .select({ checkoutState: checkouts.state, paymentState: payments.state })
    .from(checkouts)
    .leftJoin(payments, and(eq(payments.vendorId, checkouts.vendorId), eq(payments.checkoutId, checkouts.id)))
    .where(
      and(
        eq(checkouts.vendorId, vendorId),
        eq(checkouts.debtorId, debtorId),
        "checkoutId" in from
          ? eq(checkouts.id, from.checkoutId)
          : eq(checkouts.stripeSessionId, from.stripeSessionId),
      ),
    )
    .orderBy(desc(payments.createdAt))
    .limit(1);
  return row;
}
