import type { AdjustmentId, BalanceId, DebtorId, PaymentId } from "~/domain/ids";
import type { AdjustmentKind } from "~/domain/vocabulary";

/**
 * What the simulation knows to have happened, because it made it happen and was told that it did: what was
 * billed, and what people recorded by hand. What came through Stripe is in the stand-in's own books. It
 * shares no code with the product.
 */
export class Model {
  readonly billed = new Map<BalanceId, { debtorId: DebtorId; amountMinor: bigint; reference: string }>();
  readonly adjusted = new Map<
    AdjustmentId,
    { balanceId: BalanceId; kind: AdjustmentKind; amountMinor: bigint; reversed: boolean }
  >();
  readonly paidByHand = new Map<
    PaymentId,
    { balanceId: BalanceId; amountMinor: bigint; reversed: boolean }
  >();
  /** The most that any file of the vendor's said to be paid on a balance, however it was. */
  readonly saidPaid = new Map<BalanceId, bigint>();

  balancesOf(debtorId: DebtorId): BalanceId[] {
    return [...this.billed].flatMap(([id, billed]) => (billed.debtorId === debtorId ? [id] : []));
  }
}
