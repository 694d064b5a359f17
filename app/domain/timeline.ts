import { z } from "zod";
import { formatMoney, isCurrency, money } from "./money";
import {
  contactChannels,
  type ActorKind,
  type AnswerKind,
  type ContactStopReason,
  type CallOutcome,
  type JournalEntryKind,
  type TimelineKind,
} from "./vocabulary";

export interface TimelineEvent {
  kind: TimelineKind;
  actor: ActorKind;
  details: Record<string, unknown>;
}

/** What happened, as a sentence, with what else is known of it. */
export interface TimelineLine {
  title: string;
  text: string | null;
  tone: "neutral" | "good" | "warn" | "danger";
}

const word = z.string().min(1).nullish().catch(null);
const count = z.coerce.number().int().nullish().catch(null);

/**
 * What the writers of events put beside them. Anything absent or odd is left out of the sentence, never
 * invented.
 */
const detailsSchema = z.object({
  amountMinor: z
    .string()
    .regex(/^-?\d+$/)
    .nullish()
    .catch(null),
  currency: z.string().refine(isCurrency).nullish().catch(null),
  channel: z.enum(contactChannels).nullish().catch(null),
  contact: word,
  reason: word,
  fileName: word,
  settledOn: word,
  method: word,
  note: word,
  answer: word,
  state: word,
  promisedOn: word,
  changed: word,
  row: count,
  receiptNumber: count,
  links: count,
});
type Details = z.infer<typeof detailsSchema>;

const channelNames = { email: "Email", sms: "SMS", call: "Call" } as const;

export const stopReasonNames: Record<ContactStopReason, string> = {
  attorney: "They have an attorney",
  litigation: "There is a lawsuit",
  bankruptcy: "They filed for bankruptcy",
  deceased: "They have died",
  vendor: "Your decision",
};

export const answerNames: Record<AnswerKind, string> = {
  promise_to_pay: "Promised to pay",
  partial: "Offered a part",
  already_paid: "Says it is paid already",
  dispute: "Says it is wrong",
  refusal: "Will not pay",
  wrong_person: "Says it is the wrong person",
};

export const callOutcomeNames: Record<CallOutcome, string> = {
  no_answer: "No answer",
  promise: "Promised to pay",
  paid: "Says it is paid",
  dispute: "Says it is wrong",
  wrong_number: "Wrong number",
  refuses: "Will not pay",
};

/** @param language of the vendor, for amounts. */
export function describeEvent({ kind, actor, details }: TimelineEvent, language: string): TimelineLine {
  const known = detailsSchema.parse(details);
  const amount = amountIn(known, language);
  switch (kind) {
    case "balance_imported":
      return line("Imported", "neutral", amount, known.fileName, known.row ? `row ${known.row}` : null);
    case "balance_settled":
      return line("Settled", "good", amount, known.settledOn ? "as the imported file says" : null);
    case "balance_reopened":
      return line("Outstanding again", "warn", amount, known.reason);
    case "contact_imported":
      return line("Contact imported", "neutral", known.fileName);
    case "contact_changed":
      return line("Contact changed", "neutral", known.changed);
    case "choice_changed":
      return line("Chose how to be reached", "neutral", known.changed);
    case "pay_link_revoked":
      return line(
        known.links && known.links > 1 ? `${known.links} pay links revoked` : "Pay link revoked",
        "warn",
        known.reason,
      );
    case "fresh_link_requested":
      return line("Asked for a fresh link", "neutral", known.contact);
    case "checkout_started":
      return line("Went to pay", "neutral", amount);
    case "payment_processing":
      return line("Payment on its way", "neutral", amount, known.method);
    case "payment_received":
      return line(
        "Paid",
        "good",
        amount,
        known.method,
        known.receiptNumber ? `receipt ${known.receiptNumber}` : null,
      );
    case "payment_failed":
      return line("Payment failed", "warn", amount, known.method, known.reason);
    case "payment_flagged":
      return line("Payment needs a look", "danger", amount, known.reason);
    case "payment_reversed":
      return line("Payment reversed", "warn", amount, known.method, known.reason);
    case "credited":
      return line("Credited", "neutral", amount, known.reason);
    case "written_off":
      return line("Written off", "warn", amount, known.reason);
    default:
      return describeMoneyBack({ kind, actor, known, amount });
  }
}

type MoneyBackKind = Exclude<
  TimelineKind,
  | "balance_imported"
  | "balance_settled"
  | "balance_reopened"
  | `contact_${"imported" | "changed"}`
  | "choice_changed"
  | `pay_link_${string}`
  | "fresh_link_requested"
  | "checkout_started"
  | `payment_${string}`
  | "credited"
  | "written_off"
>;
type ExchangeKind = Exclude<
  MoneyBackKind,
  | "unapplied_applied"
  | `refund${string}`
  | `chargeback_${string}`
  | "hold_released"
  | `card_${string}`
  | `plan_${string}`
  | "instalment_failed"
>;

interface Known<Kind extends TimelineKind> {
  kind: Kind;
  actor: ActorKind;
  known: Details;
  amount: string | null;
}

