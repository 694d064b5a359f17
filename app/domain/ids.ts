/**
 * Branded ids, so that a debtor's id cannot be passed where a balance's is meant. All are UUIDs unless said.
 */
type Id<Name extends string> = string & { readonly __id: Name };

export type VendorId = Id<"vendor">;
export type StaffUserId = Id<"staff user">;
export type DebtorId = Id<"debtor">;
export type BalanceId = Id<"balance">;
export type JournalEntryId = Id<"journal entry">;
export type PaymentId = Id<"payment">;
export type RefundId = Id<"refund">;
export type ChargebackId = Id<"chargeback">;
export type HoldId = Id<"hold">;
export type SavedCardId = Id<"saved card">;
export type PlanId = Id<"plan">;
export type InstalmentId = Id<"instalment">;
export type AdjustmentId = Id<"adjustment">;
export type ReceiptId = Id<"receipt">;
export type CheckoutId = Id<"checkout">;
export type ImportId = Id<"import">;
export type CadenceId = Id<"cadence">;
export type TemplateId = Id<"template">;
export type ReminderId = Id<"reminder">;
export type MessageId = Id<"message">;
export type CallTaskId = Id<"call task">;
export type ReplyId = Id<"reply">;
export type ContactStopId = Id<"contact stop">;
export type AnswerId = Id<"answer">;
/** Sixteen hexadecimal digits: the eight random bytes carried in the token. */
export type PayLinkId = Id<"pay link">;
/** Stripe's own `evt_…`. */
export type StripeEventId = Id<"stripe event">;
