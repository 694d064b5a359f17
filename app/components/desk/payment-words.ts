import { offlineMethodName } from "~/domain/payment-method";
import type { Account, ChargebackState, PaymentMethod, RefundState } from "~/domain/vocabulary";
import type { Tone } from "./badge";

/** How it was paid: `Visa ending 4242`, `Cash`. @param language of the vendor. */
export function methodWords(
  { method, methodLabel }: { method: PaymentMethod; methodLabel: string | null },
  language: string,
): string {
  if (methodLabel !== null) return methodLabel;
  return method === "stripe" ? "Stripe" : offlineMethodName(method, language);
}

export const refundStateWords: Record<RefundState, { label: string; tone: Tone }> = {
  requested: { label: "Asked for", tone: "neutral" },
  pending: { label: "On its way", tone: "neutral" },
  succeeded: { label: "Refunded", tone: "good" },
  failed: { label: "Failed", tone: "danger" },
  refused: { label: "Refused", tone: "danger" },
};

export const chargebackStateWords: Record<ChargebackState, { label: string; tone: Tone }> = {
  inquiry: { label: "The bank asks", tone: "warn" },
  open: { label: "Open", tone: "danger" },
  won: { label: "Won", tone: "good" },
  lost: { label: "Lost", tone: "danger" },
  closed: { label: "Closed", tone: "neutral" },
};

export const accountWords: Record<Account, string> = {
  receivable: "Receivable",
  billed: "Billed",
  stripe_clearing: "At Stripe",
  paid_elsewhere: "Paid elsewhere",
  unapplied: "Unapplied",
  stripe_fees: "Stripe's fees",
  chargebacks: "Lost to chargebacks",
  write_offs: "Write-offs",
  credits: "Credits",
};
