import { and, desc, eq, gt, inArray, isNull, ne, sql } from "drizzle-orm";
import { z } from "zod";
import type { Tx } from "~db/client";
import { checkoutLines, checkouts, savedCards } from "~db/schema";
import type { BalanceId, CheckoutId, DebtorId, SavedCardId, VendorId } from "~/domain/ids";
import type { CheckoutKind } from "~/domain/vocabulary";
import { listCheckoutLines } from "./checkouts";

export type SavedCardRow = typeof savedCards.$inferSelect;

/** The card the debtor lets the vendor keep now, on whatever account and however old. */
export async function findKeptCard(
  tx: Tx,
  { vendorId, debtorId }: { vendorId: VendorId; debtorId: DebtorId },
): Promise<SavedCardRow | undefined> {
  const [row] = await tx
    .select()
    .from(savedCards)
    .where(
      and(eq(savedCards.vendorId, vendorId), eq(savedCards.debtorId, debtorId), isNull(savedCards.removedAt)),
    );
  return row;
}

export async function findSavedCard(
  tx: Tx,
  { vendorId, id }: { vendorId: VendorId; id: SavedCardId },
): Promise<SavedCardRow | undefined> {
  const [row] = await tx
    .select()
    .from(savedCards)
    .where(and(eq(savedCards.vendorId, vendorId), eq(savedCards.id, id)));
  return row;
}

/** Writes a card that is kept from now on. Returns false when Stripe's card is known here already. */
export async function insertSavedCard(tx: Tx, card: typeof savedCards.$inferInsert): Promise<boolean> {
  const inserted = await tx
    .insert(savedCards)
    .values(card)
    .onConflictDoNothing()
    .returning({ id: savedCards.id });
  return inserted.length > 0;
}

/** Takes the debtor's card out of use, or the one named. Returns what was taken out. */
export async function removeSavedCard(
  tx: Tx,
  {
    vendorId,
    debtorId,
    id,
    removedBy,
    now,
  }: { vendorId: VendorId; debtorId: DebtorId; id?: SavedCardId; removedBy: string; now: Date },
): Promise<SavedCardRow | undefined> {
  const [removed] = await tx
    .update(savedCards)
    .set({ removedAt: now, removedBy })
    .where(
      and(
        eq(savedCards.vendorId, vendorId),
        eq(savedCards.debtorId, debtorId),
        isNull(savedCards.removedAt),
        id && eq(savedCards.id, id),
      ),
    )
    .returning();
  return removed;
}

export async function markDetached(
  tx: Tx,
  { vendorId, id, now }: { vendorId: VendorId; id: SavedCardId; now: Date },
): Promise<void> {
  await tx
    .update(savedCards)
    .set({ detachedAt: now })
    .where(and(eq(savedCards.vendorId, vendorId), eq(savedCards.id, id)));
}

/**
 * Stripe's customer of this debtor on this account, made when they first kept a card there; one whose card
 * Stripe itself let go of may be gone with it.
 */
export async function findStripeCustomer(
  tx: Tx,
  {
    vendorId,
    debtorId,
    stripeAccountId,
  }: { vendorId: VendorId; debtorId: DebtorId; stripeAccountId: string | null },
): Promise<string | null> {
  const [row] = await tx
    .select({ stripeCustomerId: savedCards.stripeCustomerId })
    .from(savedCards)
    .where(
      and(
        eq(savedCards.vendorId, vendorId),
        eq(savedCards.debtorId, debtorId),
        sql`${savedCards.stripeAccountId} is not distinct from ${stripeAccountId}`,
        sql`${savedCards.removedBy} is distinct from 'stripe'`,
      ),
    )
    .orderBy(desc(savedCards.createdAt))
    .limit(1);
  return row?.stripeCustomerId ?? null;
}

/**
 * Charges of the debtor's kept card, asked for by a tap or by a plan, of which it is not known whether they
 * took any of these balances. The caller holds the debtor's lock.
 */
export async function findUnresolvedCharges(
  tx: Tx,
  {
    vendorId,
    debtorId,
    balanceIds,
  }: { vendorId: VendorId; debtorId: DebtorId; balanceIds: readonly BalanceId[] },
): Promise<{ id: CheckoutId; kind: CheckoutKind; selectionKey: string }[]> {
  if (balanceIds.length === 0) return [];
  return tx
    .selectDistinct({
      id: checkouts.id,
      kind: checkouts.kind,
      selectionKey: checkouts.selectionKey,
    })
    .from(checkouts)
    .innerJoin(
      checkoutLines,
      and(eq(checkoutLines.vendorId, checkouts.vendorId), eq(checkoutLines.checkoutId, checkouts.id)),
    )
    .where(
      and(
        eq(checkouts.vendorId, vendorId),
        eq(checkouts.debtorId, debtorId),
        ne(checkouts.kind, "session"),
        eq(checkouts.state, "creating"),
        inArray(checkoutLines.balanceId, [...balanceIds]),
      ),
    );
}

