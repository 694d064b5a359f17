import { z } from "zod";
import { channels } from "~/domain/vocabulary";
import type { TemplateName } from "./template";

/** What the templates that come with Tenfold are for. */
export const templateTitles: Readonly<Record<string, { title: string; use: string }>> = {
  overdue: {
    title: "First reminder",
    use: "Soon after a balance falls overdue, and whenever you send one by hand.",
  },
  "overdue-again": {
    title: "Later reminder",
    use: "When a balance stays unpaid: asks straight whether they will pay.",
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
  { field: "{{ due }}", meaning: "when the oldest was due, in words" },
  { field: "{{ days_late }}", meaning: "how many days ago that was" },
  { field: "{{ count }}", meaning: "how many balances" },
  { field: "{{ pay_link }}", meaning: "their link; on a line of its own in an email it becomes the button" },
  { field: "{{ vendor.name }}", meaning: "your name" },
  { field: "{{ signature }}", meaning: "who signs" },
  { field: "{{ opt_out }}", meaning: "how to stop further messages" },
];

const nameSchema = z.tuple([
  z.string().regex(/^[a-z][a-z-]{0,40}$/),
  z.enum(channels),
  z.string().regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}$/),
]);

/** `overdue.email.en`: a template in an address. */
export function templatePath({ key, channel, language }: TemplateName): string {
  return `/desk/templates/${key}.${channel}.${language}`;
}

export function parseTemplateName(text: string | undefined): TemplateName | null {
  const parsed = nameSchema.safeParse(text?.split("."));
  return parsed.success ? { key: parsed.data[0], channel: parsed.data[1], language: parsed.data[2] } : null;
}
