import { and, asc, eq, inArray, isNull, sql } from "drizzle-orm";
import { v7 as uuid } from "uuid";
import type { Tx } from "~db/client";
import { cadences, cadenceSteps } from "~db/schema";
import { readConditions, writeConditions } from "~/domain/cadence/conditions";
import type { CadencePolicy, CadenceStep } from "~/domain/cadence/steps";
import type { CadenceId, VendorId } from "~/domain/ids";
import type { DebtorKind } from "~/domain/vocabulary";

export interface Cadence extends CadencePolicy {
  id: CadenceId;
  name: string;
  isDefault: boolean;
  /** The kind of debtor it is for without anyone choosing it. */
  audience: DebtorKind | null;
  pausedAt: Date | null;
  version: number;
  steps: CadenceStep[];
}

/** All cadences of a vendor with their steps in order, by name. */
export async function listCadences(tx: Tx, { vendorId }: { vendorId: VendorId }): Promise<Cadence[]> {
  const rows = await tx
    .select({
      id: cadences.id,
      name: cadences.name,
      isDefault: cadences.isDefault,
      audience: cadences.audience,
      repeatEveryDays: cadences.repeatEveryDays,
      pausedAt: cadences.pausedAt,
      version: cadences.version,
    })
    .from(cadences)
    .where(and(eq(cadences.vendorId, vendorId), isNull(cadences.deletedAt)))
    .orderBy(asc(cadences.name));
  const steps = await tx
    .select({
      cadenceId: cadenceSteps.cadenceId,
      position: cadenceSteps.position,
      channel: cadenceSteps.channel,
      templateKey: cadenceSteps.templateKey,
      anchor: cadenceSteps.anchor,
      offsetDays: cadenceSteps.offsetDays,
      timeOfDay: cadenceSteps.timeOfDay,
      conditions: cadenceSteps.conditions,
    })
    .from(cadenceSteps)
    .where(eq(cadenceSteps.vendorId, vendorId))
    .orderBy(asc(cadenceSteps.position));
  const byCadence = Map.groupBy(steps, ({ cadenceId }) => cadenceId);
  return rows.map((row) => ({
    ...row,
    steps: (byCadence.get(row.id) ?? []).map(({ cadenceId: _of, conditions, ...step }) => ({
      ...step,
      conditions: readConditions(conditions),
    })),
  }));
}

/** The same, and nobody else changes any of them until the transaction ends. */
export async function lockCadences(tx: Tx, { vendorId }: { vendorId: VendorId }): Promise<Cadence[]> {
  await tx
    .select({ id: cadences.id })
    .from(cadences)
    .where(eq(cadences.vendorId, vendorId))
    .orderBy(asc(cadences.id))
    .for("update");
  return listCadences(tx, { vendorId });
}

/** Adds a default cadence; leaves the vendor's own when it has one already. */
export async function insertDefaultCadence(
  tx: Tx,
  { vendorId, name, policy }: { vendorId: VendorId; name: string; policy: CadencePolicy },
): Promise<void> {
  const id = uuid() as CadenceId;
  const inserted = await tx
    .insert(cadences)
    .values({ vendorId, id, name, isDefault: true, repeatEveryDays: policy.repeatEveryDays })
    .onConflictDoNothing()
    .returning({ id: cadences.id });
  if (inserted.length > 0) await insertSteps(tx, { vendorId, cadenceId: id, steps: policy.steps });
}

/** Adds a cadence that nobody is in yet; null where another has its name. */
export async function insertCadence(
  tx: Tx,
  { vendorId, name, policy }: { vendorId: VendorId; name: string; policy: CadencePolicy },
): Promise<CadenceId | null> {
  const id = uuid() as CadenceId;
  const inserted = await tx
    .insert(cadences)
    .values({ vendorId, id, name, repeatEveryDays: policy.repeatEveryDays })
    .onConflictDoNothing()
    .returning({ id: cadences.id });
  if (inserted.length === 0) return null;
  await insertSteps(tx, { vendorId, cadenceId: id, steps: policy.steps });
  return id;
}

/**
 * Writes cadences as they are after a change, each as its next version; those that give up being the default
 * or the one for a kind have to come first.
 */
export async function updateCadences(
  tx: Tx,
  { vendorId, changed }: { vendorId: VendorId; changed: readonly Cadence[] },
): Promise<void> {
  for (const { id, name, isDefault, audience, repeatEveryDays, pausedAt, steps } of changed) {
    await tx
      .update(cadences)
      .set({ name, isDefault, audience, repeatEveryDays, pausedAt, version: sql`${cadences.version} + 1` })
      .where(and(eq(cadences.vendorId, vendorId), eq(cadences.id, id)));
    await deleteSteps(tx, { vendorId, cadenceId: id });
    await insertSteps(tx, { vendorId, cadenceId: id, steps });
  }
}

/** Takes cadences away from what the vendor has; those named so are there no more for whoever was in them. */
export async function removeCadences(
  tx: Tx,
  { vendorId, cadenceIds, now }: { vendorId: VendorId; cadenceIds: readonly CadenceId[]; now: Date },
): Promise<void> {
  if (cadenceIds.length === 0) return;
  for (const cadenceId of cadenceIds) await deleteSteps(tx, { vendorId, cadenceId });
  await tx
    .update(cadences)
    .set({ deletedAt: now, audience: null, version: sql`${cadences.version} + 1` })
    .where(and(eq(cadences.vendorId, vendorId), inArray(cadences.id, [...cadenceIds])));
}

async function insertSteps(
  tx: Tx,
  { vendorId, cadenceId, steps }: { vendorId: VendorId; cadenceId: CadenceId; steps: readonly CadenceStep[] },
): Promise<void> {
  if (steps.length === 0) return;
  const rows = steps.map((step) => ({ ...step, conditions: writeConditions(step.conditions) }));
  await tx.insert(cadenceSteps).values(rows.map((row) => ({ vendorId, cadenceId, ...row })));
}

async function deleteSteps(
  tx: Tx,
  { vendorId, cadenceId }: { vendorId: VendorId; cadenceId: CadenceId },
): Promise<void> {
  await tx
    .delete(cadenceSteps)
    .where(and(eq(cadenceSteps.vendorId, vendorId), eq(cadenceSteps.cadenceId, cadenceId)));
}
