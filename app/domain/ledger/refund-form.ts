import { z } from "zod";
import type { BalanceId, PaymentId, RefundId } from "~/domain/ids";
import { amountAndCurrency, readAmount, reason } from "./adjustment-form";

/** @param language of the vendor, for the example in an error. */
export function refundSchema({ language }: { language: string }) {
  return z
    .object({
      ...amountAndCurrency,
      requestId: z.uuid().transform((id) => id as RefundId),
      paymentId: z.uuid().transform((id) => id as PaymentId),
      /** What of the payment goes back: anything, what belongs to no balance, or what is on one balance. */
      from: z.union([z.literal("any"), z.literal("unapplied"), z.uuid().transform((id) => id as BalanceId)]),
      /** Whether the debtor owes it again. */
      owedAgain: z.enum(["yes", "no"], "Say whether it is owed again.").transform((word) => word === "yes"),
      reason,
    })
    .transform(({ amount, ...form }, context) => ({
      ...form,
      amountMinor: readAmount({ amount, currency: form.currency }, { language, context }),
    }));
}
export type RefundForm = z.infer<ReturnType<typeof refundSchema>>;
