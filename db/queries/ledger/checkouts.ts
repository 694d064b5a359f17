import { and, asc, eq, inArray, lte, ne, sql, type SQL } from "drizzle-orm";
import type { Tx } from "~db/client";
import { canCollect, type Collection } from "~db/queries/vendor/connected-accounts";
import { balances, checkoutLines, checkouts, debtors, payLinks, vendors } from "~db/schema";
import type { BalanceId, CheckoutId, DebtorId, PayLinkId, SavedCardId, VendorId } from "~/domain/ids";
import type { Currency } from "~/domain/money";
import type { CheckoutKind, CheckoutState } from "~/domain/vocabulary";

export type CheckoutRow = typeof checkouts.$inferSelect;

/** The states in which a session may still be paid and the selection may not be given to another. */
const live: readonly CheckoutState[] = ["creating", "open"];

/**
 * Lets one transaction at a time open, end or credit sessions of a debtor, so that those cannot deadlock over
 * each other's rows. Returns the connected Stripe account of the debtor's vendor, null for the operator's
 * own, and whether it can take payments now.
 */
export async function lockDebtorForPayment(
  tx: Tx,
  { vendorId, debtorId }: { vendorId: VendorId; debtorId: DebtorId },
): Promise<Collection | undefined> {
  const [row] = await tx
    .select({ stripeAccountId: vendors.stripeAccountId, canCollect })
    .from(debtors)
    .innerJoin(vendors, eq(vendors.id, debtors.vendorId))
    .where(and(eq(debtors.vendorId, vendorId), eq(debtors.id, debtorId)))
    .for("no key update", { of: debtors });
  return row;
}

/** What of the asked balances is still outstanding; balances of other debtors are never among them. */
export async function selectOutstanding(
  tx: Tx,
  {
    vendorId,
    debtorId,
    balanceIds,
  }: { vendorId: VendorId; debtorId: DebtorId; balanceIds: readonly BalanceId[] },
) {
  if (balanceIds.length === 0) return [];
  return tx
    .select({
      balanceId: balances.id,
      reference: balances.reference,
      description: balances.description,
      dueOn: balances.dueOn,
      currency: balances.currency,
      outstandingMinor: balances.outstandingMinor,
    })
    .from(balances)
    .where(
      and(
        eq(balances.vendorId, vendorId),
        eq(balances.debtorId, debtorId),
        inArray(balances.id, [...balanceIds]),
        sql`${balances.outstandingMinor} > 0`,
      ),
    )
    .orderBy(asc(balances.dueOn), asc(balances.id));
}

/**
 * What bounds a part of what the debtor owes in this currency: the least the vendor takes at once, null where
 * it takes none, and all that is outstanding.
 */
export async function readPartTerms(
  tx: Tx,
  { vendorId, debtorId, currency }: { vendorId: VendorId; debtorId: DebtorId; currency: Currency },
): Promise<{ vendorMinimumMinor: bigint | null; outstandingMinor: bigint }> {
  const [vendor] = await tx
    .select({ minimumMinor: vendors.partialMinimumMinor, currency: vendors.currency })
    .from(vendors)
    .where(eq(vendors.id, vendorId));
  const [owed] = await tx
    .select({ outstandingMinor: sql<string>`coalesce(sum(${balances.outstandingMinor}), 0)::text` })
    .from(balances)
    .where(
      and(
        eq(balances.vendorId, vendorId),
        eq(balances.debtorId, debtorId),
        eq(balances.currency, currency),
        sql`${balances.outstandingMinor} > 0`,
      ),
    );
  return {
    vendorMinimumMinor: vendor?.currency === currency ? vendor.minimumMinor : null,
    outstandingMinor: BigInt(owed?.outstandingMinor ?? "0"),
  };
}

/**
 * Retires sessions that Stripe has expired, or is about to, so that the selection can be asked for afresh.
 */
export async function retireExpired(
  tx: Tx,
  { vendorId, debtorId, before, now }: { vendorId: VendorId; debtorId: DebtorId; before: Date; now: Date },
): Promise<void> {
  await tx
    .update(checkouts)
    .set({ state: "expired", updatedAt: now })
    .where(
      and(
        eq(checkouts.vendorId, vendorId),
        eq(checkouts.debtorId, debtorId),
        eq(checkouts.kind, "session"),
        inArray(checkouts.state, live),
        lte(checkouts.expiresAt, before),
      ),
    );
}

/**
 * Takes back live sessions of the debtor that were made on another account than the one the vendor collects
 * into now, so that the selection is asked for afresh. A payment that still comes in on one counts.
 */
export function supersedeElsewhere(
  tx: Tx,
  {
    vendorId,
    debtorId,
    stripeAccountId,
    now,
  }: { vendorId: VendorId; debtorId: DebtorId; stripeAccountId: string | null; now: Date },
): Promise<CheckoutId[]> {
  const isElsewhere = sql`${checkouts.stripeAccountId} is distinct from ${stripeAccountId}`;
  return supersede(tx, { vendorId, debtorId, which: isElsewhere, now });
}

