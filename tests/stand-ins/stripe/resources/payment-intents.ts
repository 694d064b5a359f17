import type Stripe from "stripe";
import { z } from "zod";
import type { Call } from "~tests/stand-ins/stripe/context";
import { refused, rejected } from "~tests/stand-ins/stripe/http/errors";
import { listing } from "~tests/stand-ins/stripe/http/listing";
import {
  clearable,
  expand,
  flag,
  integer,
  mergedMetadata,
  metadata,
  page,
  parse,
  text,
} from "~tests/stand-ins/stripe/http/parameters";
import { get, post, type Route } from "~tests/stand-ins/stripe/http/router";
import { checkChargesEnabled } from "~tests/stand-ins/stripe/payments/accounts";
import { attempt, type Attempt } from "~tests/stand-ins/stripe/payments/confirm";
import { checkChargeable, knownCurrency } from "~tests/stand-ins/stripe/payments/currencies";
import { cancelIntent, changeIntent, createIntent } from "~tests/stand-ins/stripe/payments/intents";
import { wasDetached } from "~tests/stand-ins/stripe/payments/methods";
import {
  createMethod,
  debitTypeFor,
  isTestMethodId,
  TEST_METHODS,
} from "~tests/stand-ins/stripe/payments/test-methods";
import { idOf } from "~tests/stand-ins/stripe/state/kinds";
import { inParams, inPath } from "./found";

const confirming = {
  error_on_requires_action: flag.optional(),
  mandate_data: z.record(z.string(), z.unknown()).optional(),
  off_session: flag.optional(),
  payment_method: text.optional(),
  return_url: text.optional(),
  use_stripe_sdk: flag.optional(),
};

const futureUse = z.enum(["off_session", "on_session"]);

const create = z.strictObject({
  ...confirming,
  allowed_payment_method_types: z.array(text).optional(),
  amount: integer,
  automatic_payment_methods: z
    .strictObject({ allow_redirects: z.enum(["always", "never"]).optional(), enabled: flag })
    .optional(),
  capture_method: z.enum(["automatic", "automatic_async"]).optional(),
  confirm: flag.optional(),
  currency: text,
  customer: text.optional(),
  description: text.optional(),
  expand,
  metadata: metadata.optional(),
  receipt_email: text.optional(),
  setup_future_usage: futureUse.optional(),
  statement_descriptor: z.string().max(22).optional(),
  statement_descriptor_suffix: z.string().max(22).optional(),
});

const update = z.strictObject({
  amount: integer.optional(),
  customer: text.optional(),
  description: clearable.optional(),
  expand,
  metadata: metadata.optional(),
  receipt_email: clearable.optional(),
  setup_future_usage: futureUse.optional(),
});

const confirm = z.strictObject({ ...confirming, expand, setup_future_usage: futureUse.optional() });
const cancel = z.strictObject({
  cancellation_reason: z.enum(["abandoned", "duplicate", "fraudulent", "requested_by_customer"]).optional(),
  expand,
});

function make(call: Call, params: z.infer<typeof create>): Stripe.PaymentIntent {
  const currency = knownCurrency(params.currency, "currency");
  checkChargeable(params.amount, currency, "amount");
  checkChargesEnabled(call);
  if (params.off_session && !params.confirm) {
    throw rejected("You may only provide `off_session` when `confirm` is `true`.", { param: "off_session" });
  }
  if (params.customer) inParams(call, "customer", params.customer, "customer");
  const debit = debitTypeFor(currency);
  const intent = createIntent(call, {
    amount: params.amount,
    currency,
    customer: params.customer ?? null,
    description: params.description ?? null,
    metadata: params.metadata ?? {},
    paymentMethodTypes: params.allowed_payment_method_types ?? ["card", ...(debit ? [debit] : [])],
    receiptEmail: params.receipt_email ?? null,
    setupFutureUsage: params.setup_future_usage ?? null,
    statementDescriptor: params.statement_descriptor ?? null,
    statementDescriptorSuffix: params.statement_descriptor_suffix ?? null,
    automaticMethods: params.allowed_payment_method_types === undefined,
  });
  if (params.confirm) return confirmed(call, intent, params);
  if (params.payment_method === undefined) return intent;
  const method = methodFor(call, intent, params.payment_method);
  return changeIntent(call, intent, { payment_method: method.id, status: "requires_confirmation" });
}

const CONFIRMABLE: readonly string[] = [
  "requires_payment_method",
  "requires_confirmation",
  "requires_action",
];

