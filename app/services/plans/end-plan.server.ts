import type { PlanState } from "~/domain/vocabulary";
import type { Tx } from "~db/client";
import { listInstalments, moveInstalment } from "~db/queries/plans/instalments";
import { closePlan, type PlanRow } from "~db/queries/plans/plans";
import { lookAgain } from "~db/queries/reminders/contact-schedules";
import { recordEvents } from "~db/queries/vendor/timeline";

export interface PlanEnd {
  state: Exclude<PlanState, "starting" | "active">;
  /** `debtor`, `staff:…` or `tenfold`. */
  by: string;
  /** In a sentence for the vendor. */
  reason: string;
  now: Date;
}

/**
 * Ends a running plan: what was still to be charged is not, and what is outstanding is asked for as ever. A
 * charge that is under way at that moment counts if it succeeds. The caller holds the debtor's lock.
 *
 * @returns false when the plan had ended already.
 */
export async function endPlan(tx: Tx, plan: PlanRow, { state, by, reason, now }: PlanEnd): Promise<boolean> {
  const { vendorId, debtorId, id: planId } = plan;
  const ended = await closePlan(tx, {
    vendorId,
    planId,
    state,
    endedAt: now,
    endedBy: by,
    endReason: reason,
  });
  if (!ended) return false;
  // Until its first instalment is paid, all of a plan is that one payment, and it will not come.
  const given = plan.state === "starting" ? (["scheduled", "charging"] as const) : (["scheduled"] as const);
  for (const { id: instalmentId } of await listInstalments(tx, { vendorId, planId })) {
    await moveInstalment(tx, { vendorId, instalmentId, from: given, change: { state: "canceled" } });
  }
  await lookAgain(tx, { vendorId, debtorIds: [debtorId], at: now });
  // A choice that was never paid for was no agreement yet, and its end is no news.
  if (plan.state === "starting") return true;
  await recordEvents(tx, {
    vendorId,
    events: [
      {
        debtorId,
        kind: "plan_ended",
        actor: by === "debtor" ? "debtor" : by.startsWith("staff:") ? "staff" : "tenfold",
        occurredAt: now,
        causedBy: by.startsWith("staff:") ? by : `plan:${planId}`,
        details: { state, reason },
      },
    ],
  });
  return true;
}
