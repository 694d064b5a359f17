import type Stripe from "stripe";
import { z } from "zod";
import type { Call } from "~tests/stand-ins/stripe/context";
import { refused, rejected } from "~tests/stand-ins/stripe/http/errors";
import { listing, listingOf } from "~tests/stand-ins/stripe/http/listing";
import { expand, mergedMetadata, metadata, page, parse, text } from "~tests/stand-ins/stripe/http/parameters";
import { get, post, type Route } from "~tests/stand-ins/stripe/http/router";
import { checkChargesEnabled } from "~tests/stand-ins/stripe/payments/accounts";
import { changeSession, expireSession, secretOf } from "~tests/stand-ins/stripe/payments/checkout";
import { checkChargeable, knownCurrency } from "~tests/stand-ins/stripe/payments/currencies";
import { createSetupIntent } from "~tests/stand-ins/stripe/payments/setups";
import { debitTypeFor } from "~tests/stand-ins/stripe/payments/test-methods";
import { schedule } from "~tests/stand-ins/stripe/state/schedule";
import { create, type Asked } from "./checkout-session-parameters";
import { inParams, inPath } from "./found";
import { LONGEST_S, lineItemOf, secretFrom, sessionOf } from "./new-checkout-session";

/** docs.stripe.com/api/checkout/sessions: `expires_at` lies 30 minutes to 24 hours ahead. */
const SHORTEST_S = 30 * 60;

function createSession(call: Call, params: Asked): Stripe.Checkout.Session {
  checkRequest(call, params);
  checkChargesEnabled(call);
  const mode = params.mode === "setup" ? "setup" : "payment";
  const lineItems = (params.line_items ?? []).map((item, at) => lineItemOf(call, item, at));
  const total = lineItems.reduce((sum, item) => sum + item.amount_total, 0);
  const currency = currencyOf(params, lineItems);
  if (mode === "payment" && currency !== null) checkChargeable(total, currency, "total");
  if (params.customer) inParams(call, "customer", params.customer, "customer");
  const methods = methodsFor(params, currency);
  const session = call.store.insert(
    "checkout.session",
    call.account,
    sessionOf(call, params, { mode, currency, total: mode === "payment" ? total : null, methods }),
    secretFrom(params, lineItems),
  );
  const complete = mode === "setup" ? withSetup(call, session, params, methods) : session;
  schedule(call, "expire-session", session.id, (session.expires_at - call.now) * 1000);
  return complete;
}

function withSetup(
  call: Call,
  session: Stripe.Checkout.Session,
  params: Asked,
  methods: string[],
): Stripe.Checkout.Session {
  const setup = createSetupIntent(call, {
    customer: params.customer ?? null,
    description: params.setup_intent_data?.description ?? null,
    metadata: params.setup_intent_data?.metadata ?? {},
    paymentMethodTypes: methods,
    automaticMethods: params.allowed_payment_method_types === undefined,
  });
  return changeSession(call, session, { setup_intent: setup.id });
}

