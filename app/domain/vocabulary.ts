/**
 * The closed lists of words that are stored: each column's type and its check constraint in the database come
 * from here, so a state that is not listed cannot be written down.
 */
export const accounts = [
  /** What debtors owe; the only account whose postings carry a balance. */
  "receivable",
  /** The other side of what was billed. */
  "billed",
  /** What Stripe holds for the vendor: captured, less what went back and Stripe's fees; before payouts. */
  "stripe_clearing",
  /** Paid to the vendor outside Tenfold, as an import or a person recorded it. */
  "paid_elsewhere",
  /** Received and not allocated to a balance. */
  "unapplied",
  "stripe_fees",
  /** Taken by a card's bank beyond what was left of the payment here: a loss that no balance carries. */
  "chargebacks",
  "write_offs",
  "credits",
] as const;
export type Account = (typeof accounts)[number];

export const journalEntryKinds = [
  "balance_imported",
  "settled_elsewhere",
  "payment_received",
  "unapplied_applied",
  "refund",
  "refund_reversed",
  "chargeback",
  "chargeback_reversed",
  "stripe_fee",
  "chargeback_fee",
  "offline_payment",
  "offline_payment_reversed",
  "write_off",
  "write_off_reversed",
  "credit",
  "credit_reversed",
] as const;
export type JournalEntryKind = (typeof journalEntryKinds)[number];

export const channels = ["email", "sms"] as const;
export type Channel = (typeof channels)[number];

/** The ways to reach a debtor: a message that a provider carries, or a call that a person makes. */
export const contactChannels = [...channels, "call"] as const;
export type ContactChannel = (typeof contactChannels)[number];

/** What a step's days are counted from. */
export const stepAnchors = ["due", "previous", "answer"] as const;
export type StepAnchor = (typeof stepAnchors)[number];

/**
 * `first`: the first lawful minute of the day. `rotate`: another part of the day than the contact before.
 */
export const timesOfDay = ["first", "morning", "midday", "evening", "rotate"] as const;
export type TimeOfDay = (typeof timesOfDay)[number];

export const debtorKinds = ["consumer", "company"] as const;
export type DebtorKind = (typeof debtorKinds)[number];

/**
 * `careful`: the safe default holds beside the law of the debtor's place. `law`: that law alone, where it is
 * known.
 */
export const contactPolicies = ["careful", "law"] as const;
export type ContactPolicy = (typeof contactPolicies)[number];

export const callTaskStates = ["open", "done", "cancelled"] as const;
export type CallTaskState = (typeof callTaskStates)[number];

/** What came of a call. */
export const callOutcomes = ["no_answer", "promise", "paid", "dispute", "wrong_number", "refuses"] as const;
export type CallOutcome = (typeof callOutcomes)[number];

/** Why nobody at the vendor contacts a debtor any more, at whatever address. */
export const contactStopReasons = ["attorney", "litigation", "bankruptcy", "deceased", "vendor"] as const;
export type ContactStopReason = (typeof contactStopReasons)[number];

/**
 * Whether a debtor is reminded, or left alone for a while so that the effect of reminding can be measured.
 */
export const holdoutArms = ["reminded", "held_out"] as const;
export type HoldoutArm = (typeof holdoutArms)[number];

export const messagePurposes = [
  "reminder",
  "receipt",
  "fresh_link",
  "instalment_notice",
  "instalment_failed",
  "reply",
] as const;
export type MessagePurpose = (typeof messagePurposes)[number];

/**
 * `queued` → `sending` (the row is committed, the provider is being called) → `sent` → `delivered`, `bounced`
 * or `complained`. `failed`: the provider refused. `unknown`: the answer was lost and the provider has no
 * idempotency key. `held`: a rule stopped it at the last check, and `reason` says which.
 */
export const messageStates = [
  "queued",
  "sending",
  "sent",
  "delivered",
  "bounced",
  "complained",
  "failed",
  "unknown",
  "held",
] as const;
export type MessageState = (typeof messageStates)[number];

/** `proposed`: planned, and waiting for a person to release it. */
export const reminderStates = ["proposed", "planned", "handed_over", "held", "cancelled"] as const;
export type ReminderState = (typeof reminderStates)[number];

/** `reversed`: a person took back what a person had recorded; money through Stripe never gets there. */
export const paymentStates = ["processing", "succeeded", "failed", "canceled", "reversed"] as const;
export type PaymentState = (typeof paymentStates)[number];

/** How money reached the vendor: through Stripe, or in a way that a person recorded. */
export const paymentMethods = ["stripe", "cash", "cheque", "transfer", "other"] as const;
export type PaymentMethod = (typeof paymentMethods)[number];

