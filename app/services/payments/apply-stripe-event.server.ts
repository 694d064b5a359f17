import type { StripeEventId } from "~/domain/ids";
import type { AccountFacts } from "~/domain/stripe-account";
import type { ChargebackFacts, CheckoutFacts, PaymentFacts, RefundFacts } from "~/domain/stripe-facts";
import type { App } from "~/server/app.server";
import { failpoint } from "~/services/failpoint.server";
import { applyAccountFacts } from "~/services/stripe-accounts/apply-account-facts.server";
import { moveCheckout } from "~db/queries/ledger/checkouts";
import {
  findStripeEvent,
  lockUnhandledEvent,
  markFailed,
  markHandled,
  saysOnlyWhatIsKnown,
  type StripeEventRow,
} from "~db/queries/ledger/stripe-events";
import type { Tx } from "~db/client";
import { applyMoneyBack } from "~/services/money-back/apply-money-back.server";
import { applyPaymentFacts } from "./apply-payment-facts.server";

type Deps = Pick<App, "db" | "stripe" | "log">;

/**
 * A dozen tries with doubling pauses span about four hours: longer than Stripe's outages, shorter than a day.
 */
const maxAttempts = 12;
const firstPauseMs = 2_000;
const longestPauseMs = 30 * 60_000;

/** What an event is about as Stripe has it now, since the event itself may be old news. */
type Current =
  | { kind: "payment"; payment: PaymentFacts }
  | { kind: "checkout_expired"; checkout: CheckoutFacts }
  | { kind: "refunds"; payment: PaymentFacts; refunds: RefundFacts[] }
  | { kind: "chargeback"; payment: PaymentFacts; refunds: RefundFacts[]; chargeback: ChargebackFacts }
  | { kind: "account"; stripeAccountId: string; facts: AccountFacts | null }
  | { kind: "nothing"; outcome: string };

const knownAlready: Current = { kind: "nothing", outcome: "already credited" };

/**
 * Gives an event of the inbox its effect. The effect and the mark that it is handled commit together; an
 * event already handled changes nothing. What a handler needs is read from Stripe first, outside the
 * transaction.
 *
 * @returns what became of it, in a few words.
 * @throws when it could not be applied yet, so that the job is tried again; after a dozen tries it is set
 *   aside instead.
 */
export async function applyStripeEvent(
  deps: Deps,
  { eventId, now }: { eventId: StripeEventId; now: Date },
): Promise<string> {
  const event = await deps.db.asSystem((tx) => findStripeEvent(tx, eventId));
  if (!event) throw new Error(`Stripe event ${eventId} is not in the inbox.`);
  if (event.handledAt) return "already handled";
  try {
    const isOld = await deps.db.asSystem((tx) => saysOnlyWhatIsKnown(tx, event));
    const current = isOld ? knownAlready : await readCurrent(deps, event);
    failpoint("apply-stripe-event:read");
    const applied = await deps.db.asSystem(async (tx) => {
      const locked = await lockUnhandledEvent(tx, eventId);
      if (!locked) return "already handled";
      const outcome = await applyCurrent(deps, tx, { current, event: locked, now });
      await markHandled(tx, { id: eventId, outcome, now });
      failpoint("apply-stripe-event:written");
      return outcome;
    });
    failpoint("apply-stripe-event:committed");
    return applied;
  } catch (error) {
    return failEvent(deps, { event, error, now });
  }
}

async function readCurrent({ stripe }: Deps, event: StripeEventRow): Promise<Current> {
  const { type, objectId, stripeAccountId } = event;
  if (!objectId) return { kind: "nothing", outcome: "nothing to do" };
  switch (type) {
    case "checkout.session.completed":
    case "checkout.session.async_payment_succeeded":
    case "checkout.session.async_payment_failed": {
      const checkout = await stripe.retrieveCheckout(objectId, stripeAccountId);
      if (!checkout?.paymentIntentId) return { kind: "nothing", outcome: "a session without a payment" };
      return readPayment(stripe, checkout.paymentIntentId, stripeAccountId);
    }
    case "checkout.session.expired": {
      const checkout = await stripe.retrieveCheckout(objectId, stripeAccountId);
      if (checkout?.status !== "expired") return { kind: "nothing", outcome: "no longer expired" };
      return { kind: "checkout_expired", checkout };
    }
    case "payment_intent.succeeded":
    case "payment_intent.processing":
    case "payment_intent.payment_failed":
    case "payment_intent.canceled":
      return readPayment(stripe, objectId, stripeAccountId);
    case "charge.updated":
    case "charge.refunded":
    case "refund.updated":
    case "refund.failed":
    case "charge.dispute.created":
    case "charge.dispute.updated":
    case "charge.dispute.closed":
    case "charge.dispute.funds_withdrawn":
    case "charge.dispute.funds_reinstated":
      return readMoneyBack(stripe, { type, objectId, stripeAccountId });
    case "account.updated":
    case "account.application.deauthorized": {
      if (!stripeAccountId) return { kind: "nothing", outcome: "of the operator's own account" };
      // Withdrawn access is a fact that cannot be read back: nothing there can be read any more.
      const facts = type === "account.updated" ? await stripe.retrieveAccount(stripeAccountId) : null;
      return { kind: "account", stripeAccountId, facts };
    }
    default:
      return { kind: "nothing", outcome: "nothing to do" };
  }
}

