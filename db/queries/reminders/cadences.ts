import { and, asc, eq } from "drizzle-orm";
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
    .where(eq(cadences.vendorId, vendorId))
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
  return rows.map((row) => ({
    ...row,
    steps: steps
      .filter(({ cadenceId }) => cadenceId === row.id)
      .map(({ cadenceId: _of, conditions, ...step }) => ({
        ...step,
        conditions: readConditions(conditions),
      })),
  }));
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

/** Writes the steps of a cadence that has none at these positions yet. */
export async function insertSteps(
  tx: Tx,
  { vendorId, cadenceId, steps }: { vendorId: VendorId; cadenceId: CadenceId; steps: readonly CadenceStep[] },
): Promise<void> {
  if (steps.length === 0) return;
  const rows = steps.map((step) => ({ ...step, conditions: writeConditions(step.conditions) }));
  await tx.insert(cadenceSteps).values(rows.map((row) => ({ vendorId, cadenceId, ...row })));
}

/** Takes all steps of a cadence away, to be written anew. */
export async function deleteSteps(
  tx: Tx,
  { vendorId, cadenceId }: { vendorId: VendorId; cadenceId: CadenceId },
): Promise<void> {
  await tx
    .delete(cadenceSteps)
    .where(and(eq(cadenceSteps.vendorId, vendorId), eq(cadenceSteps.cadenceId, cadenceId)));
}
