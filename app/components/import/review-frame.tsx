import { Form } from "@remix-run/react";
import type { ReactNode } from "react";
import { Notice } from "~/components/desk/badge";
import { Button } from "~/components/desk/button";
import { PageHeader, Panel } from "~/components/desk/panel";
import { plural } from "~/components/desk/words";
import { type ColumnMapping, type Field } from "~/domain/import/columns";
import type { RowProblem } from "~/domain/import/problem";
import { ColumnChoices } from "./column-choices";
import { ProblemsTable } from "./problems-table";

interface ReviewFrameProps {
  file: {
    fileName: string;
    encoding: string;
    delimiter: string;
    rowCount: number;
    columns: { at: number; name: string; examples: string[] }[];
    mapping: ColumnMapping;
    problems: RowProblem[];
    rejected: number;
  };
  fields: readonly Field[];
  doubtful: readonly Field[];
  /** What no column was found for, in words. */
  missing: readonly string[];
  /** Asked before anything else can be shown. */
  questions: ReactNode;
  /** What will go in; nothing while something is missing or unanswered. */
  children: ReactNode;
  /** On the button that does it, such as `Import 2,466 balances`; null when nothing can go in yet. */
  confirm: string | null;
}

/**
 * One form around the whole review: its first button reads the file again with what was chosen (and changes nothing), its
 * last one imports it. Works without JavaScript.
 */
export function ReviewFrame(props: ReviewFrameProps) {
  const { file, fields, doubtful, missing, questions, children, confirm } = props;
  return (
    <Form method="get" className="flex flex-col gap-5">
      <PageHeader title={file.fileName} note={describeFile(file)} />
      {missing.length > 0 && (
        <Notice tone="warn" title="Some columns were not recognised">
          Choose the columns that hold {listed(missing)}.
        </Notice>
      )}
      {questions}
      <Panel title="Columns" note="As they were recognised. Change what is wrong and read the file again.">
        <div className="flex flex-col gap-4">
          <ColumnChoices fields={fields} columns={file.columns} mapping={file.mapping} doubtful={doubtful} />
          <div>
            <Button>Read the file again</Button>
          </div>
        </div>
      </Panel>
      {children}
      {file.problems.length > 0 && (
        <Panel
          title={`${plural(file.rejected, "row")} will not go in`}
          note={file.problems.length < 100 ? null : "The first 100 are shown."}
          flush
        >
          <p className="px-4 pb-2 text-sm text-ink-soft">
            The good rows go in all the same. These can be downloaded after the import, fixed, and imported again.
          </p>
          <ProblemsTable problems={file.problems} />
        </Panel>
      )}
      <footer className="sticky bottom-0 z-20 -mx-4 flex flex-wrap items-center gap-2 border-t border-line bg-ground/95 px-4 py-3 md:-mx-8 md:px-8">
        {confirm && (
          <Button kind="primary" formMethod="post" name="intent" value="import">
            {confirm}
          </Button>
        )}
        <Button kind="quiet" formMethod="post" name="intent" value="discard">
          Put this file aside
        </Button>
      </footer>
    </Form>
  );
}

const DELIMITERS: Record<string, string> = { ",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars" };
const ENCODINGS: Record<string, string> = { "utf-8": "UTF-8", "utf-16le": "UTF-16", "utf-16be": "UTF-16" };

function describeFile({ rowCount, delimiter, encoding }: ReviewFrameProps["file"]): string {
  const signs = DELIMITERS[delimiter] ?? `“${delimiter}”`;
  return `${plural(rowCount, "row")}, separated by ${signs}, ${ENCODINGS[encoding] ?? encoding}. Nothing has gone in yet.`;
}

function listed(what: readonly string[]): string {
  return new Intl.ListFormat("en").format(what);
}
