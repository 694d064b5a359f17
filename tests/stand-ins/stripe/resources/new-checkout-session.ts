import Stripe from "stripe";
import type { z } from "zod";
import type { Call } from "~tests/stand-ins/stripe/context";
import { rejected } from "~tests/stand-ins/stripe/http/errors";
import type { SessionSecret } from "~tests/stand-ins/stripe/payments/checkout";
import { knownCurrency } from "~tests/stand-ins/stripe/payments/currencies";
import type { Asked, lineItem } from "./checkout-session-parameters";

/** A session lives a day unless it is asked to end sooner. */
export const LONGEST_S = 24 * 3600;

/** Prices are made on the spot; the stand-in keeps no catalogue. */
export function lineItemOf(call: Call, from: z.infer<typeof lineItem>, at: number): Stripe.LineItem {
  const { price_data: price } = from;
  const param = `line_items[${at}]`;
  const currency = knownCurrency(price.currency, `${param}[price_data][currency]`);
  const quantity = from.quantity ?? 1;
  if (quantity < 1)
    throw rejected("Invalid positive integer", {
      code: "parameter_invalid_integer",
      param: `${param}[quantity]`,
    });
  if (price.unit_amount < 0) {
    throw rejected("Invalid non-negative integer", {
      code: "parameter_invalid_integer",
      param: `${param}[price_data][unit_amount]`,
    });
  }
  const amount = price.unit_amount * quantity;
  return {
    id: call.ids.next("li_1"),
    object: "item",
    adjustable_quantity: null,
    amount_discount: 0,
    amount_subtotal: amount,
    amount_tax: 0,
    amount_total: amount,
    currency,
    description: price.product_data.name,
    metadata: from.metadata ?? {},
    price: priceOf(call, currency, price.unit_amount),
    quantity,
  };
}

function priceOf(call: Call, currency: string, unitAmount: number): Stripe.Price {
  return {
    id: call.ids.next("price_1"),
    object: "price",
    active: false,
    billing_scheme: "per_unit",
    created: call.now,
    currency,
    custom_unit_amount: null,
    livemode: false,
    lookup_key: null,
    metadata: {},
    nickname: null,
    product: call.ids.next("prod_", 14),
    recurring: null,
    tax_behavior: "unspecified",
    tiers_mode: null,
    transform_quantity: null,
    type: "one_time",
    unit_amount: unitAmount,
    unit_amount_decimal: Stripe.Decimal.from(unitAmount),
  };
}

/** What follows from the parameters taken together. */
interface Settled {
  mode: "payment" | "setup";
  currency: string | null;
  total: number | null;
  methods: string[];
}

export function sessionOf(call: Call, params: Asked, is: Settled): Stripe.Checkout.Session {
  const id = call.ids.next("cs_test_", 58);
  const paying = is.mode === "payment";
  return {
    ...NOT_DONE_HERE,
    id,
    object: "checkout.session",
    adaptive_pricing: paying ? { enabled: false } : null,
    allowed_payment_method_types: params.allowed_payment_method_types ?? null,
    amount_subtotal: is.total,
    amount_total: is.total,
    billing_address_collection: params.billing_address_collection ?? null,
    cancel_url: params.cancel_url ?? null,
    client_reference_id: params.client_reference_id ?? null,
    created: call.now,
    currency: is.currency,
    custom_text: { ...NO_TEXT, submit: params.custom_text?.submit || null },
    customer: params.customer ?? null,
    customer_creation: params.customer ? null : (params.customer_creation ?? (paying ? "if_required" : null)),
    customer_details: params.customer_email ? detailsWith(params.customer_email) : null,
    customer_email: params.customer_email ?? null,
    expires_at: params.expires_at ?? call.now + LONGEST_S,
    invoice_creation: paying ? { enabled: false, invoice_data: NO_INVOICE } : null,
    locale: params.locale ?? null,
    metadata: params.metadata ?? {},
    mode: is.mode,
    origin_context: params.origin_context ?? null,
    payment_method_collection: params.payment_method_collection ?? (paying ? "if_required" : "always"),
    payment_method_options: is.methods.includes("card")
      ? { card: { request_three_d_secure: "automatic" } }
      : {},
    payment_method_types: is.methods,
    payment_status: paying ? "unpaid" : "no_payment_required",
    saved_payment_method_options: savedOptionsOf(params),
    submit_type: params.submit_type ?? null,
    success_url: params.success_url ?? null,
    total_details: paying ? { amount_discount: 0, amount_shipping: 0, amount_tax: 0 } : null,
    url: `${call.world.baseUrl()}/c/pay/${id}`,
  };
}

/** The members that belong to discounts, shipping, tax, subscriptions and other pages than the hosted one. */
const NOT_DONE_HERE = {
  after_expiration: null,
  allow_promotion_codes: null,
  automatic_tax: { enabled: false, liability: null, provider: null, status: null },
  client_secret: null,
  collected_information: { business_name: null, individual_name: null, shipping_details: null },
  consent: null,
  consent_collection: null,
  currency_conversion: null,
  custom_fields: [],
  customer_account: null,
  discounts: [],
  integration_identifier: null,
  invoice: null,
  livemode: false,
  managed_payments: null,
  payment_intent: null,
  payment_link: null,
  payment_method_configuration_details: null,
  permissions: null,
  phone_number_collection: { enabled: false },
  recovered_from: null,
  setup_intent: null,
  shipping_address_collection: null,
  shipping_cost: null,
  shipping_options: [],
  status: "open",
  subscription: null,
  ui_mode: "hosted_page",
  wallet_options: null,
} satisfies Partial<Stripe.Checkout.Session>;

const NO_TEXT = { after_submit: null, shipping_address: null, terms_of_service_acceptance: null };

const NO_INVOICE = {
  account_tax_ids: null,
  custom_fields: null,
  description: null,
  footer: null,
  issuer: null,
  metadata: {},
  rendering_options: null,
} satisfies Stripe.Checkout.Session.InvoiceCreation.InvoiceData;

function detailsWith(email: string): Stripe.Checkout.Session.CustomerDetails {
  return {
    address: null,
    business_name: null,
    email,
    individual_name: null,
    name: null,
    phone: null,
    tax_exempt: "none",
    tax_ids: null,
  };
}

function savedOptionsOf(params: Asked): Stripe.Checkout.Session.SavedPaymentMethodOptions | null {
  const asked = params.saved_payment_method_options;
  if (!asked && !params.customer) return null;
  return {
    allow_redisplay_filters: asked?.allow_redisplay_filters ?? ["always"],
    payment_method_remove: asked?.payment_method_remove ?? null,
    payment_method_save: asked?.payment_method_save ?? null,
  };
}

export function secretFrom(params: Asked, lineItems: Stripe.LineItem[]): SessionSecret {
  const asked = params.payment_intent_data;
  return {
    lineItems,
    intent: {
      description: asked?.description ?? null,
      metadata: asked?.metadata ?? {},
      receiptEmail: asked?.receipt_email ?? null,
      setupFutureUsage: asked?.setup_future_usage ?? null,
      statementDescriptor: asked?.statement_descriptor ?? null,
      statementDescriptorSuffix: asked?.statement_descriptor_suffix ?? null,
    },
    displayName: params.branding_settings?.display_name ?? null,
  };
}