/** A charge with the card it is made to and what it is for, oldest due first. */
export async function readCardCharge(tx: Tx, { vendorId, id }: { vendorId: VendorId; id: CheckoutId }) {
  const [row] = await tx
    .select({ checkout: checkouts, card: savedCards })
    .from(checkouts)
    .innerJoin(
      savedCards,
      and(eq(savedCards.vendorId, checkouts.vendorId), eq(savedCards.id, checkouts.savedCardId)),
    )
    .where(and(eq(checkouts.vendorId, vendorId), eq(checkouts.id, id)));
  if (!row) return undefined;
  return { ...row, lines: await listCheckoutLines(tx, { vendorId, id }) };
}

export interface PayableSession {
  id: CheckoutId;
  stripeSessionId: string;
  stripeAccountId: string | null;
}

/** Sessions of the debtor that were taken back and that Stripe may still let be paid. */
export async function listPayableSessions(
  tx: Tx,
  { vendorId, debtorId, now }: { vendorId: VendorId; debtorId: DebtorId; now: Date },
): Promise<PayableSession[]> {
  const rows = await tx
    .select({
      id: checkouts.id,
      stripeSessionId: checkouts.stripeSessionId,
      stripeAccountId: checkouts.stripeAccountId,
    })
    .from(checkouts)
    .where(
      and(
        eq(checkouts.vendorId, vendorId),
        eq(checkouts.debtorId, debtorId),
        eq(checkouts.kind, "session"),
        eq(checkouts.state, "superseded"),
        isNull(checkouts.endKnownAt),
        gt(checkouts.expiresAt, now),
      ),
    );
  return rows.flatMap(({ stripeSessionId, ...row }) =>
    stripeSessionId ? [{ ...row, stripeSessionId }] : [],
  );
}

/** A charge of a kept card whose answer is not known. */
const dueCharge = z.object({
  vendorId: z.uuid().transform((id) => id as VendorId),
  checkoutId: z.uuid().transform((id) => id as CheckoutId),
});
export type DueCharge = z.infer<typeof dueCharge>;

/**
 * Takes charges whose answer was lost before `startedBefore`, to be asked for. Several that claim at once get
 * different ones, and none is taken twice in a run.
 */
export async function claimUnresolvedCharges(
  tx: Tx,
  { startedBefore, now, limit }: { startedBefore: Date; now: Date; limit: number },
): Promise<DueCharge[]> {
  const rows = await tx.execute(sql`
    with due as (
      select vendor_id, id from checkouts
      where end_known_at is null and kind <> 'session' and state = 'creating'
        and updated_at < ${startedBefore.toISOString()}::timestamptz
        and (looked_up_at is null or looked_up_at < ${now.toISOString()}::timestamptz)
      order by looked_up_at nulls first limit ${limit} for update skip locked
    )
    update checkouts set looked_up_at = ${now.toISOString()}::timestamptz
    from due where checkouts.vendor_id = due.vendor_id and checkouts.id = due.id
    returning checkouts.vendor_id as "vendorId", checkouts.id as "checkoutId"`);
  return z.array(dueCharge).parse(rows);
}

const removedCard = z.object({
  vendorId: z.uuid().transform((id) => id as VendorId),
  savedCardId: z.uuid().transform((id) => id as SavedCardId),
});

/** Cards taken out of use before `removedBefore` that Stripe may still keep. At most `limit`. */
export async function listUndetachedCards(
  tx: Tx,
  { removedBefore, limit }: { removedBefore: Date; limit: number },
): Promise<z.infer<typeof removedCard>[]> {
  const rows = await tx.execute(sql`
    select vendor_id as "vendorId", id as "savedCardId" from saved_cards
    where detached_at is null and removed_at < ${removedBefore.toISOString()}::timestamptz
    order by removed_at limit ${limit}`);
  return z.array(removedCard).parse(rows);
}

/** Sets what Stripe called the charge, once it is known. */
export async function noteChargeIntent(
  tx: Tx,
  { vendorId, id, paymentIntentId }: { vendorId: VendorId; id: CheckoutId; paymentIntentId: string },
): Promise<void> {
  await tx
    .update(checkouts)
    .set({ stripePaymentIntentId: paymentIntentId })
    .where(and(eq(checkouts.vendorId, vendorId), eq(checkouts.id, id), ne(checkouts.kind, "session")));
}
