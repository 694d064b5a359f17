import type { BalanceId, DebtorId, StaffUserId, VendorId } from "~/domain/ids";
import type { AdjustmentForm } from "~/domain/ledger/adjustment-form";
import { adjusted } from "~/domain/ledger/staff-entries";
import { money } from "~/domain/money";
import type { App } from "~/server/app.server";
import type { Tx } from "~db/client";
import {
  findAdjustment,
  findDebtorOfBalance,
  insertAdjustment,
  lockBalance,
} from "~db/queries/ledger/adjustments";
import { lockDebtorForPayment } from "~db/queries/ledger/checkouts";
import { postEntries } from "~db/queries/ledger/ledger";
import { lookAgain } from "~db/queries/reminders/contact-schedules";
import { cancelReminders } from "~db/queries/reminders/reminders";
import { recordEvents } from "~db/queries/vendor/timeline";
import { endSessions } from "~/services/payments/end-sessions.server";
import type { RecordedByHand } from "./record-offline-payment.server";

interface AdjustmentToRecord {
  vendorId: VendorId;
  balanceId: BalanceId;
  adjustment: AdjustmentForm;
  by: StaffUserId;
  now: Date;
}

/**
 * Credits or writes off the whole or a part of what is outstanding on a balance, by a person's decision and
 * with a reason; never more than that. Sending the same form again changes nothing: its id is the
 * adjustment's.
 */
export function adjustBalance(deps: Pick<App, "db">, wanted: AdjustmentToRecord): Promise<RecordedByHand> {
  const { vendorId, balanceId, adjustment, now } = wanted;
  return deps.db.asVendor(vendorId, async (tx): Promise<RecordedByHand> => {
    const debtorId = await findDebtorOfBalance(tx, { vendorId, balanceId });
    if (!debtorId) return { outcome: "not_found" };
    await lockDebtorForPayment(tx, { vendorId, debtorId });
    const { currency, outstandingMinor } = await lockBalance(tx, { vendorId, balanceId });
    const { requestId, kind, amountMinor } = adjustment;
    if (currency !== adjustment.currency) throw new Error(`Balance ${balanceId} is in ${currency}.`);
    const before = await findAdjustment(tx, { vendorId, id: requestId });
    if (before) {
      const isSame = before.amountMinor === amountMinor && before.kind === kind;
      if (isSame && before.balanceId === balanceId) return { outcome: "recorded" };
      return { outcome: "form_used", amount: money(before.amountMinor, before.currency) };
    }
    if (amountMinor > outstandingMinor)
      return { outcome: "too_much", outstanding: money(outstandingMinor, currency) };

    await write(tx, { ...wanted, debtorId });
    await endSessions(deps, tx, { vendorId, debtorId, except: null, now });
    if (amountMinor === outstandingMinor) {
      const reason = kind === "credit" ? "The balance was credited." : "The balance was written off.";
      await cancelReminders(tx, { vendorId, debtorId, reason, now });
    }
    await lookAgain(tx, { vendorId, debtorIds: [debtorId], at: now });
    return { outcome: "recorded" };
  });
}

/** The adjustment, its entry and its place on the timeline. */
async function write(
  tx: Tx,
  { vendorId, balanceId, debtorId, adjustment, by, now }: AdjustmentToRecord & { debtorId: DebtorId },
): Promise<void> {
  const { requestId: id, kind, amountMinor, currency, reason } = adjustment;
  const causedBy = `staff:${by}`;
  const row = { vendorId, id, kind, debtorId, balanceId, currency, amountMinor, reason };
  const inserted = await insertAdjustment(tx, { ...row, recordedBy: causedBy, recordedAt: now });
  if (!inserted) throw new Error(`The id ${id} is taken by another adjustment.`);
  const entry = adjusted({ ...row, adjustmentId: id, occurredAt: now, causedBy, memo: reason });
  await postEntries(tx, { vendorId, entries: [entry] });
  await recordEvents(tx, {
    vendorId,
    events: [
      {
        debtorId,
        balanceId,
        kind: kind === "credit" ? "credited" : "written_off",
        actor: "staff",
        occurredAt: now,
        causedBy: `adjustment:${id}`,
        details: { amountMinor: amountMinor.toString(), currency, reason },
      },
    ],
  });
}
