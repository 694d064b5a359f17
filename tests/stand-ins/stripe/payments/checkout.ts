import type Stripe from "stripe";
import type { Call } from "~tests/stand-ins/stripe/context";
import { emit } from "~tests/stand-ins/stripe/state/emit";
import { idOf } from "~tests/stand-ins/stripe/state/kinds";
import { unschedule } from "~tests/stand-ins/stripe/state/schedule";
import { attempt, finishAuthentication, type Attempt } from "./confirm";
import { createCustomer } from "./customers";
import { cancelIntent, changeIntent, createIntent } from "./intents";
import { attachMethod, changeMethod } from "./methods";
import { changeSetupIntent } from "./setups";
import { createMethod, debitMethod, TEST_METHODS, type DebitType } from "./test-methods";

/** What a session was created with and does not show. */
export interface SessionSecret {
  lineItems: Stripe.LineItem[];
  intent: {
    description: string | null;
    metadata: Record<string, string>;
    receiptEmail: string | null;
    setupFutureUsage: "off_session" | "on_session" | null;
    statementDescriptor: string | null;
    statementDescriptorSuffix: string | null;
  };
  displayName: string | null;
}

/** The ways to pay that the hosted page and the control offer. */
const WAYS = {
  card: "pm_card_visa",
  declined: "pm_card_chargeDeclined",
  insufficient_funds: "pm_card_chargeDeclinedInsufficientFunds",
  authentication: "pm_card_authenticationRequired",
  declines_later: "pm_card_chargeCustomerFail",
} as const;

export type Way = keyof typeof WAYS | "bank_debit" | "bank_debit_fails";

export interface Payer {
  email: string | null;
  name: string | null;
  /** Ticked the box to keep the method for next time. */
  keep: boolean;
}

export type Visit =
  | { next: "done" }
  | { next: "authenticate" }
  /** Declined: the session stays open. */
  | { next: "again"; message: string }
  /** Somebody else finished or ended it first. */
  | { next: "closed" };

/** One press of the hosted page's button. At most one press of a session ever takes its money. */
export function visit(call: Call, session: Stripe.Checkout.Session, way: Way, payer: Payer): Visit {
  if (session.status !== "open") return { next: "closed" };
  const asked = withPayer(call, session, payer);
  const method = createMethod(call, likeFor(asked, way), {
    email: asked.customer_details?.email ?? null,
    name: asked.customer_details?.name ?? null,
  });
  if (asked.mode === "setup") return finishSetup(call, asked, method);
  const customer = customerFor(call, asked, payer);
  const intent = intentFor(call, asked, customer, payer);
  const opened = changeSession(call, asked, { payment_intent: intent.id });
  if (payer.keep) changeMethod(call, method, { allow_redisplay: "always" });
  const current = call.store.find("payment_method", call.account, method.id) ?? method;
  return conclude(
    call,
    opened,
    attempt(call, intent, current, { offSession: false, returnUrl: null }),
    customer,
  );
}

/** The debtor answered the bank on the second page. */
export function visitAfterAuthentication(
  call: Call,
  session: Stripe.Checkout.Session,
  approved: boolean,
): Visit {
  const intent = call.store.find("payment_intent", call.account, idOf(session.payment_intent) ?? "");
  if (session.status !== "open" || !intent || intent.status !== "requires_action") return { next: "closed" };
  return conclude(call, session, finishAuthentication(call, intent, approved), idOf(intent.customer));
}

export function changeSession(
  call: Call,
  session: Stripe.Checkout.Session,
  change: Partial<Stripe.Checkout.Session>,
): Stripe.Checkout.Session {
  return call.store.update("checkout.session", { ...session, ...change });
}

/** Ends an open session without a payment; an attempt that waited for its bank is cancelled with it. */
export function expireSession(call: Call, session: Stripe.Checkout.Session): Stripe.Checkout.Session {
  unschedule(call, session.id);
  const expired = changeSession(call, session, { status: "expired", url: null });
  const intent = call.store.find("payment_intent", call.account, idOf(session.payment_intent) ?? "");
  if (intent && intent.status !== "succeeded") cancelIntent(call, intent, "automatic");
  emit(call, "checkout.session.expired", expired);
  return expired;
}

/** Tells the session of a bank debit how it ended. */
export function finishAsync(call: Call, intent: Stripe.PaymentIntent): void {
  const [session] = call.store.list(
    "checkout.session",
    call.account,
    { payment_intent: intent.id },
    { limit: 1 },
  );
  if (!session || session.status !== "complete" || session.payment_status !== "unpaid") return;
  if (intent.status !== "succeeded") return emit(call, "checkout.session.async_payment_failed", session);
  const paid = changeSession(call, session, { payment_status: "paid" });
  emit(call, "checkout.session.async_payment_succeeded", paid);
}

