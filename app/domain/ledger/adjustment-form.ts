import { z } from "zod";
import { addDays } from "~/domain/dates";
import type { AdjustmentId, PaymentId } from "~/domain/ids";
import { currencySchema, formatMoney, money, type Currency } from "~/domain/money";
import { readWrittenAmount } from "~/domain/pay-link/written-amount";
import { offlineMethods } from "~/domain/payment-method";
import { adjustmentKinds } from "~/domain/vocabulary";

/** A day of receipt further back than this is a slip of the keyboard rather than a payment. */
const receivedWithinDays = 10 * 366;

export const reason = z
  .string({ error: "Say in a few words why." })
  .trim()
  .min(1, "Say in a few words why.")
  .max(300, "Use at most 300 letters.");

const ticked = z.literal("yes").optional().transform(Boolean);

export const amountAndCurrency = {
  amount: z.string({ error: "Write an amount." }),
  currency: currencySchema,
};

/** An amount as a person at the desk writes it, in minor units of the form's own currency. */
export function readAmount(
  { amount, currency }: { amount: string; currency: Currency },
  { language, context }: { language: string; context: z.RefinementCtx },
): bigint {
  const amountMinor = readWrittenAmount(amount, currency);
  if (amountMinor !== null) return amountMinor;
  const example = formatMoney(money(2_000n, currency), language);
  context.addIssue({ code: "custom", path: ["amount"], message: `Write an amount such as ${example}.` });
  return z.NEVER;
}

/** @param today the day by the vendor's calendar, `YYYY-MM-DD`; nothing was received after it. */
export function offlinePaymentSchema({ today, language }: { today: string; language: string }) {
  return z
    .object({
      ...amountAndCurrency,
      requestId: z.uuid().transform((id) => id as PaymentId),
      method: z.enum(offlineMethods, "Choose how it was paid."),
      receivedOn: z.iso
        .date({ error: "Choose the day it was received.", abort: true })
        .refine((day) => day <= today, "A payment cannot have been received after today.")
        .refine((day) => day >= addDays(today, -receivedWithinDays), "That day is too long ago."),
      note: z
        .string()
        .trim()
        .max(200, "Use at most 200 letters.")
        .optional()
        .transform((text) => (text ? text : null)),
      emailReceipt: ticked,
      keepRest: ticked,
    })
    .transform(({ amount, ...form }, context) => ({
      ...form,
      amountMinor: readAmount({ amount, currency: form.currency }, { language, context }),
    }));
}
export type OfflinePaymentForm = z.infer<ReturnType<typeof offlinePaymentSchema>>;

export function adjustmentSchema({ language }: { language: string }) {
  return z
    .object({
      ...amountAndCurrency,
      requestId: z.uuid().transform((id) => id as AdjustmentId),
      kind: z.enum(adjustmentKinds),
      reason,
    })
    .transform(({ amount, ...form }, context) => ({
      ...form,
      amountMinor: readAmount({ amount, currency: form.currency }, { language, context }),
    }));
}
export type AdjustmentForm = z.infer<ReturnType<typeof adjustmentSchema>>;

export const paymentReversalSchema = z.object({
  paymentId: z.uuid().transform((id) => id as PaymentId),
  reason,
});

export const adjustmentReversalSchema = z.object({
  adjustmentId: z.uuid().transform((id) => id as AdjustmentId),
  reason,
});
