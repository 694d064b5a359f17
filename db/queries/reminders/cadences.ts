import { and, asc, eq } from "drizzle-orm";
import { v7 as uuid } from "uuid";
import type { Tx } from "~db/client";
import { cadences, cadenceSteps } from "~db/schema";
import type { CadenceStep } from "~/domain/cadence/steps";
import type { CadenceId, VendorId } from "~/domain/ids";

export interface Cadence {
  id: CadenceId;
  name: string;
  pausedAt: Date | null;
  steps: CadenceStep[];
}

/** The cadence that a vendor's debtors are in; null before one was installed. */
export async function findDefaultCadence(
  tx: Tx,
  { vendorId }: { vendorId: VendorId },
): Promise<Cadence | null> {
  const [cadence] = await tx
    .select({ id: cadences.id, name: cadences.name, pausedAt: cadences.pausedAt })
    .from(cadences)
    .where(and(eq(cadences.vendorId, vendorId), eq(cadences.isDefault, true)));
  if (!cadence) return null;
  const steps = await tx
    .select({
      position: cadenceSteps.position,
      channel: cadenceSteps.channel,
      templateKey: cadenceSteps.templateKey,
      offsetDays: cadenceSteps.offsetDays,
      localHour: cadenceSteps.localHour,
    })
    .from(cadenceSteps)
    .where(and(eq(cadenceSteps.vendorId, vendorId), eq(cadenceSteps.cadenceId, cadence.id)))
    .orderBy(asc(cadenceSteps.position));
  return { ...cadence, steps };
}

/** Adds a default cadence; leaves the vendor's own when it has one already. */
export async function insertDefaultCadence(
  tx: Tx,
  { vendorId, name, steps }: { vendorId: VendorId; name: string; steps: readonly CadenceStep[] },
): Promise<void> {
  const id = uuid() as CadenceId;
  const inserted = await tx
    .insert(cadences)
    .values({ vendorId, id, name, isDefault: true })
    .onConflictDoNothing()
    .returning({ id: cadences.id });
  if (inserted.length === 0) return;
  await tx.insert(cadenceSteps).values(steps.map((step) => ({ vendorId, cadenceId: id, ...step })));
}
