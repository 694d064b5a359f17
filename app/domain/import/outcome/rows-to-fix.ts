import { stringify } from "csv-stringify/sync";
import { type RowProblem, withoutControls } from "~/domain/import/problem";
import type { Table } from "~/domain/import/table/read-table";

/** The columns put before the vendor's own; importing the file again passes over them. */
export const REASON_COLUMNS = ["Row", "What is wrong", "What to do"] as const;

/** A row that did not go in: its cells as they were written, and what is wrong with it. */
export interface RowToFix {
  cells: string[];
  problems: RowProblem[];
}

/** Puts the problems of each row beside its cells, in the order of the file. */
export function rowsToFix(table: Table, problems: readonly RowProblem[]): RowToFix[] {
  const cells = new Map(table.rows.map(({ row, cells }) => [row, cells]));
  for (const { problem, cells: raw } of table.broken) cells.set(problem.row, raw);
  const found = new Map<number, RowToFix>();
  for (const problem of problems) {
    const before = found.get(problem.row);
    if (before) before.problems.push(problem);
    else {
      const written = (cells.get(problem.row) ?? []).map(withoutControls);
      found.set(problem.row, { cells: written, problems: [problem] });
    }
  }
  return [...found.values()].sort((a, b) => (a.problems[0]?.row ?? 0) - (b.problems[0]?.row ?? 0));
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
