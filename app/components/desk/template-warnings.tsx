import type { TemplateWarning, WarningKind } from "~/domain/templates/lint/warning";
import { Badge, type Tone } from "./badge";

const words: Record<WarningKind, { label: string; tone: Tone }> = {
  threat: { label: "Reads as a threat", tone: "danger" },
  shaming: { label: "Judges", tone: "danger" },
  false_urgency: { label: "False urgency", tone: "warn" },
  mail_filter: { label: "Mail filters", tone: "warn" },
  missing: { label: "Missing", tone: "warn" },
  sms: { label: "SMS", tone: "warn" },
  length: { label: "Length", tone: "neutral" },
};

/** What would serve the writer badly: the words, where they are, and what to write instead. */
export function TemplateWarnings({
  warnings,
  isLanguageKnown,
}: {
  warnings: readonly TemplateWarning[];
  isLanguageKnown: boolean;
}) {
  return (
    <div className="flex flex-col gap-3 text-sm" aria-live="polite">
      {warnings.length === 0 ? (
        <p className="text-ink-soft">Nothing speaks against it.</p>
      ) : (
        <ul className="flex flex-col gap-3">
          {warnings.map((warning, index) => (
            <Warning key={index} {...warning} />
          ))}
        </ul>
      )}
      {!isLanguageKnown && (
        <p className="text-ink-soft">
          Hard words are known in English and Spanish only; have someone read it who speaks the language.
        </p>
      )}
    </div>
  );
}

function Warning({ kind, field, found, at, instead }: TemplateWarning) {
  const { label, tone } = words[kind];
  const where = field === "subject" ? "in the subject" : at === null ? null : `in line ${at.line}`;
  return (
    <li>
      <div className="flex flex-wrap items-baseline gap-x-2">
        <Badge tone={tone}>{label}</Badge>
        {found !== "" && <q className="font-medium wrap-anywhere">{found}</q>}
        {where !== null && <span className="text-ink-soft">{where}</span>}
      </div>
      <p className="text-ink-soft">{instead}</p>
    </li>
  );
}
