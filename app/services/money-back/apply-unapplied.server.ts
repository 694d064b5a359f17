import type { PaymentId, StaffUserId, VendorId } from "~/domain/ids";
import { allocate } from "~/domain/ledger/allocation";
import { unappliedApplied } from "~/domain/ledger/money-back";
import { money, type Money } from "~/domain/money";
import type { App } from "~/server/app.server";
import { endSessions } from "~/services/payments/end-sessions.server";
import type { Tx } from "~db/client";
import { lockDebtorForPayment } from "~db/queries/ledger/checkouts";
import { postEntries } from "~db/queries/ledger/ledger";
import {
  addToAllocations,
  findPayment,
  listOwed,
  lockPaymentById,
  shiftPayment,
} from "~db/queries/ledger/payment-parts";
import { readOutstanding, updatePayment, type PaymentRow } from "~db/queries/ledger/payments";
import { lookAgain } from "~db/queries/reminders/contact-schedules";
import { cancelReminders } from "~db/queries/reminders/reminders";
import { recordEvents, type NewTimelineEvent } from "~db/queries/vendor/timeline";

interface Application {
  vendorId: VendorId;
  paymentId: PaymentId;
  /** The form's own id: the same form sent again changes nothing. */
  requestId: string;
  by: StaffUserId;
  now: Date;
}

export type Applied =
  | { outcome: "applied"; amount: Money; leftMinor: bigint }
  /** Nothing is unapplied, or the debtor owes nothing in its currency. */
  | { outcome: "nothing_to_apply" }
  | { outcome: "not_found" };

/**
 * Applies what of a payment belongs to no balance to what the debtor owes, the oldest due first; what nothing
 * can take stays unapplied.
 */
export function applyUnapplied(deps: Pick<App, "db">, wanted: Application): Promise<Applied> {
  const { vendorId, paymentId, now } = wanted;
  return deps.db.asVendor(vendorId, async (tx): Promise<Applied> => {
    const found = await findPayment(tx, { vendorId, id: paymentId });
    if (!found) return { outcome: "not_found" };
    const { debtorId, currency } = found;
    await lockDebtorForPayment(tx, { vendorId, debtorId });
    const payment = await lockPaymentById(tx, { vendorId, id: paymentId });
    if (payment.state !== "succeeded" || payment.unappliedMinor <= 0n) return { outcome: "nothing_to_apply" };
    const owed = await listOwed(tx, { vendorId, debtorId, currency }).for("update");
    const { allocations: lines, unappliedMinor: leftMinor } = allocate(payment.unappliedMinor, owed);
    if (lines.length === 0) return { outcome: "nothing_to_apply" };
    await move(tx, { ...wanted, payment, lines, leftMinor });
    await endSessions(deps, tx, { vendorId, debtorId, except: null, now });
    await cancelReminders(tx, { vendorId, debtorId, reason: "A payment was applied.", now });
    await lookAgain(tx, { vendorId, debtorIds: [debtorId], at: now });
    return { outcome: "applied", amount: money(payment.unappliedMinor - leftMinor, currency), leftMinor };
  });
}

async function move(
  tx: Tx,
  applied: Application & {
    payment: PaymentRow;
    lines: ReturnType<typeof allocate>["allocations"];
    leftMinor: bigint;
  },
): Promise<void> {
  const { vendorId, paymentId, requestId, by, now, payment, lines, leftMinor } = applied;
  const { debtorId, currency } = payment;
  const causedBy = `staff:${by}`;
  const entry = unappliedApplied({
    debtorId,
    currency,
    paymentId,
    requestId,
    lines,
    occurredAt: now,
    causedBy,
  });
  const { posted } = await postEntries(tx, { vendorId, entries: [entry] });
  // The same form, sent again after more had become unapplied: what it asked for has been done.
  if (posted.length === 0) return;
  await addToAllocations(tx, { vendorId, paymentId, lines });
  const movedMinor = payment.unappliedMinor - leftMinor;
  await shiftPayment(tx, { vendorId, id: paymentId, by: { unappliedMinor: -movedMinor } });
  if (leftMinor === 0n) await updatePayment(tx, payment, { flag: null });
  const balanceIds = lines.map(({ balanceId }) => balanceId);
  const left = await readOutstanding(tx, { vendorId, balanceIds });
  const event = { debtorId, actor: "staff", occurredAt: now, causedBy: `payment:${paymentId}` } as const;
  const events = lines.flatMap(({ balanceId, amountMinor }): NewTimelineEvent[] => [
    {
      ...event,
      balanceId,
      kind: "unapplied_applied",
      details: { amountMinor: amountMinor.toString(), currency },
    },
    ...(left.get(balanceId) === 0n ? [{ ...event, balanceId, kind: "balance_settled" as const }] : []),
  ]);
  await recordEvents(tx, { vendorId, events });
}