/** What became of a payment's money afterwards, always together with the payment itself. */
async function readMoneyBack(
  stripe: App["stripe"],
  { type, objectId, stripeAccountId }: { type: string; objectId: string; stripeAccountId: string | null },
): Promise<Current> {
  if (type === "charge.updated" || type === "charge.refunded") {
    const paymentIntentId = await stripe.findPaymentOfCharge(objectId, stripeAccountId);
    if (!paymentIntentId) return { kind: "nothing", outcome: "a charge without a payment" };
    const current = await readPayment(stripe, paymentIntentId, stripeAccountId);
    if (current.kind !== "payment" || type === "charge.updated") return current;
    const refunds = await stripe.listRefunds(paymentIntentId, stripeAccountId);
    return { kind: "refunds", payment: current.payment, refunds };
  }
  const isRefund = type.startsWith("refund.");
  const refund = isRefund ? await stripe.retrieveRefund(objectId, stripeAccountId) : null;
  const chargeback = isRefund ? null : await stripe.retrieveChargeback(objectId, stripeAccountId);
  const found = refund ?? chargeback;
  if (!found) return { kind: "nothing", outcome: "what Stripe no longer knows" };
  const current = await readPayment(stripe, found.paymentIntentId, stripeAccountId);
  if (current.kind !== "payment") return current;
  const { payment } = current;
  if (chargeback) {
    // The bank may take back all of a payment of which a part was given back before, and that part is then
    // its loss: what was given back has to be known first, whichever event comes first.
    const refunds = await stripe.listRefunds(payment.paymentIntentId, stripeAccountId);
    return { kind: "chargeback", payment, refunds, chargeback };
  }
  return { kind: "refunds", payment, refunds: refund ? [refund] : [] };
}

async function readPayment(
  stripe: App["stripe"],
  id: string,
  stripeAccountId: string | null,
): Promise<Current> {
  const payment = await stripe.retrievePayment(id, stripeAccountId);
  if (!payment) return { kind: "nothing", outcome: "a payment Stripe no longer knows" };
  return { kind: "payment", payment };
}

async function applyCurrent(
  deps: Deps,
  tx: Tx,
  { current, event, now }: { current: Current; event: StripeEventRow; now: Date },
): Promise<string> {
  switch (current.kind) {
    case "nothing":
      return current.outcome;
    case "payment":
      return applyPaymentFacts(deps, tx, {
        facts: current.payment,
        stripeAccountId: event.stripeAccountId,
        causedBy: `stripe_event:${event.id}`,
        now,
      });
    case "refunds":
    case "chargeback": {
      const { stripeAccountId } = event;
      const causedBy = `stripe_event:${event.id}`;
      return applyMoneyBack(deps, tx, { ...current, stripeAccountId, causedBy, now });
    }
    case "account":
      return applyAccountFacts(tx, { ...current, askedAt: now });
    case "checkout_expired": {
      const { origin } = current.checkout;
      if (!origin) return "not made by Tenfold";
      const { vendorId, checkoutId: id } = origin;
      const moved = await moveCheckout(tx, { vendorId, id, from: ["creating", "open"], to: "expired", now });
      return moved ? "session expired" : "already ended";
    }
  }
}

/** Keeps the error with the event; it must not be lost that the event still waits, whatever went wrong. */
async function failEvent(
  deps: Deps,
  { event, error, now }: { event: StripeEventRow; error: unknown; now: Date },
): Promise<string> {
  const message = error instanceof Error ? error.message : String(error);
  const pauseMs = Math.min(firstPauseMs * 2 ** event.attempts, longestPauseMs);
  const nextAttemptAt = new Date(now.getTime() + pauseMs);
  const setAside = await deps.db.asSystem((tx) =>
    markFailed(tx, { id: event.id as StripeEventId, error: message, now, nextAttemptAt, maxAttempts }),
  );
  if (!setAside) throw error;
  deps.log.error({ eventId: event.id, err: error }, "A Stripe event was set aside after too many tries");
  return "set aside";
}