/** Writes the row that is to be asked for, or returns the live one that already stands for this selection. */
export async function claimCheckout(
  tx: Tx,
  row: {
    vendorId: VendorId;
    id: CheckoutId;
    debtorId: DebtorId;
    kind?: CheckoutKind;
    payLinkId: PayLinkId | null;
    keepCard?: boolean;
    savedCardId?: SavedCardId;
    selectionKey: string;
    currency: Currency;
    stripeAccountId: string | null;
    lines: readonly { balanceId: BalanceId; amountMinor: bigint }[];
    expiresAt: Date;
    now: Date;
  },
): Promise<CheckoutRow> {
  const { lines, now, ...values } = row;
  const amountMinor = lines.reduce((total, line) => total + line.amountMinor, 0n);
  const [inserted] = await tx
    .insert(checkouts)
    .values({
      ...values,
      amountMinor,
      state: "creating",
      idempotencyKey: `checkout:${row.id}`,
      updatedAt: now,
    })
    .onConflictDoNothing()
    .returning();
  if (inserted) {
    await tx
      .insert(checkoutLines)
      .values(lines.map((line) => ({ vendorId: row.vendorId, checkoutId: row.id, ...line })));
    return inserted;
  }
  const [standing] = await tx
    .select()
    .from(checkouts)
    .where(
      and(
        eq(checkouts.vendorId, row.vendorId),
        eq(checkouts.debtorId, row.debtorId),
        eq(checkouts.kind, row.kind ?? "session"),
        eq(checkouts.selectionKey, row.selectionKey),
        inArray(checkouts.state, live),
      ),
    );
  // It ended between the two statements, and its place is free: asked for again, the row is written.
  return standing ?? claimCheckout(tx, row);
}

/**
 * Takes back every other live session of the debtor: the selection it was made for is no longer what is
 * wanted or owed. Stripe is told afterwards; a payment that still comes in on one counts. The charge of a
 * kept card cannot be taken back once it was asked for, so it stays until its answer is known.
 */
export function supersedeOthers(
  tx: Tx,
  {
    vendorId,
    debtorId,
    except,
    now,
  }: { vendorId: VendorId; debtorId: DebtorId; except: CheckoutId | null; now: Date },
): Promise<CheckoutId[]> {
  return supersede(tx, { vendorId, debtorId, which: except ? ne(checkouts.id, except) : undefined, now });
}

async function supersede(
  tx: Tx,
  {
    vendorId,
    debtorId,
    which,
    now,
  }: { vendorId: VendorId; debtorId: DebtorId; which: SQL | undefined; now: Date },
): Promise<CheckoutId[]> {
  const rows = await tx
    .update(checkouts)
    .set({ state: "superseded", updatedAt: now })
    .where(
      and(
        eq(checkouts.vendorId, vendorId),
        eq(checkouts.debtorId, debtorId),
        eq(checkouts.kind, "session"),
        inArray(checkouts.state, live),
        which,
      ),
    )
    .returning({ id: checkouts.id });
  return rows.map(({ id }) => id);
}

export async function findCheckout(
  tx: Tx,
  { vendorId, id }: { vendorId: VendorId; id: CheckoutId },
): Promise<CheckoutRow | undefined> {
  const [row] = await tx
    .select()
    .from(checkouts)
    .where(and(eq(checkouts.vendorId, vendorId), eq(checkouts.id, id)));
  return row;
}

/** What of each balance is collected, beside what is outstanding on it now; the oldest due first. */
export function listCheckoutLines(tx: Tx, { vendorId, id }: { vendorId: VendorId; id: CheckoutId }) {
  return tx
    .select({
      reference: balances.reference,
      description: balances.description,
      amountMinor: checkoutLines.amountMinor,
      outstandingMinor: balances.outstandingMinor,
    })
    .from(checkoutLines)
    .innerJoin(
      balances,
      and(eq(balances.vendorId, checkoutLines.vendorId), eq(balances.id, checkoutLines.balanceId)),
    )
    .where(and(eq(checkoutLines.vendorId, vendorId), eq(checkoutLines.checkoutId, id)))
    .orderBy(asc(balances.dueOn), asc(balances.id));
}

/** What Stripe needs to be told about the session: its lines, and who is asked by whom. */
export async function describeCheckout(tx: Tx, { vendorId, id }: { vendorId: VendorId; id: CheckoutId }) {
  const lines = await listCheckoutLines(tx, { vendorId, id });
  const [parties] = await tx
    .select({
      vendorName: vendors.name,
      email: debtors.email,
      language: sql<string>`coalesce(${debtors.language}, ${vendors.language})`,
      payLink: { id: payLinks.id, expiresAt: payLinks.expiresAt },
    })
    .from(checkouts)
    .innerJoin(vendors, eq(vendors.id, checkouts.vendorId))
    .innerJoin(debtors, and(eq(debtors.vendorId, checkouts.vendorId), eq(debtors.id, checkouts.debtorId)))
    .innerJoin(payLinks, and(eq(payLinks.vendorId, checkouts.vendorId), eq(payLinks.id, checkouts.payLinkId)))
    .where(and(eq(checkouts.vendorId, vendorId), eq(checkouts.id, id)));
  if (!parties) throw new Error(`Checkout ${id} has lost its parties.`);
  return { lines, ...parties };
}

/** Moves a session on, from one of the given states only. Returns false when it was in none of them. */
export async function moveCheckout(
  tx: Tx,
  change: {
    vendorId: VendorId;
    id: CheckoutId;
    from: readonly CheckoutState[];
    to: CheckoutState;
    now: Date;
    stripe?: { sessionId: string; url: string | null };
    lastError?: string;
  },
): Promise<boolean> {
  const moved = await tx
    .update(checkouts)
    .set({
      state: change.to,
      updatedAt: change.now,
      ...(change.stripe && { stripeSessionId: change.stripe.sessionId, stripeUrl: change.stripe.url }),
      ...(change.lastError !== undefined && { lastError: change.lastError }),
    })
    .where(
      and(
        eq(checkouts.vendorId, change.vendorId),
        eq(checkouts.id, change.id),
        inArray(checkouts.state, [...change.from]),
      ),
    )
    .returning({ id: checkouts.id });
  return moved.length > 0;
}
