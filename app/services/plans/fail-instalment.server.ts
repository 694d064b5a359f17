import { retryAt } from "~/domain/plan/retry";
import type { CivilDate } from "~/domain/dates";
import { civilDateAt } from "~/domain/dates";
import type { App } from "~/server/app.server";
import type { Tx } from "~db/client";
import { moveInstalment, type InstalmentRow } from "~db/queries/plans/instalments";
import { readPlace } from "~db/queries/plans/places";
import type { PlanRow } from "~db/queries/plans/plans";
import { recordEvents } from "~db/queries/vendor/timeline";
import { adjustPlan } from "./adjust-plan.server";
import { endPlan } from "./end-plan.server";
import { queuePlanMessage } from "./queue-plan-message.server";

interface Failure {
  plan: PlanRow;
  instalment: InstalmentRow;
  /** In a sentence for the vendor. */
  reason: string;
  /** Whether asking the same card again can help. */
  mayRetry: boolean;
  now: Date;
}

/**
 * What follows when an instalment could not be charged: the card is tried again as the debtor was told when
 * they agreed; after the last try the debtor is asked for it by a link, the plan is over, and what is
 * outstanding is asked for as ever. The caller holds the debtor's lock.
 *
 * @returns what became of it, in a few words.
 */
export async function failInstalment(
  deps: Pick<App, "db">,
  tx: Tx,
  { plan, instalment, reason, mayRetry, now }: Failure,
): Promise<string> {
  const { vendorId, debtorId, frequency } = plan;
  const { id: instalmentId, attempts } = instalment;
  const from = ["scheduled", "charging"] as const;
  if (plan.state !== "active") {
    const change = { state: "canceled", lastFailure: reason } as const;
    await moveInstalment(tx, { vendorId, instalmentId, from, change });
    return "the plan had ended";
  }
  const { homeZone: timeZone } = await readPlace(tx, { vendorId, debtorId });
  const again = mayRetry ? retryAt({ frequency, attempts, failedAt: now, timeZone }) : null;
  const change = again
    ? ({ state: "scheduled", chargeAt: again, lastFailure: reason } as const)
    : ({ state: "asked", lastFailure: reason } as const);
  if (!(await moveInstalment(tx, { vendorId, instalmentId, from, change }))) return "settled meanwhile";
  await record(tx, { plan, instalment, reason, againOn: again && civilDateAt(again, timeZone), now });
  if (!again) {
    const ended = `Instalment ${instalment.number} could not be collected: ${reason}`;
    await endPlan(tx, plan, { state: "broken", by: "tenfold", reason: ended, now });
  } else await adjustPlan(tx, { vendorId, debtorId, now });
  const about = { purpose: "instalment_failed", instalment } as const;
  await queuePlanMessage(deps, tx, { vendorId, debtorId, about, now });
  return again ? "is tried again" : "asked for by a link";
}

async function record(
  tx: Tx,
  { plan, instalment, reason, againOn, now }: Omit<Failure, "mayRetry"> & { againOn: CivilDate | null },
): Promise<void> {
  const next = againOn ? `The card is tried again on ${againOn}.` : "It is asked for by a link.";
  const details = {
    amountMinor: instalment.amountMinor.toString(),
    currency: plan.currency,
    reason: `${reason} ${next}`,
  };
  const causedBy = `instalment:${instalment.id}`;
  const { vendorId, debtorId } = plan;
  await recordEvents(tx, {
    vendorId,
    events: [{ debtorId, kind: "instalment_failed", actor: "tenfold", occurredAt: now, causedBy, details }],
  });
}
