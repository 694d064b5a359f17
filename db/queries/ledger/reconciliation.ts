import { and, eq, isNull, sql, type SQL } from "drizzle-orm";
import { z } from "zod";
import type { Tx } from "~db/client";
import { checkouts, connectedAccounts, payments, stripeEventCursors } from "~db/schema";
import type { CheckoutId, DebtorId, PaymentId, VendorId } from "~/domain/ids";
import type { PaymentState } from "~/domain/vocabulary";

/** The cursor's name of the operator's own account. */
const own = "own";

/** The accounts that can have news: the operator's own, as null, and those of vendors that are connected. */
export async function listStripeAccounts(tx: Tx): Promise<(string | null)[]> {
  const rows = await tx
    .select({ account: connectedAccounts.stripeAccountId })
    .from(connectedAccounts)
    .where(isNull(connectedAccounts.disconnectedAt))
    .orderBy(connectedAccounts.stripeAccountId);
  return [null, ...rows.map(({ account }) => account)];
}

/** Until when the account's events are all in the inbox; null before its first reconciliation. */
export async function findReadUntil(tx: Tx, stripeAccountId: string | null): Promise<Date | null> {
  const [row] = await tx
    .select({ readUntil: stripeEventCursors.readUntil })
    .from(stripeEventCursors)
    .where(eq(stripeEventCursors.account, stripeAccountId ?? own));
  return row?.readUntil ?? null;
}

/** Moves the account's cursor on; never back, whoever else moves it at the same time. */
export async function advanceReadUntil(
  tx: Tx,
  { stripeAccountId, readUntil }: { stripeAccountId: string | null; readUntil: Date },
): Promise<void> {
  await tx
    .insert(stripeEventCursors)
    .values({ account: stripeAccountId ?? own, readUntil })
    .onConflictDoUpdate({
      target: stripeEventCursors.account,
      set: { readUntil: sql`greatest(${stripeEventCursors.readUntil}, excluded.read_until)` },
    });
}

/** The account of a row of `checkouts`, when it no longer lets this portal in. */
const disconnected = sql`select from connected_accounts
  where connected_accounts.stripe_account_id = checkouts.stripe_account_id and disconnected_at is not null`;

/**
 * Marks the sessions whose end needs no question: they led to a credit, Stripe's own event said that they
 * expired, nobody was ever given their address, or their account is disconnected, so that nobody can be
 * asked. At most `limit`; rows in use are left for the next time.
 */
export async function markKnownEnds(
  tx: Tx,
  { expiredBefore, now, limit }: { expiredBefore: Date; now: Date; limit: number },
): Promise<void> {
  await tx.execute(sql`
    with known as (
      select vendor_id, id from checkouts
      where end_known_at is null and kind = 'session'
        and expires_at < ${expiredBefore.toISOString()}::timestamptz and (
        stripe_session_id is null
        or exists (
          select from payments where payments.vendor_id = checkouts.vendor_id
            and payments.debtor_id = checkouts.debtor_id and payments.checkout_id = checkouts.id
            and payments.state = 'succeeded')
        or exists (
          select from stripe_events where stripe_events.object_id = checkouts.stripe_session_id
            and stripe_events.type = 'checkout.session.expired' and stripe_events.handled_at is not null)
        or exists (${disconnected}))
      limit ${limit} for update skip locked
    )
    update checkouts set end_known_at = ${now.toISOString()}::timestamptz,
      updated_at = ${now.toISOString()}::timestamptz,
      state = case when state = 'creating' then 'expired' else state end
    from known where checkouts.vendor_id = known.vendor_id and checkouts.id = known.id`);
}

const dueSession = z.object({
  vendorId: z.uuid().transform((id) => id as VendorId),
  debtorId: z.uuid().transform((id) => id as DebtorId),
  checkoutId: z.uuid().transform((id) => id as CheckoutId),
  stripeSessionId: z.string(),
  stripeAccountId: z.string().nullable(),
});
export type DueSession = z.infer<typeof dueSession>;

/**
 * Takes sessions whose time is over and whose end is not known, to be asked for: those never asked for first,
 * the newest of them first. Several that claim at once get different ones, and none is taken twice in a run.
 */
