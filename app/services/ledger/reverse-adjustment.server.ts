import type { AdjustmentId, StaffUserId, VendorId } from "~/domain/ids";
import { adjustmentReversed } from "~/domain/ledger/staff-entries";
import type { App } from "~/server/app.server";
import { findAdjustment, markAdjustmentReversed } from "~db/queries/ledger/adjustments";
import { lockDebtorForPayment } from "~db/queries/ledger/checkouts";
import { postEntries } from "~db/queries/ledger/ledger";
import { lookAgain } from "~db/queries/reminders/contact-schedules";
import { recordEvents } from "~db/queries/vendor/timeline";
import { endSessions } from "~/services/payments/end-sessions.server";

/**
 * Takes back a credit or write-off by a correcting entry: what it took off is outstanding again, and asked
 * for again. Doing it again changes nothing.
 */
export function reverseAdjustment(
  deps: Pick<App, "db">,
  {
    vendorId,
    adjustmentId: id,
    reason,
    by,
    now,
  }: { vendorId: VendorId; adjustmentId: AdjustmentId; reason: string; by: StaffUserId; now: Date },
): Promise<"reversed" | "not_found"> {
  return deps.db.asVendor(vendorId, async (tx) => {
    const found = await findAdjustment(tx, { vendorId, id });
    if (!found) return "not_found";
    const { kind, debtorId, balanceId, currency, amountMinor } = found;
    await lockDebtorForPayment(tx, { vendorId, debtorId });
    const causedBy = `staff:${by}`;
    const reversal = { reversedAt: now, reversedBy: causedBy, reversedReason: reason };
    if (!(await markAdjustmentReversed(tx, { vendorId, id, reversal }))) return "reversed";
    const fact = { kind, debtorId, balanceId, currency, amountMinor, adjustmentId: id };
    const entry = adjustmentReversed({ ...fact, occurredAt: now, causedBy, memo: reason });
    await postEntries(tx, { vendorId, entries: [entry] });
    await recordEvents(tx, {
      vendorId,
      events: [
        {
          debtorId,
          balanceId,
          kind: "balance_reopened",
          actor: "staff",
          occurredAt: now,
          causedBy: `adjustment:${id}`,
          details: { amountMinor: amountMinor.toString(), currency, reason },
        },
      ],
    });
    await endSessions(deps, tx, { vendorId, debtorId, except: null, now });
    await lookAgain(tx, { vendorId, debtorIds: [debtorId], at: now });
    return "reversed";
  });
}
