import type { TemplateDraft } from "./template";
import { englishScripts, spanishScripts } from "./shipped/call-scripts";
import { englishEmails } from "./shipped/emails-english";
import { spanishEmails } from "./shipped/emails-spanish";
import { englishTexts, spanishTexts } from "./shipped/texts";

/**
 * The words that come with Tenfold: by name, the amount, from whom, what for, one link, a person's signature,
 * and when they will pay. Calm: they ask, they state, they never threaten and never shame. A line that is
 * `{{ pay_link }}` alone becomes the button.
 */
export const shippedTemplates: readonly TemplateDraft[] = [
  ...written("en", { emails: englishEmails, texts: englishTexts, scripts: englishScripts }),
  ...written("es", { emails: spanishEmails, texts: spanishTexts, scripts: spanishScripts }),
];

function written(
  language: string,
  {
    emails,
    texts,
    scripts,
  }: {
    emails: readonly (readonly [key: string, subject: string, body: string])[];
    texts: readonly (readonly [key: string, body: string])[];
    scripts: readonly (readonly [key: string, body: string])[];
  },
): TemplateDraft[] {
  const plain = (channel: "sms" | "call") => {
    return ([key, body]: readonly [string, string]): TemplateDraft => {
      return { key, channel, language, subject: null, body };
    };
  };
  return [
    ...emails.map(([key, subject, body]) => ({ key, channel: "email" as const, language, subject, body })),
    ...texts.map(plain("sms")),
    ...scripts.map(plain("call")),
  ];
}
