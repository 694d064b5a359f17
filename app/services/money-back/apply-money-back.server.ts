import type { ChargebackFacts, PaymentFacts, RefundFacts } from "~/domain/stripe-facts";
import type { App } from "~/server/app.server";
import { applyPaymentFacts } from "~/services/payments/apply-payment-facts.server";
import type { Tx } from "~db/client";
import { lockPaymentById, lockPaymentOfIntent } from "~db/queries/ledger/payment-parts";
import { applyChargebackFacts } from "./apply-chargeback-facts.server";
import { applyRefundFacts } from "./apply-refund-facts.server";

type MoneyBack = {
  payment: PaymentFacts;
  /** The connected account the news came from; null for the operator's own. */
  stripeAccountId: string | null;
  causedBy: string;
  now: Date;
  /** As Stripe has them now; before a chargeback, all of the payment's. */
  refunds: readonly RefundFacts[];
} & ({ kind: "refunds" } | { kind: "chargeback"; chargeback: ChargebackFacts });

/**
 * Applies what became of a payment's money after the payment itself, so that it does not matter which of
 * their events comes first.
 *
 * @throws when the payment names a session that is not here yet; its event waits and is tried again.
 */
export async function applyMoneyBack(deps: Pick<App, "db">, tx: Tx, news: MoneyBack): Promise<string> {
  const { payment: facts, stripeAccountId, causedBy, now } = news;
  const { origin, paymentIntentId } = facts;
  const outcome = await applyPaymentFacts(deps, tx, { facts, stripeAccountId, causedBy, now });
  if (!origin) return outcome;
  const { vendorId } = origin;
  // A payment of another account has no row here, whatever its metadata says.
  const found = await lockPaymentOfIntent(tx, { vendorId, paymentIntentId });
  if (!found || found.debtorId !== origin.debtorId || found.state !== "succeeded") return outcome;
  const outcomes: string[] = [];
  for (const refund of news.refunds) {
    // Each refund leaves less of the payment than the one before it found.
    const payment = await lockPaymentById(tx, found);
    outcomes.push(await applyRefundFacts(deps, tx, { payment, facts: refund, causedBy, now }));
  }
  if (news.kind === "chargeback") {
    const payment = await lockPaymentById(tx, found);
    return applyChargebackFacts(deps, tx, { payment, facts: news.chargeback, causedBy, now });
  }
  return outcomes.join(", ") || "no refunds";
}
