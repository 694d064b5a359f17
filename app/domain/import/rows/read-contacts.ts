import { type ColumnMapping, contactFields } from "~/domain/import/columns";
import type { Contact } from "~/domain/import/cells/contact";
import { type RowProblem, quoted } from "~/domain/import/problem";
import { type Table, otherWork } from "~/domain/import/table/read-table";
import { RowReader } from "./row-reader";

/** A good row of a contacts file: whose contact it is, and what it says. */
export interface ParsedContact extends Contact {
  row: number;
  debtorReference: string;
}

export interface ReadContacts {
  rows: ParsedContact[];
  problems: RowProblem[];
  /** What could not be read in rows that are good all the same. */
  warnings: RowProblem[];
  repeated: number;
}

/** Reads a contacts file. Of rows that contradict each other about one debtor none is taken. Never throws. */
export async function readContacts(
  table: Table,
  { mapping, country }: { mapping: ColumnMapping; country: string },
): Promise<ReadContacts> {
  const good = new Map<string, ParsedContact[]>();
  const problems: RowProblem[] = table.broken.map(({ problem }) => problem);
  const warnings: RowProblem[] = [];
  for (const [at, source] of table.rows.entries()) {
    const row = new RowReader(source, mapping, table.header);
    const debtorReference = row.words("debtorReference");
    if (debtorReference === null) row.reject("debtorReference", "This is empty.", "Fill it in.");
    const contact = row.contact(country);
    if (debtorReference === null || row.problems.length > 0) problems.push(...row.problems, ...row.warnings);
    else {
      warnings.push(...row.warnings);
      good.set(debtorReference, [
        ...(good.get(debtorReference) ?? []),
        { row: source.row, debtorReference, ...contact },
      ]);
    }
    if (at % ROWS_A_PIECE === ROWS_A_PIECE - 1) await otherWork();
  }
  const rows: ParsedContact[] = [];
  let repeated = 0;
  for (const same of good.values()) {
    const [first, ...others] = same;
    if (!first) continue;
    if (others.every((other) => essence(other) === essence(first))) {
      rows.push(first);
      repeated += others.length;
    } else problems.push(...same.map((row) => contradiction(row, table, mapping)));
  }
  return { rows, problems: problems.sort((a, b) => a.row - b.row), warnings, repeated };
}

const ROWS_A_PIECE = 500;

function essence(contact: Contact): string {
  return JSON.stringify(contactFields.map((field) => (field === "debtorReference" ? null : contact[field])));
}

function contradiction(contact: ParsedContact, table: Table, mapping: ColumnMapping): RowProblem {
  return {
    row: contact.row,
    column: table.header[mapping.debtorReference ?? 0] ?? "",
    value: quoted(contact.debtorReference),
    reason: "Several rows speak of this debtor and do not say the same.",
    whatToDo: "Keep the right row only.",
  };
}
