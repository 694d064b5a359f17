import { primary } from "~/domain/templates/template";

/** The languages whose hard words are known. */
export const wordLanguages = ["en", "es"] as const;
export type WordLanguage = (typeof wordLanguages)[number];

/** Whether hard words are looked for in this language, and not only what holds in all of them. */
export function hasWordList(language: string): boolean {
  return wordLanguageOf(language) !== null;
}

export function wordLanguageOf(language: string): WordLanguage | null {
  const spoken = primary(language).toLowerCase();
  return wordLanguages.find((known) => known === spoken) ?? null;
}
