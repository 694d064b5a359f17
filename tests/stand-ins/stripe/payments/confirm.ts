import type Stripe from "stripe";
import type { Call } from "~tests/stand-ins/stripe/context";
import { StripeFailure } from "~tests/stand-ins/stripe/http/errors";
import { emit } from "~tests/stand-ins/stripe/state/emit";
import { idOf } from "~tests/stand-ins/stripe/state/kinds";
import { schedule, unschedule } from "~tests/stand-ins/stripe/state/schedule";
import { createCharge, latestCharge, resolveCharge } from "./charges";
import { openDispute } from "./disputes";
import { changeIntent } from "./intents";
import { attachMethod } from "./methods";
import { behaviourOf, type Decline } from "./test-methods";

export type Attempt =
  | { result: "succeeded" | "processing" | "requires_action"; intent: Stripe.PaymentIntent }
  | { result: "declined"; intent: Stripe.PaymentIntent; failure: StripeFailure };

interface Circumstances {
  /** The debtor is not there to approve anything. */
  offSession: boolean;
  /** Where the debtor comes back to after approving on another page. */
  returnUrl: string | null;
}

const AUTHENTICATION_REQUIRED: Decline = {
  code: "authentication_required",
  declineCode: "authentication_required",
  message: "Your card was declined. This transaction requires authentication.",
};

const AUTHENTICATION_FAILED: Decline = {
  code: "payment_intent_authentication_failure",
  message: "We are unable to authenticate your payment method. Choose a different one and try again.",
};

const DEBIT_RETURNED: Decline = {
  code: "payment_method_provider_decline",
  declineCode: "insufficient_funds",
  message: "The customer's bank account could not be debited: insufficient funds.",
};

/** Tries to take an intent's money with a payment method. Whatever comes of it is recorded. */
export function attempt(
  call: Call,
  intent: Stripe.PaymentIntent,
  method: Stripe.PaymentMethod,
  under: Circumstances,
): Attempt {
  const behaviour = behaviourOf(call, method);
  const ready = changeIntent(call, intent, {
    payment_method: method.id,
    last_payment_error: null,
    next_action: null,
  });
  switch (behaviour.does) {
    case "decline":
      return decline(call, ready, method, behaviour.decline);
    case "authenticate":
      if (under.offSession) return decline(call, ready, method, AUTHENTICATION_REQUIRED);
      return requireAction(call, ready, under);
    case "debit":
      return startDebit(call, ready, method, behaviour.ends);
    case "succeed":
    case "refund-fail":
      return succeed(call, ready, method);
    case "dispute": {
      const done = succeed(call, ready, method);
      const charge = latestCharge(call, done.intent);
      if (charge) openDispute(call, charge, { inquiry: behaviour.inquiry, reason: "fraudulent" });
      return done;
    }
  }
}

/** The debtor answered their bank's question. */
export function finishAuthentication(call: Call, intent: Stripe.PaymentIntent, approved: boolean): Attempt {
  const method = methodOf(call, intent);
  if (approved) return succeed(call, intent, method);
  return decline(call, intent, method, AUTHENTICATION_FAILED);
}

/** A bank debit's outcome. Returns undefined when the debit is no longer pending. */
export function finishDebit(
  call: Call,
  id: string,
  ends: "succeeds" | "fails",
): Stripe.PaymentIntent | undefined {
  const intent = call.store.find("payment_intent", call.account, id);
  if (!intent || intent.status !== "processing") return undefined;
  const charge = latestCharge(call, intent);
  if (!charge) return undefined;
  unschedule(call, id);
  const method = methodOf(call, intent);
  if (ends === "succeeds") {
    resolveCharge(call, charge, { status: "succeeded" });
    return markSucceeded(call, intent, charge.id, method);
  }
  resolveCharge(call, charge, { status: "failed", decline: DEBIT_RETURNED });
  return markFailed(call, intent, method, charge.id, DEBIT_RETURNED).intent;
}