/** What Stripe refuses before anything is made. */
function checkRequest(call: Call, params: Asked): void {
  if (params.mode === "subscription") throw rejected("The stand-in has no subscriptions.", { param: "mode" });
  if (params.ui_mode !== undefined && params.ui_mode !== "hosted_page") {
    throw rejected("The stand-in has only the hosted page.", { param: "ui_mode" });
  }
  if (!params.success_url) {
    throw rejected("Missing required param: success_url.", {
      code: "parameter_missing",
      param: "success_url",
    });
  }
  for (const name of ["success_url", "cancel_url"] as const) {
    const url = params[name];
    if (url !== undefined && !/^[a-z][a-z0-9+.-]*:\/\//i.test(url))
      throw rejected("Not a valid URL", { code: "url_invalid", param: name });
  }
  if (params.customer && params.customer_email) {
    throw rejected("You may only specify one of these parameters: customer, customer_email.", {
      code: "parameter_invalid_empty",
      param: "customer_email",
    });
  }
  if (params.customer && params.customer_creation) {
    throw rejected("You may only specify one of these parameters: customer, customer_creation.", {
      param: "customer_creation",
    });
  }
  if (params.customer_email !== undefined && !/^[^\s@]+@[^\s@]+$/.test(params.customer_email)) {
    throw rejected(`Invalid email address: ${params.customer_email}`, {
      code: "email_invalid",
      param: "customer_email",
    });
  }
  if (params.mode === "setup" ? params.line_items : !params.line_items?.length) {
    const says =
      params.mode === "setup"
        ? "You can not pass `line_items` in `setup` mode."
        : "Missing required param: line_items.";
    throw rejected(says, {
      ...(params.mode === "setup" ? {} : { code: "parameter_missing" }),
      param: "line_items",
    });
  }
  if (params.mode === "setup" && params.payment_intent_data) {
    throw rejected("You can not pass `payment_intent_data` in `setup` mode.", {
      param: "payment_intent_data",
    });
  }
  checkExpiry(call, params.expires_at);
}

function checkExpiry(call: Call, expiresAt: number | undefined): void {
  if (expiresAt === undefined) return;
  const param = "expires_at";
  if (expiresAt - call.now < SHORTEST_S) {
    throw rejected("The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.", {
      param,
    });
  }
  if (expiresAt - call.now > LONGEST_S) {
    throw rejected("The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.", {
      param,
    });
  }
}

function currencyOf(params: Asked, items: Stripe.LineItem[]): string | null {
  const [first] = items;
  if (items.some((item) => item.currency !== first?.currency)) {
    throw rejected("All prices on a Checkout Session must use the same currency.", { param: "line_items" });
  }
  if (first) return first.currency;
  if (params.currency !== undefined) return knownCurrency(params.currency, "currency");
  if (params.allowed_payment_method_types !== undefined) return null;
  throw rejected("Missing required param: currency.", { code: "parameter_missing", param: "currency" });
}

/**
 * Unless the list is limited, Stripe offers what the account has turned on: here cards and the local bank
 * debit.
 */
function methodsFor(params: Asked, currency: string | null): string[] {
  const debit = currency === null ? undefined : debitTypeFor(currency);
  const all = params.allowed_payment_method_types ?? ["card", ...(debit ? [debit] : [])];
  const left = all.filter((type) => !params.excluded_payment_method_types?.includes(type));
  if (left.length > 0) return left;
  throw rejected("No valid payment method types for this Checkout Session.", {
    param: "allowed_payment_method_types",
  });
}

const expireAsked = z.strictObject({ expand });
const listAsked = z.strictObject({
  ...page,
  customer: text.optional(),
  customer_details: z.strictObject({ email: text }).optional(),
  payment_intent: text.optional(),
  status: z.enum(["complete", "expired", "open"]).optional(),
});
const updateAsked = z.strictObject({
  expand,
  metadata: metadata.optional(),
});

export const checkoutSessionRoutes: Route[] = [
  post("/v1/checkout/sessions", (call, { params }) => createSession(call, parse(create, params))),
  get("/v1/checkout/sessions", (call, { params }) => {
    const asked = parse(listAsked, params);
    const members = { "customer_details.email": asked.customer_details?.email };
    return listing(call, "checkout.session", "/v1/checkout/sessions", asked, {
      customer: asked.customer,
      payment_intent: asked.payment_intent,
      status: asked.status,
      members,
    });
  }),
  get("/v1/checkout/sessions/:id", (call, { ids, params }) => {
    parse(expireAsked, params);
    return inPath(call, "checkout.session", ids[0], "session");
  }),
  post("/v1/checkout/sessions/:id", (call, { ids, params }) => {
    const session = inPath(call, "checkout.session", ids[0], "session");
    const asked = parse(updateAsked, params);
    return changeSession(call, session, {
      metadata: mergedMetadata(session.metadata ?? {}, asked.metadata ?? {}),
    });
  }),
  post("/v1/checkout/sessions/:id/expire", (call, { ids, params }) => {
    parse(expireAsked, params);
    const session = inPath(call, "checkout.session", ids[0], "session");
    if (session.status === "open") return expireSession(call, session);
    throw refused(
      `Only Checkout Sessions with a status in ["open"] can be expired. ` +
        `This Checkout Session has a status of \`${session.status}\`.`,
    );
  }),
  get("/v1/checkout/sessions/:id/line_items", (call, { ids, params }) => {
    const asked = parse(z.strictObject(page), params);
    const session = inPath(call, "checkout.session", ids[0], "session");
    return listingOf(
      secretOf(call, session).lineItems,
      `/v1/checkout/sessions/${session.id}/line_items`,
      asked,
    );
  }),
];
