import { v7 as uuid } from "uuid";
import type { AdjustmentId, BalanceId, RefundId, StaffUserId, VendorId } from "~/domain/ids";
import type { BalanceAmount } from "~/domain/ledger/entries";
import { takeBack, type Held, type Spread } from "~/domain/ledger/money-back";
import type { RefundForm } from "~/domain/ledger/refund-form";
import { adjusted } from "~/domain/ledger/staff-entries";
import { money, type Money } from "~/domain/money";
import type { App } from "~/server/app.server";
import { endSessions } from "~/services/payments/end-sessions.server";
import type { Tx } from "~db/client";
import { insertAdjustment } from "~db/queries/ledger/adjustments";
import { lockDebtorForPayment } from "~db/queries/ledger/checkouts";
import { postEntries } from "~db/queries/ledger/ledger";
import { findPayment, lockAllocations, lockPaymentById } from "~db/queries/ledger/payment-parts";
import { updatePayment, type PaymentRow } from "~db/queries/ledger/payments";
import { findRefund, insertRefund, type RefundLine } from "~db/queries/ledger/refunds";
import { lookAgain } from "~db/queries/reminders/contact-schedules";
import { recordEvents } from "~db/queries/vendor/timeline";
import { postRefund } from "./post-refund.server";

type Deps = Pick<App, "db">;

interface RefundToMake {
  vendorId: VendorId;
  refund: RefundForm;
  by: StaffUserId;
  now: Date;
}

export type RefundAsked =
  | { outcome: "requested" }
  | { outcome: "not_found" }
  /** Less than this is still here to be given back; nothing was moved. */
  | { outcome: "too_much"; available: Money }
  /** The form was sent before and asked for something else; nothing was moved now. */
  | { outcome: "form_used"; amount: Money };

/**
 * Gives the whole or a part of a payment back, by a person's decision and with a reason. The ledger moves at
 * once, under the debtor's lock, so however many ask at the same time, no more goes back than came in; a
 * worker then asks Stripe, and what Stripe refuses is taken back. Money that did not come through Stripe was
 * handed back by the vendor. Sending the same form again changes nothing: its id is the refund's.
 */
export function refundPayment(deps: Deps, wanted: RefundToMake): Promise<RefundAsked> {
  const { vendorId, refund, now } = wanted;
  return deps.db.asVendor(vendorId, async (tx): Promise<RefundAsked> => {
    const found = await findPayment(tx, { vendorId, id: refund.paymentId });
    if (!found) return { outcome: "not_found" };
    const { debtorId } = found;
    await lockDebtorForPayment(tx, { vendorId, debtorId });
    const payment = await lockPaymentById(tx, { vendorId, id: refund.paymentId });
    const { currency } = payment;
    if (refund.currency !== currency) throw new Error(`Payment ${payment.id} is in ${currency}.`);
    const before = await findRefund(tx, { vendorId, id: refund.requestId });
    if (before) {
      const isSame = before.amountMinor === refund.amountMinor && before.paymentId === payment.id;
      return isSame
        ? { outcome: "requested" }
        : { outcome: "form_used", amount: money(before.amountMinor, before.currency) };
    }
    const held = await heldOf(tx, { payment, from: refund.from });
    const { beyondMinor, ...spread } = takeBack(refund.amountMinor, held);
    if (beyondMinor > 0n) {
      return { outcome: "too_much", available: money(refund.amountMinor - beyondMinor, currency) };
    }
    await move(tx, { ...wanted, payment, spread });
    if (payment.method === "stripe") {
      await deps.db.enqueue(tx, "send-refund", { vendorId, refundId: refund.requestId });
    }
    await endSessions(deps, tx, { vendorId, debtorId, except: null, now });
    await lookAgain(tx, { vendorId, debtorIds: [debtorId], at: now });
    return { outcome: "requested" };
  });
}

/** What of the payment may go back: all that is here, or the part that the person pointed at. */
async function heldOf(
  tx: Tx,
  { payment, from }: { payment: PaymentRow; from: RefundForm["from"] },
): Promise<Held> {
  const { vendorId, id: paymentId, state, unappliedMinor } = payment;
  if (state !== "succeeded") return { unappliedMinor: 0n, allocations: [] };
  if (from === "unapplied") return { unappliedMinor, allocations: [] };
  const allocations = await lockAllocations(tx, { vendorId, paymentId });
  if (from === "any") return { unappliedMinor, allocations };
  return { unappliedMinor: 0n, allocations: allocations.filter(({ balanceId }) => balanceId === from) };
}

