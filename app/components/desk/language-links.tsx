import { Form, Link } from "@remix-run/react";
import { templatePath } from "~/domain/templates/names";
import type { TemplateName } from "~/domain/templates/template";
import { Button } from "./button";
import { Select } from "./field";

/** Those that debtors are written to in most often; any other has its own address. */
const offered = ["en", "es", "fr", "de", "it", "pt", "nl", "pl", "zh", "vi", "ko", "tl", "ar", "ru", "ht"];

const names = new Intl.DisplayNames("en", { type: "language" });

export function languageName(language: string): string {
  return names.of(language) ?? language;
}

/** The languages that a template is written in, and a way to write it in another. */
export function LanguageLinks({ name, languages }: { name: TemplateName; languages: readonly string[] }) {
  const left = offered.filter((language) => !languages.includes(language) && language !== name.language);
  return (
    <div className="flex flex-col gap-3 text-sm">
      <ul className="flex flex-wrap gap-x-4 gap-y-1">
        {[...new Set([...languages, name.language])].map((language) => (
          <li key={language}>
            {language === name.language ? (
              <span className="font-medium" aria-current="page">
                {languageName(language)}
              </span>
            ) : (
              <Link className="link" to={templatePath({ ...name, language })}>
                {languageName(language)}
              </Link>
            )}
          </li>
        ))}
      </ul>
      <Form method="post" action="/desk/templates?index" className="flex flex-wrap items-end gap-2">
        <input type="hidden" name="kind" value={`${name.key}.${name.channel}`} />
        <Select
          label="Write it in"
          name="language"
          className="min-w-36"
          options={left.map((language) => ({ value: language, label: languageName(language) }))}
        />
        <Button>Begin</Button>
      </Form>
      <p className="text-ink-soft">It begins with the English words, and is used once it is saved.</p>
    </div>
  );
}
