import { z } from "zod";
import { listing } from "~tests/stand-ins/stripe/http/listing";
import {
  clearable,
  expand,
  mergedMetadata,
  metadata,
  page,
  parse,
  text,
} from "~tests/stand-ins/stripe/http/parameters";
import { get, post, type Route } from "~tests/stand-ins/stripe/http/router";
import { changeCharge } from "~tests/stand-ins/stripe/payments/charges";
import { emit } from "~tests/stand-ins/stripe/state/emit";
import { inPath } from "./found";

const listAsked = z.strictObject({ ...page, customer: text.optional(), payment_intent: text.optional() });
const updateAsked = z.strictObject({
  description: clearable.optional(),
  expand,
  metadata: metadata.optional(),
});

export const chargeRoutes: Route[] = [
  get("/v1/charges", (call, { params }) => {
    const asked = parse(listAsked, params);
    return listing(call, "charge", "/v1/charges", asked, asked);
  }),
  get("/v1/charges/:id", (call, { ids, params }) => {
    parse(z.strictObject({ expand }), params);
    return inPath(call, "charge", ids[0]);
  }),
  post("/v1/charges/:id", (call, { ids, params }) => {
    const charge = inPath(call, "charge", ids[0]);
    const asked = parse(updateAsked, params);
    const changed = changeCharge(call, charge, {
      ...(asked.description === undefined ? {} : { description: asked.description }),
      metadata: mergedMetadata(charge.metadata, asked.metadata ?? {}),
    });
    emit(call, "charge.updated", changed, charge);
    return changed;
  }),
  get("/v1/charges/:id/refunds", (call, { ids, params }) => {
    const asked = parse(z.strictObject(page), params);
    const { id } = inPath(call, "charge", ids[0]);
    return listing(call, "refund", `/v1/charges/${id}/refunds`, asked, { charge: id });
  }),
];
