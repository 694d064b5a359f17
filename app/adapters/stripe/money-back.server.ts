import Stripe from "stripe";
import { z } from "zod";
import type { RefundId, VendorId } from "~/domain/ids";
import { currency as toCurrency, type Money } from "~/domain/money";
import type { ChargebackFacts, RefundFacts } from "~/domain/stripe-facts";
import { feeFromStripe, fromStripeAmount, toStripeAmount } from "../stripe-amount";
import { idOf, onAccount, orNull } from "./client.server";

export interface NewRefund {
  vendorId: VendorId;
  refundId: RefundId;
  paymentIntentId: string;
  amount: Money;
  /** Sent as Idempotency-Key: the same row asks for the same refund, however often. */
  idempotencyKey: string;
  stripeAccountId: string | null;
}

export type RefundAnswer =
  | { kind: "made"; refund: RefundFacts }
  /** Stripe said no and would say so again. */
  | { kind: "refused"; message: string }
  /** Whether it was made is not known; asking again with the same key is safe for a day. */
  | { kind: "unavailable"; message: string };

/** Money that goes back: refunds, which we ask for, and chargebacks, which come over us. */
export interface MoneyBackCalls {
  createRefund(refund: NewRefund): Promise<RefundAnswer>;
  retrieveRefund(stripeRefundId: string, stripeAccountId: string | null): Promise<RefundFacts | null>;
  /** All refunds of a payment, those made elsewhere too. */
  listRefunds(paymentIntentId: string, stripeAccountId: string | null): Promise<RefundFacts[]>;
  retrieveChargeback(
    stripeDisputeId: string,
    stripeAccountId: string | null,
  ): Promise<ChargebackFacts | null>;
  /** The payment that a charge of Stripe's belongs to. */
  findPaymentOfCharge(chargeId: string, stripeAccountId: string | null): Promise<string | null>;
}

export function moneyBackCalls(stripe: Stripe): MoneyBackCalls {
  return {
    createRefund: (refund) => createRefund(stripe, refund),
    retrieveRefund: (id, account) =>
      orNull(async () => refundFacts(await stripe.refunds.retrieve(id, {}, onAccount(account)))),
    listRefunds: async (paymentIntentId, account) => {
      const found: RefundFacts[] = [];
      const asked = { payment_intent: paymentIntentId, limit: 100 };
      for await (const refund of stripe.refunds.list(asked, onAccount(account))) {
        found.push(refundFacts(refund));
      }
      return found;
    },
    retrieveChargeback: (id, account) =>
      orNull(async () => chargebackFacts(await stripe.disputes.retrieve(id, {}, onAccount(account)))),
    findPaymentOfCharge: async (id, account) =>
      idOf((await orNull(() => stripe.charges.retrieve(id, {}, onAccount(account))))?.payment_intent),
  };
}

async function createRefund(stripe: Stripe, refund: NewRefund): Promise<RefundAnswer> {
  const amount = toStripeAmount(refund.amount);
  if (amount === null) {
    return { kind: "refused", message: "Stripe cannot give back this exact amount." };
  }
  try {
    const made = await stripe.refunds.create(
      {
        payment_intent: refund.paymentIntentId,
        amount,
        metadata: { vendor_id: refund.vendorId, refund_id: refund.refundId },
      },
      { ...onAccount(refund.stripeAccountId), idempotencyKey: refund.idempotencyKey },
    );
    return { kind: "made", refund: refundFacts(made) };
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeError)) throw error;
    const { message } = error;
    const isNo =
      error instanceof Stripe.errors.StripeInvalidRequestError && error.code !== "idempotency_key_in_use";
    return isNo ? { kind: "refused", message } : { kind: "unavailable", message };
  }
}

const originSchema = z.object({ refund_id: z.uuid().transform((id) => id as RefundId) });

function refundFacts(refund: Stripe.Refund): RefundFacts {
  const origin = originSchema.safeParse(refund.metadata);
  return {
    stripeRefundId: refund.id,
    paymentIntentId: idOf(refund.payment_intent) ?? "",
    refundId: origin.success ? origin.data.refund_id : null,
    status: refundStatus(refund.status),
    amount: fromStripeAmount(refund.amount, toCurrency(refund.currency)),
    failure: refund.failure_reason?.replaceAll("_", " ") ?? null,
    occurredAt: new Date(refund.created * 1000),
  };
}

function refundStatus(status: string | null): RefundFacts["status"] {
  switch (status) {
    case "succeeded":
      return "succeeded";
    case "failed":
    case "canceled":
      return "failed";
    default: // `pending`, and `requires_action` while the receiver has to say where it should go.
      return "pending";
  }
}

function chargebackFacts(dispute: Stripe.Dispute): ChargebackFacts {
  const moves = dispute.balance_transactions;
  const fee = moves.reduce((total, move) => total + move.fee, 0);
  const [first] = moves;
  const respondBy = dispute.evidence_details.due_by;
  return {
    stripeDisputeId: dispute.id,
    paymentIntentId: idOf(dispute.payment_intent) ?? "",
    state: chargebackState(dispute.status),
    amount: fromStripeAmount(dispute.amount, toCurrency(dispute.currency)),
    isWithdrawn: moves.reduce((total, move) => total + move.amount, 0) < 0,
    moves: moves.length,
    fee: first ? feeFromStripe(fee, toCurrency(first.currency)) : null,
    reason: dispute.reason,
    respondBy: respondBy ? new Date(respondBy * 1000) : null,
    openedAt: new Date(dispute.created * 1000),
  };
}

function chargebackState(status: Stripe.Dispute.Status): ChargebackFacts["state"] {
  switch (status) {
    case "warning_needs_response":
    case "warning_under_review":
      return "inquiry";
    case "warning_closed":
    case "prevented":
      return "closed";
    case "won":
      return "won";
    case "lost":
      return "lost";
    default: // `needs_response`, `under_review`, and what Stripe may add while it is undecided.
      return "open";
  }
}
