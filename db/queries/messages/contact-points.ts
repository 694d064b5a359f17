import { and, eq, inArray } from "drizzle-orm";
import type { Tx } from "~db/client";
import { debtors } from "~db/schema";
import type { ContactPoints } from "~/domain/contact-points";
import type { DebtorId, VendorId } from "~/domain/ids";

export async function findDebtorContact(
  tx: Tx,
  { vendorId, debtorId }: { vendorId: VendorId; debtorId: DebtorId },
): Promise<ContactPoints | null> {
  const [debtor] = await tx
    .select({ email: debtors.email, phone: debtors.phone })
    .from(debtors)
    .where(and(eq(debtors.vendorId, vendorId), eq(debtors.id, debtorId)));
  return debtor ?? null;
}

/** The same, keeping others from deciding about this debtor until the transaction ends. */
export async function lockDebtorContact(
  tx: Tx,
  { vendorId, debtorId }: { vendorId: VendorId; debtorId: DebtorId },
): Promise<ContactPoints | null> {
  const [debtor] = await tx
    .select({ email: debtors.email, phone: debtors.phone })
    .from(debtors)
    .where(and(eq(debtors.vendorId, vendorId), eq(debtors.id, debtorId)))
    .for("no key update");
  return debtor ?? null;
}

/** Keeps others from deciding about these debtors until the transaction ends; always in the same order. */
export async function lockDebtors(
  tx: Tx,
  { vendorId, debtorIds }: { vendorId: VendorId; debtorIds: readonly DebtorId[] },
): Promise<void> {
  await tx
    .select({ id: debtors.id })
    .from(debtors)
    .where(and(eq(debtors.vendorId, vendorId), inArray(debtors.id, [...debtorIds])))
    .orderBy(debtors.id)
    .for("no key update");
}