/**
 * `requested`: the row is committed and Stripe is being asked. `refused`: Stripe said no and nothing moved.
 * `failed`: it was on its way and came back; the ledger has taken it back.
 */
export const refundStates = ["requested", "pending", "succeeded", "failed", "refused"] as const;
export type RefundState = (typeof refundStates)[number];

/** `inquiry`: the bank asks and no money moves. `closed`: an inquiry that ended without a chargeback. */
export const chargebackStates = ["inquiry", "open", "won", "lost", "closed"] as const;
export type ChargebackState = (typeof chargebackStates)[number];

/** What made a balance outstanding again in a way that a person should look at before it is asked for. */
export const holdKinds = ["chargeback", "refund"] as const;
export type HoldKind = (typeof holdKinds)[number];

/** How a person lowers what is owed without money: the vendor forgoes it, or holds it to be uncollectible. */
export const adjustmentKinds = ["credit", "write_off"] as const;
export type AdjustmentKind = (typeof adjustmentKinds)[number];

/**
 * How a selection is collected: on Stripe's page, by one tap with a card that is kept, or as the instalment
 * of a plan.
 */
export const checkoutKinds = ["session", "saved_card", "instalment"] as const;
export type CheckoutKind = (typeof checkoutKinds)[number];

/**
 * `starting`: agreed, and its first instalment is being paid. `broken`: an instalment could not be collected.
 */
export const planStates = ["starting", "active", "completed", "broken", "canceled"] as const;
export type PlanState = (typeof planStates)[number];

export const planFrequencies = ["weekly", "fortnightly", "monthly"] as const;
export type PlanFrequency = (typeof planFrequencies)[number];

/** `asked`: the card could not be charged, and the debtor was asked for it by a link. */
export const instalmentStates = ["scheduled", "charging", "paid", "asked", "canceled"] as const;
export type InstalmentState = (typeof instalmentStates)[number];

/**
 * `creating`: the row is committed and Stripe is being asked. `superseded`: the selection changed under it.
 */
export const checkoutStates = ["creating", "open", "complete", "expired", "superseded", "failed"] as const;
export type CheckoutState = (typeof checkoutStates)[number];

export const answerKinds = [
  "promise_to_pay",
  "partial",
  "already_paid",
  "dispute",
  "refusal",
  "wrong_person",
] as const;
export type AnswerKind = (typeof answerKinds)[number];

export const answerStates = ["open", "kept", "broken", "resolved", "withdrawn"] as const;
export type AnswerState = (typeof answerStates)[number];

export const suppressionReasons = [
  "unsubscribed",
  "stop",
  "hard_bounce",
  "complaint",
  "invalid_number",
  /** It can be called, and cannot be texted. */
  "landline",
  "wrong_person",
  "legal",
  "vendor",
] as const;
export type SuppressionReason = (typeof suppressionReasons)[number];

export const importStates = ["uploaded", "imported", "discarded"] as const;
export type ImportState = (typeof importStates)[number];

export const timelineKinds = [
  "balance_imported",
  "balance_settled",
  "balance_reopened",
  "contact_imported",
  "contact_changed",
  "choice_changed",
  "reminder_proposed",
  "reminder_planned",
  "reminder_held",
  "reminder_cancelled",
  "message_sent",
  "message_delivered",
  "message_opened",
  "message_failed",
  "reply_received",
  "reply_handled",
  "call_due",
  "call_made",
  "contact_stopped",
  "contact_resumed",
  "pay_link_revoked",
  "fresh_link_requested",
  "checkout_started",
  "payment_processing",
  "payment_received",
  "payment_failed",
  "payment_flagged",
  "payment_reversed",
  "unapplied_applied",
  "refund_requested",
  "refunded",
  "refund_failed",
  "chargeback_opened",
  "chargeback_moved",
  "chargeback_closed",
  "hold_released",
  "card_kept",
  "card_removed",
  "plan_agreed",
  "plan_ended",
  "instalment_failed",
  "credited",
  "written_off",
  "receipt_sent",
  "answered",
  "answer_closed",
  "suppressed",
  "suppression_lifted",
] as const;
export type TimelineKind = (typeof timelineKinds)[number];

/**
 * Who or what did it: a debtor, a member of the vendor's staff, Stripe, a message provider, or Tenfold
 * itself.
 */
export const actorKinds = ["debtor", "staff", "stripe", "provider", "tenfold"] as const;
export type ActorKind = (typeof actorKinds)[number];