async function move(
  tx: Tx,
  { vendorId, refund, by, now, payment, spread }: RefundToMake & { payment: PaymentRow; spread: Spread },
): Promise<void> {
  const { requestId: id, amountMinor, currency, owedAgain, reason } = refund;
  const { id: paymentId, debtorId } = payment;
  const causedBy = `staff:${by}`;
  const isThroughStripe = payment.method === "stripe";
  const lines: RefundLine[] = spread.lines.map((line) => ({
    ...line,
    adjustmentId: owedAgain ? null : (uuid() as AdjustmentId),
  }));
  await postRefund(tx, { payment, refundId: id, spread, occurredAt: now, causedBy, memo: reason });
  for (const line of lines) {
    if (line.adjustmentId === null) continue;
    await forgo(tx, { vendorId, debtorId, currency, line, id: line.adjustmentId, causedBy, reason, now });
  }
  const inserted = await insertRefund(tx, {
    row: {
      vendorId,
      id,
      debtorId,
      paymentId,
      state: isThroughStripe ? "requested" : "succeeded",
      currency,
      amountMinor,
      unappliedMinor: spread.unappliedMinor,
      owedAgain,
      reason,
      requestedBy: causedBy,
      idempotencyKey: `refund:${id}`,
      requestedAt: now,
      settledAt: isThroughStripe ? null : now,
    },
    lines,
  });
  if (!inserted) throw new Error(`The id ${id} is taken by another refund.`);
  // A person has decided about the rest that belonged to no balance, which is what the flag asked for.
  const hasRest = payment.unappliedMinor > spread.unappliedMinor;
  if (payment.unappliedMinor > 0n && !hasRest) await updatePayment(tx, payment, { flag: null });
  await tell(tx, { vendorId, refundId: id, payment, reason, spread, owedAgain, now });
}

/** What the vendor gives back and does not want again is a credit, so that the balance stays as it was. */
async function forgo(
  tx: Tx,
  credit: {
    vendorId: VendorId;
    debtorId: PaymentRow["debtorId"];
    currency: PaymentRow["currency"];
    line: BalanceAmount;
    id: AdjustmentId;
    causedBy: string;
    reason: string;
    now: Date;
  },
): Promise<void> {
  const { vendorId, debtorId, currency, line, id, causedBy, now } = credit;
  const reason = `Refunded: ${credit.reason}`;
  const { balanceId, amountMinor } = line;
  const row = { vendorId, id, kind: "credit" as const, debtorId, balanceId, currency, amountMinor, reason };
  const inserted = await insertAdjustment(tx, { ...row, recordedBy: causedBy, recordedAt: now });
  if (!inserted) throw new Error(`The id ${id} is taken by another adjustment.`);
  const entry = adjusted({ ...row, adjustmentId: id, occurredAt: now, causedBy, memo: reason });
  await postEntries(tx, { vendorId, entries: [entry] });
}

async function tell(
  tx: Tx,
  told: {
    vendorId: VendorId;
    refundId: RefundId;
    payment: PaymentRow;
    reason: string;
    spread: Spread;
    owedAgain: boolean;
    now: Date;
  },
): Promise<void> {
  const { vendorId, refundId, payment, reason, spread, owedAgain, now } = told;
  const { debtorId, currency } = payment;
  const event = { debtorId, actor: "staff", occurredAt: now, causedBy: `refund:${refundId}` } as const;
  const kind = payment.method === "stripe" ? ("refund_requested" as const) : ("refunded" as const);
  const part = (amountMinor: bigint, balanceId?: BalanceId) => ({
    ...event,
    ...(balanceId && { balanceId }),
    details: { amountMinor: amountMinor.toString(), currency, reason },
  });
  await recordEvents(tx, {
    vendorId,
    events: [
      ...(spread.unappliedMinor > 0n ? [{ ...part(spread.unappliedMinor), kind }] : []),
      ...spread.lines.flatMap(({ balanceId, amountMinor }) => [
        { ...part(amountMinor, balanceId), kind },
        ...(owedAgain ? [{ ...part(amountMinor, balanceId), kind: "balance_reopened" as const }] : []),
      ]),
    ],
  });
}
