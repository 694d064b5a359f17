import type {
  AnswerState,
  ContactChannel,
  HoldKind,
  MessagePurpose,
  MessageState,
  SuppressionReason,
} from "~/domain/vocabulary";
import type { Tone } from "./badge";

/** What the stored words are called on the desk. */
export const channelWords: Record<ContactChannel, string> = { email: "Email", sms: "SMS", call: "Call" };

export const purposeWords: Record<MessagePurpose, string> = {
  reminder: "Reminder",
  receipt: "Receipt",
  fresh_link: "Fresh link",
  instalment_notice: "Notice of an instalment",
  instalment_failed: "Failed instalment",
  reply: "Reply",
};

export const messageStateWords: Record<MessageState, { label: string; tone: Tone }> = {
  queued: { label: "Waiting", tone: "neutral" },
  sending: { label: "Being sent", tone: "neutral" },
  sent: { label: "Sent", tone: "good" },
  delivered: { label: "Delivered", tone: "good" },
  bounced: { label: "Bounced", tone: "danger" },
  complained: { label: "Complained", tone: "danger" },
  failed: { label: "Failed", tone: "danger" },
  unknown: { label: "Unknown", tone: "warn" },
  held: { label: "Held", tone: "warn" },
};

/** What reopened a balance, after "reopened by". */
export const holdWords: Record<HoldKind, string> = {
  chargeback: "a chargeback",
  refund: "a refund made at Stripe",
};

export const answerStateWords: Record<AnswerState, { label: string; tone: Tone }> = {
  open: { label: "Open", tone: "warn" },
  kept: { label: "Kept", tone: "good" },
  broken: { label: "Broken", tone: "danger" },
  resolved: { label: "Resolved", tone: "neutral" },
  withdrawn: { label: "Withdrawn", tone: "neutral" },
};

export const suppressionWords: Record<SuppressionReason, string> = {
  unsubscribed: "unsubscribed from reminders",
  stop: "replied STOP",
  hard_bounce: "the address does not exist",
  complaint: "marked a message as spam",
  invalid_number: "the number does not exist",
  landline: "the line takes no SMS",
  wrong_person: "belongs to someone else",
  legal: "legal reasons",
  vendor: "blocked by your staff",
};

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}
