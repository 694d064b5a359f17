import { and, count, desc, eq, gt, isNotNull, lt } from "drizzle-orm";
import type { Tx } from "~db/client";
import { balances, debtors, messages, vendors } from "~db/schema";
import type { DebtorId, VendorId } from "~/domain/ids";

export type VendorRow = typeof vendors.$inferSelect;

/** Adds a vendor; one with that slug already is left as it is. */
export async function insertVendor(tx: Tx, vendor: typeof vendors.$inferInsert): Promise<void> {
  await tx.insert(vendors).values(vendor).onConflictDoNothing();
}

export async function findVendorBySlug(tx: Tx, slug: string): Promise<VendorRow | undefined> {
  const [row] = await tx.select().from(vendors).where(eq(vendors.slug, slug));
  return row;
}

export async function hasMessages(tx: Tx, { vendorId }: { vendorId: VendorId }): Promise<boolean> {
  const rows = await tx
    .select({ id: messages.id })
    .from(messages)
    .where(eq(messages.vendorId, vendorId))
    .limit(1);
  return rows.length > 0;
}

/** The debtor who shows most of the pay page: reachable, with the most balances overdue on `today`. */
export async function findDebtorToShow(
  tx: Tx,
  { vendorId, today }: { vendorId: VendorId; today: string },
): Promise<DebtorId | null> {
  const [row] = await tx
    .select({ debtorId: balances.debtorId })
    .from(balances)
    .innerJoin(debtors, and(eq(debtors.vendorId, balances.vendorId), eq(debtors.id, balances.debtorId)))
    .where(
      and(
        eq(balances.vendorId, vendorId),
        gt(balances.outstandingMinor, 0n),
        lt(balances.dueOn, today),
        isNotNull(debtors.email),
      ),
    )
    .groupBy(balances.debtorId)
    .orderBy(desc(count()), balances.debtorId)
    .limit(1);
  return row?.debtorId ?? null;
}

/** Writes what the vendor says about itself. */
export async function updateVendorRow(
  tx: Tx,
  {
    vendorId,
    settings,
  }: { vendorId: VendorId; settings: Partial<Omit<VendorRow, "id" | "slug" | "currency">> },
): Promise<void> {
  await tx.update(vendors).set(settings).where(eq(vendors.id, vendorId));
}

/**
 * Who has something outstanding, and so may be written to sooner or later because the vendor's choice
 * changed.
 */
export async function listOwingDebtors(tx: Tx, { vendorId }: { vendorId: VendorId }): Promise<DebtorId[]> {
  const rows = await tx
    .selectDistinct({ debtorId: balances.debtorId })
    .from(balances)
    .where(and(eq(balances.vendorId, vendorId), gt(balances.outstandingMinor, 0n)));
  return rows.map(({ debtorId }) => debtorId);
}
