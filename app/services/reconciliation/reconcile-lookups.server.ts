import type { PaymentFacts } from "~/domain/stripe-facts";
import type { App } from "~/server/app.server";
import { lockDebtorForPayment, moveCheckout } from "~db/queries/ledger/checkouts";
import {
  claimDuePayments,
  claimDueSessions,
  findPaymentState,
  markEndKnown,
  markKnownEnds,
  releasePayment,
  type DuePayment,
  type DueSession,
} from "~db/queries/ledger/reconciliation";
import type { Tx } from "~db/client";
import { claimUnresolvedCharges, type DueCharge } from "~db/queries/ledger/saved-cards";
import { applyPaymentFacts } from "~/services/payments/apply-payment-facts.server";
import { lookUpCardCharge } from "~/services/cards/charge-card.server";

type Deps = Pick<App, "db" | "stripe" | "log">;

/** What one question to Stripe led to. A difference is a sentence for the operator. */
export type Answer = "as known" | "repaired" | { difference: string };

export interface Lookups {
  looked: number;
  repaired: number;
  differences: string[];
}

/** Stripe's own event on the end of a session comes first, as a rule; this long after it, we ask. */
const sessionPatienceMs = 10 * 60_000;
/** Bank debits take from two days to two weeks; sooner there is nothing to ask. */
const debitPatienceMs = 2 * 86_400_000;
/** A debit moves on business days, so a few questions a day find its end in time. */
const debitPauseMs = 6 * 3_600_000;
/** A charge is answered within a minute, with all the tries of the one who asked. */
const chargePatienceMs = 2 * 60_000;
/** How many questions are under way at once: well below Stripe's limit of 100 a second, and our pool's 10. */
const atOnce = 5;
/** A run ends within minutes; what is left is the next one's. */
const maxLookups = 5_000;
/** Marked without a question, so many more at a time. */
const maxMarked = 20_000;

/**
 * Asks Stripe for the end of each session whose time is over without our knowing how it ended, whether or not
 * the list of events still reaches back to it.
 */
export async function lookUpSessions(deps: Deps, { now }: { now: Date }): Promise<Lookups> {
  const expiredBefore = new Date(now.getTime() - sessionPatienceMs);
  await deps.db.asSystem((tx) => markKnownEnds(tx, { expiredBefore, now, limit: maxMarked }));
  return lookUpAll(deps, {
    claim: (tx, limit) => claimDueSessions(tx, { expiredBefore, now, limit }),
    lookUp: (due: DueSession) => lookUpSession(deps, due, now),
    describe: ({ stripeSessionId }) => stripeSessionId,
  });
}

/** Asks Stripe what became of each payment that has been on its way for days. */
export async function lookUpPayments(deps: Deps, { now }: { now: Date }): Promise<Lookups> {
  const startedBefore = new Date(now.getTime() - debitPatienceMs);
  const lookedUpBefore = new Date(now.getTime() - debitPauseMs);
  const { unanswered, ...lookups } = await lookUpAll(deps, {
    claim: (tx, limit) => claimDuePayments(tx, { startedBefore, lookedUpBefore, now, limit }),
    lookUp: (due: DuePayment) => lookUpPayment(deps, due, now),
    describe: ({ paymentIntentId }) => paymentIntentId,
  });
  // Only now, or they would be claimed over and over within this run.
  await deps.db.asSystem(async (tx) => {
    for (const due of unanswered) await releasePayment(tx, due);
  });
  return lookups;
}

/**
 * Asks Stripe what became of each charge of a kept card whose answer was lost, and never charges again: that
 * is for whoever pays, and for the job that their tap left behind.
 */
export async function lookUpCardCharges(deps: Deps, { now }: { now: Date }): Promise<Lookups> {
  const startedBefore = new Date(now.getTime() - chargePatienceMs);
  return lookUpAll(deps, {
    claim: (tx, limit) => claimUnresolvedCharges(tx, { startedBefore, now, limit }),
    lookUp: async (due: DueCharge): Promise<Answer> => {
      const { outcome } = await lookUpCardCharge(deps, { ...due, now });
      return outcome === "unresolved" ? "as known" : "repaired";
    },
    describe: ({ checkoutId }) => checkoutId,
  });
}

