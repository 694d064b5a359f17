import { eq } from "drizzle-orm";
import { listCadences } from "~db/queries/reminders/cadences";
import { cadenceSteps, callTasks } from "~db/schema";
import { writeConditions } from "~/domain/cadence/conditions";
import type { CadenceStep } from "~/domain/cadence/steps";
import type { VendorId } from "~/domain/ids";
import { planDueReminders } from "~/services/reminders/plan-reminders.server";
import { makeOverdueDebtor, type MessageOffice } from "./message-office";

type Office = Pick<MessageOffice, "app" | "clock">;

/** A step of a cadence; anything can be said otherwise. */
export function step(position: number, said: Partial<CadenceStep> = {}): CadenceStep {
  return {
    position,
    channel: "email",
    templateKey: "overdue",
    anchor: "due",
    offsetDays: 1 + position * 7,
    timeOfDay: "first",
    conditions: {},
    ...said,
  };
}

export const callStep = (position: number) => step(position, { channel: "call", templateKey: "call-first" });

/** Gives the vendor's cadence these steps in place of its own. */
export async function setSteps(
  { app }: Office,
  vendorId: VendorId,
  steps: readonly CadenceStep[],
): Promise<void> {
  await app.db.asVendor(vendorId, async (tx) => {
    const [cadence] = await listCadences(tx, { vendorId });
    if (!cadence) throw new Error("The vendor has no cadence.");
    const cadenceId = cadence.id;
    await tx.delete(cadenceSteps).where(eq(cadenceSteps.cadenceId, cadenceId));
    const rows = steps.map((one) => ({ ...one, conditions: writeConditions(one.conditions) }));
    await tx.insert(cadenceSteps).values(rows.map((row) => ({ vendorId, cadenceId, ...row })));
  });
}

/** A debtor who is to be called now, before an email a week later. */
export async function makeCall(office: Office, said: Parameters<typeof makeOverdueDebtor>[1] = {}) {
  const { vendor, debtor } = await makeOverdueDebtor(office, said);
  await setSteps(office, vendor.id, [callStep(0), step(1)]);
  await planDueReminders(office.app, { now: office.clock.now, limit: 1_000 });
  const task = await callOf(office, vendor.id);
  return { vendor, debtor, task };
}

/** The one call of a vendor. */
export async function callOf({ app }: Office, vendorId: VendorId) {
  const [task] = await app.db.asVendor(vendorId, (tx) => tx.select().from(callTasks));
  if (!task) throw new Error("No call was planned.");
  return task;
}
