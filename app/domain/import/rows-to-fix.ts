import { stringify } from "csv-stringify/sync";
import type { RowProblem } from "./problem";

/** The columns put before the vendor's own; importing the file again passes over them. */
export const REASON_COLUMNS = ["Row", "What is wrong", "What to do"] as const;

export interface RowToFix {
  cells: string[];
  problems: RowProblem[];
}

/**
 * The rows that did not go in, as a CSV in the file's own columns with the reasons before them, to be fixed
 * and imported again. Cells that a spreadsheet would run as a formula are made inert by an apostrophe, which
 * the import takes off.
 */
export function rowsToFixCsv(header: string[], rows: RowToFix[]): string {
  const added = REASON_COLUMNS.every((name, at) => header[at] === name) ? REASON_COLUMNS.length : 0;
  const body = rows.map(({ cells, problems }) => [
    String(problems[0]?.row ?? ""),
    problems.map(({ column, reason }) => (column === "" ? reason : `${column}: ${reason}`)).join(" "),
    [...new Set(problems.map(({ whatToDo }) => whatToDo))].join(" "),
    ...cells.slice(added),
  ]);
  // The mark makes spreadsheets read it as UTF-8.
  return stringify([[...REASON_COLUMNS, ...header.slice(added)], ...body], {
    bom: true,
    escape_formulas: true,
    record_delimiter: "windows",
  });
}
