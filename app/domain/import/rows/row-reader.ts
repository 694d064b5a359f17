import { type ColumnMapping, type Field, columnName } from "~/domain/import/columns";
import {
  type Contact,
  isNothing,
  parseEmail,
  parseLanguage,
  parsePhone,
  parseTimeZone,
} from "~/domain/import/cells/contact";
import { MAX_TEXT } from "~/domain/import/limits";
import { type CellReading, type RowProblem, quoted } from "~/domain/import/problem";
import type { TableRow } from "~/domain/import/table/read-table";

/**
 * Reads the cells of one row by their meaning and keeps what is wrong with them, each with its column, so
 * that a person sees all of a row's mistakes at once.
 */
export class RowReader {
  readonly problems: RowProblem[] = [];

  constructor(
    private readonly source: TableRow,
    private readonly mapping: ColumnMapping,
    private readonly header: string[],
  ) {}

  /** The cell's text, or an empty string when the file has no such column or the cell says nothing. */
  text(field: Field): string {
    const column = this.mapping[field];
    const cell = column === undefined ? "" : (this.source.cells[column] ?? "");
    const bare = unescaped(cell).normalize("NFC").trim();
    return isNothing(bare) ? "" : bare;
  }

  /** Null when the cell is empty or cannot be read; the latter is then among the problems. */
  value<T>(field: Field, parse: (text: string) => CellReading<T>): T | null {
    const text = this.text(field);
    if (text === "") return null;
    const reading = parse(text);
    if (reading.ok) return reading.value;
    this.reject(field, reading.reason, reading.whatToDo);
    return null;
  }

  /** Words for people: spaces collapsed; unreadable signs and overlong texts are problems. */
  words(field: keyof typeof MAX_TEXT): string | null {
    const text = this.text(field).replaceAll(/\s+/g, " ");
    if (text === "") return null;
    if (UNREADABLE.test(text)) {
      this.reject(field, "Some characters cannot be read.", "Save the file as CSV UTF-8.");
    } else if (text.length > MAX_TEXT[field]) {
      this.reject(field, `This is longer than ${MAX_TEXT[field]} characters.`, "Shorten it.");
    }
    return text;
  }

  contact(country: string): Contact {
    return {
      name: this.words("name"),
      email: this.value("email", parseEmail),
      phone: this.value("phone", (text) => parsePhone(text, country)),
      language: this.value("language", parseLanguage),
      timeZone: this.value("timeZone", parseTimeZone),
    };
  }

  reject(field: Field, reason: string, whatToDo: string): void {
    const column = this.mapping[field];
    this.problems.push({
      row: this.source.row,
      column: column === undefined ? "" : columnName(this.header, column),
      value: quoted(this.text(field)),
      reason,
      whatToDo,
    });
  }
}

/**
 * Controls other than the white space already collapsed, and the sign decoders put for bytes they cannot
 * read.
 */
const UNREADABLE = /[\p{Cc}\uFFFD\u2400]/u;

/**
 * A file of rows to fix guards cells that a spreadsheet would run as a formula with an apostrophe; it comes
 * off here.
 */
function unescaped(cell: string): string {
  return /^'[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/.test(cell) ? cell.slice(1) : cell;
}
