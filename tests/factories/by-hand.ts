import { v7 as uuid } from "uuid";
import type { AdjustmentId, BalanceId, PaymentId, StaffUserId } from "~/domain/ids";
import type { OfflinePaymentForm } from "~/domain/ledger/adjustment-form";
import { currency } from "~/domain/money";
import type { AdjustmentKind } from "~/domain/vocabulary";
import { adjustBalance } from "~/services/ledger/adjust-balance.server";
import { recordOfflinePayment, type RecordedByHand } from "~/services/ledger/record-offline-payment.server";
import type { Database } from "~db/client";
import type { Vendor } from "./vendor";

interface ByHand {
  vendor: Vendor;
  balanceId: BalanceId;
  by: StaffUserId;
  now: Date;
}

/** Two days before the frozen day of the tests, in cash and dollars, unless said otherwise. */
export function payByHand(
  deps: { db: Database },
  { said, ...rest }: ByHand & { said: Partial<OfflinePaymentForm> & { amountMinor: bigint } },
): Promise<RecordedByHand> {
  const payment: OfflinePaymentForm = {
    requestId: uuid() as PaymentId,
    currency: currency("USD"),
    method: "cash",
    receivedOn: "2026-11-20",
    note: null,
    emailReceipt: false,
    keepRest: false,
    ...said,
  };
  return recordOfflinePayment(deps, { ...rest, payment });
}

export function adjustByHand(
  deps: { db: Database },
  {
    vendor,
    kind,
    amountMinor,
    id,
    ...rest
  }: ByHand & { kind: AdjustmentKind; amountMinor: bigint; id: string },
): Promise<RecordedByHand> {
  const requestId = id as AdjustmentId;
  const reason = "As agreed by phone.";
  const adjustment = { requestId, kind, amountMinor, currency: currency("USD"), reason };
  return adjustBalance(deps, { ...rest, vendorId: vendor.id, adjustment });
}
