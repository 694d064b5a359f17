import type Stripe from "stripe";
import { z } from "zod";
import type { Call } from "~tests/stand-ins/stripe/context";
import { refused, rejected } from "~tests/stand-ins/stripe/http/errors";
import { listing } from "~tests/stand-ins/stripe/http/listing";
import {
  expand,
  integer,
  mergedMetadata,
  metadata,
  page,
  parse,
  text,
} from "~tests/stand-ins/stripe/http/parameters";
import { get, post, type Route } from "~tests/stand-ins/stripe/http/router";
import { latestCharge } from "~tests/stand-ins/stripe/payments/charges";
import { printed } from "~tests/stand-ins/stripe/payments/currencies";
import { createRefund } from "~tests/stand-ins/stripe/payments/refunds";
import { emit } from "~tests/stand-ins/stripe/state/emit";
import { inParams, inPath } from "./found";

const create = z.strictObject({
  amount: integer.optional(),
  charge: text.optional(),
  expand,
  metadata: metadata.optional(),
  payment_intent: text.optional(),
  reason: z.enum(["duplicate", "fraudulent", "requested_by_customer"]).optional(),
});
const listAsked = z.strictObject({ ...page, charge: text.optional(), payment_intent: text.optional() });
const updateAsked = z.strictObject({ expand, metadata: metadata.optional() });

function make(call: Call, params: z.infer<typeof create>): Stripe.Refund {
  const charge = chargeFor(call, params);
  const left = charge.amount - charge.amount_refunded;
  const amount = params.amount ?? left;
  if (disputeTook(call, charge)) {
    throw refused(`Charge ${charge.id} has been charged back; cannot issue a refund.`, {
      code: "charge_disputed",
      charge: charge.id,
    });
  }
  if (left === 0) {
    throw refused(`Charge ${charge.id} has already been refunded.`, {
      code: "charge_already_refunded",
      charge: charge.id,
    });
  }
  if (amount < 1)
    throw rejected("Invalid positive integer", { code: "parameter_invalid_integer", param: "amount" });
  if (amount > left) {
    const [asked, rest] = [amount, left].map((minor) => printed(minor, charge.currency));
    const what =
      charge.amount_refunded === 0 ? `charge amount (${rest})` : `unrefunded amount on charge (${rest})`;
    throw refused(`Refund amount (${asked}) is greater than ${what}`, {
      code: "amount_too_large",
      param: "amount",
    });
  }
  return createRefund(call, charge, {
    amount,
    reason: params.reason ?? null,
    metadata: params.metadata ?? {},
  });
}

function chargeFor(call: Call, params: z.infer<typeof create>): Stripe.Charge {
  if (params.charge !== undefined) return paid(inParams(call, "charge", params.charge, "charge"));
  if (params.payment_intent === undefined) {
    throw rejected(
      "One of the following params should be provided for this request: payment_intent or charge.",
    );
  }
  const intent = inParams(call, "payment_intent", params.payment_intent, "payment_intent");
  const charge = intent.status === "succeeded" ? latestCharge(call, intent) : undefined;
  if (charge) return paid(charge);
  throw refused(`This PaymentIntent (${intent.id}) does not have a successful charge to refund.`);
}

function paid(charge: Stripe.Charge): Stripe.Charge {
  if (charge.status === "succeeded") return charge;
  throw refused(`Charge ${charge.id} is ${charge.status} and cannot be refunded.`, { charge: charge.id });
}

/**
 * While the bank holds the money, and after it kept it, there is nothing to refund. A won dispute gives it
 * back.
 */
function disputeTook(call: Call, charge: Stripe.Charge): boolean {
  const disputes = call.store.list("dispute", call.account, { charge: charge.id }, { limit: 10 });
  return disputes.some(({ status }) => ["needs_response", "under_review", "lost"].includes(status));
}

export const refundRoutes: Route[] = [
  post("/v1/refunds", (call, { params }) => make(call, parse(create, params))),
  get("/v1/refunds", (call, { params }) => {
    const asked = parse(listAsked, params);
    return listing(call, "refund", "/v1/refunds", asked, asked);
  }),
  get("/v1/refunds/:id", (call, { ids, params }) => {
    parse(z.strictObject({ expand }), params);
    return inPath(call, "refund", ids[0]);
  }),
  post("/v1/refunds/:id", (call, { ids, params }) => {
    const refund = inPath(call, "refund", ids[0]);
    const asked = parse(updateAsked, params);
    const merged = mergedMetadata(refund.metadata ?? {}, asked.metadata ?? {});
    const changed = call.store.update("refund", { ...refund, metadata: merged });
    emit(call, "refund.updated", changed, refund);
    emit(call, "charge.refund.updated", changed, refund);
    return changed;
  }),
];
