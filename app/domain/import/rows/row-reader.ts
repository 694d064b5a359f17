import { type ColumnMapping, type Field, columnName } from "~/domain/import/columns";
import {
  type Contact,
  countryOf,
  isNothing,
  parseEmail,
  parseLanguage,
  parsePhone,
  parseTimeZone,
} from "~/domain/import/cells/contact";
import { MAX_TEXT } from "~/domain/import/limits";
import { type CellReading, type RowProblem, quoted } from "~/domain/import/problem";
import type { TableRow } from "~/domain/import/table/read-table";
import { readKind } from "~/domain/place/read-kind";
import { readCountry, readPostalCode, readRegion } from "~/domain/place/read-place";

/**
 * Reads the cells of one row by their meaning and keeps what is wrong with them, each with its column, so
 * that a person sees all of a row's mistakes at once.
 */
export class RowReader {
  readonly problems: RowProblem[] = [];
  /** What could not be read of cells without which the row is good all the same. */
  readonly warnings: RowProblem[] = [];

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

  /** @param vendorCountry ISO 3166-1 alpha-2 of the vendor, near whom most debtors are. */
  contact(vendorCountry: string): Contact {
    const phone = this.value("phone", (text) => parsePhone(text, vendorCountry));
    return {
      name: this.words("name"),
      email: this.value("email", parseEmail),
      phone,
      language: this.value("language", parseLanguage),
      timeZone: this.value("timeZone", parseTimeZone),
      ...this.place([countryOf(phone), vendorCountry].filter((country) => country !== null)),
      kind: this.hint("kind", (text) => readKind(text, this.columnOf("kind"))),
    };
  }

  reject(field: Field, reason: string, whatToDo: string): void {
    this.problems.push(this.problemOf(field, { reason, whatToDo }));
  }

  private place(likely: readonly string[]): Pick<Contact, "country" | "region" | "postalCode"> {
    const said = this.hint("country", readCountry);
    // A country that cannot be read is not as good as none: nothing else may be read by it.
    if (said === null && this.text("country") !== "") likely = [];
    const region = this.hint("region", (text) => readRegion(text, { country: said, likely }));
    const country = said ?? region?.slice(0, 2) ?? null;
    const postalCode = this.hint("postalCode", (text) => readPostalCode(text, { country, likely }));
    return { country, region, postalCode };
  }

  /** Like `value`, of a cell whose mistake is worth saying and no reason to leave the row out. */
  private hint<T>(field: Field, parse: (text: string) => CellReading<T | null>): T | null {
    const text = this.text(field);
    if (text === "") return null;
    const reading = parse(text);
    if (reading.ok) return reading.value;
    this.warnings.push(this.problemOf(field, reading));
    return null;
  }

  private columnOf(field: Field): string {
    const column = this.mapping[field];
    return column === undefined ? "" : columnName(this.header, column);
  }

  private problemOf(field: Field, said: Pick<RowProblem, "reason" | "whatToDo">): RowProblem {
    const { reason, whatToDo } = said;
    const value = quoted(this.text(field));
    return { row: this.source.row, column: this.columnOf(field), value, reason, whatToDo };
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
