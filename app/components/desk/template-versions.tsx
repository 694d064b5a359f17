import { Form, Link } from "@remix-run/react";
import type { DiffPart } from "~/domain/templates/diff";
import { Button } from "./button";
import { When } from "./when";

export interface Version {
  version: number;
  /** Null for the ones that came with Tenfold. */
  writtenBy: string | null;
  createdAt: Date;
}

/** Every version, newest first; looking at an earlier one offers to make it the newest. */
export function TemplateVersions({
  path,
  versions,
  current,
  changes,
}: {
  path: string;
  versions: readonly Version[];
  /** The one on the page. */
  current: number;
  /** From it to the newest; null when it is the newest. */
  changes: { subject: DiffPart[]; body: DiffPart[] } | null;
}) {
  if (versions.length === 0) return <p className="text-sm text-ink-soft">None yet.</p>;
  return (
    <div className="flex flex-col gap-4">
      <ul className="flex flex-col gap-1 text-sm">
        {versions.map(({ version, writtenBy, createdAt }) => (
          <li key={version} className="flex flex-wrap gap-x-3">
            {version === current ? (
              <span className="font-medium" aria-current="true">
                Version {version}
              </span>
            ) : (
              <Link className="link" to={`${path}?version=${version}`}>
                Version {version}
              </Link>
            )}
            <span className="text-ink-soft">
              {writtenBy ? `${writtenBy}, ` : "came with Tenfold, "}
              <When at={createdAt} />
            </span>
          </li>
        ))}
      </ul>
      {changes && (
        <div className="flex flex-col gap-2">
          <p className="text-sm font-medium">What changed after version {current}</p>
          {changes.subject.length > 0 && <Changes parts={changes.subject} />}
          <Changes parts={changes.body} />
          <Form method="post">
            <input type="hidden" name="version" value={current} />
            <Button name="intent" value="restore">
              Restore version {current}
            </Button>
          </Form>
          <p className="text-sm text-ink-soft">It becomes the newest version; the others stay.</p>
        </div>
      )}
    </div>
  );
}

const looks = { added: "bg-accent-soft no-underline", removed: "bg-danger-soft", same: "" } as const;

function Changes({ parts }: { parts: readonly DiffPart[] }) {
  return (
    <p className="rounded-md border border-line px-3 py-2 text-sm wrap-anywhere whitespace-pre-wrap">
      {parts.map(({ kind, text }, index) => {
        if (kind === "same") return text;
        const Tag = kind === "added" ? "ins" : "del";
        return (
          <Tag key={index} className={looks[kind]}>
            {text}
          </Tag>
        );
      })}
    </p>
  );
}
