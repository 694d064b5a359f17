import { parse } from "csv-parse";
import { decodeText } from "./decode-text";
import { sniffDelimiter } from "./delimiter";
import { headerScore } from "~/domain/import/columns";
import { MAX_COLUMNS, MAX_RECOVERIES, MAX_ROWS, MAX_ROW_BYTES, MAX_TITLE_ROWS } from "~/domain/import/limits";
import { type Outcome, type RowProblem, accepted, quoted, refused } from "~/domain/import/problem";

export interface TableRow {
  /** As a spreadsheet numbers it: blank rows count, a cell of several lines is one row. */
  row: number;
  cells: string[];
}

/**
 * A CSV as a person sees it in a spreadsheet: the row of names, the rows under it, and the rows that cannot
 * be read.
 */
export interface Table {
  header: string[];
  headerRow: number;
  rows: TableRow[];
  /**
   * Rows that are no rows: too few or too many cells, a quotation mark never closed. Their raw cells are
   * kept.
   */
  broken: { problem: RowProblem; cells: string[] }[];
  encoding: string;
  delimiter: string;
}

/**
 * Reads a CSV's bytes into a table. Refuses, with a sentence, what no table can be made of; reports row by
 * row what is wrong with single rows. Never throws, and lets other work of the process go on between pieces.
 */
export async function readTable(bytes: Uint8Array): Promise<Outcome<Table>> {
  const decoded = decodeText(bytes);
  if (!decoded.ok) return decoded;
  const { text, encoding } = decoded.value;
  const { delimiter, body } = sniffDelimiter(text);
  const records = await readRecords(Buffer.from(body), delimiter);
  if (!records.ok) return records;
  return toTable({ ...records.value, encoding, delimiter });
}

interface Records {
  rows: TableRow[];
  unclosed: TableRow[];
}

/**
 * Parses all records; where a quotation mark is never closed, gives up that line alone and goes on with the
 * next.
 */
async function readRecords(body: Buffer, delimiter: string): Promise<Outcome<Records>> {
  const rows: TableRow[] = [];
  const unclosed: TableRow[] = [];
  let from = 0;
  for (let attempt = 0; from < body.length; attempt += 1) {
    const brokenAt = await readUntilBroken(body.subarray(from), delimiter, rows, unclosed.length);
    if (rows.length > MAX_ROWS + MAX_TITLE_ROWS) return tooManyRows();
    if (brokenAt === null) break;
    if (attempt === MAX_RECOVERIES) {
      return refused(
        `More than ${MAX_RECOVERIES} rows have quotation marks that are never closed.`,
        "Export the file again as CSV; the quotation marks in it are damaged.",
      );
    }
    const start = from + brokenAt;
    const end = lineEnd(body, start);
    const line = body
      .subarray(start, Math.min(end, start + MAX_ROW_BYTES))
      .toString()
      .trimEnd();
    unclosed.push({ row: rows.length + unclosed.length + 1, cells: line.split(delimiter) });
    from = end;
  }
  return accepted({ rows, unclosed });
}

/**
 * Reads records into `rows` as they are found. Returns the offset of the one that cannot be read, or null
 * when all could.
 */
async function readUntilBroken(
  body: Buffer,
  delimiter: string,
  rows: TableRow[],
  rowsGivenUp: number,
): Promise<number | null> {
  const progress = { readUpTo: 0, failed: false };
  const parser = parse({
    delimiter,
    record_delimiter: ["\r\n", "\n", "\r"],
    relax_quotes: true,
    relax_column_count: true,
    trim: true,
    max_record_size: MAX_ROW_BYTES,
    on_record: (cells: string[], { bytes }) => {
      progress.readUpTo = bytes;
      rows.push({ row: rows.length + rowsGivenUp + 1, cells });
      return null;
    },
  });
  parser.on("error", () => (progress.failed = true));
  const closed = new Promise((resolve) => parser.once("close", resolve));
  parser.resume();
  for (
    let at = 0;
    at < body.length && !progress.failed && rows.length <= MAX_ROWS + MAX_TITLE_ROWS;
    at += PIECE_BYTES
  ) {
    parser.write(body.subarray(at, at + PIECE_BYTES));
    await otherWork();
  }
  if (!progress.failed) parser.end();
  await closed;
  return progress.failed ? progress.readUpTo : null;
}

