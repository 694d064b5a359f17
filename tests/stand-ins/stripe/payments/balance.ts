import type Stripe from "stripe";
import type { Call } from "~tests/stand-ins/stripe/context";

/** US card payments can be paid out two business days later; weekends are not counted out here. */
const AVAILABLE_AFTER_S = 2 * 86_400;

type Recorded = Pick<
  Stripe.BalanceTransaction,
  "amount" | "currency" | "description" | "fee" | "reporting_category" | "source" | "type"
>;

/** A movement on an account's Stripe balance. Settled in the currency it was charged in. */
export function recordBalanceTransaction(call: Call, from: Recorded): Stripe.BalanceTransaction {
  const transaction: Stripe.BalanceTransaction = {
    id: call.ids.next("txn_3"),
    object: "balance_transaction",
    amount: from.amount,
    available_on: call.now + AVAILABLE_AFTER_S,
    balance_type: "payments",
    created: call.now,
    currency: from.currency,
    description: from.description,
    exchange_rate: null,
    fee: from.fee,
    fee_details: from.fee === 0 ? [] : [feeDetail(from)],
    net: from.amount - from.fee,
    reporting_category: from.reporting_category,
    source: from.source,
    status: "pending",
    type: from.type,
  };
  return call.store.insert("balance_transaction", call.account, transaction);
}

/** Time alone makes a transaction available; it is not written down. */
export function asOf(call: Call, transaction: Stripe.BalanceTransaction): Stripe.BalanceTransaction {
  return { ...transaction, status: transaction.available_on <= call.now ? "available" : "pending" };
}

function feeDetail(from: Recorded): Stripe.BalanceTransaction.FeeDetail {
  const description = from.type === "adjustment" ? "Dispute fee" : "Stripe processing fees";
  return { amount: from.fee, application: null, currency: from.currency, description, type: "stripe_fee" };
}
