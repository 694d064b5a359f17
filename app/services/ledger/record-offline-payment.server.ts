import { v7 as uuid } from "uuid";
import type { BalanceId, DebtorId, ReceiptId, StaffUserId, VendorId } from "~/domain/ids";
import { noonOf } from "~/domain/import/day-of-file";
import type { OfflinePaymentForm } from "~/domain/ledger/adjustment-form";
import { allocate, type Allocation } from "~/domain/ledger/allocation";
import { offlinePayment } from "~/domain/ledger/staff-entries";
import { money, type Money } from "~/domain/money";
import { offlineMethodName } from "~/domain/payment-method";
import type { App } from "~/server/app.server";
import { queueReceipt } from "~/services/messages/queue-receipt.server";
import type { Tx } from "~db/client";
import {
  findDebtorOfBalance,
  findOfflinePayment,
  insertOfflinePayment,
  lockBalance,
} from "~db/queries/ledger/adjustments";
import { lockDebtorForPayment } from "~db/queries/ledger/checkouts";
import { postEntries } from "~db/queries/ledger/ledger";
import { insertAllocations, issueReceipt } from "~db/queries/ledger/payments";
import { lookAgain } from "~db/queries/reminders/contact-schedules";
import { cancelReminders } from "~db/queries/reminders/reminders";
import { recordEvents, type NewTimelineEvent } from "~db/queries/vendor/timeline";
import { endSessions } from "~/services/payments/end-sessions.server";

type Deps = Pick<App, "db">;

export interface OfflinePaymentToRecord {
  vendor: { id: VendorId; language: string; timeZone: string };
  balanceId: BalanceId;
  payment: OfflinePaymentForm;
  by: StaffUserId;
  now: Date;
}

export type RecordedByHand =
  | { outcome: "recorded" }
  | { outcome: "not_found" }
  /** More than this is not outstanding any more; nothing was recorded. */
  | { outcome: "too_much"; outstanding: Money }
  /** The form was sent before and recorded something else; nothing was recorded now. */
  | { outcome: "form_used"; amount: Money };

/**
 * Records money that reached the vendor without Stripe, on one balance. What exceeds its outstanding is
 * refused, or kept unapplied and flagged when the person wanted that. Sending the same form again changes
 * nothing: its id is the payment's.
 */
export function recordOfflinePayment(
  deps: Deps,
  { vendor, balanceId, payment, by, now }: OfflinePaymentToRecord,
): Promise<RecordedByHand> {
  const vendorId = vendor.id;
  return deps.db.asVendor(vendorId, async (tx): Promise<RecordedByHand> => {
    const debtorId = await findDebtorOfBalance(tx, { vendorId, balanceId });
    if (!debtorId) return { outcome: "not_found" };
    await lockDebtorForPayment(tx, { vendorId, debtorId });
    const balance = await lockBalance(tx, { vendorId, balanceId });
    const { requestId, amountMinor: receivedMinor, currency } = payment;
    if (balance.currency !== currency) throw new Error(`Balance ${balanceId} is not in ${currency}.`);
    const before = await findOfflinePayment(tx, { vendorId, id: requestId });
    if (before) {
      const isSame = before.amountMinor === receivedMinor && before.method === payment.method;
      if (isSame && before.receivedOn === payment.receivedOn) return { outcome: "recorded" };
      return { outcome: "form_used", amount: money(before.amountMinor, before.currency) };
    }
    const { outstandingMinor } = balance;
    if (outstandingMinor <= 0n || (receivedMinor > outstandingMinor && !payment.keepRest))
      return { outcome: "too_much", outstanding: money(outstandingMinor, currency) };

    const target = { balanceId, outstandingMinor, dueOn: balance.dueOn };
    const spread = allocate(receivedMinor, [target]);
    const receivedAt = noonOf(vendor.timeZone, now)(payment.receivedOn);
    const recording = { vendor, debtorId, payment, by, now, receivedAt, spread };
    await write(tx, recording);
    await endSessions(deps, tx, { vendorId, debtorId, except: null, now });
    await tellEveryone(deps, tx, { ...recording, settled: receivedMinor >= outstandingMinor });
    await lookAgain(tx, { vendorId, debtorIds: [debtorId], at: now });
    return { outcome: "recorded" };
  });
}

interface Recording extends Pick<OfflinePaymentToRecord, "vendor" | "payment" | "by" | "now"> {
  debtorId: DebtorId;
  /** Noon of the day it was received, by the vendor's clock. */
  receivedAt: Date;
  spread: Allocation;
}

/** The payment, what of it went where, and its entry. */
async function write(
  tx: Tx,
  { vendor, debtorId, payment, by, receivedAt, spread }: Recording,
): Promise<void> {
  const vendorId = vendor.id;
  const { requestId: id, method, currency, amountMinor, receivedOn, note } = payment;
  const inserted = await insertOfflinePayment(tx, {
    vendorId,
    id,
    debtorId,
    method,
    state: "succeeded",
    currency,
    amountMinor,
    unappliedMinor: spread.unappliedMinor,
    flag:
      spread.unappliedMinor > 0n ? "More was received than was outstanding. Decide about the rest." : null,
    // What is neither cash, cheque nor transfer has no name worth printing on a receipt.
    methodLabel: method === "other" ? null : offlineMethodName(method, vendor.language),
    receivedAt,
    receivedOn,
    note,
    recordedBy: `staff:${by}`,
  });
  if (!inserted) throw new Error(`The id ${id} is taken by another payment.`);
  await insertAllocations(tx, { vendorId, paymentId: id, amounts: spread.allocations });
  const entry = offlinePayment({
    debtorId,
    currency,
    paymentId: id,
    receivedMinor: amountMinor,
    allocations: spread.allocations,
    occurredAt: receivedAt,
    causedBy: `staff:${by}`,
    memo: note,
  });
  await postEntries(tx, { vendorId, entries: [entry] });
}

/**
 * Receipt, reminders, timeline. The receipt is issued in any case and is on the debtor's page; its email goes
 * when it is asked for.
 */
async function tellEveryone(
  deps: Deps,
  tx: Tx,
  { vendor, debtorId, payment, receivedAt, spread, settled, now }: Recording & { settled: boolean },
): Promise<void> {
  const vendorId = vendor.id;
  const { requestId: paymentId, currency, method } = payment;
  const receiptNumber = await issueReceipt(tx, {
    vendorId,
    id: uuid() as ReceiptId,
    paymentId,
    debtorId,
    now,
  });
  if (payment.emailReceipt) await queueReceipt(deps, tx, { vendorId, debtorId, paymentId, now });
  await cancelReminders(tx, { vendorId, debtorId, reason: "A payment was recorded.", now });
  const causedBy = `payment:${paymentId}`;
  const event = { debtorId, actor: "staff", occurredAt: receivedAt, causedBy } as const;
  const name = offlineMethodName(method, vendor.language);
  const events: NewTimelineEvent[] = spread.allocations.flatMap(({ balanceId, amountMinor }) => [
    {
      ...event,
      balanceId,
      kind: "payment_received",
      details: { amountMinor: amountMinor.toString(), currency, method: name, receiptNumber },
    },
    ...(settled ? [{ ...event, balanceId, kind: "balance_settled" } as const] : []),
  ]);
  if (spread.unappliedMinor > 0n) {
    const details = { amountMinor: spread.unappliedMinor.toString(), currency };
    events.push({ ...event, kind: "payment_flagged", details });
  }
  await recordEvents(tx, { vendorId, events });
}
