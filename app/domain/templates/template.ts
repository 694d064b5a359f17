import type { TemplateId } from "~/domain/ids";
import type { ContactChannel } from "~/domain/vocabulary";

/** What tells one template of a vendor from another; each has versions. */
export interface TemplateName {
  /** What it is for: `overdue`, `overdue-again`, `fresh-link`. */
  key: string;
  /** `call`: the script of a call that a person makes. */
  channel: ContactChannel;
  /** BCP 47; the primary language alone (`en`, `es`) serves all its regions. */
  language: string;
}

export interface TemplateDraft extends TemplateName {
  /** Email only; null for an SMS and for a call. */
  subject: string | null;
  body: string;
}

export interface Template extends TemplateDraft {
  id: TemplateId;
  version: number;
  /** The staff user who wrote this version; null for the ones that came with Tenfold. */
  writtenBy: string | null;
  createdAt: Date;
}

/** A draft as it is kept: line breaks of one kind, no blank ends, and nothing that is no text at all. */
export function tidyDraft(draft: TemplateDraft): TemplateDraft {
  const { subject, body } = draft;
  return {
    ...draft,
    subject: subject === null ? null : plainText(subject).trim(),
    body: plainText(body).trim(),
  };
}

/** PostgreSQL keeps no NUL, UTF-8 no half of a character, and nobody reads the other signs of control. */
function plainText(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?/g, "\n")
    .replace(/[^\P{Cc}\n\t]/gu, "");
}

/**
 * Picks the version in the debtor's language, else in its primary language, else in the vendor's, else in
 * English, else any: a reminder in a second-best language beats none.
 */
export function templateFor<T extends TemplateName>(
  templates: readonly T[],
  languages: readonly string[],
): T | null {
  const wanted = [...languages, "en"].flatMap((language) => [language, primary(language)]);
  for (const language of wanted) {
    const found = templates.find((template) => template.language === language);
    if (found) return found;
  }
  return templates[0] ?? null;
}

/** `es-MX` → `es`. */
export function primary(language: string): string {
  return language.split("-")[0] ?? language;
}
