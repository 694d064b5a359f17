import type Stripe from "stripe";
import type { Call } from "~tests/stand-ins/stripe/context";
import { emit } from "~tests/stand-ins/stripe/state/emit";

interface NewSetup {
  customer: string | null;
  description: string | null;
  metadata: Record<string, string>;
  paymentMethodTypes: string[];
  automaticMethods: boolean;
}

/** Prepares to keep a payment method without charging it. */
export function createSetupIntent(call: Call, from: NewSetup): Stripe.SetupIntent {
  const id = call.ids.next("seti_1");
  const setup: Stripe.SetupIntent = {
    id,
    object: "setup_intent",
    allowed_payment_method_types: from.automaticMethods ? null : from.paymentMethodTypes,
    application: call.account === call.world.platform ? null : call.world.application,
    automatic_payment_methods: from.automaticMethods ? { allow_redirects: "always", enabled: true } : null,
    cancellation_reason: null,
    client_secret: `${id}_secret_${call.ids.next("", 32)}`,
    created: call.now,
    customer: from.customer,
    customer_account: null,
    description: from.description,
    excluded_payment_method_types: null,
    flow_directions: null,
    last_setup_error: null,
    latest_attempt: null,
    livemode: false,
    managed_payments: null,
    mandate: null,
    metadata: from.metadata,
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: null,
    payment_method_types: from.paymentMethodTypes,
    single_use_mandate: null,
    status: "requires_payment_method",
    usage: "off_session",
  };
  call.store.insert("setup_intent", call.account, setup);
  emit(call, "setup_intent.created", setup);
  return setup;
}

export function changeSetupIntent(
  call: Call,
  setup: Stripe.SetupIntent,
  change: Partial<Stripe.SetupIntent>,
): Stripe.SetupIntent {
  return call.store.update("setup_intent", { ...setup, ...change });
}
