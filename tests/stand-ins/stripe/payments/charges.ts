import type Stripe from "stripe";
import type { Call } from "~tests/stand-ins/stripe/context";
import { emit } from "~tests/stand-ins/stripe/state/emit";
import { idOf } from "~tests/stand-ins/stripe/state/kinds";
import { schedule } from "~tests/stand-ins/stripe/state/schedule";
import { recordBalanceTransaction } from "./balance";
import { chargeFee } from "./fees";
import type { Decline } from "./test-methods";

type ChargeOutcome = { status: "succeeded" } | { status: "pending" } | { status: "failed"; decline: Decline };

/** One attempt to take money with one payment method. Bank debits get Stripe's `py_` ids. */
export function createCharge(
  call: Call,
  intent: Stripe.PaymentIntent,
  method: Stripe.PaymentMethod,
  outcome: ChargeOutcome,
): Stripe.Charge {
  const id = call.ids.next(method.type === "card" ? "ch_3" : "py_3");
  const succeeded = outcome.status === "succeeded";
  const decline = outcome.status === "failed" ? outcome.decline : null;
  const charge: Stripe.Charge = {
    id,
    object: "charge",
    amount: intent.amount,
    amount_captured: succeeded ? intent.amount : 0,
    amount_refunded: 0,
    application: intent.application,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: null,
    billing_details: method.billing_details,
    calculated_statement_descriptor: method.type === "card" ? "STAND-IN" : null,
    captured: outcome.status !== "failed",
    created: call.now,
    currency: intent.currency,
    customer: intent.customer,
    description: intent.description,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: decline?.code ?? null,
    failure_message: decline?.message ?? null,
    fraud_details: {},
    livemode: false,
    metadata: intent.metadata,
    on_behalf_of: null,
    outcome: outcomeOf(outcome),
    paid: outcome.status !== "failed",
    payment_intent: intent.id,
    payment_method: method.id,
    payment_method_details: methodDetails(intent, method),
    receipt_email: intent.receipt_email,
    receipt_number: null,
    receipt_url: succeeded ? receiptUrl(call, id) : null,
    refunded: false,
    review: null,
    shipping: null,
    source: null,
    source_transfer: null,
    statement_descriptor: intent.statement_descriptor,
    statement_descriptor_suffix: intent.statement_descriptor_suffix,
    status: outcome.status,
    transfer_data: null,
    transfer_group: null,
  };
  call.store.insert("charge", call.account, charge);
  emit(call, `charge.${outcome.status}`, charge);
  if (succeeded) schedule(call, "book-charge", id, call.world.timing.balanceTransactionMs);
  return charge;
}

export function changeCharge(
  call: Call,
  charge: Stripe.Charge,
  change: Partial<Stripe.Charge>,
): Stripe.Charge {
  return call.store.update("charge", { ...charge, ...change });
}

/** Resolves a bank debit's pending charge. */
export function resolveCharge(call: Call, charge: Stripe.Charge, outcome: ChargeOutcome): Stripe.Charge {
  const decline = outcome.status === "failed" ? outcome.decline : null;
  const succeeded = outcome.status === "succeeded";
  const resolved = changeCharge(call, charge, {
    amount_captured: succeeded ? charge.amount : 0,
    captured: succeeded,
    failure_code: decline?.code ?? null,
    failure_message: decline?.message ?? null,
    outcome: outcomeOf(outcome),
    paid: succeeded,
    receipt_url: succeeded ? receiptUrl(call, charge.id) : null,
    status: outcome.status,
  });
  emit(call, `charge.${outcome.status}`, resolved);
  if (succeeded) schedule(call, "book-charge", charge.id, call.world.timing.balanceTransactionMs);
  return resolved;
}

/**
 * Puts a charge's money and fee on the books. With the API's default capture (`automatic_async`) Stripe does
 * this a moment after the payment succeeded, and says so with `charge.updated`.
 */
export function bookCharge(call: Call, id: string): void {
  const charge = call.store.find("charge", call.account, id);
  if (!charge || charge.balance_transaction !== null) return;
  const transaction = recordBalanceTransaction(call, {
    amount: charge.amount,
    currency: charge.currency,
    description: charge.description,
    fee: chargeFee(charge.amount, charge.currency),
    reporting_category: "charge",
    source: charge.id,
    type: charge.id.startsWith("py_") ? "payment" : "charge",
  });
  const booked = changeCharge(call, charge, { balance_transaction: transaction.id });
  emit(call, "charge.updated", booked, charge);
}

/** The charge that took an intent's money, or is about to. */
export function latestCharge(call: Call, intent: Stripe.PaymentIntent): Stripe.Charge | undefined {
  const id = idOf(intent.latest_charge);
  return id === null ? undefined : call.store.find("charge", call.account, id);
}

function receiptUrl(call: Call, id: string): string {
  return `${call.world.baseUrl()}/receipts/${id}`;
}

function outcomeOf(outcome: ChargeOutcome): Stripe.Charge.Outcome {
  const failed = outcome.status === "failed";
  return {
    advice_code: failed ? "try_again_later" : null,
    network_advice_code: null,
    network_decline_code: failed ? "01" : null,
    network_status: failed ? "declined_by_network" : "approved_by_network",
    reason: failed ? (outcome.decline.declineCode ?? outcome.decline.code) : null,
    risk_level: "normal",
    risk_score: 20,
    seller_message: failed
      ? "The bank did not return any further details with this decline."
      : "Payment complete.",
    type: failed ? "issuer_declined" : "authorized",
  };
}

function methodDetails(
  intent: Stripe.PaymentIntent,
  method: Stripe.PaymentMethod,
): Stripe.Charge.PaymentMethodDetails {
  if (method.card) return { card: cardDetails(intent, method.card), type: "card" };
  if (method.us_bank_account) {
    const { account_holder_type, account_type, bank_name, fingerprint, last4, routing_number } =
      method.us_bank_account;
    return {
      type: "us_bank_account",
      us_bank_account: {
        account_holder_type,
        account_type,
        bank_name,
        fingerprint,
        last4,
        payment_reference: null,
        routing_number,
      },
    };
  }
  if (method.sepa_debit) {
    const { bank_code, branch_code, country, fingerprint, last4 } = method.sepa_debit;
    return {
      sepa_debit: { bank_code, branch_code, country, fingerprint, last4, mandate: null },
      type: "sepa_debit",
    };
  }
  return { type: method.type };
}

function cardDetails(
  intent: Stripe.PaymentIntent,
  card: Stripe.PaymentMethod.Card,
): Stripe.Charge.PaymentMethodDetails.Card {
  return {
    amount_authorized: intent.amount,
    authorization_code: "123456",
    brand: card.brand,
    checks: card.checks,
    country: card.country,
    electronic_commerce_indicator: null,
    exp_month: card.exp_month,
    exp_year: card.exp_year,
    extended_authorization: { status: "disabled" },
    fingerprint: card.fingerprint ?? null,
    funding: card.funding,
    incremental_authorization: { status: "unavailable" },
    installments: null,
    last4: card.last4,
    mandate: null,
    multicapture: { status: "unavailable" },
    network: card.brand,
    network_token: { used: false },
    network_transaction_id: "123456789012345",
    overcapture: { maximum_amount_capturable: intent.amount, status: "unavailable" },
    regulated_status: card.regulated_status,
    three_d_secure: null,
    transaction_link_id: null,
    wallet: null,
  };
}
