import { and, asc, desc, eq, inArray, isNotNull, isNull, lte, notExists, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Tx } from "~db/client";
import { checkouts, instalments, payments, plans } from "~db/schema";
import type { CheckoutId, DebtorId, InstalmentId, PlanId, VendorId } from "~/domain/ids";
import type { InstalmentState, PaymentState } from "~/domain/vocabulary";
import { pausedBy } from "./pauses";

export type InstalmentRow = typeof instalments.$inferSelect;

/** An instalment that a job is to look at, under the lock of its debtor. */
export interface DueInstalment {
  vendorId: VendorId;
  debtorId: DebtorId;
  instalmentId: InstalmentId;
}

export async function insertInstalments(
  tx: Tx,
  rows: readonly (typeof instalments.$inferInsert)[],
): Promise<void> {
  await tx.insert(instalments).values([...rows]);
}

/** All instalments of a plan, the first first. */
export function listInstalments(
  tx: Tx,
  { vendorId, planId }: { vendorId: VendorId; planId: PlanId },
): Promise<InstalmentRow[]> {
  return tx
    .select()
    .from(instalments)
    .where(and(eq(instalments.vendorId, vendorId), eq(instalments.planId, planId)))
    .orderBy(asc(instalments.number));
}

export async function findInstalment(
  tx: Tx,
  { vendorId, instalmentId }: { vendorId: VendorId; instalmentId: InstalmentId },
): Promise<InstalmentRow | undefined> {
  const [row] = await tx
    .select()
    .from(instalments)
    .where(and(eq(instalments.vendorId, vendorId), eq(instalments.id, instalmentId)));
  return row;
}

/** Changes an instalment that is in one of these states; false when it was in none of them. */
export async function moveInstalment(
  tx: Tx,
  {
    vendorId,
    instalmentId,
    from,
    change,
  }: {
    vendorId: VendorId;
    instalmentId: InstalmentId;
    from: readonly InstalmentState[];
    change: Partial<Omit<InstalmentRow, "vendorId" | "id">>;
  },
): Promise<boolean> {
  const moved = await tx
    .update(instalments)
    .set(change)
    .where(
      and(
        eq(instalments.vendorId, vendorId),
        eq(instalments.id, instalmentId),
        inArray(instalments.state, [...from]),
      ),
    )
    .returning({ id: instalments.id });
  return moved.length > 0;
}

const due = {
  vendorId: instalments.vendorId,
  debtorId: instalments.debtorId,
  instalmentId: instalments.id,
};

/**
 * The instalments whose time to be charged has come and that were announced long enough ago. One whose
 * earlier instalment is still to be collected waits for it; so do those of a plan that is paused. For the
 * system's doorway.
 */
export function listInstalmentsToCharge(
  tx: Tx,
  { now, noticedBefore, limit }: { now: Date; noticedBefore: Date; limit: number },
): Promise<DueInstalment[]> {
  const earlier = alias(instalments, "earlier");
  return tx
    .select(due)
    .from(instalments)
    .innerJoin(plans, and(eq(plans.vendorId, instalments.vendorId), eq(plans.id, instalments.planId)))
    .where(
      and(
        eq(plans.state, "active"),
        eq(instalments.state, "scheduled"),
        lte(instalments.chargeAt, now),
        lte(instalments.noticedAt, noticedBefore),
        sql`not ${pausedBy()}`,
        notExists(
          tx
            .select({ one: sql`1` })
            .from(earlier)
            .where(
              and(
                eq(earlier.vendorId, instalments.vendorId),
                eq(earlier.planId, instalments.planId),
                sql`${earlier.number} < ${instalments.number}`,
                sql`${earlier.state} in ('scheduled', 'charging')`,
              ),
            ),
        ),
      ),
    )
    .orderBy(asc(instalments.chargeAt))
    .limit(limit);
}

/** The instalments that are soon charged and not announced yet. For the system's doorway. */
export function listInstalmentsToAnnounce(
  tx: Tx,
  { chargedBefore, limit }: { chargedBefore: Date; limit: number },
): Promise<DueInstalment[]> {
  return tx
    .select(due)
    .from(instalments)
    .innerJoin(plans, and(eq(plans.vendorId, instalments.vendorId), eq(plans.id, instalments.planId)))
    .where(
      and(
        eq(plans.state, "active"),
        eq(instalments.state, "scheduled"),
        isNull(instalments.noticedAt),
        lte(instalments.chargeAt, chargedBefore),
        sql`not ${pausedBy()}`,
      ),
    )
    .orderBy(asc(instalments.chargeAt))
    .limit(limit);
}

/**
 * The instalments whose charge was begun before then and whose outcome is not known here. For the system's
 * doorway.
 */
export function listUnansweredCharges(
  tx: Tx,
  { begunBefore, limit }: { begunBefore: Date; limit: number },
): Promise<DueInstalment[]> {
  return tx
    .select(due)
    .from(instalments)
    .innerJoin(
      checkouts,
      and(eq(checkouts.vendorId, instalments.vendorId), eq(checkouts.id, instalments.checkoutId)),
    )
    .where(
      and(
        eq(instalments.state, "charging"),
        isNotNull(instalments.checkoutId),
        eq(checkouts.kind, "instalment"),
        lte(checkouts.updatedAt, begunBefore),
      ),
    )
    .orderBy(asc(checkouts.updatedAt))
    .limit(limit);
}

/** How the newest payment on a checkout stands; null when there is none. */
export async function findPaymentStateOf(
  tx: Tx,
  { vendorId, checkoutId }: { vendorId: VendorId; checkoutId: CheckoutId },
): Promise<PaymentState | null> {
  const [row] = await tx
    .select({ state: payments.state })
    .from(payments)
    .where(and(eq(payments.vendorId, vendorId), eq(payments.checkoutId, checkoutId)))
    .orderBy(desc(payments.createdAt))
    .limit(1);
  return row?.state ?? null;
}
