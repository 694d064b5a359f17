import { v7 as uuid } from "uuid";
import type { CheckoutId } from "~/domain/ids";
import { allocate } from "~/domain/ledger/allocation";
import { announcedChargeAt } from "~/domain/plan/calendar";
import { chargeKey } from "~/domain/plan/charge-key";
import type { App } from "~/server/app.server";
import { chargeKeyLifetimeMs } from "~/services/cards/charge-card.server";
import { endSessions } from "~/services/payments/end-sessions.server";
import type { Tx } from "~db/client";
import { claimCheckout, findCheckout, lockDebtorForPayment } from "~db/queries/ledger/checkouts";
import {
  findKeptCard,
  findUnresolvedCharges,
  listPayableSessions,
  type PayableSession,
} from "~db/queries/ledger/saved-cards";
import {
  findInstalment,
  findPaymentStateOf,
  listInstalments,
  moveInstalment,
  type DueInstalment,
  type InstalmentRow,
} from "~db/queries/plans/instalments";
import { readPlace } from "~db/queries/plans/places";
import { findPlan, isPlanPaused, lockPlanTargets, type PlanRow } from "~db/queries/plans/plans";
import { adjustPlan } from "./adjust-plan.server";
import { failInstalment } from "./fail-instalment.server";
import { readTelling } from "./queue-plan-message.server";

type Deps = Pick<App, "db" | "stripe">;

export type ChargeClaim =
  /** The charge is written and Stripe is to be asked, or asked again. */
  | { kind: "charge"; checkoutId: CheckoutId }
  /** What the debtor has open on Stripe's page has to end first, or the same could be paid twice. */
  | { kind: "sessions_open"; sessions: PayableSession[] }
  | { kind: "nothing_to_do"; outcome: string };

/** A charge that comes later than this after the time it was announced for is announced again. */
const missedAfterMs = 86_400_000;

/**
 * Takes an instalment to be charged: writes the charge with its idempotency key, never for more than is
 * outstanding, or finds the one whose answer was lost. Whoever comes second waits at the debtor's lock and
 * finds it taken: the row of the instalment itself is never waited for, since payments lock the debtor first.
 */
export async function claimCharge(
  deps: Deps,
  tx: Tx,
  { vendorId, debtorId, instalmentId, now }: DueInstalment & { now: Date },
): Promise<ChargeClaim> {
  const locked = await lockDebtorForPayment(tx, { vendorId, debtorId });
  const instalment = await findInstalment(tx, { vendorId, instalmentId });
  const plan = instalment && (await findPlan(tx, { vendorId, planId: instalment.planId }));
  if (!locked || !plan) return nothing("there is no such instalment");
  const standing = { plan, instalment, now };
  if (instalment.state === "charging") return resumeCharge(deps, tx, standing);
  const waits = await whyWait(tx, standing);
  if (waits !== null) return nothing(waits);
  if (!locked.canCollect) return nothing("the vendor's account cannot collect now");
  return beginCharge(deps, tx, { ...standing, stripeAccountId: locked.stripeAccountId });
}

interface Standing {
  plan: PlanRow;
  instalment: InstalmentRow;
  now: Date;
}

/** Looks once more, under the lock, at what the list went by; null when the card may be charged now. */
async function whyWait(tx: Tx, { plan, instalment, now }: Standing): Promise<string | null> {
  const { vendorId, debtorId, id: planId } = plan;
  const { id: instalmentId, chargeAt } = instalment;
  if (plan.state !== "active" || instalment.state !== "scheduled") return "it is settled already";
  if (chargeAt > now || instalment.noticedAt === null) return "its time has not come";
  const before = (await listInstalments(tx, { vendorId, planId })).filter(
    ({ number, state }) => number < instalment.number && (state === "scheduled" || state === "charging"),
  );
  if (before.length > 0) return "an earlier one is still to be collected";
  if (await isPlanPaused(tx, { vendorId, planId })) return "the plan is paused";
  const about = { purpose: "instalment_notice", instalment } as const;
  const isMissed = now.getTime() - chargeAt.getTime() > missedAfterMs;
  const isTold = instalment.attempts > 0 || (await readTelling(tx, { vendorId, about })).kind === "told";
  if (!isMissed && isTold) return null;
  const { homeZone: timeZone } = await readPlace(tx, { vendorId, debtorId });
  const change = { noticedAt: null, chargeAt: announcedChargeAt({ chargeAt, now, timeZone }) };
  await moveInstalment(tx, { vendorId, instalmentId, from: ["scheduled"], change });
  return "it is announced again";
}

