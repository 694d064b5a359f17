import { and, asc, desc, eq, isNull, lt, or, sql } from "drizzle-orm";
import type { Tx } from "~db/client";
import { checkouts, connectedAccounts, payments, vendors } from "~db/schema";
import type { VendorId } from "~/domain/ids";
import type { AccountFacts } from "~/domain/stripe-account";

export type ConnectedAccountRow = typeof connectedAccounts.$inferSelect;

/**
 * Whether payments to a vendor of `vendors` can be taken: the operator's own account always takes them, a
 * vendor's own one while Stripe lets it.
 */
export const canCollect = sql<boolean>`(${vendors.stripeAccountId} is null or exists (
  select from ${connectedAccounts} where ${connectedAccounts.vendorId} = ${vendors.id}
    and ${connectedAccounts.stripeAccountId} = ${vendors.stripeAccountId}
    and ${connectedAccounts.chargesEnabled} and ${connectedAccounts.disconnectedAt} is null))`;

export interface Collection {
  /** The account payments go to; null for the operator's own. */
  stripeAccountId: string | null;
  canCollect: boolean;
}

/** Where the vendor's payments go, and whether they can. */
export async function readCollection(tx: Tx, { vendorId }: { vendorId: VendorId }): Promise<Collection> {
  const [row] = await tx
    .select({ stripeAccountId: vendors.stripeAccountId, canCollect })
    .from(vendors)
    .where(eq(vendors.id, vendorId));
  if (!row) throw new Error(`Vendor ${vendorId} is not there.`);
  return row;
}

/** Lets one transaction at a time change which accounts a vendor has and which of them collects. */
export async function lockVendorForAccounts(
  tx: Tx,
  { vendorId }: { vendorId: VendorId },
): Promise<{ country: string; stripeAccountId: string | null; stripeAccountKey: string | null }> {
  const [row] = await tx
    .select({
      country: vendors.country,
      stripeAccountId: vendors.stripeAccountId,
      stripeAccountKey: vendors.stripeAccountKey,
    })
    .from(vendors)
    .where(eq(vendors.id, vendorId))
    .for("no key update");
  if (!row) throw new Error(`Vendor ${vendorId} is not there.`);
  return row;
}

export async function keepAccountKey(
  tx: Tx,
  { vendorId, key }: { vendorId: VendorId; key: string },
): Promise<void> {
  await tx.update(vendors).set({ stripeAccountKey: key }).where(eq(vendors.id, vendorId));
}

/** Lets go of a key that has done its work; a newer one stays. */
export async function dropAccountKey(
  tx: Tx,
  { vendorId, key }: { vendorId: VendorId; key: string },
): Promise<void> {
  await tx
    .update(vendors)
    .set({ stripeAccountKey: null })
    .where(and(eq(vendors.id, vendorId), eq(vendors.stripeAccountKey, key)));
}

export async function chooseCollectingAccount(
  tx: Tx,
  { vendorId, stripeAccountId }: { vendorId: VendorId; stripeAccountId: string | null },
): Promise<void> {
  await tx.update(vendors).set({ stripeAccountId }).where(eq(vendors.id, vendorId));
}

/** The vendor's accounts, the newest first, and those it withdrew last. */
export async function listAccountsOfVendor(
  tx: Tx,
  { vendorId }: { vendorId: VendorId },
): Promise<ConnectedAccountRow[]> {
  return tx
    .select()
    .from(connectedAccounts)
    .where(eq(connectedAccounts.vendorId, vendorId))
    .orderBy(
      sql`${connectedAccounts.disconnectedAt} is not null`,
      desc(connectedAccounts.createdAt),
      asc(connectedAccounts.stripeAccountId),
    );
}

export async function findConnectedAccount(
  tx: Tx,
  stripeAccountId: string,
): Promise<ConnectedAccountRow | undefined> {
  const [row] = await tx
    .select()
    .from(connectedAccounts)
    .where(eq(connectedAccounts.stripeAccountId, stripeAccountId));
  return row;
}

/** Takes the account's row, so that one transaction at a time writes what Stripe says of it. */
export async function lockConnectedAccount(
  tx: Tx,
  stripeAccountId: string,
): Promise<ConnectedAccountRow | undefined> {
  const [row] = await tx
    .select()
    .from(connectedAccounts)
    .where(eq(connectedAccounts.stripeAccountId, stripeAccountId))
    .for("no key update");
  return row;
}

/** An account that Stripe has just made for the vendor; one that is there already stays as it is. */
export async function insertConnectedAccount(
  tx: Tx,
  { vendorId, facts, now }: { vendorId: VendorId; facts: AccountFacts; now: Date },
): Promise<void> {
  await tx
    .insert(connectedAccounts)
    .values({ vendorId, stripeAccountId: facts.stripeAccountId, ...columnsOf(facts), checkedAt: now })
    .onConflictDoNothing();
}

/** Writes what Stripe said when it was asked at `askedAt`; null where it no longer opens the account. */
export async function writeAccount(
  tx: Tx,
  { stripeAccountId, facts, askedAt }: { stripeAccountId: string; facts: AccountFacts | null; askedAt: Date },
): Promise<void> {
  const change = facts ? { ...columnsOf(facts), disconnectedAt: null } : { disconnectedAt: askedAt };
  await tx
    .update(connectedAccounts)
    .set({ ...change, checkedAt: askedAt })
    .where(eq(connectedAccounts.stripeAccountId, stripeAccountId));
}

function columnsOf({
  detailsSubmitted,
  chargesEnabled,
  payoutsEnabled,
  currentlyDue,
  disabledReason,
}: AccountFacts) {
  return {
    detailsSubmitted,
    chargesEnabled,
    payoutsEnabled,
    currentlyDue: [...currentlyDue],
    disabledReason,
  };
}

/**
 * Connected accounts that Stripe is to be asked about: those it still wants something for and not asked about
 * since `incompleteBefore`, and any other one since `completeBefore`. Longest ago first.
 */
export async function listAccountsToAsk(
  tx: Tx,
  due: { incompleteBefore: Date; completeBefore: Date; limit: number },
): Promise<string[]> {
  const { checkedAt, chargesEnabled, payoutsEnabled, currentlyDue, disconnectedAt } = connectedAccounts;
  const isComplete = sql`${chargesEnabled} and ${payoutsEnabled} and cardinality(${currentlyDue}) = 0`;
  const rows = await tx
    .select({ stripeAccountId: connectedAccounts.stripeAccountId })
    .from(connectedAccounts)
    .where(
      and(
        isNull(disconnectedAt),
        or(
          isNull(checkedAt),
          lt(checkedAt, due.completeBefore),
          and(lt(checkedAt, due.incompleteBefore), sql`not (${isComplete})`),
        ),
      ),
    )
    .orderBy(sql`${checkedAt} nulls first`)
    .limit(due.limit);
  return rows.map(({ stripeAccountId }) => stripeAccountId);
}

/** Marks what was on its way to an account that nobody here can ask any more, for a person to look at. */
export async function flagPaymentsOnTheirWay(
  tx: Tx,
  { vendorId, stripeAccountId, flag }: { vendorId: VendorId; stripeAccountId: string; flag: string },
): Promise<void> {
  await tx
    .update(payments)
    .set({ flag })
    .where(
      and(
        eq(payments.vendorId, vendorId),
        eq(payments.state, "processing"),
        sql`exists (select from ${checkouts} where ${checkouts.vendorId} = ${payments.vendorId}
          and ${checkouts.id} = ${payments.checkoutId}
          and ${checkouts.stripeAccountId} = ${stripeAccountId})`,
      ),
    );
}
