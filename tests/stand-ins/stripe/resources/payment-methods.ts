import type Stripe from "stripe";
import { z } from "zod";
import type { Call } from "~tests/stand-ins/stripe/context";
import { refused, StripeFailure } from "~tests/stand-ins/stripe/http/errors";
import { listing } from "~tests/stand-ins/stripe/http/listing";
import { expand, mergedMetadata, metadata, page, parse, text } from "~tests/stand-ins/stripe/http/parameters";
import { get, post, type Route } from "~tests/stand-ins/stripe/http/router";
import {
  attachMethod,
  changeMethod,
  detachMethod,
  wasDetached,
} from "~tests/stand-ins/stripe/payments/methods";
import {
  createMethod,
  isTestMethodId,
  TEST_METHODS,
  type MethodSecret,
} from "~tests/stand-ins/stripe/payments/test-methods";
import { inParams, inPath } from "./found";

const attachAsked = z.strictObject({ customer: text.min(1), expand });
const listAsked = z.strictObject({
  ...page,
  allow_redisplay: z.enum(["always", "limited", "unspecified"]).optional(),
  customer: text.optional(),
  type: text.optional(),
});
const updateAsked = z.strictObject({
  allow_redisplay: z.enum(["always", "limited", "unspecified"]).optional(),
  expand,
  metadata: metadata.optional(),
});
const onlyExpand = z.strictObject({ expand });

function attach(call: Call, id: string, params: z.infer<typeof attachAsked>): Stripe.PaymentMethod {
  const customer = inParams(call, "customer", params.customer, "customer");
  const method = isTestMethodId(id)
    ? createMethod(call, TEST_METHODS[id], { email: customer.email, name: customer.name ?? null })
    : inPath(call, "payment_method", id, "payment_method");
  if (method.customer === customer.id) return method;
  if (method.customer !== null) {
    throw refused("The payment method you provided has already been attached to a customer.", {
      param: "payment_method",
    });
  }
  if (wasDetached(call, method)) {
    const says =
      "This PaymentMethod was previously used without being attached to a Customer or was detached from " +
      "a Customer, and may not be used again.";
    throw refused(says, { param: "payment_method" });
  }
  const [secret] = call.store.hidden<MethodSecret>(method.id);
  if (secret?.refusesAttach && secret.behaviour.does === "decline") {
    const { code, declineCode, message } = secret.behaviour.decline;
    throw new StripeFailure(
      402,
      { type: "card_error", code, message, ...(declineCode ? { decline_code: declineCode } : {}) },
      "undone",
    );
  }
  return attachMethod(call, method, customer.id);
}

function detach(call: Call, method: Stripe.PaymentMethod): Stripe.PaymentMethod {
  if (method.customer !== null) return detachMethod(call, method);
  throw refused(
    "The payment method you provided is not attached to a customer so detachment is impossible.",
    {
      param: "payment_method",
    },
  );
}

export const paymentMethodRoutes: Route[] = [
  get("/v1/payment_methods", (call, { params }) => {
    const asked = parse(listAsked, params);
    const types = asked.type === undefined ? undefined : [asked.type];
    return listing(call, "payment_method", "/v1/payment_methods", asked, {
      customer: asked.customer,
      types,
      members: { allow_redisplay: asked.allow_redisplay },
    });
  }),
  get("/v1/payment_methods/:id", (call, { ids, params }) => {
    parse(onlyExpand, params);
    const id = ids[0] ?? "";
    if (isTestMethodId(id)) return createMethod(call, TEST_METHODS[id], { email: null, name: null });
    return inPath(call, "payment_method", id, "payment_method");
  }),
  post("/v1/payment_methods/:id", (call, { ids, params }) => {
    const method = inPath(call, "payment_method", ids[0], "payment_method");
    const asked = parse(updateAsked, params);
    return changeMethod(call, method, {
      ...(asked.allow_redisplay === undefined ? {} : { allow_redisplay: asked.allow_redisplay }),
      metadata: mergedMetadata(method.metadata ?? {}, asked.metadata ?? {}),
    });
  }),
  post("/v1/payment_methods/:id/attach", (call, { ids, params }) =>
    attach(call, ids[0] ?? "", parse(attachAsked, params)),
  ),
  post("/v1/payment_methods/:id/detach", (call, { ids, params }) => {
    parse(onlyExpand, params);
    return detach(call, inPath(call, "payment_method", ids[0], "payment_method"));
  }),
];