export async function claimDueSessions(
  tx: Tx,
  { expiredBefore, now, limit }: { expiredBefore: Date; now: Date; limit: number },
): Promise<DueSession[]> {
  const rows = await tx.execute(sql`
    with due as (
      select vendor_id, id from checkouts
      where end_known_at is null and stripe_session_id is not null
        and expires_at < ${expiredBefore.toISOString()}::timestamptz
        and (looked_up_at is null or looked_up_at < ${now.toISOString()}::timestamptz)
      order by looked_up_at nulls first, expires_at desc limit ${limit} for update skip locked
    )
    update checkouts set looked_up_at = ${now.toISOString()}::timestamptz
    from due where checkouts.vendor_id = due.vendor_id and checkouts.id = due.id
    returning checkouts.vendor_id as "vendorId", checkouts.debtor_id as "debtorId",
      checkouts.id as "checkoutId", stripe_session_id as "stripeSessionId",
      stripe_account_id as "stripeAccountId"`);
  return z.array(dueSession).parse(rows);
}

/** Stripe has said how the session ended, and what followed from it is written in the same transaction. */
export async function markEndKnown(
  tx: Tx,
  { vendorId, checkoutId, now }: { vendorId: VendorId; checkoutId: CheckoutId; now: Date },
): Promise<void> {
  await tx
    .update(checkouts)
    .set({ endKnownAt: now })
    .where(and(eq(checkouts.vendorId, vendorId), eq(checkouts.id, checkoutId)));
}

const duePayment = z.object({
  vendorId: z.uuid().transform((id) => id as VendorId),
  debtorId: z.uuid().transform((id) => id as DebtorId),
  paymentId: z.uuid().transform((id) => id as PaymentId),
  paymentIntentId: z.string(),
  stripeAccountId: z.string().nullable(),
});
export type DuePayment = z.infer<typeof duePayment>;

interface DueBefore {
  lookedUpBefore: Date;
  now: Date;
  limit: number;
}

/**
 * Takes payments that have been on their way since before `startedBefore` and were not asked for since
 * `lookedUpBefore`, the oldest first. Several that claim at once get different ones.
 */
export function claimDuePayments(tx: Tx, due: DueBefore & { startedBefore: Date }): Promise<DuePayment[]> {
  return claimPayments(tx, due, {
    which: sql`payments.state = 'processing' and payments.stripe_payment_intent_id is not null
      and payments.created_at < ${due.startedBefore.toISOString()}::timestamptz`,
    order: sql`payments.created_at`,
  });
}

/** Takes payments whose fee is not known, in the same way; the newest first, as others may never have one. */
export function claimFeesUnknown(tx: Tx, due: DueBefore & { receivedBefore: Date }): Promise<DuePayment[]> {
  return claimPayments(tx, due, {
    which: sql`payments.state = 'succeeded' and payments.method = 'stripe' and payments.fee_minor is null
      and payments.received_at < ${due.receivedBefore.toISOString()}::timestamptz`,
    order: sql`payments.received_at desc`,
  });
}

async function claimPayments(
  tx: Tx,
  due: DueBefore,
  { which, order }: { which: SQL; order: SQL },
): Promise<DuePayment[]> {
  const rows = await tx.execute(sql`
    with due as (
      select payments.vendor_id, payments.id, checkouts.stripe_account_id
      from payments join checkouts
        on checkouts.vendor_id = payments.vendor_id and checkouts.id = payments.checkout_id
      where ${which}
        and (payments.looked_up_at is null
          or payments.looked_up_at < ${due.lookedUpBefore.toISOString()}::timestamptz)
        and not exists (${disconnected})
      order by ${order} limit ${due.limit} for update of payments skip locked
    )
    update payments set looked_up_at = ${due.now.toISOString()}::timestamptz
    from due where payments.vendor_id = due.vendor_id and payments.id = due.id
    returning payments.vendor_id as "vendorId", payments.debtor_id as "debtorId", payments.id as "paymentId",
      stripe_payment_intent_id as "paymentIntentId", due.stripe_account_id as "stripeAccountId"`);
  return z.array(duePayment).parse(rows);
}

/** Puts a payment back that Stripe could not be asked about, for the next reconciliation. */
export async function releasePayment(
  tx: Tx,
  { vendorId, paymentId }: { vendorId: VendorId; paymentId: PaymentId },
): Promise<void> {
  await tx
    .update(payments)
    .set({ lookedUpAt: null })
    .where(and(eq(payments.vendorId, vendorId), eq(payments.id, paymentId)));
}

/** How the payment of a PaymentIntent stands here; null when there is none. */
export async function findPaymentState(
  tx: Tx,
  { vendorId, paymentIntentId }: { vendorId: VendorId; paymentIntentId: string },
): Promise<PaymentState | null> {
  const [row] = await tx
    .select({ state: payments.state })
    .from(payments)
    .where(and(eq(payments.vendorId, vendorId), eq(payments.stripePaymentIntentId, paymentIntentId)));
  return row?.state ?? null;
}
