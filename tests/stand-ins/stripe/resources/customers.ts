import type Stripe from "stripe";
import { z } from "zod";
import type { Call } from "~tests/stand-ins/stripe/context";
import { listing } from "~tests/stand-ins/stripe/http/listing";
import {
  address,
  clearable,
  expand,
  mergedMetadata,
  metadata,
  page,
  parse,
  text,
} from "~tests/stand-ins/stripe/http/parameters";
import { get, post, remove, type Route } from "~tests/stand-ins/stripe/http/router";
import { createCustomer } from "~tests/stand-ins/stripe/payments/customers";
import { attachMethod, detachMethod } from "~tests/stand-ins/stripe/payments/methods";
import { createMethod, isTestMethodId, TEST_METHODS } from "~tests/stand-ins/stripe/payments/test-methods";
import { emit } from "~tests/stand-ins/stripe/state/emit";
import { idOf } from "~tests/stand-ins/stripe/state/kinds";
import { inParams, inPath } from "./found";

const fields = {
  address: z.union([z.literal(""), address]).optional(),
  description: clearable.optional(),
  email: clearable.optional(),
  expand,
  metadata: metadata.optional(),
  name: clearable.optional(),
  phone: clearable.optional(),
  preferred_locales: z.array(text).optional(),
};

const invoiceSettings = z.strictObject({ default_payment_method: text.optional() }).optional();
const create = z.strictObject({
  ...fields,
  invoice_settings: invoiceSettings,
  payment_method: text.optional(),
});
const update = z.strictObject({ ...fields, invoice_settings: invoiceSettings });
const listAsked = z.strictObject({ ...page, email: text.optional() });
const onlyExpand = z.strictObject({ expand });

function make(call: Call, params: z.infer<typeof create>): Stripe.Customer {
  const customer = createCustomer(call, {
    email: params.email ?? null,
    name: params.name ?? null,
    phone: params.phone ?? null,
    description: params.description ?? null,
    metadata: params.metadata ?? {},
    preferredLocales: params.preferred_locales ?? [],
    address: addressOf(params.address) ?? null,
  });
  if (params.payment_method !== undefined)
    attachMethod(call, methodFor(call, params.payment_method), customer.id);
  return customer;
}

function methodFor(call: Call, id: string): Stripe.PaymentMethod {
  if (isTestMethodId(id)) return createMethod(call, TEST_METHODS[id], { email: null, name: null });
  return inParams(call, "payment_method", id, "payment_method");
}

function change(call: Call, customer: Stripe.Customer, params: z.infer<typeof update>): Stripe.Customer {
  const { email, name, phone, description, preferred_locales } = params;
  const place = addressOf(params.address);
  const method = params.invoice_settings?.default_payment_method;
  if (method) inParams(call, "payment_method", method, "invoice_settings[default_payment_method]");
  const changed: Stripe.Customer = {
    ...customer,
    ...(email === undefined ? {} : { email }),
    ...(name === undefined ? {} : { name }),
    ...(phone === undefined ? {} : { phone }),
    ...(description === undefined ? {} : { description }),
    ...(preferred_locales === undefined ? {} : { preferred_locales }),
    ...(place === undefined ? {} : { address: place }),
    ...(method === undefined
      ? {}
      : {
          invoice_settings: {
            ...customer.invoice_settings,
            default_payment_method: method === "" ? null : method,
          },
        }),
    metadata: mergedMetadata(customer.metadata, params.metadata ?? {}),
  };
  call.store.update("customer", changed);
  if (JSON.stringify(changed) !== JSON.stringify(customer)) emit(call, "customer.updated", changed, customer);
  return changed;
}

/** Deleting takes the customer's payment methods with it; the payments stay. */
function erase(call: Call, customer: Stripe.Customer): Stripe.DeletedCustomer {
  for (const method of call.store.list(
    "payment_method",
    call.account,
    { customer: customer.id },
    { limit: 1000 },
  )) {
    detachMethod(call, method);
  }
  emit(call, "customer.deleted", customer);
  call.store.remove(customer.id);
  call.store.setSetting(`deleted ${customer.id}`, call.account);
  return deleted(customer.id);
}

const deleted = (id: string): Stripe.DeletedCustomer => ({ id, object: "customer", deleted: true });

function addressOf(sent: z.infer<typeof fields.address>): Stripe.Address | null | undefined {
  if (sent === undefined) return undefined;
  if (sent === "") return null;
  const { city, country, line1, line2, postal_code, state } = sent;
  return {
    city: city ?? null,
    country: country ?? null,
    line1: line1 ?? null,
    line2: line2 ?? null,
    postal_code: postal_code ?? null,
    state: state ?? null,
  };
}

const methodsAsked = z.strictObject({ ...page, allow_redisplay: text.optional(), type: text.optional() });

export const customerRoutes: Route[] = [
  post("/v1/customers", (call, { params }) => make(call, parse(create, params))),
  get("/v1/customers", (call, { params }) => {
    const asked = parse(listAsked, params);
    return listing(call, "customer", "/v1/customers", asked, { members: { email: asked.email } });
  }),
  get("/v1/customers/:id", (call, { ids, params }) => {
    parse(onlyExpand, params);
    const id = ids[0] ?? "";
    if (call.store.setting(`deleted ${id}`) === call.account) return deleted(id);
    return inPath(call, "customer", id);
  }),
  post("/v1/customers/:id", (call, { ids, params }) =>
    change(call, inPath(call, "customer", ids[0]), parse(update, params)),
  ),
  remove("/v1/customers/:id", (call, { ids }) => erase(call, inPath(call, "customer", ids[0]))),
  get("/v1/customers/:id/payment_methods", (call, { ids, params }) => {
    const asked = parse(methodsAsked, params);
    const { id } = inPath(call, "customer", ids[0], "customer");
    const types = asked.type === undefined ? undefined : [asked.type];
    return listing(call, "payment_method", `/v1/customers/${id}/payment_methods`, asked, {
      customer: id,
      types,
    });
  }),
  get("/v1/customers/:id/payment_methods/:id", (call, { ids }) => {
    const { id } = inPath(call, "customer", ids[0], "customer");
    const method = inPath(call, "payment_method", ids[1], "payment_method");
    return idOf(method.customer) === id ? method : inPath(call, "payment_method", "", "payment_method");
  }),
];
