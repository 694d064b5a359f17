import { and, asc, count, desc, eq, inArray } from "drizzle-orm";
import type { Tx } from "~db/client";
import { callAttempts, callTasks, suppressions } from "~db/schema";
import type { CallTaskId, DebtorId, ReminderId, VendorId } from "~/domain/ids";
import type { CallOutcome, CallTaskState } from "~/domain/vocabulary";

export interface CallTask {
  id: CallTaskId;
  debtorId: DebtorId;
  reminderId: ReminderId;
  phone: string;
  state: CallTaskState;
  dueAt: Date;
  /** Why it was cancelled. */
  reason: string | null;
}

interface OneTask {
  vendorId: VendorId;
  callTaskId: CallTaskId;
}

const columns = {
  id: callTasks.id,
  debtorId: callTasks.debtorId,
  reminderId: callTasks.reminderId,
  phone: callTasks.phone,
  state: callTasks.state,
  dueAt: callTasks.dueAt,
  reason: callTasks.reason,
};

const isTask = ({ vendorId, callTaskId }: OneTask) =>
  and(eq(callTasks.vendorId, vendorId), eq(callTasks.id, callTaskId));

/** Whom a call is for, so that the debtor can be locked before the call. */
export async function findDebtorOfCall(tx: Tx, task: OneTask): Promise<DebtorId | null> {
  const [found] = await tx.select({ debtorId: callTasks.debtorId }).from(callTasks).where(isTask(task));
  return found?.debtorId ?? null;
}

/** Waits for whoever has the call in hand. */
export async function lockCallTask(tx: Tx, task: OneTask): Promise<CallTask | null> {
  const [found] = await tx.select(columns).from(callTasks).where(isTask(task)).for("update");
  return found ?? null;
}

/** The call with a debtor that is open; null when none is. */
export async function findOpenCall(
  tx: Tx,
  { vendorId, debtorId }: { vendorId: VendorId; debtorId: DebtorId },
): Promise<CallTask | null> {
  const [found] = await tx
    .select(columns)
    .from(callTasks)
    .where(
      and(eq(callTasks.vendorId, vendorId), eq(callTasks.debtorId, debtorId), eq(callTasks.state, "open")),
    )
    .orderBy(asc(callTasks.dueAt))
    .limit(1);
  return found ?? null;
}

/** Puts a call off until then. */
export async function moveCall(tx: Tx, { dueAt, ...task }: OneTask & { dueAt: Date }): Promise<void> {
  await tx.update(callTasks).set({ dueAt }).where(isTask(task));
}

/** Takes a call that was made off the list. */
export async function closeCall(tx: Tx, { now, ...task }: OneTask & { now: Date }): Promise<void> {
  await tx.update(callTasks).set({ state: "done", closedAt: now }).where(isTask(task));
}

/** Keeps a try of a call; false when this very try is kept already. */
export async function insertAttempt(
  tx: Tx,
  attempt: {
    vendorId: VendorId;
    /** Made with the form, so that sending the form again is the same try. */
    id: string;
    callTaskId: CallTaskId;
    debtorId: DebtorId;
    outcome: CallOutcome;
    note: string | null;
    calledBy: string;
    calledAt: Date;
  },
): Promise<boolean> {
  const inserted = await tx
    .insert(callAttempts)
    .values(attempt)
    .onConflictDoNothing()
    .returning({ id: callAttempts.id });
  return inserted.length > 0;
}

export async function hasAttempt(
  tx: Tx,
  { vendorId, id }: { vendorId: VendorId; id: string },
): Promise<boolean> {
  const rows = await tx
    .select({ id: callAttempts.id })
    .from(callAttempts)
    .where(and(eq(callAttempts.vendorId, vendorId), eq(callAttempts.id, id)));
  return rows.length > 0;
}

/** How often each of these calls was tried. */
export async function countTries(
  tx: Tx,
  { vendorId, callTaskIds }: { vendorId: VendorId; callTaskIds: readonly CallTaskId[] },
): Promise<Map<CallTaskId, number>> {
  if (callTaskIds.length === 0) return new Map();
  const rows = await tx
    .select({ callTaskId: callAttempts.callTaskId, tries: count() })
    .from(callAttempts)
    .where(and(eq(callAttempts.vendorId, vendorId), inArray(callAttempts.callTaskId, [...callTaskIds])))
    .groupBy(callAttempts.callTaskId);
  return new Map(rows.map(({ callTaskId, tries }) => [callTaskId, tries]));
}

/** What came of the last try of a call, and who made it; null when it was never tried. */
export async function findLastTry(
  tx: Tx,
  { vendorId, callTaskId }: OneTask,
): Promise<{ outcome: CallOutcome; calledBy: string; calledAt: Date } | null> {
  const [found] = await tx
    .select({
      outcome: callAttempts.outcome,
      calledBy: callAttempts.calledBy,
      calledAt: callAttempts.calledAt,
    })
    .from(callAttempts)
    .where(and(eq(callAttempts.vendorId, vendorId), eq(callAttempts.callTaskId, callTaskId)))
    .orderBy(desc(callAttempts.calledAt))
    .limit(1);
  return found ?? null;
}

/** A line that takes no texts was called until now; what stops it for good comes in its place. */
export async function deleteLandline(
  tx: Tx,
  { vendorId, phone }: { vendorId: VendorId; phone: string },
): Promise<void> {
  await tx
    .delete(suppressions)
    .where(
      and(
        eq(suppressions.vendorId, vendorId),
        eq(suppressions.channel, "sms"),
        eq(suppressions.contact, phone),
        eq(suppressions.reason, "landline"),
      ),
    );
}
