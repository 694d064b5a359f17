import { templateFields } from "~/domain/templates/names";

/** What a template may name, and what it becomes. */
export function TemplateFields() {
  return (
    <dl className="grid gap-x-4 gap-y-1 text-sm sm:grid-cols-[max-content_1fr]">
      {templateFields.map(({ field, meaning }) => (
        <div key={field} className="contents">
          <dt>
            <code>{field}</code>
          </dt>
          <dd className="text-ink-soft max-sm:pb-1.5">{meaning}</dd>
        </div>
      ))}
    </dl>
  );
}
