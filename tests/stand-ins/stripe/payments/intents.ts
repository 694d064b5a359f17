import type Stripe from "stripe";
import type { Call } from "~tests/stand-ins/stripe/context";
import { emit } from "~tests/stand-ins/stripe/state/emit";

interface NewIntent {
  amount: number;
  currency: string;
  customer: string | null;
  description: string | null;
  metadata: Record<string, string>;
  paymentMethodTypes: string[];
  receiptEmail: string | null;
  setupFutureUsage: "off_session" | "on_session" | null;
  statementDescriptor: string | null;
  statementDescriptorSuffix: string | null;
  /** Stripe chooses the methods, as it does unless a list of allowed ones is sent. */
  automaticMethods: boolean;
}

export function createIntent(call: Call, from: NewIntent): Stripe.PaymentIntent {
  const id = call.ids.next("pi_3");
  const connected = call.account !== call.world.platform;
  const intent: Stripe.PaymentIntent = {
    id,
    object: "payment_intent",
    allowed_payment_method_types: from.automaticMethods ? null : from.paymentMethodTypes,
    amount: from.amount,
    amount_capturable: 0,
    amount_details: { tip: {} },
    amount_received: 0,
    application: connected ? call.world.application : null,
    application_fee_amount: null,
    automatic_payment_methods: from.automaticMethods ? { allow_redirects: "always", enabled: true } : null,
    canceled_at: null,
    cancellation_reason: null,
    capture_method: "automatic_async",
    client_secret: `${id}_secret_${call.ids.next("", 25)}`,
    confirmation_method: "automatic",
    created: call.now,
    currency: from.currency,
    customer: from.customer,
    customer_account: null,
    description: from.description,
    excluded_payment_method_types: null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    managed_payments: null,
    metadata: from.metadata,
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: {
      card: { installments: null, mandate_options: null, network: null, request_three_d_secure: "automatic" },
    },
    payment_method_types: from.paymentMethodTypes,
    payment_record: null,
    processing: null,
    receipt_email: from.receiptEmail,
    review: null,
    setup_future_usage: from.setupFutureUsage,
    shipping: null,
    source: null,
    statement_descriptor: from.statementDescriptor,
    statement_descriptor_suffix: from.statementDescriptorSuffix,
    status: "requires_payment_method",
    transfer_data: null,
    transfer_group: null,
  };
  call.store.insert("payment_intent", call.account, intent);
  emit(call, "payment_intent.created", intent);
  return intent;
}

export function changeIntent(
  call: Call,
  intent: Stripe.PaymentIntent,
  change: Partial<Stripe.PaymentIntent>,
): Stripe.PaymentIntent {
  return call.store.update("payment_intent", { ...intent, ...change });
}

/** Ends an intent that took no money. The caller has checked that it can be ended. */
export function cancelIntent(
  call: Call,
  intent: Stripe.PaymentIntent,
  reason: Stripe.PaymentIntent.CancellationReason | null,
): Stripe.PaymentIntent {
  const canceled = changeIntent(call, intent, {
    canceled_at: call.now,
    cancellation_reason: reason,
    next_action: null,
    status: "canceled",
  });
  emit(call, "payment_intent.canceled", canceled);
  return canceled;
}
