import type Stripe from "stripe";
import type { Call } from "~tests/stand-ins/stripe/context";
import { emit } from "~tests/stand-ins/stripe/state/emit";

interface NewCustomer {
  email: string | null;
  name: string | null;
  phone?: string | null;
  description?: string | null;
  metadata?: Record<string, string>;
  preferredLocales?: string[];
  address?: Stripe.Address | null;
}

export function createCustomer(call: Call, from: NewCustomer): Stripe.Customer {
  const customer: Stripe.Customer = {
    id: call.ids.next("cus_", 14),
    object: "customer",
    address: from.address ?? null,
    balance: 0,
    created: call.now,
    currency: null,
    default_source: null,
    delinquent: false,
    description: from.description ?? null,
    discount: null,
    email: from.email,
    invoice_prefix: call.ids.next("", 8).toUpperCase(),
    invoice_settings: {
      custom_fields: null,
      default_payment_method: null,
      footer: null,
      rendering_options: null,
    },
    livemode: false,
    metadata: from.metadata ?? {},
    name: from.name,
    next_invoice_sequence: 1,
    phone: from.phone ?? null,
    preferred_locales: from.preferredLocales ?? [],
    shipping: null,
    tax_exempt: "none",
    test_clock: null,
  };
  call.store.insert("customer", call.account, customer);
  emit(call, "customer.created", customer);
  return customer;
}