function conclude(
  call: Call,
  session: Stripe.Checkout.Session,
  done: Attempt,
  customer: string | null,
): Visit {
  if (done.result === "declined") return { next: "again", message: done.failure.body.message };
  if (done.result === "requires_action") return { next: "authenticate" };
  complete(call, session, { customer, payment_status: done.result === "succeeded" ? "paid" : "unpaid" });
  return { next: "done" };
}

function complete(
  call: Call,
  session: Stripe.Checkout.Session,
  change: Pick<Stripe.Checkout.Session, "customer" | "payment_status">,
): void {
  unschedule(call, session.id);
  const completed = changeSession(call, session, { ...change, status: "complete", url: null });
  emit(call, "checkout.session.completed", completed);
}

function finishSetup(call: Call, session: Stripe.Checkout.Session, method: Stripe.PaymentMethod): Visit {
  const setup = call.store.find("setup_intent", call.account, idOf(session.setup_intent) ?? "");
  if (!setup) throw new Error(`${session.id} has no setup intent`);
  const customer = customerFor(call, session, { email: null, name: null, keep: true });
  const kept = changeMethod(call, method, { allow_redisplay: "limited" });
  if (customer !== null) attachMethod(call, kept, customer);
  const succeeded = changeSetupIntent(call, setup, {
    customer,
    payment_method: method.id,
    status: "succeeded",
  });
  emit(call, "setup_intent.succeeded", succeeded);
  complete(call, session, { customer, payment_status: "no_payment_required" });
  return { next: "done" };
}

function withPayer(call: Call, session: Stripe.Checkout.Session, payer: Payer): Stripe.Checkout.Session {
  const customer = call.store.find("customer", call.account, idOf(session.customer) ?? "");
  const email = session.customer_email ?? customer?.email ?? payer.email;
  return changeSession(call, session, {
    customer_details: {
      address: { city: null, country: "US", line1: null, line2: null, postal_code: null, state: null },
      business_name: null,
      email,
      individual_name: null,
      name: payer.name ?? customer?.name ?? null,
      phone: null,
      tax_exempt: "none",
      tax_ids: [],
    },
  });
}

/** A guest stays a guest unless the session asks for a customer or something is kept for later. */
function customerFor(call: Call, session: Stripe.Checkout.Session, payer: Payer): string | null {
  const known = idOf(session.customer);
  if (known !== null) return known;
  const intent = call.store.find("payment_intent", call.account, idOf(session.payment_intent) ?? "");
  const before = idOf(intent?.customer);
  if (before !== null) return before;
  const wanted = secretOf(call, session).intent.setupFutureUsage !== null || payer.keep;
  if (session.customer_creation !== "always" && !wanted) return null;
  const { email = null, name = null } = session.customer_details ?? {};
  return createCustomer(call, { email, name }).id;
}

/** The first press makes the session's one intent; a press after a decline tries the same one again. */
function intentFor(
  call: Call,
  session: Stripe.Checkout.Session,
  customer: string | null,
  payer: Payer,
): Stripe.PaymentIntent {
  const known = call.store.find("payment_intent", call.account, idOf(session.payment_intent) ?? "");
  const { intent } = secretOf(call, session);
  const setupFutureUsage = intent.setupFutureUsage ?? (payer.keep ? "on_session" : null);
  if (known) return changeIntent(call, known, { customer, setup_future_usage: setupFutureUsage });
  return createIntent(call, {
    ...intent,
    setupFutureUsage,
    amount: session.amount_total ?? 0,
    currency: session.currency ?? "usd",
    customer,
    paymentMethodTypes: session.payment_method_types,
    automaticMethods: session.allowed_payment_method_types === null,
  });
}

export function secretOf(call: Call, session: Stripe.Checkout.Session): SessionSecret {
  const [secret] = call.store.hidden<SessionSecret>(session.id);
  if (!secret) throw new Error(`${session.id} lost what it was created with`);
  return secret;
}

function likeFor(session: Stripe.Checkout.Session, way: Way): Parameters<typeof createMethod>[1] {
  if (way !== "bank_debit" && way !== "bank_debit_fails") return TEST_METHODS[WAYS[way]];
  return debitMethod(debitOf(session) ?? "us_bank_account", way === "bank_debit" ? "succeeds" : "fails");
}

const DEBITS: readonly DebitType[] = [
  "acss_debit",
  "au_becs_debit",
  "bacs_debit",
  "sepa_debit",
  "us_bank_account",
];

/** The bank debit a session offers, if it offers one. */
export function debitOf(session: Stripe.Checkout.Session): DebitType | undefined {
  return DEBITS.find((type) => session.payment_method_types.includes(type));
}
