import type { App } from "~/server/app.server";
import { applyPaymentFacts } from "~/services/payments/apply-payment-facts.server";
import { lookUpAll, type Answer, type Lookups } from "./reconcile-lookups.server";
import { lockDebtorForPayment } from "~db/queries/ledger/checkouts";
import { claimDueRefunds, type DueRefund } from "~db/queries/ledger/due-refunds";
import { claimFeesUnknown, type DuePayment } from "~db/queries/ledger/reconciliation";
import { findAccountOfPayment, lockPaymentById } from "~db/queries/ledger/payment-parts";
import { applyRefundFacts } from "~/services/money-back/apply-refund-facts.server";
import { sendRefund } from "~/services/money-back/send-refund.server";

type Deps = Pick<App, "db" | "stripe" | "log">;

/** The job that asks for a refund is done within seconds, as a rule; this long after it, we look. */
const refundPatienceMs = 5 * 60_000;
/** A refund to a card is there at once, one to a bank takes days: a few looks a day find its end in time. */
const pauseMs = 6 * 3_600_000;
/** Stripe books a charge within the minute. */
const feePatienceMs = 10 * 60_000;

/** Finishes refunds whose job was lost, and asks for the end of those that are on their way. */
export async function lookUpRefunds(deps: Deps, { now }: { now: Date }): Promise<Lookups> {
  const requestedBefore = new Date(now.getTime() - refundPatienceMs);
  const lookedUpBefore = new Date(now.getTime() - pauseMs);
  return lookUpAll(deps, {
    claim: (tx, limit) => claimDueRefunds(tx, { requestedBefore, lookedUpBefore, now, limit }),
    lookUp: (due: DueRefund) => lookUpRefund(deps, due, now),
    describe: ({ refundId }) => `refund ${refundId}`,
  });
}

async function lookUpRefund(deps: Deps, due: DueRefund, now: Date): Promise<Answer> {
  const { vendorId, debtorId, paymentId, refundId, stripeRefundId, state } = due;
  if (!stripeRefundId) {
    await sendRefund(deps, { vendorId, refundId, now });
    return "repaired";
  }
  const account = await deps.db.asVendor(vendorId, (tx) =>
    findAccountOfPayment(tx, { vendorId, id: paymentId }),
  );
  const facts = await deps.stripe.retrieveRefund(stripeRefundId, account);
  if (!facts) return { difference: `${stripeRefundId} is not known to Stripe` };
  if (facts.status === state) return "as known";
  await deps.db.asVendor(vendorId, async (tx) => {
    await lockDebtorForPayment(tx, { vendorId, debtorId });
    const payment = await lockPaymentById(tx, { vendorId, id: paymentId });
    await applyRefundFacts(deps, tx, { payment, facts, causedBy: `refund:${refundId}`, now });
  });
  return "repaired";
}

/** Asks Stripe what it kept of payments whose fee nobody has told yet. */
export async function lookUpFees(deps: Deps, { now }: { now: Date }): Promise<Lookups> {
  const receivedBefore = new Date(now.getTime() - feePatienceMs);
  const lookedUpBefore = new Date(now.getTime() - pauseMs);
  return lookUpAll(deps, {
    claim: (tx, limit) => claimFeesUnknown(tx, { receivedBefore, lookedUpBefore, now, limit }),
    lookUp: (due: DuePayment) => lookUpFee(deps, due, now),
    describe: ({ paymentIntentId }) => paymentIntentId,
  });
}

async function lookUpFee(deps: Deps, due: DuePayment, now: Date): Promise<Answer> {
  const { paymentId, paymentIntentId, stripeAccountId } = due;
  const facts = await deps.stripe.retrievePayment(paymentIntentId, stripeAccountId);
  if (!facts) return { difference: `${paymentIntentId} is not known to Stripe` };
  if (facts.fee === null) return "as known";
  const causedBy = `payment:${paymentId}`;
  await deps.db.asSystem((tx) => applyPaymentFacts(deps, tx, { facts, stripeAccountId, causedBy, now }));
  return "repaired";
}