async function beginCharge(
  deps: Deps,
  tx: Tx,
  { plan, instalment, stripeAccountId, now }: Standing & { stripeAccountId: string | null },
): Promise<ChargeClaim> {
  const { vendorId, debtorId, id: planId, currency } = plan;
  const targets = await lockPlanTargets(tx, { vendorId, planId });
  const payable = targets.filter(({ outstandingMinor }) => outstandingMinor > 0n);
  const { allocations: lines, unappliedMinor } = allocate(instalment.amountMinor, payable);
  const amountMinor = instalment.amountMinor - unappliedMinor;
  if (amountMinor === 0n) {
    await adjustPlan(tx, { vendorId, debtorId, now });
    return nothing("nothing is outstanding");
  }
  const giveUp = async (reason: string) =>
    nothing(await failInstalment(deps, tx, { plan, instalment, reason, mayRetry: false, now }));
  if (amountMinor < deps.stripe.minimumCharge(currency).amountMinor)
    return giveUp("What is left is less than a card can be charged.");
  const card = await findKeptCard(tx, { vendorId, debtorId });
  if (card?.stripeAccountId !== stripeAccountId) return giveUp("There is no kept card to charge.");

  const balanceIds = targets.map(({ balanceId }) => balanceId);
  const [unresolved] = await findUnresolvedCharges(tx, { vendorId, debtorId, balanceIds });
  if (unresolved) return nothing("the debtor pays it themselves");
  await endSessions(deps, tx, { vendorId, debtorId, except: null, now });
  const sessions = await listPayableSessions(tx, { vendorId, debtorId, now });
  if (sessions.length > 0) return { kind: "sessions_open", sessions };

  const attempts = instalment.attempts + 1;
  const { id: checkoutId } = await claimCheckout(tx, {
    vendorId,
    id: uuid() as CheckoutId,
    debtorId,
    kind: "instalment",
    payLinkId: null,
    savedCardId: card.id,
    selectionKey: chargeKey(instalment.id, attempts),
    currency,
    stripeAccountId,
    lines,
    expiresAt: new Date(now.getTime() + chargeKeyLifetimeMs),
    now,
  });
  const change = { state: "charging", attempts, checkoutId, amountMinor } as const;
  await moveInstalment(tx, { vendorId, instalmentId: instalment.id, from: ["scheduled"], change });
  return { kind: "charge", checkoutId };
}

/** A charge that was begun: asked for again under its own key, unless its end is known by now. */
async function resumeCharge(deps: Deps, tx: Tx, { plan, instalment, now }: Standing): Promise<ChargeClaim> {
  const { vendorId } = plan;
  const { checkoutId } = instalment;
  const checkout = checkoutId && (await findCheckout(tx, { vendorId, id: checkoutId }));
  if (!checkout || checkout.kind !== "instalment") return nothing("it is paid by the debtor");
  // One that has failed says so again, with its reason, and is not asked for.
  if (checkout.state !== "complete") return { kind: "charge", checkoutId: checkout.id };
  const payment = await findPaymentStateOf(tx, { vendorId, checkoutId: checkout.id });
  if (payment === "processing") return nothing("its payment is on its way");
  const reason = "The payment came back.";
  return nothing(await failInstalment(deps, tx, { plan, instalment, reason, mayRetry: true, now }));
}

function nothing(outcome: string): ChargeClaim {
  return { kind: "nothing_to_do", outcome };
}
