import type { CheckoutId } from "~/domain/ids";
import { noticeDays } from "~/domain/plan/calendar";
import type { App } from "~/server/app.server";
import { failpoint } from "~/services/failpoint.server";
import { chargeCard, type CardCharge } from "~/services/cards/charge-card.server";
import { endPayableSessions } from "~/services/payments/end-payable-sessions.server";
import { findCheckout, lockDebtorForPayment } from "~db/queries/ledger/checkouts";
import {
  findInstalment,
  listInstalmentsToCharge,
  listUnansweredCharges,
  type DueInstalment,
} from "~db/queries/plans/instalments";
import { findPlan } from "~db/queries/plans/plans";
import { claimCharge } from "./claim-charge.server";
import { failInstalment } from "./fail-instalment.server";

type Deps = Pick<App, "db" | "stripe" | "log">;

const dayMs = 86_400_000;
/** A run ends within minutes; what is left is the next one's. */
const mostPerRun = 500;
/** Stripe's client has given up long before this; then whoever was asking is gone, and it is asked again. */
const leaseMs = 2 * 60_000;

/** Sessions that can still be paid end first; another can be opened meanwhile, but not forever. */
const maxClaims = 3;

/**
 * Charges the kept cards whose instalment's time has come, and asks again for those whose answer was lost.
 * Any number of these may run at once: one instalment is charged once.
 *
 * @returns how many were looked at.
 */
export async function chargeInstalments(deps: Deps, { now }: { now: Date }): Promise<number> {
  const due = await deps.db.asSystem(async (tx) => [
    ...(await listUnansweredCharges(tx, {
      begunBefore: new Date(now.getTime() - leaseMs),
      limit: mostPerRun,
    })),
    ...(await listInstalmentsToCharge(tx, {
      now,
      noticedBefore: new Date(now.getTime() - noticeDays * dayMs),
      limit: mostPerRun,
    })),
  ]);
  for (const one of due) {
    try {
      await chargeInstalment(deps, one, now);
    } catch (error) {
      // The others' turn comes all the same, and this one's comes again.
      deps.log.error({ err: error, instalmentId: one.instalmentId }, "An instalment could not be charged");
    }
  }
  return due.length;
}

async function chargeInstalment(deps: Deps, due: DueInstalment, now: Date): Promise<string> {
  const { vendorId } = due;
  for (let claims = 0; claims < maxClaims; claims += 1) {
    const claim = await deps.db.asVendor(vendorId, (tx) => claimCharge(deps, tx, { ...due, now }));
    switch (claim.kind) {
      case "nothing_to_do":
        return claim.outcome;
      case "charge":
        return charge(deps, { due, checkoutId: claim.checkoutId, now });
      case "sessions_open": {
        const { outcome } = await endPayableSessions(deps, { vendorId, sessions: claim.sessions, now });
        // A payment that won tells of itself, and what is left is charged next time.
        if (outcome !== "ended") return outcome;
      }
    }
  }
  return "the debtor is paying it themselves";
}

async function charge(
  deps: Deps,
  { due, checkoutId, now }: { due: DueInstalment; checkoutId: CheckoutId; now: Date },
): Promise<string> {
  failpoint("charge-instalment:claimed");
  const charged = await chargeCard(deps, { vendorId: due.vendorId, checkoutId, thenLookUp: false, now });
  failpoint("charge-instalment:answered");
  if (charged.outcome !== "failed") return charged.outcome;
  return goOn(deps, { due, checkoutId, failure: charged, now });
}

type Failed = Extract<CardCharge, { outcome: "failed" }>;

/** The charge has failed, and its own rows say so; this is what follows for the plan. */
function goOn(
  deps: Deps,
  {
    due: { vendorId, debtorId, instalmentId },
    checkoutId,
    failure,
    now,
  }: { due: DueInstalment; checkoutId: CheckoutId; failure: Failed; now: Date },
): Promise<string> {
  return deps.db.asVendor(vendorId, async (tx) => {
    await lockDebtorForPayment(tx, { vendorId, debtorId });
    const checkout = await findCheckout(tx, { vendorId, id: checkoutId });
    const instalment = await findInstalment(tx, { vendorId, instalmentId });
    const plan = instalment && (await findPlan(tx, { vendorId, planId: instalment.planId }));
    if (!plan || instalment.state !== "charging" || instalment.checkoutId !== checkoutId)
      return "settled meanwhile";
    // A bank that wants its holder's approval wants it again; a card that Stripe refuses is refused again.
    const mayRetry = failure.reason === "declined" && failure.isFinal !== true;
    const reason =
      failure.reason === "needs_authentication"
        ? "The card’s bank wants its holder to approve the payment."
        : (checkout?.lastError?.replace(/^[a-z_]+: /, "") ?? "The card could not be charged.");
    return failInstalment(deps, tx, { plan, instalment, reason, mayRetry, now });
  });
}