function succeed(call: Call, intent: Stripe.PaymentIntent, method: Stripe.PaymentMethod): Attempt {
  keepMethod(call, intent, method);
  const charge = createCharge(call, intent, method, { status: "succeeded" });
  return { result: "succeeded", intent: markSucceeded(call, intent, charge.id, method) };
}

function markSucceeded(
  call: Call,
  intent: Stripe.PaymentIntent,
  charge: string,
  method: Stripe.PaymentMethod,
): Stripe.PaymentIntent {
  const succeeded = changeIntent(call, intent, {
    amount_received: intent.amount,
    latest_charge: charge,
    next_action: null,
    payment_method: method.id,
    processing: null,
    status: "succeeded",
  });
  emit(call, "payment_intent.succeeded", succeeded);
  return succeeded;
}

function startDebit(
  call: Call,
  intent: Stripe.PaymentIntent,
  method: Stripe.PaymentMethod,
  ends: "succeeds" | "fails",
): Attempt {
  keepMethod(call, intent, method);
  const charge = createCharge(call, intent, method, { status: "pending" });
  const processing = changeIntent(call, intent, { latest_charge: charge.id, status: "processing" });
  emit(call, "payment_intent.processing", processing);
  const delayMs = call.world.timing.bankDebitMs;
  if (delayMs !== null)
    schedule(call, ends === "succeeds" ? "settle-debit" : "fail-debit", intent.id, delayMs);
  return { result: "processing", intent: processing };
}

function requireAction(call: Call, intent: Stripe.PaymentIntent, under: Circumstances): Attempt {
  const page = `${call.world.baseUrl()}/authenticate/${intent.id}`;
  const waiting = changeIntent(call, intent, {
    next_action:
      under.returnUrl === null
        ? { type: "use_stripe_sdk", use_stripe_sdk: {} }
        : { redirect_to_url: { return_url: under.returnUrl, url: page }, type: "redirect_to_url" },
    status: "requires_action",
  });
  emit(call, "payment_intent.requires_action", waiting);
  return { result: "requires_action", intent: waiting };
}

function decline(
  call: Call,
  intent: Stripe.PaymentIntent,
  method: Stripe.PaymentMethod,
  reason: Decline,
): Attempt {
  const charge = createCharge(call, intent, method, { status: "failed", decline: reason });
  return markFailed(call, intent, method, charge.id, reason);
}

function markFailed(
  call: Call,
  intent: Stripe.PaymentIntent,
  method: Stripe.PaymentMethod,
  charge: string,
  reason: Decline,
): { result: "declined"; intent: Stripe.PaymentIntent; failure: StripeFailure } {
  const error = {
    type: "card_error" as const,
    charge,
    code: reason.code,
    ...(reason.declineCode ? { decline_code: reason.declineCode } : {}),
    doc_url: `https://docs.stripe.com/error-codes/${reason.code.replaceAll("_", "-")}`,
    message: reason.message,
    payment_method: method,
  };
  const failed = changeIntent(call, intent, {
    last_payment_error: error,
    latest_charge: charge,
    next_action: null,
    payment_method: null,
    processing: null,
    status: "requires_payment_method",
  });
  emit(call, "payment_intent.payment_failed", failed);
  const failure = new StripeFailure(402, { ...error, payment_intent: failed }, "committed");
  return { result: "declined", intent: failed, failure };
}

/** With consent to later use, a method that worked stays with the customer. */
function keepMethod(call: Call, intent: Stripe.PaymentIntent, method: Stripe.PaymentMethod): void {
  const customer = idOf(intent.customer);
  if (intent.setup_future_usage === null || customer === null || method.customer !== null) return;
  attachMethod(call, method, customer);
}

function methodOf(call: Call, intent: Stripe.PaymentIntent): Stripe.PaymentMethod {
  const id = idOf(intent.payment_method);
  const method = id === null ? undefined : call.store.find("payment_method", call.account, id);
  if (!method) throw new Error(`${intent.id} has no payment method`);
  return method;
}
