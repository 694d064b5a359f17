import { z } from "zod";
import { listing } from "~tests/stand-ins/stripe/http/listing";
import { expand, page, parse, text } from "~tests/stand-ins/stripe/http/parameters";
import { get, type Route } from "~tests/stand-ins/stripe/http/router";
import { inPath } from "./found";

const listAsked = z.strictObject({ ...page, customer: text.optional(), payment_method: text.optional() });

export const setupIntentRoutes: Route[] = [
  get("/v1/setup_intents", (call, { params }) => {
    const asked = parse(listAsked, params);
    return listing(call, "setup_intent", "/v1/setup_intents", asked, {
      customer: asked.customer,
      members: { payment_method: asked.payment_method },
    });
  }),
  get("/v1/setup_intents/:id", (call, { ids, params }) => {
    parse(z.strictObject({ client_secret: text.optional(), expand }), params);
    return inPath(call, "setup_intent", ids[0], "intent");
  }),
];
