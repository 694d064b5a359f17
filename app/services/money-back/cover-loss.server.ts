import { chargebackCovered, takeBack } from "~/domain/ledger/money-back";
import type { Tx } from "~db/client";
import { holdBalances } from "~db/queries/ledger/balance-holds";
import {
  listChargebackLines,
  lockLosses,
  setChargebackLines,
  updateChargeback,
} from "~db/queries/ledger/chargebacks";
import { postEntries } from "~db/queries/ledger/ledger";
import {
  lockAllocations,
  lockPaymentById,
  shiftPayment,
  takeFromAllocations,
} from "~db/queries/ledger/payment-parts";
import type { RefundRow } from "~db/queries/ledger/refunds";

/**
 * The bank took a payment back of which a part seemed to have been given back before, so that part was a
 * loss. That refund has come to nothing and its money is the payment's again: it is what the bank took, and
 * what it settles is owed again. The debtor is locked.
 */
export async function coverLoss(
  tx: Tx,
  { refund, causedBy, now }: { refund: RefundRow; causedBy: string; now: Date },
): Promise<void> {
  const { vendorId, paymentId, debtorId, currency, id: refundId } = refund;
  for (const chargeback of await lockLosses(tx, { vendorId, paymentId })) {
    const { unappliedMinor } = await lockPaymentById(tx, { vendorId, id: paymentId });
    const allocations = await lockAllocations(tx, { vendorId, paymentId });
    const { lossMinor, id: chargebackId } = chargeback;
    const { beyondMinor, ...spread } = takeBack(lossMinor, { unappliedMinor, allocations });
    if (beyondMinor === lossMinor) continue;
    const fact = { paymentId, debtorId, currency, occurredAt: now, causedBy, chargebackId, refundId };
    await postEntries(tx, { vendorId, entries: [chargebackCovered({ ...fact, ...spread })] });
    await takeFromAllocations(tx, { vendorId, paymentId, lines: spread.lines });
    const by = { unappliedMinor: -spread.unappliedMinor, chargedBackMinor: lossMinor - beyondMinor };
    await shiftPayment(tx, { vendorId, id: paymentId, by });
    const taken = new Map(spread.lines.map(({ balanceId, amountMinor }) => [balanceId, amountMinor]));
    for (const { balanceId, amountMinor } of await listChargebackLines(tx, { vendorId, chargebackId }))
      taken.set(balanceId, (taken.get(balanceId) ?? 0n) + amountMinor);
    const lines = [...taken].map(([balanceId, amountMinor]) => ({ balanceId, amountMinor }));
    await setChargebackLines(tx, { vendorId, chargebackId, lines });
    await updateChargeback(tx, chargeback, {
      unappliedMinor: chargeback.unappliedMinor + spread.unappliedMinor,
      lossMinor: beyondMinor,
    });
    const balanceIds = spread.lines.map(({ balanceId }) => balanceId);
    await holdBalances(tx, {
      vendorId,
      debtorId,
      kind: "chargeback",
      sourceId: chargebackId,
      balanceIds,
      now,
    });
  }
}
