import { z } from "zod";
import { contactChannels } from "~/domain/vocabulary";
import type { TemplateName } from "./template";

/** What the templates that come with Tenfold are for, in the order in which a debtor would meet them. */
export const templateTitles: Readonly<Record<string, { title: string; use: string }>> = {
  upcoming: {
    title: "Before it is due",
    use: "Some days ahead: how much, for what, and when it is due.",
  },
  overdue: {
    title: "First reminder",
    use: "The morning it falls overdue, and whenever you send one by hand.",
  },
  "overdue-again": {
    title: "Later reminder",
    use: "When a balance stays unpaid: asks straight whether they will pay.",
  },
  "will-you-pay": {
    title: "Will you pay?",
    use: "One straight question: will they pay, and when? Any answer helps.",
  },
  "call-first": {
    title: "First call",
    use: "What to say, and what to say to each answer. Makes sure first who is on the line.",
  },
  "call-again": {
    title: "Later call",
    use: "When you have called or written before, or a promise was not kept.",
  },
  consequences: {
    title: "What happens next",
    use: "States calmly how it goes on: a person decides. It threatens nothing.",
  },
  "final-notice": {
    title: "Last regular reminder",
    use: "Says that it is the last regular one and that a person will look at it. After it, once in a while.",
  },
  monthly: {
    title: "Once a month",
    use: "For what stays open: kept in mind, never dropped.",
  },
  "broken-promise": {
    title: "Promise not kept",
    use: "When the day they named has passed: firm, calm, and asks for a new one.",
  },
  statement: {
    title: "Statement",
    use: "For companies: every open balance with its reference, for accounts payable.",
  },
  "fresh-link": { title: "Fresh link", use: "When a debtor asks for a new link because theirs has expired." },
};

export function templateTitle(key: string): string {
  return templateTitles[key]?.title ?? key;
}

/** What a template may name, as the vendor reads it. */
export const templateFields: readonly { field: string; meaning: string }[] = [
  { field: "{{ debtor.name }}", meaning: "their name" },
  { field: "{{ amount }}", meaning: "all they are asked for; each currency in its own" },
  { field: "{{ what_for }}", meaning: "what it is for, or how many balances" },
  { field: "{{ due }}", meaning: "when the oldest was or is due, in words" },
  { field: "{{ days_late }}", meaning: "how many days ago that was; 0 before it" },
  { field: "{{ days_until_due }}", meaning: "how many days are left; 0 from that day on" },
  { field: "{{ promised }}", meaning: "the day they promised to pay by; empty without a promise" },
  { field: "{{ count }}", meaning: "how many balances" },
  { field: "{{ statement }}", meaning: "every balance with its reference; a table in an email" },
  {
    field: "{{ pay_link }}",
    meaning: "their link; on a line of its own in an email it becomes the button; not in calls",
  },
  { field: "{{ vendor.name }}", meaning: "your name" },
  { field: "{{ signature }}", meaning: "who signs; in a call, whoever calls" },
  { field: "{{ opt_out }}", meaning: "how to stop further messages" },
];

const nameSchema = z.tuple([
  z.string().regex(/^[a-z][a-z-]{0,40}$/),
  z.enum(contactChannels),
  z
    .string()
    .regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}$/)
    .refine(isLanguage),
]);

/** `overdue.email.en`: a template in an address. */
export function templatePath({ key, channel, language }: TemplateName): string {
  return `/desk/templates/${key}.${channel}.${language}`;
}

/** `en-ab-cd` looks like a language and is none; what formats amounts and dates would throw. */
function isLanguage(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}

export function parseTemplateName(text: string | undefined): TemplateName | null {
  const parsed = nameSchema.safeParse(text?.split("."));
  return parsed.success ? { key: parsed.data[0], channel: parsed.data[1], language: parsed.data[2] } : null;
}
