import type { StripeEventId } from "~/domain/ids";
import type { AccountFacts } from "~/domain/stripe-account";
import type { CheckoutFacts, PaymentFacts } from "~/domain/stripe-facts";
import type { App } from "~/server/app.server";
import { failpoint } from "~/services/failpoint.server";
import { applyAccountFacts } from "~/services/stripe-accounts/apply-account-facts.server";
import { moveCheckout } from "~db/queries/ledger/checkouts";
import {
  findStripeEvent,
  lockUnhandledEvent,
  markFailed,
  markHandled,
  type StripeEventRow,
} from "~db/queries/ledger/stripe-events";
import type { Tx } from "~db/client";
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
  | { kind: "account"; stripeAccountId: string; facts: AccountFacts | null }
  | { kind: "nothing"; outcome: string };

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
    const current = await readCurrent(deps, event);
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
