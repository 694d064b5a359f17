import { Link } from "@remix-run/react";
import { templatePath, templateTitle, templateTitles } from "~/domain/templates/names";
import { contactChannels, type ContactChannel } from "~/domain/vocabulary";
import { Badge } from "./badge";
import { languageName } from "./language-links";
import { When } from "./when";
import { channelWords, plural } from "./words";

interface Listed {
  id: string;
  key: string;
  channel: ContactChannel;
  language: string;
  version: number;
  /** Null for the ones that came with Tenfold. */
  writtenBy: string | null;
  createdAt: Date;
  warnings: number;
}

/** Templates by what they are for, in the order in which a debtor would meet them. */
export function TemplateList({ templates }: { templates: readonly Listed[] }) {
  const known = Object.keys(templateTitles);
  const keys = [...new Set(templates.map(({ key }) => key))].sort(
    (a, b) => orderOf(known, a) - orderOf(known, b),
  );
  return (
    <ul>
      {keys.map((key) => (
        <Use key={key} name={key} templates={templates.filter((template) => template.key === key)} />
      ))}
    </ul>
  );
}

function orderOf(known: readonly string[], key: string): number {
  const place = known.indexOf(key);
  return place < 0 ? known.length : place;
}

const row =
  "grid gap-x-8 gap-y-2 border-b border-line px-4 py-3 text-sm last:border-b-0 " +
  "lg:grid-cols-[minmax(0,1.2fr)_minmax(0,1.2fr)_minmax(0,0.8fr)]";

function Use({ name, templates }: { name: string; templates: readonly Listed[] }) {
  return (
    <li className={row}>
      <div>
        <h2 className="font-medium">{templateTitle(name)}</h2>
        <p className="text-ink-soft">{templateTitles[name]?.use}</p>
      </div>
      <dl className="grid grid-cols-[3.5rem_minmax(0,1fr)] gap-x-3 gap-y-1.5 self-start">
        {contactChannels
          .filter((channel) => templates.some((template) => template.channel === channel))
          .map((channel) => (
            <div key={channel} className="contents">
              <dt className="text-ink-soft">{channelWords[channel]}</dt>
              <dd className="flex flex-wrap gap-x-4 gap-y-1">
                {templates
                  .filter((template) => template.channel === channel)
                  .map((template) => (
                    <One key={template.id} template={template} />
                  ))}
              </dd>
            </div>
          ))}
      </dl>
      <LastChange templates={templates} />
    </li>
  );
}

function One({ template }: { template: Listed }) {
  return (
    <span className="inline-flex items-baseline gap-1.5">
      <Link to={templatePath(template)} className="link">
        {languageName(template.language)}
      </Link>
      {template.warnings > 0 && <Badge tone="warn">{plural(template.warnings, "warning")}</Badge>}
    </span>
  );
}

function LastChange({ templates }: { templates: readonly Listed[] }) {
  const [last] = templates
    .filter(({ writtenBy }) => writtenBy !== null)
    .sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime());
  return (
    <p className="text-ink-soft lg:text-right">
      {last ? (
        <>
          Last changed <When at={last.createdAt} detail="day" />
        </>
      ) : (
        "As it came with Tenfold"
      )}
    </p>
  );
}
