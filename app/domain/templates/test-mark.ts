import { primary, type TemplateDraft } from "./template";

const english = {
  prefix: "Test: ",
  notice: "This is a test, made with an invented debtor. Its link leads nowhere, and nobody owes this.",
};
const marks: Readonly<Record<string, typeof english>> = {
  en: english,
  es: {
    prefix: "Prueba: ",
    notice:
      "Esto es una prueba con un deudor inventado. Su enlace no lleva a ninguna parte y nadie debe esto.",
  },
};

/** A subject or an SMS that says first of all that it is a test. */
export function markTest(text: string, language: string): string {
  return `${markOf(language).prefix}${text}`;
}

/** An email whose first paragraph says so, too. */
export function asTest(draft: TemplateDraft): TemplateDraft {
  return { ...draft, body: `${markOf(draft.language).notice}\n\n${draft.body}` };
}

function markOf(language: string): typeof english {
  return marks[primary(language)] ?? english;
}
