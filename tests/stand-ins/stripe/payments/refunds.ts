import type Stripe from "stripe";
import type { Call } from "~tests/stand-ins/stripe/context";
import { emit } from "~tests/stand-ins/stripe/state/emit";
import { idOf } from "~tests/stand-ins/stripe/state/kinds";
import { schedule } from "~tests/stand-ins/stripe/state/schedule";
import { recordBalanceTransaction } from "./balance";
import { changeCharge } from "./charges";
import { behaviourOf } from "./test-methods";

interface NewRefund {
  /** Minor units; the caller has checked that the charge has that much left. */
  amount: number;
  reason: Stripe.Refund.Reason | null;
  metadata: Record<string, string>;
}

export function createRefund(call: Call, charge: Stripe.Charge, from: NewRefund): Stripe.Refund {
  const byCard = charge.id.startsWith("ch_");
  const id = call.ids.next(byCard ? "re_3" : "pyr_1");
  const transaction = recordBalanceTransaction(call, {
    amount: -from.amount,
    currency: charge.currency,
    description: `REFUND FOR ${byCard ? "CHARGE" : "PAYMENT"}`,
    fee: 0,
    reporting_category: "refund",
    source: id,
    type: byCard ? "refund" : "payment_refund",
  });
  const refund: Stripe.Refund = {
    id,
    object: "refund",
    amount: from.amount,
    balance_transaction: transaction.id,
    charge: charge.id,
    created: call.now,
    currency: charge.currency,
    customer: charge.customer,
    customer_account: null,
    destination_details: byCard
      ? {
          card: { reference_status: "pending", reference_type: "acquirer_reference_number", type: "refund" },
          type: "card",
        }
      : { type: charge.payment_method_details?.type ?? "us_bank_account" },
    metadata: from.metadata,
    payment_intent: charge.payment_intent,
    payment_method: charge.payment_method,
    reason: from.reason,
    receipt_number: null,
    source_transfer_reversal: null,
    status: byCard ? "succeeded" : "pending",
    transfer_reversal: null,
  };
  call.store.insert("refund", call.account, refund);
  const refunded = charge.amount_refunded + from.amount;
  const changed = changeCharge(call, charge, {
    amount_refunded: refunded,
    refunded: refunded === charge.amount,
  });
  emit(call, "refund.created", refund);
  emit(call, "charge.refunded", changed, charge);
  if (!byCard) schedule(call, "settle-refund", id, call.world.timing.bankRefundMs);
  return failsByItself(call, charge) ? failRefund(call, refund) : refund;
}

export function settleRefund(call: Call, id: string): void {
  const refund = call.store.find("refund", call.account, id);
  if (!refund || refund.status !== "pending") return;
  const settled = call.store.update("refund", { ...refund, status: "succeeded" });
  emit(call, "refund.updated", settled, refund);
  emit(call, "charge.refund.updated", settled, refund);
}

/**
 * The bank sent the money back: the refund fails, even after it succeeded, and the charge is refundable
 * again.
 */
export function failRefund(call: Call, refund: Stripe.Refund): Stripe.Refund {
  const returned = recordBalanceTransaction(call, {
    amount: refund.amount,
    currency: refund.currency,
    description: `REFUND FAILURE (${refund.id})`,
    fee: 0,
    reporting_category: "refund_failure",
    source: refund.id,
    type: "refund_failure",
  });
  const failed = call.store.update("refund", {
    ...refund,
    failure_balance_transaction: returned.id,
    failure_reason: "expired_or_canceled_card",
    status: "failed",
  });
  const charge = chargeOf(call, refund);
  const changed = changeCharge(call, charge, {
    amount_refunded: charge.amount_refunded - refund.amount,
    refunded: false,
  });
  emit(call, "refund.updated", failed, refund);
  emit(call, "charge.refund.updated", failed, refund);
  emit(call, "refund.failed", failed);
  emit(call, "charge.updated", changed, charge);
  return failed;
}

function chargeOf(call: Call, refund: Stripe.Refund): Stripe.Charge {
  const charge = call.store.find("charge", call.account, idOf(refund.charge) ?? "");
  if (!charge) throw new Error(`${refund.id} has no charge`);
  return charge;
}

function failsByItself(call: Call, charge: Stripe.Charge): boolean {
  const method = call.store.find("payment_method", call.account, charge.payment_method ?? "");
  return method !== undefined && behaviourOf(call, method).does === "refund-fail";
}
