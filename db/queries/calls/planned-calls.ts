import { and, eq, lte, sql } from "drizzle-orm";
import type { Tx } from "~db/client";
import { isAmong } from "~db/queries/among";
import { callTasks } from "~db/schema";
import type { CallTaskId, DebtorId, ReminderId, VendorId } from "~/domain/ids";

export interface NewCallTask {
  id: CallTaskId;
  debtorId: DebtorId;
  reminderId: ReminderId;
  /** E.164. */
  phone: string;
  dueAt: Date;
}

/** Puts calls on the list of those to be made; one a reminder. */
export async function insertCallTasks(
  tx: Tx,
  { vendorId, rows }: { vendorId: VendorId; rows: readonly NewCallTask[] },
): Promise<void> {
  if (rows.length === 0) return;
  await tx
    .insert(callTasks)
    .values(rows.map((row) => ({ vendorId, ...row, state: "open" as const })))
    .onConflictDoNothing();
}

/** Takes open calls with these debtors off the list; returns those that were on it. */
export async function cancelCallTasks(
  tx: Tx,
  params: {
    vendorId: VendorId;
    debtorIds: readonly DebtorId[];
    reason: string;
    /** Only those that were due by then. */
    dueBy?: Date;
    now: Date;
  },
): Promise<{ id: CallTaskId; debtorId: DebtorId; reminderId: ReminderId }[]> {
  const { vendorId, debtorIds, reason, dueBy, now } = params;
  if (debtorIds.length === 0) return [];
  return tx
    .update(callTasks)
    .set({ state: "cancelled", reason, closedAt: sql`${now.toISOString()}` })
    .where(
      and(
        eq(callTasks.vendorId, vendorId),
        isAmong(callTasks.debtorId, debtorIds),
        eq(callTasks.state, "open"),
        ...(dueBy === undefined ? [] : [lte(callTasks.dueAt, dueBy)]),
      ),
    )
    .returning({ id: callTasks.id, debtorId: callTasks.debtorId, reminderId: callTasks.reminderId });
}
