import type { RefundId } from "~/domain/ids";
import { putBack, refundMade, refundReversed, type Spread } from "~/domain/ledger/money-back";
import { adjustmentReversed } from "~/domain/ledger/staff-entries";
import type { RefundState } from "~/domain/vocabulary";
import type { Tx } from "~db/client";
import { findAdjustment, markAdjustmentReversed } from "~db/queries/ledger/adjustments";
import { releaseHoldsOf } from "~db/queries/ledger/balance-holds";
import { postEntries } from "~db/queries/ledger/ledger";
import {
  addToAllocations,
  lockOutstanding,
  shiftPayment,
  takeFromAllocations,
} from "~db/queries/ledger/payment-parts";
import { updatePayment, type PaymentRow } from "~db/queries/ledger/payments";
import { listRefundLines, updateRefund, type RefundRow } from "~db/queries/ledger/refunds";
import { lookAgain } from "~db/queries/reminders/contact-schedules";
import { recordEvents } from "~db/queries/vendor/timeline";
import { coverLoss } from "./cover-loss.server";

/** Moves a refund through the ledger and the payment's parts, the two together. The payment is locked. */
export async function postRefund(
  tx: Tx,
  posted: {
    payment: PaymentRow;
    refundId: RefundId;
    spread: Spread;
    occurredAt: Date;
    causedBy: string;
    memo: string | null;
  },
): Promise<void> {
  const { payment, spread, ...fact } = posted;
  const { vendorId, id: paymentId, debtorId, currency } = payment;
  const account = accountOf(payment);
  const entry = refundMade({ ...fact, ...spread, paymentId, debtorId, currency, account });
  await postEntries(tx, { vendorId, entries: [entry] });
  await takeFromAllocations(tx, { vendorId, paymentId, lines: spread.lines });
  const refundedMinor = totalOf(spread);
  const by = { unappliedMinor: -spread.unappliedMinor, refundedMinor };
  await shiftPayment(tx, { vendorId, id: paymentId, by });
}

/**
 * Takes a refund back that did not go through: its money is the payment's again, the credit that went with it
 * is reversed, and a person is told. What was settled otherwise in the meantime cannot take it back, so that
 * part is unapplied.
 */
export async function undoRefund(
  tx: Tx,
  undone: {
    payment: PaymentRow;
    refund: RefundRow;
    state: Extract<RefundState, "failed" | "refused">;
    failure: string | null;
    causedBy: string;
    now: Date;
  },
): Promise<void> {
  const { payment, refund, state, failure, causedBy, now } = undone;
  const { vendorId, id: paymentId, debtorId, currency } = payment;
  const lines = await listRefundLines(tx, { vendorId, refundId: refund.id });
  for (const { adjustmentId } of lines) {
    if (adjustmentId) await takeCreditBack(tx, { refund, adjustmentId, causedBy, now });
  }
  const outstanding = await lockOutstanding(tx, {
    vendorId,
    balanceIds: lines.map(({ balanceId }) => balanceId),
  });
  const taken = { unappliedMinor: refund.unappliedMinor, lines };
  const back = putBack(taken, outstanding);
  const memo = failure;
  const fact = { paymentId, debtorId, currency, occurredAt: now, causedBy, memo, refundId: refund.id };
  const entry = refundReversed({ ...fact, ...back, account: accountOf(payment) });
  await postEntries(tx, { vendorId, entries: [entry] });
  await addToAllocations(tx, { vendorId, paymentId, lines: back.lines });
  const by = { unappliedMinor: back.unappliedMinor, refundedMinor: -refund.amountMinor };
  await shiftPayment(tx, { vendorId, id: paymentId, by });
  await updateRefund(tx, refund, { state, failure, failedAt: now });
  await coverLoss(tx, { refund, causedBy, now });
  const release = { releasedAt: now, releasedBy: "stripe", decision: "The refund did not go through." };
  await releaseHoldsOf(tx, { vendorId, sourceId: refund.id, release });
  const flag = `A refund did not go through${failure ? `: ${failure}` : ""}. Decide how to give it back.`;
  await updatePayment(tx, payment, { flag });
  const details = { amountMinor: refund.amountMinor.toString(), currency, reason: failure };
  const event = { debtorId, actor: "stripe", occurredAt: now, causedBy: `refund:${refund.id}` } as const;
  await recordEvents(tx, { vendorId, events: [{ ...event, kind: "refund_failed", details }] });
  await lookAgain(tx, { vendorId, debtorIds: [debtorId], at: now });
}

/** A person may have reversed the credit before; then there is nothing left of it to take back. */
async function takeCreditBack(
  tx: Tx,
  {
    refund,
    adjustmentId,
    causedBy,
    now,
  }: {
    refund: RefundRow;
    adjustmentId: NonNullable<Awaited<ReturnType<typeof listRefundLines>>[number]["adjustmentId"]>;
    causedBy: string;
    now: Date;
  },
): Promise<void> {
  const { vendorId } = refund;
  const reason = "The refund did not go through.";
  const reversal = { reversedAt: now, reversedBy: "stripe", reversedReason: reason };
  if (!(await markAdjustmentReversed(tx, { vendorId, id: adjustmentId, reversal }))) return;
  const credit = await findAdjustment(tx, { vendorId, id: adjustmentId });
  if (!credit) throw new Error(`Adjustment ${adjustmentId} vanished while it was being reversed.`);
  const entry = adjustmentReversed({ ...credit, adjustmentId, occurredAt: now, causedBy, memo: reason });
  await postEntries(tx, { vendorId, entries: [entry] });
}

function accountOf({ method }: PaymentRow): "stripe_clearing" | "paid_elsewhere" {
  return method === "stripe" ? "stripe_clearing" : "paid_elsewhere";
}

function totalOf({ unappliedMinor, lines }: Spread): bigint {
  return lines.reduce((total, { amountMinor }) => total + amountMinor, unappliedMinor);
}
