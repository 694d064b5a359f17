import { and, asc, eq, gt, inArray, isNull, sql } from "drizzle-orm";
import type { Tx } from "~db/client";
import { balanceHolds, balances, chargebacks, debtors, messages } from "~db/schema";
import type { BalanceId, DebtorId, VendorId } from "~/domain/ids";
import type { Currency } from "~/domain/money";

interface ForAPerson {
  vendorId: VendorId;
  limit: number;
}

const debtorName = sql<string>`coalesce(${debtors.name}, ${debtors.reference})`;
const total = sql<number>`count(*) over ()::int`;

/** Chargebacks and inquiries that the bank has not decided; the first to be answered comes first. */
export async function readChargebacksForAPerson(tx: Tx, { vendorId, limit }: ForAPerson) {
  return tx
    .select({
      id: chargebacks.id,
      paymentId: chargebacks.paymentId,
      debtorId: chargebacks.debtorId,
      debtorName,
      state: chargebacks.state,
      currency: chargebacks.currency,
      amountMinor: chargebacks.amountMinor,
      reason: chargebacks.reason,
      respondBy: chargebacks.respondBy,
      openedAt: chargebacks.openedAt,
      total,
    })
    .from(chargebacks)
    .innerJoin(debtors, and(eq(debtors.vendorId, chargebacks.vendorId), eq(debtors.id, chargebacks.debtorId)))
    .where(and(eq(chargebacks.vendorId, vendorId), inArray(chargebacks.state, ["inquiry", "open"])))
    .orderBy(sql`${chargebacks.respondBy} asc nulls last`, asc(chargebacks.openedAt), asc(chargebacks.id))
    .limit(limit);
}

/** Balances that wait for a person's decision and on which something is outstanding, the longest first. */
export async function readHoldsForAPerson(tx: Tx, { vendorId, limit }: ForAPerson) {
  return tx
    .select({
      id: balances.id,
      debtorId: balances.debtorId,
      debtorName,
      reference: balances.reference,
      currency: balances.currency,
      outstandingMinor: balances.outstandingMinor,
      /** Of the first of its holds; more than one of a balance is one decision. */
      kind: sql<
        "chargeback" | "refund"
      >`(array_agg(${balanceHolds.kind} order by ${balanceHolds.createdAt}))[1]`,
      heldAt: sql<Date>`min(${balanceHolds.createdAt})`.mapWith(balanceHolds.createdAt),
      total,
    })
    .from(balanceHolds)
    .innerJoin(
      balances,
      and(eq(balances.vendorId, balanceHolds.vendorId), eq(balances.id, balanceHolds.balanceId)),
    )
    .innerJoin(debtors, and(eq(debtors.vendorId, balances.vendorId), eq(debtors.id, balances.debtorId)))
    .where(
      and(
        eq(balanceHolds.vendorId, vendorId),
        isNull(balanceHolds.releasedAt),
        gt(balances.outstandingMinor, 0n),
      ),
    )
    .groupBy(
      balances.vendorId,
      balances.id,
      balances.debtorId,
      balances.reference,
      balances.currency,
      balances.outstandingMinor,
      debtors.name,
      debtors.reference,
    )
    .orderBy(sql`min(${balanceHolds.createdAt})`, asc(balances.id))
    .limit(limit);
}

/** Why a balance waits for a person's decision, the first reason first; nothing when it does not. */
export async function listStandingHolds(
  tx: Tx,
  { vendorId, balanceId }: { vendorId: VendorId; balanceId: BalanceId },
) {
  return tx
    .select({ id: balanceHolds.id, kind: balanceHolds.kind, createdAt: balanceHolds.createdAt })
    .from(balanceHolds)
    .where(
      and(
        eq(balanceHolds.vendorId, vendorId),
        eq(balanceHolds.balanceId, balanceId),
        isNull(balanceHolds.releasedAt),
      ),
    )
    .orderBy(asc(balanceHolds.createdAt), asc(balanceHolds.id));
}

/** How many messages a provider took for a debtor since an instant, whatever they were about. */
export async function countMessagesTo(
  tx: Tx,
  { vendorId, debtorId, since }: { vendorId: VendorId; debtorId: DebtorId; since: Date },
): Promise<number> {
  return tx.$count(
    messages,
    and(
      eq(messages.vendorId, vendorId),
      eq(messages.debtorId, debtorId),
      sql`${messages.queuedAt} >= ${since.toISOString()}`,
      inArray(messages.state, ["sent", "delivered", "bounced", "complained"]),
    ),
  );
}

/** What Stripe kept in each of its currencies, of payments and of chargebacks, over all time. */
export async function readStripeFees(
  tx: Tx,
  { vendorId }: { vendorId: VendorId },
): Promise<Map<Currency, bigint>> {
  const rows = await tx.execute<{ currency: Currency; fees: string }>(sql`
    select currency, sum(amount_minor) as fees from postings
    where vendor_id = ${vendorId} and account = 'stripe_fees' group by currency`);
  return new Map(rows.map(({ currency, fees }) => [currency, BigInt(fees)]));
}