/** 64 KB take a few milliseconds, which is how long another request of the process may wait. */
const PIECE_BYTES = 64 * 1024;

export function otherWork(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function lineEnd(body: Buffer, from: number): number {
  const end = body.indexOf("\n", from);
  return end === -1 ? body.length : end + 1;
}

function tooManyRows(): Outcome<never> {
  return refused(
    `The file has more than ${MAX_ROWS.toLocaleString("en")} rows.`,
    "Split it into smaller files and import one after the other.",
  );
}

function toTable(read: Records & { encoding: string; delimiter: string }): Outcome<Table> {
  const { encoding, delimiter } = read;
  const filled = read.rows.filter(({ cells }) => cells.some((cell) => cell !== ""));
  const header = findHeader(filled);
  if (!header)
    return refused("The file has no rows.", "Export it again; the first row should name the columns.");
  const refusal = refuseHeader(header.cells);
  if (refusal) return refusal;
  const below = filled.filter(({ row }) => row > header.row);
  const names = header.cells.map((name) => quoted(name));
  const rows = below.filter(({ cells }) => fits(cells, names.length));
  const ragged = below.filter(({ cells }) => !fits(cells, names.length));
  const broken = [
    ...ragged.map((row) => ({ problem: raggedProblem(row, names.length), cells: row.cells })),
    ...read.unclosed.map((row) => ({ problem: unclosedProblem(row), cells: row.cells })),
  ].sort((a, b) => a.problem.row - b.problem.row);
  if (rows.length === 0 && broken.length === 0) {
    return refused("The file has column names but no rows under them.", "Export it again with its rows.");
  }
  return accepted({ header: names, headerRow: header.row, rows, broken, encoding, delimiter });
}

/** The row that names the columns: the first one, unless a later one near it is recognised far better. */
function findHeader(rows: TableRow[]): TableRow | undefined {
  const near = rows.slice(0, MAX_TITLE_ROWS);
  const scores = near.map(({ cells }) => headerScore(cells));
  const best = Math.max(0, ...scores);
  return best >= 2 ? near[scores.indexOf(best)] : near[0];
}

function refuseHeader(cells: string[]): { ok: false; refusal: { reason: string; whatToDo: string } } | null {
  if (cells.length > MAX_COLUMNS) {
    const count = cells.length.toLocaleString("en");
    return refused(
      `The file has ${count} columns; at most ${MAX_COLUMNS} can be read.`,
      "Check that it is a list with one balance a row, and export only the columns you need.",
    );
  }
  if (cells.length < 2) {
    return refused(
      "Only one column was found.",
      "Columns are separated by commas, semicolons, tabs or vertical bars. Save it as CSV with one of these.",
    );
  }
  return null;
}

/** Spreadsheets add empty cells at the end of a row; that alone is no mistake. */
function fits(cells: string[], width: number): boolean {
  if (cells.length === width) return true;
  return cells.length > width && cells.slice(width).every((cell) => cell === "");
}

function raggedProblem({ row, cells }: TableRow, width: number): RowProblem {
  return {
    row,
    column: "",
    value: quoted(cells.join(" | ")),
    reason: `This row has ${cells.length === 1 ? "1 cell" : `${cells.length} cells`}, not ${width}.`,
    whatToDo:
      cells.length > width
        ? "Put quotation marks around cells that contain the separator."
        : "Fill in the missing cells, or remove the row if it is a subtotal.",
  };
}

function unclosedProblem({ row, cells }: TableRow): RowProblem {
  return {
    row,
    column: "",
    value: quoted(cells.join(" | ")),
    reason: "A quotation mark opens in this row and is never closed.",
    whatToDo: "Close or remove the quotation mark.",
  };
}