/** Takes what is due a few at a time and asks Stripe about each; an answer that fails is a difference. */
export async function lookUpAll<Due>(
  deps: Deps,
  {
    claim,
    lookUp,
    describe,
  }: {
    claim: (tx: Tx, limit: number) => Promise<Due[]>;
    lookUp: (due: Due) => Promise<Answer>;
    describe: (due: Due) => string;
  },
): Promise<Lookups & { unanswered: Due[] }> {
  const found = { looked: 0, repaired: 0, differences: [] as string[], unanswered: [] as Due[] };
  while (found.looked < maxLookups) {
    const claimed = await deps.db.asSystem((tx) => claim(tx, atOnce));
    if (claimed.length === 0) break;
    found.looked += claimed.length;
    const answers = await Promise.allSettled(claimed.map(lookUp));
    for (const [index, due] of claimed.entries()) {
      const answer = answers[index];
      if (answer?.status === "rejected") {
        deps.log.error({ err: answer.reason, which: describe(due) }, "Reconciliation could not look this up");
        found.differences.push(`${describe(due)} could not be looked up: ${String(answer.reason)}`);
        found.unanswered.push(due);
      } else if (answer?.value === "repaired") found.repaired += 1;
      else if (answer && answer.value !== "as known") found.differences.push(answer.value.difference);
    }
  }
  return found;
}

async function lookUpSession(deps: Deps, due: DueSession, now: Date): Promise<Answer> {
  const { vendorId, checkoutId, stripeSessionId, stripeAccountId } = due;
  const session = await deps.stripe.retrieveCheckout(stripeSessionId, stripeAccountId);
  if (!session) return { difference: `${stripeSessionId} is not known to Stripe` };
  switch (session.status) {
    case "open": // By Stripe's clock it has a little time left.
      return "as known";
    case "expired":
      return deps.db.asSystem(async (tx): Promise<Answer> => {
        const from = ["creating", "open"] as const;
        const moved = await moveCheckout(tx, { vendorId, id: checkoutId, from, to: "expired", now });
        await markEndKnown(tx, { vendorId, checkoutId, now });
        return moved ? "repaired" : "as known";
      });
    case "complete": {
      if (!session.paymentIntentId) return { difference: `${stripeSessionId} is complete without a payment` };
      const facts = await deps.stripe.retrievePayment(session.paymentIntentId, stripeAccountId);
      if (!facts) return { difference: `${session.paymentIntentId} is not known to Stripe` };
      return applyFacts(deps, { due, facts, causedBy: `checkout:${checkoutId}`, checkoutId, now });
    }
  }
}

async function lookUpPayment(deps: Deps, due: DuePayment, now: Date): Promise<Answer> {
  const { paymentIntentId, paymentId, stripeAccountId } = due;
  const facts = await deps.stripe.retrievePayment(paymentIntentId, stripeAccountId);
  if (!facts) return { difference: `${paymentIntentId} is not known to Stripe` };
  return applyFacts(deps, { due, facts, causedBy: `payment:${paymentId}`, checkoutId: null, now });
}

/** As the handler of an event does, and with the same effect. */
function applyFacts(
  deps: Deps,
  {
    due,
    facts,
    causedBy,
    checkoutId,
    now,
  }: {
    due: Pick<DueSession, "vendorId" | "debtorId" | "stripeAccountId">;
    facts: PaymentFacts;
    causedBy: string;
    /** The session this is the end of, when it was found by its session. */
    checkoutId: DueSession["checkoutId"] | null;
    now: Date;
  },
): Promise<Answer> {
  const { vendorId, stripeAccountId } = due;
  const { paymentIntentId, status } = facts;
  return deps.db.asSystem(async (tx): Promise<Answer> => {
    await lockDebtorForPayment(tx, due);
    const before = await findPaymentState(tx, { vendorId, paymentIntentId });
    const outcome = await applyPaymentFacts(deps, tx, { facts, stripeAccountId, causedBy, now });
    const after = await findPaymentState(tx, { vendorId, paymentIntentId });
    if (status === "succeeded" && after !== "succeeded") {
      return { difference: `${paymentIntentId} has succeeded at Stripe and is not credited: ${outcome}` };
    }
    if (checkoutId && after) await markEndKnown(tx, { vendorId, checkoutId, now });
    return before === after ? "as known" : "repaired";
  });
}
