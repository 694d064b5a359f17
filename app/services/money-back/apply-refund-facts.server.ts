import { v7 as uuid } from "uuid";
import type { RefundId } from "~/domain/ids";
import { takeBack } from "~/domain/ledger/money-back";
import type { RefundFacts } from "~/domain/stripe-facts";
import type { RefundState } from "~/domain/vocabulary";
import type { App } from "~/server/app.server";
import { endSessions } from "~/services/payments/end-sessions.server";
import type { Tx } from "~db/client";
import { holdBalances } from "~db/queries/ledger/balance-holds";
import { lockAllocations } from "~db/queries/ledger/payment-parts";
import type { PaymentRow } from "~db/queries/ledger/payments";
import { insertRefund, lockRefund, updateRefund, type RefundRow } from "~db/queries/ledger/refunds";
import { lookAgain } from "~db/queries/reminders/contact-schedules";
import { cancelReminders } from "~db/queries/reminders/reminders";
import { recordEvents, type NewTimelineEvent } from "~db/queries/vendor/timeline";
import { postRefund, undoRefund } from "./post-refund.server";

type Deps = Pick<App, "db">;

interface News {
  /** Locked, as its debtor is. */
  payment: PaymentRow;
  facts: RefundFacts;
  causedBy: string;
  now: Date;
}

/** A refund moves on along this line only: what came back after all never becomes a refund again. */
const order: readonly RefundState[] = ["requested", "pending", "succeeded", "failed"];

/**
 * Brings our refund to where Stripe's is, whether we asked for it or somebody made it at Stripe. Each refund
 * of Stripe's is one of ours, so a second part given back is never taken for the first.
 */
export async function applyRefundFacts(deps: Deps, tx: Tx, news: News): Promise<string> {
  const { payment, facts } = news;
  const { vendorId } = payment;
  const { refundId: id, stripeRefundId } = facts;
  const refund = await lockRefund(tx, { vendorId, id, stripeRefundId });
  if (!refund) return facts.status === "failed" ? "a refund that came to nothing" : follow(deps, tx, news);
  if (refund.paymentId !== payment.id) return "of another payment";
  if (refund.state === "refused" || order.indexOf(refund.state) >= order.indexOf(facts.status))
    return "refund known already";
  if (refund.stripeRefundId === null) await updateRefund(tx, refund, { stripeRefundId });
  return advance(tx, { ...news, refund });
}

async function advance(tx: Tx, news: News & { refund: RefundRow }): Promise<string> {
  const { payment, refund, facts, causedBy, now } = news;
  switch (facts.status) {
    case "pending":
      await updateRefund(tx, refund, { state: "pending" });
      return "refund is on its way";
    case "succeeded":
      await updateRefund(tx, refund, { state: "succeeded", settledAt: facts.occurredAt });
      await tellRefunded(tx, { payment, refundId: refund.id, facts });
      return "refunded";
    case "failed":
      await undoRefund(tx, { payment, refund, state: "failed", failure: facts.failure, causedBy, now });
      return "refund failed";
  }
}

/**
 * A refund made at Stripe, without a word about what it was for: the balances it was taken from are owed
 * again, and held until a person has said whether they should be.
 */
async function follow(deps: Deps, tx: Tx, { payment, facts, causedBy, now }: News): Promise<string> {
  const { vendorId, id: paymentId, debtorId, currency } = payment;
  const { stripeRefundId, status, occurredAt } = facts;
  const { amountMinor } = facts.amount;
  const allocations = await lockAllocations(tx, { vendorId, paymentId });
  const { unappliedMinor } = payment;
  const { beyondMinor, ...spread } = takeBack(amountMinor, { unappliedMinor, allocations });
  if (facts.amount.currency !== currency || beyondMinor > 0n || status === "failed")
    throw new Error(`Refund ${stripeRefundId} is more than is left of payment ${paymentId} here.`);
  const refundId = uuid() as RefundId;
  const inserted = await insertRefund(tx, {
    row: {
      vendorId,
      id: refundId,
      debtorId,
      paymentId,
      state: status,
      currency,
      amountMinor,
      unappliedMinor: spread.unappliedMinor,
      owedAgain: true,
      reason: null,
      requestedBy: null,
      idempotencyKey: `stripe:${stripeRefundId}`,
      stripeRefundId,
      requestedAt: occurredAt,
      settledAt: status === "succeeded" ? occurredAt : null,
    },
    lines: spread.lines.map((line) => ({ ...line, adjustmentId: null })),
  });
  // Only one that holds the debtor's lock gets here for a payment, so nobody can have made it meanwhile.
  if (!inserted) throw new Error(`Refund ${stripeRefundId} appeared while it was being written.`);
  await postRefund(tx, { payment, refundId, spread, occurredAt, causedBy, memo: "Made at Stripe" });
  const balanceIds = spread.lines.map(({ balanceId }) => balanceId);
  await holdBalances(tx, { vendorId, debtorId, kind: "refund", sourceId: refundId, balanceIds, now });
  await tellRefunded(tx, { payment, refundId, facts });
  const event = { debtorId, actor: "stripe", occurredAt, causedBy: `refund:${refundId}` } as const;
  const reopened: NewTimelineEvent[] = spread.lines.map((line) => ({
    ...event,
    balanceId: line.balanceId,
    kind: "balance_reopened",
    details: { amountMinor: line.amountMinor.toString(), currency, reason: "refunded at Stripe" },
  }));
  await recordEvents(tx, { vendorId, events: reopened });
  await cancelReminders(tx, { vendorId, debtorId, reason: "A refund was made at Stripe.", now });
  await endSessions(deps, tx, { vendorId, debtorId, except: null, now });
  await lookAgain(tx, { vendorId, debtorIds: [debtorId], at: now });
  return "refund made at Stripe followed";
}

async function tellRefunded(
  tx: Tx,
  { payment, refundId, facts }: { payment: PaymentRow; refundId: RefundId; facts: RefundFacts },
): Promise<void> {
  const { vendorId, debtorId, currency } = payment;
  const details = { amountMinor: facts.amount.amountMinor.toString(), currency };
  const causedBy = `refund:${refundId}`;
  const event = { debtorId, actor: "stripe", occurredAt: facts.occurredAt, causedBy } as const;
  await recordEvents(tx, { vendorId, events: [{ ...event, kind: "refunded", details }] });
}