/** What happened to money after it had come in, and what was agreed about money to come. */
function describeMoneyBack({ kind, actor, known, amount }: Known<MoneyBackKind>): TimelineLine {
  switch (kind) {
    case "unapplied_applied":
      return line("Unapplied money applied", "good", amount);
    case "refund_requested":
      return line("Refund asked for", "neutral", amount, known.reason);
    case "refunded":
      return line("Refunded", "warn", amount, known.reason);
    case "refund_failed":
      return line("Refund failed", "danger", amount, known.reason);
    case "chargeback_opened":
      return line(
        known.state === "inquiry" ? "The card’s bank asks about a payment" : "Chargeback",
        "danger",
        amount,
        known.reason?.replaceAll("_", " "),
      );
    case "chargeback_moved":
      return line(known.state === "returned" ? "Chargeback returned" : "Taken back", "warn", amount);
    case "chargeback_closed":
      return line(`Chargeback ${known.state ?? "closed"}`, known.state === "won" ? "good" : "warn", amount);
    case "hold_released":
      return line("Reminders may go on", "neutral", known.reason);
    case "card_kept":
      return line("Card kept for the next time", "neutral", known.method);
    case "card_removed":
      return line("Kept card removed", "neutral", known.method, known.reason);
    case "plan_agreed":
      return line("Plan agreed", "good", amount, known.reason);
    case "plan_ended":
      return line(`Plan ${known.state ?? "ended"}`, "neutral", known.reason);
    case "instalment_failed":
      return line("Instalment failed", "warn", amount, known.reason);
    default:
      return describeExchange({ kind, actor, known, amount });
  }
}

/** What went between the vendor and the debtor: messages, answers, and what must not be written to. */
function describeExchange({ kind, actor, known, amount }: Known<ExchangeKind>): TimelineLine {
  const message = known.channel ? channelNames[known.channel] : "Message";
  switch (kind) {
    case "reminder_proposed":
      return line(`${message} reminder waits to be released`, "neutral", known.reason);
    case "reminder_planned":
      return line(`${message} reminder planned`, "neutral", known.reason);
    case "reminder_held":
      return line(`${message} reminder held`, "warn", known.reason);
    case "reminder_cancelled":
      return line(`${message} reminder cancelled`, "neutral", known.reason);
    case "message_sent":
      return line(`${message} sent`, "neutral", known.contact, known.reason);
    case "message_delivered":
      return line(`${message} delivered`, "neutral", known.contact);
    case "message_opened":
      return line(`${message} opened`, "neutral", known.contact);
    case "message_failed":
      return line(`${message} did not arrive`, "danger", known.contact, known.reason);
    case "reply_received":
      return line(`Wrote by ${message}`, "warn", known.contact, quote(known.note));
    case "reply_handled":
      return line("Reply handled", "neutral", known.reason);
    case "call_due":
      return line("Call to be made", "neutral", known.reason);
    case "call_made":
      return line("Called", "neutral", nameOfOutcome(known.state), known.contact, quote(known.note));
    case "contact_stopped":
      return line("All contact stopped", "warn", known.reason, quote(known.note));
    case "contact_resumed":
      return line("Contact allowed again", "neutral", known.reason);
    case "receipt_sent":
      return line("Receipt sent", "neutral", known.contact);
    case "answered":
      return line(
        nameOfAnswer(known.answer),
        "warn",
        known.promisedOn ? `by ${known.promisedOn}` : null,
        amount,
        quote(known.note),
      );
    case "answer_closed":
      return line(closedTitle(known, actor), "neutral", nameOfAnswer(known.answer), known.reason);
    case "suppressed":
      return line(`${message} stopped`, "warn", known.contact, known.reason?.replaceAll("_", " "));
    case "suppression_lifted":
      return line(`${message} allowed again`, "neutral", known.contact, known.reason);
  }
}

type Tone = TimelineLine["tone"];

function line(title: string, tone: Tone, ...said: (string | null | undefined)[]): TimelineLine {
  const text = said.filter((part) => part).join(" · ");
  return { title, tone, text: text === "" ? null : text };
}

function amountIn({ amountMinor, currency }: Details, language: string): string | null {
  return amountMinor && currency && isCurrency(currency)
    ? formatMoney(money(BigInt(amountMinor), currency), language)
    : null;
}

function nameOfAnswer(kind: string | null | undefined): string {
  const found = Object.entries(answerNames).find(([name]) => name === kind);
  return found?.[1] ?? "Answered";
}

function nameOfOutcome(outcome: string | null | undefined): string | null {
  return Object.entries(callOutcomeNames).find(([name]) => name === outcome)?.[1] ?? null;
}

function closedTitle({ state }: Details, actor: ActorKind): string {
  if (state === "kept") return "Promise kept";
  if (state === "broken") return "Promise broken";
  if (state === "withdrawn") return "Answer replaced by a later one";
  return actor === "staff" ? "Answer closed by your staff" : "Answer closed";
}

function quote(note: string | null | undefined): string | null {
  return note ? `“${note}”` : null;
}

/** What each kind of entry is called where the ledger is shown. */
export const entryNames: Record<JournalEntryKind, string> = {
  balance_imported: "Billed",
  settled_elsewhere: "Paid outside Tenfold",
  payment_received: "Payment received",
  unapplied_applied: "Unapplied money applied",
  refund: "Refund",
  refund_reversed: "Refund reversed",
  chargeback: "Chargeback",
  chargeback_reversed: "Chargeback reversed",
  stripe_fee: "Stripe's fee",
  chargeback_fee: "Fee of a chargeback",
  offline_payment: "Offline payment",
  offline_payment_reversed: "Offline payment reversed",
  write_off: "Write-off",
  write_off_reversed: "Write-off reversed",
  credit: "Credit",
  credit_reversed: "Credit reversed",
};

export const actorNames: Record<ActorKind, string> = {
  debtor: "Debtor",
  staff: "Your staff",
  stripe: "Stripe",
  provider: "Message provider",
  tenfold: "Tenfold",
};
