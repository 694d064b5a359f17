import { Form } from "@remix-run/react";
import type { ReactNode } from "react";
import { Notice } from "~/components/desk/badge";
import { Button } from "~/components/desk/button";
import { PageHeader, Panel } from "~/components/desk/panel";
import { plural } from "~/components/desk/words";
import type { ColumnMapping, Field } from "~/domain/import/columns";
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
    warnings: RowProblem[];
    warned: number;
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
 * One form around the whole review: its first button reads the file again with what was chosen (and changes
 * nothing), its last one imports it. Works without JavaScript.
 */
export function ReviewFrame(props: ReviewFrameProps) {
  const { file, fields, doubtful, missing, questions, children, confirm } = props;
  const unsure = missing.length > 0 || doubtful.length > 0;
  return (
    <Form method="get">
      <PageHeader title={file.fileName} note={describeFile(file)} />
      <div className="flex flex-col gap-5">
        {missing.length > 0 && (
          <Notice tone="warn" title="Some columns were not recognised">
            Choose the columns that hold {listed(missing)}.
          </Notice>
        )}
        {questions}
        {!unsure && children}
        <Columns open={unsure} isNextStep={unsure && !questions} {...{ file, fields, doubtful }} />
        {unsure && children}
        {file.problems.length > 0 && <Problems {...file} />}
        {file.warnings.length > 0 && <Warnings {...file} />}
      </div>
      <footer className={footerShape}>
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

/** Stays in reach however long the review is, across the whole width of the desk's page. */
const footerShape =
  "sticky bottom-0 z-20 -mx-4 mt-5 flex flex-wrap items-center gap-2 border-t border-line bg-ground px-4 " +
  "py-3 md:-mx-8 md:px-8";

/** Folded away while the file was understood: then it is the rows that are worth looking at. */
function Columns({
  open,
  isNextStep,
  file,
  fields,
  doubtful,
}: Pick<ReviewFrameProps, "file" | "fields" | "doubtful"> & { open: boolean; isNextStep: boolean }) {
  const found = fields.filter((field) => file.mapping[field] !== undefined).length;
  return (
    <details open={open} className="rounded-lg border border-line bg-surface">
      <summary className="px-4 py-3 text-sm">
        <span className="font-semibold">Columns</span>{" "}
        <span className="text-ink-soft">
          {found} of {file.columns.length} are used.{!open && " Open to see or change which."}
        </span>
      </summary>
      <div className="flex flex-col gap-4 px-4 pt-1 pb-4">
        <ColumnChoices fields={fields} columns={file.columns} mapping={file.mapping} doubtful={doubtful} />
        <div>
          <Button kind={isNextStep ? "primary" : "plain"}>Read the file again</Button>
        </div>
      </div>
    </details>
  );
}

function Problems({ problems, rejected }: Pick<ReviewFrameProps["file"], "problems" | "rejected">) {
  return (
    <Panel title={`${plural(rejected, "row")} will not go in`} flush>
      <p className="px-4 pb-2 text-sm text-ink-soft">
        The others go in all the same. After the import these can be downloaded, fixed, and imported again.
      </p>
      <ProblemsTable problems={problems} />
    </Panel>
  );
}

function Warnings({ warnings, warned }: Pick<ReviewFrameProps["file"], "warnings" | "warned">) {
  return (
    <Panel title={`${plural(warned, "row")} will go in without a part`} flush>
      <p className="px-4 pb-2 text-sm text-ink-soft">
        What cannot be read stays unknown and nothing is guessed. Until it is known, the strictest rules that
        may hold are kept to.
      </p>
      <ProblemsTable problems={warnings} />
    </Panel>
  );
}

const DELIMITERS: Record<string, string> = {
  ",": "commas",
  ";": "semicolons",
  "\t": "tabs",
  "|": "vertical bars",
};
const ENCODINGS: Record<string, string> = { "utf-8": "UTF-8", "utf-16le": "UTF-16", "utf-16be": "UTF-16" };

function describeFile({ rowCount, delimiter, encoding }: ReviewFrameProps["file"]): string {
  const signs = DELIMITERS[delimiter] ?? `“${delimiter}”`;
  const rows = `${plural(rowCount, "row")}, separated by ${signs}, ${ENCODINGS[encoding] ?? encoding}`;
  return `${rows}. Nothing has gone in yet.`;
}

function listed(what: readonly string[]): string {
  return new Intl.ListFormat("en").format(what);
}
