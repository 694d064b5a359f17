import { and, asc, eq, gt, inArray, sql } from "drizzle-orm";
import type { Tx } from "~db/client";
import { allocations, balances, checkouts, payments } from "~db/schema";
import type { BalanceId, DebtorId, PaymentId, VendorId } from "~/domain/ids";
import type { BalanceAmount } from "~/domain/ledger/entries";
import type { Held } from "~/domain/ledger/money-back";
import type { Currency } from "~/domain/money";
import type { PaymentRow } from "./payments";

/** A payment as it stands, without a lock: to learn whose it is. */
export async function findPayment(
  tx: Tx,
  { vendorId, id }: { vendorId: VendorId; id: PaymentId },
): Promise<PaymentRow | undefined> {
  const [row] = await tx
    .select()
    .from(payments)
    .where(and(eq(payments.vendorId, vendorId), eq(payments.id, id)));
  return row;
}

/** The payment, held until the transaction ends. The debtor is locked already. */
export async function lockPaymentById(
  tx: Tx,
  { vendorId, id }: { vendorId: VendorId; id: PaymentId },
): Promise<PaymentRow> {
  const [row] = await tx
    .select()
    .from(payments)
    .where(and(eq(payments.vendorId, vendorId), eq(payments.id, id)))
    .for("update");
  if (!row) throw new Error(`Payment ${id} vanished while it was being locked.`);
  return row;
}

/** The payment of a PaymentIntent, held until the transaction ends. The debtor is locked already. */
export async function lockPaymentOfIntent(
  tx: Tx,
  { vendorId, paymentIntentId }: { vendorId: VendorId; paymentIntentId: string },
): Promise<PaymentRow | undefined> {
  const [row] = await tx
    .select()
    .from(payments)
    .where(and(eq(payments.vendorId, vendorId), eq(payments.stripePaymentIntentId, paymentIntentId)))
    .for("update");
  return row;
}

/** The connected account a payment came in on; null for the operator's own. */
export async function findAccountOfPayment(
  tx: Tx,
  { vendorId, id }: { vendorId: VendorId; id: PaymentId },
): Promise<string | null> {
  const [row] = await tx
    .select({ stripeAccountId: checkouts.stripeAccountId })
    .from(payments)
    .innerJoin(
      checkouts,
      and(eq(checkouts.vendorId, payments.vendorId), eq(checkouts.id, payments.checkoutId)),
    )
    .where(and(eq(payments.vendorId, vendorId), eq(payments.id, id)));
  return row?.stripeAccountId ?? null;
}

/** What of a payment is on balances, whose rows are held until the transaction ends. */
export async function lockAllocations(
  tx: Tx,
  { vendorId, paymentId }: { vendorId: VendorId; paymentId: PaymentId },
): Promise<Held["allocations"]> {
  return tx
    .select({
      balanceId: allocations.balanceId,
      amountMinor: allocations.amountMinor,
      dueOn: balances.dueOn,
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
    .orderBy(asc(balances.id))
    .for("update", { of: balances });
}

/** What is outstanding on these balances, whose rows are held until the transaction ends. */
export async function lockOutstanding(
  tx: Tx,
  { vendorId, balanceIds }: { vendorId: VendorId; balanceIds: readonly BalanceId[] },
): Promise<Map<BalanceId, bigint>> {
  if (balanceIds.length === 0) return new Map();
  const rows = await tx
    .select({ id: balances.id, outstandingMinor: balances.outstandingMinor })
    .from(balances)
    .where(and(eq(balances.vendorId, vendorId), inArray(balances.id, [...balanceIds])))
    .orderBy(asc(balances.id))
    .for("update");
  return new Map(rows.map(({ id, outstandingMinor }) => [id, outstandingMinor]));
}

/** What a debtor owes in a currency, in the order in which rows are locked. */
export function listOwed(
  tx: Tx,
  { vendorId, debtorId, currency }: { vendorId: VendorId; debtorId: DebtorId; currency: Currency },
) {
  return tx
    .select({
      balanceId: balances.id,
      reference: balances.reference,
      outstandingMinor: balances.outstandingMinor,
      dueOn: balances.dueOn,
    })
    .from(balances)
    .where(
      and(
        eq(balances.vendorId, vendorId),
        eq(balances.debtorId, debtorId),
        eq(balances.currency, currency),
        gt(balances.outstandingMinor, 0n),
      ),
    )
    .orderBy(asc(balances.id));
}

/** Moves the stored parts of a payment by these amounts; the database refuses any below nothing. */
export async function shiftPayment(
  tx: Tx,
  {
    vendorId,
    id,
    by,
  }: {
    vendorId: VendorId;
    id: PaymentId;
    by: { unappliedMinor?: bigint; refundedMinor?: bigint; chargedBackMinor?: bigint };
  },
): Promise<void> {
  const { unappliedMinor = 0n, refundedMinor = 0n, chargedBackMinor = 0n } = by;
  await tx
    .update(payments)
    .set({
      unappliedMinor: sql`${payments.unappliedMinor} + ${unappliedMinor}`,
      refundedMinor: sql`${payments.refundedMinor} + ${refundedMinor}`,
      chargedBackMinor: sql`${payments.chargedBackMinor} + ${chargedBackMinor}`,
    })
    .where(and(eq(payments.vendorId, vendorId), eq(payments.id, id)));
}

/** Takes amounts off what of a payment is on balances; the database refuses more than is there. */
export async function takeFromAllocations(
  tx: Tx,
  {
    vendorId,
    paymentId,
    lines,
  }: { vendorId: VendorId; paymentId: PaymentId; lines: readonly BalanceAmount[] },
): Promise<void> {
  for (const { balanceId, amountMinor } of lines) {
    await tx
      .update(allocations)
      .set({ amountMinor: sql`${allocations.amountMinor} - ${amountMinor}` })
      .where(
        and(
          eq(allocations.vendorId, vendorId),
          eq(allocations.paymentId, paymentId),
          eq(allocations.balanceId, balanceId),
        ),
      );
  }
}

/** Puts more of a payment on balances, those it was on before or others. */
export async function addToAllocations(
  tx: Tx,
  {
    vendorId,
    paymentId,
    lines,
  }: { vendorId: VendorId; paymentId: PaymentId; lines: readonly BalanceAmount[] },
): Promise<void> {
  if (lines.length === 0) return;
  await tx
    .insert(allocations)
    .values(lines.map((line) => ({ vendorId, paymentId, ...line })))
    .onConflictDoUpdate({
      target: [allocations.vendorId, allocations.paymentId, allocations.balanceId],
      set: { amountMinor: sql`${allocations.amountMinor} + excluded.amount_minor` },
    });
}
