import type { Currency } from "./money";
import type { PaymentState } from "./vocabulary";

/** A payment and what became of its money. */
export interface PaymentParts {
  state: PaymentState;
  currency: Currency;
  amountMinor: bigint;
  unappliedMinor: bigint;
  refundedMinor: bigint;
  /** What the card's bank has taken back, with what it took beyond what was left here. */
  takenBackMinor: bigint;
  /** What Stripe kept of it and of its chargebacks, as far as that is in the payment's own currency. */
  feeMinor: bigint;
  /** Whether some of Stripe's fees are missing in `feeMinor`: not known yet, or in another currency. */
  isFeeOpen: boolean;
}

/** What the vendor has of a payment in the end; below nothing when more went than had come in. */
export function netMinor(parts: Omit<PaymentParts, "isFeeOpen" | "currency">): bigint {
  if (parts.state !== "succeeded") return 0n;
  return parts.amountMinor - parts.feeMinor - parts.refundedMinor - parts.takenBackMinor;
}

/**
 * Why nothing of a payment can be refunded now; null when something can. A chargeback is Stripe's own reason:
 * while the bank has not decided, it refuses refunds.
 * https://docs.stripe.com/disputes/how-disputes-work
 */
export function whyNoRefund(payment: {
  state: PaymentState;
  isChargedBack: boolean;
  /** What of it is on balances or unapplied. */
  hereMinor: bigint;
}): "on_its_way" | "came_to_nothing" | "reversed" | "charged_back" | "nothing_left" | null {
  switch (payment.state) {
    case "processing":
      return "on_its_way";
    case "failed":
    case "canceled":
      return "came_to_nothing";
    case "reversed":
      return "reversed";
    case "succeeded":
      if (payment.isChargedBack) return "charged_back";
      return payment.hereMinor <= 0n ? "nothing_left" : null;
  }
}

/** What payments brought to one balance: what of them is there, and its part of what Stripe kept of them. */
export function collectedOn(
  payments: readonly {
    state: PaymentState;
    amountMinor: bigint;
    feeMinor: bigint;
    isFeeOpen: boolean;
    onBalanceMinor: bigint;
  }[],
): { collectedMinor: bigint; feeMinor: bigint; isFeeOpen: boolean } {
  const here = payments.filter(({ state, onBalanceMinor }) => state === "succeeded" && onBalanceMinor > 0n);
  return {
    collectedMinor: here.reduce((sum, { onBalanceMinor }) => sum + onBalanceMinor, 0n),
    feeMinor: here.reduce((sum, payment) => sum + shareOfFee(payment), 0n),
    isFeeOpen: here.some(({ isFeeOpen }) => isFeeOpen),
  };
}

/**
 * The part of a fee that falls on one balance: as much of it as of the payment is there, rounded down, so
 * that the parts of all balances together never come to more than the fee.
 */
function shareOfFee({
  feeMinor,
  onBalanceMinor,
  amountMinor,
}: {
  feeMinor: bigint;
  onBalanceMinor: bigint;
  amountMinor: bigint;
}): bigint {
  if (amountMinor <= 0n || feeMinor <= 0n) return 0n;
  return (feeMinor * onBalanceMinor) / amountMinor;
}