function confirmed(
  call: Call,
  intent: Stripe.PaymentIntent,
  params: z.infer<typeof confirm>,
): Stripe.PaymentIntent {
  if (!CONFIRMABLE.includes(intent.status)) {
    const says =
      intent.status === "succeeded"
        ? "You cannot confirm this PaymentIntent because it has already succeeded."
        : `You cannot confirm this PaymentIntent because it has a status of ${intent.status}.`;
    throw unexpectedState(intent, says);
  }
  const id = params.payment_method ?? idOf(intent.payment_method);
  if (id === null) {
    const says =
      "You cannot confirm this PaymentIntent because it's missing a payment method. " +
      "Update the PaymentIntent with a payment method, or pass one when confirming.";
    throw unexpectedState(intent, says);
  }
  const method = methodFor(call, intent, id);
  const ready = params.setup_future_usage
    ? changeIntent(call, intent, { setup_future_usage: params.setup_future_usage })
    : intent;
  const done = attempt(call, ready, method, {
    offSession: params.off_session ?? params.error_on_requires_action ?? false,
    returnUrl: params.return_url ?? null,
  });
  return answerOf(done);
}

function answerOf(done: Attempt): Stripe.PaymentIntent {
  if (done.result === "declined") throw done.failure;
  return done.intent;
}

/** A saved method, or one of Stripe's test ones, which becomes a new method each time it is used. */
function methodFor(call: Call, intent: Stripe.PaymentIntent, id: string): Stripe.PaymentMethod {
  if (isTestMethodId(id)) return createMethod(call, TEST_METHODS[id], { email: null, name: null });
  const method = inParams(call, "payment_method", id, "payment_method");
  const [holder, payer] = [idOf(method.customer), idOf(intent.customer)];
  if (holder !== null && holder !== payer) {
    const says = payer === null ? "without a customer" : `with customer ${payer}`;
    throw refused(`The PaymentMethod ${id} belongs to a customer and cannot be used ${says}.`, {
      param: "payment_method",
    });
  }
  if (wasDetached(call, method)) {
    throw refused(
      "The provided PaymentMethod was previously detached from a Customer and may not be used again.",
      { param: "payment_method" },
    );
  }
  return method;
}

function unexpectedState(intent: Stripe.PaymentIntent, message: string): Error {
  return refused(message, { code: "payment_intent_unexpected_state", payment_intent: intent });
}

function changed(
  call: Call,
  intent: Stripe.PaymentIntent,
  params: z.infer<typeof update>,
): Stripe.PaymentIntent {
  const { amount, customer, description, receipt_email, setup_future_usage } = params;
  const settled = ["succeeded", "processing", "canceled"].includes(intent.status);
  if (settled && (amount !== undefined || customer !== undefined || setup_future_usage !== undefined)) {
    throw unexpectedState(
      intent,
      `This PaymentIntent could not be updated because it has a status of ${intent.status}.`,
    );
  }
  if (amount !== undefined) checkChargeable(amount, intent.currency, "amount");
  if (customer !== undefined) inParams(call, "customer", customer, "customer");
  return changeIntent(call, intent, {
    ...(amount === undefined ? {} : { amount }),
    ...(customer === undefined ? {} : { customer }),
    ...(description === undefined ? {} : { description }),
    ...(receipt_email === undefined ? {} : { receipt_email }),
    ...(setup_future_usage === undefined ? {} : { setup_future_usage }),
    metadata: mergedMetadata(intent.metadata, params.metadata ?? {}),
  });
}

function canceled(
  call: Call,
  intent: Stripe.PaymentIntent,
  params: z.infer<typeof cancel>,
): Stripe.PaymentIntent {
  if (CONFIRMABLE.includes(intent.status))
    return cancelIntent(call, intent, params.cancellation_reason ?? null);
  throw unexpectedState(
    intent,
    `You cannot cancel this PaymentIntent because it has a status of ${intent.status}. ` +
      `Only a PaymentIntent with one of ` +
      `the following statuses may be canceled: ${CONFIRMABLE.join(", ")}.`,
  );
}

const listAsked = z.strictObject({ ...page, customer: text.optional() });
const onlyExpand = z.strictObject({ client_secret: text.optional(), expand });

export const paymentIntentRoutes: Route[] = [
  post("/v1/payment_intents", (call, { params }) => make(call, parse(create, params))),
  get("/v1/payment_intents", (call, { params }) => {
    const asked = parse(listAsked, params);
    return listing(call, "payment_intent", "/v1/payment_intents", asked, asked);
  }),
  get("/v1/payment_intents/:id", (call, { ids, params }) => {
    parse(onlyExpand, params);
    return inPath(call, "payment_intent", ids[0], "intent");
  }),
  post("/v1/payment_intents/:id", (call, { ids, params }) =>
    changed(call, inPath(call, "payment_intent", ids[0], "intent"), parse(update, params)),
  ),
  post("/v1/payment_intents/:id/confirm", (call, { ids, params }) =>
    confirmed(call, inPath(call, "payment_intent", ids[0], "intent"), parse(confirm, params)),
  ),
  post("/v1/payment_intents/:id/cancel", (call, { ids, params }) =>
    canceled(call, inPath(call, "payment_intent", ids[0], "intent"), parse(cancel, params)),
  ),
];
