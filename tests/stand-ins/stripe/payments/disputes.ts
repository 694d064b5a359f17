import type Stripe from "stripe";
import type { Call } from "~tests/stand-ins/stripe/context";
import { emit } from "~tests/stand-ins/stripe/state/emit";
import { idOf } from "~tests/stand-ins/stripe/state/kinds";
import { recordBalanceTransaction } from "./balance";
import { disputeFee } from "./fees";

/** Networks give about a week to answer; Stripe shows the last second of that day. */
const ANSWER_WITHIN_S = 9 * 86_400;

interface NewDispute {
  /** An inquiry asks before the bank takes the money; it moves nothing and may become a chargeback. */
  inquiry: boolean;
  reason: string;
  /** Minor units; the whole charge when not given. */
  amount?: number | undefined;
}

/** The cardholder's bank questions or takes back a charge. */
export function openDispute(call: Call, charge: Stripe.Charge, from: NewDispute): Stripe.Dispute {
  const brand = charge.payment_method_details?.card?.brand ?? "visa";
  const dispute: Stripe.Dispute = {
    id: call.ids.next("du_1"),
    object: "dispute",
    amount: from.amount ?? charge.amount,
    balance_transactions: [],
    charge: charge.id,
    created: call.now,
    currency: charge.currency,
    enhanced_eligibility_types: [],
    evidence: noEvidence(charge),
    evidence_details: {
      due_by: call.now + ANSWER_WITHIN_S,
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
      submission_method: "not_submitted",
    },
    intended_submission_method: null,
    is_charge_refundable: from.inquiry,
    livemode: false,
    metadata: {},
    payment_intent: charge.payment_intent,
    payment_method_details: {
      card: {
        brand,
        case_type: from.inquiry ? "inquiry" : "chargeback",
        network: brand,
        network_reason_code: "10.4",
      },
      type: "card",
    },
    reason: from.reason,
    status: from.inquiry ? "warning_needs_response" : "needs_response",
  };
  call.store.insert("dispute", call.account, dispute);
  markDisputed(call, charge);
  emit(call, "charge.dispute.created", dispute);
  return from.inquiry ? dispute : withdraw(call, dispute);
}

/** The bank was not satisfied with an inquiry and takes the money. */
export function escalateDispute(call: Call, dispute: Stripe.Dispute): Stripe.Dispute {
  const card = dispute.payment_method_details?.card;
  const escalated = changeDispute(call, dispute, {
    is_charge_refundable: false,
    status: "needs_response",
    ...(card ? { payment_method_details: { card: { ...card, case_type: "chargeback" }, type: "card" } } : {}),
  });
  emit(call, "charge.dispute.updated", escalated, dispute);
  return withdraw(call, escalated);
}

/** Evidence is on record; the bank now decides. */
export function reviewDispute(call: Call, dispute: Stripe.Dispute): Stripe.Dispute {
  const inquiry = dispute.status.startsWith("warning_");
  const submitted = changeDispute(call, dispute, {
    evidence_details: {
      ...dispute.evidence_details,
      has_evidence: true,
      submission_count: dispute.evidence_details.submission_count + 1,
      submission_method: "manual",
    },
    status: inquiry ? "warning_under_review" : "under_review",
  });
  emit(call, "charge.dispute.updated", submitted, dispute);
  return submitted;
}

/** A won chargeback gives the money back, not the fee. A closed inquiry never took any. */
export function closeDispute(
  call: Call,
  dispute: Stripe.Dispute,
  outcome: "won" | "lost" | "warning_closed",
): Stripe.Dispute {
  const closed = changeDispute(call, dispute, {
    is_charge_refundable: outcome === "warning_closed",
    status: outcome,
  });
  emit(call, "charge.dispute.closed", closed, dispute);
  return outcome === "won" ? reinstate(call, closed) : closed;
}

export function changeDispute(
  call: Call,
  dispute: Stripe.Dispute,
  change: Partial<Stripe.Dispute>,
): Stripe.Dispute {
  return call.store.update("dispute", { ...dispute, ...change });
}

function withdraw(call: Call, dispute: Stripe.Dispute): Stripe.Dispute {
  const taken = recordBalanceTransaction(call, {
    amount: -dispute.amount,
    currency: dispute.currency,
    description: `Chargeback withdrawal for ${idOf(dispute.charge)}`,
    fee: disputeFee(dispute.currency),
    reporting_category: "dispute",
    source: dispute.id,
    type: "adjustment",
  });
  const withdrawn = changeDispute(call, dispute, {
    balance_transactions: [...dispute.balance_transactions, taken],
  });
  emit(call, "charge.dispute.funds_withdrawn", withdrawn, dispute);
  return withdrawn;
}

function reinstate(call: Call, dispute: Stripe.Dispute): Stripe.Dispute {
  const given = recordBalanceTransaction(call, {
    amount: dispute.amount,
    currency: dispute.currency,
    description: `Chargeback reversal for ${idOf(dispute.charge)}`,
    fee: 0,
    reporting_category: "dispute_reversal",
    source: dispute.id,
    type: "adjustment",
  });
  const reinstated = changeDispute(call, dispute, {
    balance_transactions: [...dispute.balance_transactions, given],
  });
  emit(call, "charge.dispute.funds_reinstated", reinstated, dispute);
  return reinstated;
}

/** The charge may have changed since the caller read it (it is booked in the meantime): read it afresh. */
function markDisputed(call: Call, charge: Stripe.Charge): void {
  const current = call.store.find("charge", call.account, charge.id) ?? charge;
  call.store.update("charge", { ...current, disputed: true });
}

function noEvidence(charge: Stripe.Charge): Stripe.Dispute.Evidence {
  return {
    access_activity_log: null,
    billing_address: null,
    cancellation_policy: null,
    cancellation_policy_disclosure: null,
    cancellation_rebuttal: null,
    customer_communication: null,
    customer_email_address: charge.billing_details.email,
    customer_name: charge.billing_details.name,
    customer_purchase_ip: null,
    customer_signature: null,
    duplicate_charge_documentation: null,
    duplicate_charge_explanation: null,
    duplicate_charge_id: null,
    enhanced_evidence: {},
    product_description: null,
    receipt: null,
    refund_policy: null,
    refund_policy_disclosure: null,
    refund_refusal_explanation: null,
    service_date: null,
    service_documentation: null,
    shipping_address: null,
    shipping_carrier: null,
    shipping_date: null,
    shipping_documentation: null,
    shipping_tracking_number: null,
    uncategorized_file: null,
    uncategorized_text: null,
  };
}
