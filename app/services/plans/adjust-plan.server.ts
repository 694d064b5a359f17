import { minimumCharge } from "~/adapters/stripe-amount";
import type { DebtorId, VendorId } from "~/domain/ids";
import { cutFromTheEnd } from "~/domain/plan/split";
import type { Tx } from "~db/client";
import { listInstalments, moveInstalment, type InstalmentRow } from "~db/queries/plans/instalments";
import { findRunningPlan, isCheckoutLive, readPlanOutstanding, type PlanRow } from "~db/queries/plans/plans";
import { endPlan } from "./end-plan.server";

/**
 * Brings what the debtor's plan still asks for down to what is still outstanding, whatever made it less: a
 * payment by link or offline, a credit, a write-off, an imported file. The last instalments go first; when
 * none is left the plan is complete. Doing it again changes nothing. The caller holds the debtor's lock, and
 * what changed is written.
 *
 * What became more, by a refund or a chargeback, is not put on instalments that were agreed without it: it is
 * asked for as ever once the plan has ended.
 */
export async function adjustPlan(
  tx: Tx,
  { vendorId, debtorId, now }: { vendorId: VendorId; debtorId: DebtorId; now: Date },
): Promise<void> {
  const plan = await findRunningPlan(tx, { vendorId, debtorId });
  if (!plan) return;
  const instalments = await listInstalments(tx, { vendorId, planId: plan.id });
  if (plan.state === "starting") await keepStart(tx, { plan, instalments, now });
  else await cut(tx, { plan, instalments, now });
}

interface Standing {
  plan: PlanRow;
  instalments: readonly InstalmentRow[];
  now: Date;
}

/** A plan whose first payment was taken back before it was made has not begun. */
async function keepStart(tx: Tx, { plan, instalments, now }: Standing): Promise<void> {
  const { vendorId } = plan;
  const checkoutId = instalments[0]?.checkoutId;
  if (checkoutId && (await isCheckoutLive(tx, { vendorId, checkoutId }))) return;
  const reason = "Another payment came first, or the first instalment was not paid.";
  await endPlan(tx, plan, { state: "canceled", by: "tenfold", reason, now });
}

async function cut(tx: Tx, { plan, instalments, now }: Standing): Promise<void> {
  const { vendorId, id: planId, currency } = plan;
  const outstandingMinor = await readPlanOutstanding(tx, { vendorId, planId });
  const open = instalments.filter(({ state }) => state === "scheduled");
  const charging = instalments.filter(({ state }) => state === "charging");
  // What is being charged at this moment may be in already: it cannot be lowered any more.
  const takenMinor = charging.reduce((total, { amountMinor }) => total + amountMinor, 0n);
  const minimumMinor = minimumCharge(currency).amountMinor;
  const kept = cutFromTheEnd(open, outstandingMinor - takenMinor, minimumMinor);
  const wanted = new Map(kept.map(({ number, amountMinor }) => [number, amountMinor]));
  for (const { id: instalmentId, number, amountMinor } of open) {
    const wantedMinor = wanted.get(number);
    if (wantedMinor === amountMinor) continue;
    const change =
      wantedMinor === undefined ? ({ state: "canceled" } as const) : { amountMinor: wantedMinor };
    await moveInstalment(tx, { vendorId, instalmentId, from: ["scheduled"], change });
  }
  if (kept.length > 0 || charging.length > 0) return;
  const reason = outstandingMinor > 0n ? "Every instalment was paid." : "Nothing is outstanding any more.";
  await endPlan(tx, plan, { state: "completed", by: "tenfold", reason, now });
}
