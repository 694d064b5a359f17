import { z } from "zod";
import { type Currency, isCurrency, minorDigits } from "~/domain/money";
import { decimalMarks } from "~/domain/import/cells/amount";
import { dateOrders } from "~/domain/import/cells/civil-date";
import {
  type ColumnMapping,
  type Field,
  columnMappingSchema,
  missingFromBalances,
  recogniseColumns,
} from "./columns";
import { inferDateOrders } from "~/domain/import/cells/date-order";
import { inferDecimalMark } from "~/domain/import/cells/decimal-mark";
import type { BalanceReading } from "~/domain/import/rows/read-balances";
import type { Table } from "~/domain/import/table/read-table";

/** What a person decided about a file; null and missing leave it to what the file itself says. */
export const importChoicesSchema = z.object({
  mapping: columnMappingSchema.nullable().default(null),
  dateOrder: z.enum(dateOrders).nullable().default(null),
  decimalMark: z.enum(decimalMarks).nullable().default(null),
  asOf: z.iso.date().nullable().default(null),
});
export type ImportChoices = z.infer<typeof importChoicesSchema>;

/** What of the vendor a file's reading depends on. */
export interface VendorDefaults {
  currency: Currency;
  country: string;
}

/** How a file will be read, or what has to be asked first. */
export interface ReadingPlan {
  mapping: ColumnMapping;
  /** What no column was found for, in words; empty when a balance can be made of each row. */
  missing: string[];
  /** Fields for which two columns bear the same name. */
  doubtful: { field: Field; columns: number[] }[];
  /**
   * Dates that mean different days in different countries, when nothing in the file tells which are meant.
   */
  dateExamples: string[];
  /** Amounts that may be a thousand times larger or smaller, likewise. */
  amountExamples: string[];
  /** Null while something is missing or unanswered. */
  reading: BalanceReading | null;
}

/** Decides from the whole file how to read it. A person's choices win over what was inferred. */
export function planReading(
  table: Table,
  { choices, vendor, today }: { choices: ImportChoices; vendor: VendorDefaults; today: string },
): ReadingPlan {
  const recognised = recogniseColumns(table.header);
  const mapping = withinTable(choices.mapping ?? recognised.mapping, table);
  const doubtful = choices.mapping ? [] : recognised.doubtful;
  const missing = missingFromBalances(mapping);
  const column = (field: Field) => columnCells(table, mapping[field]);
  const dates = inferDateOrders({
    issuedOn: column("issuedOn"),
    dueOn: column("dueOn"),
    settledOn: column("settledOn"),
  });
  const amounts = [...column("amount"), ...column("amountPaid"), ...column("amountOutstanding")];
  const mark = inferDecimalMark(amounts, { decimals: mostDecimals(column("currency"), vendor.currency) });
  const order = (name: keyof typeof dates) =>
    choices.dateOrder ?? (dates[name].kind === "known" ? dates[name].order : null);
  const dateExamples = choices.dateOrder
    ? []
    : [
        ...new Set(Object.values(dates).flatMap((date) => (date.kind === "ambiguous" ? date.examples : []))),
      ].slice(0, 3);
  const decimalMark = choices.decimalMark ?? (mark.kind === "known" ? mark.mark : null);
  const [issuedOn, dueOn, settledOn] = [order("issuedOn"), order("dueOn"), order("settledOn")];
  const ready = missing.length === 0 && decimalMark && issuedOn && dueOn && settledOn;
  return {
    mapping,
    missing,
    doubtful,
    dateExamples,
    amountExamples: decimalMark || mark.kind === "known" ? [] : mark.examples,
    reading: ready
      ? {
          mapping,
          dateOrders: { issuedOn, dueOn, settledOn },
          decimalMark,
          today,
          asOf: choices.asOf,
          ...vendor,
        }
      : null,
  };
}

/** A mapping made for another file may point past this one's columns; those fields are not in it. */
export function withinTable(mapping: ColumnMapping, table: Table): ColumnMapping {
  const kept = Object.entries(mapping).filter(([, column]) => column < table.header.length);
  return columnMappingSchema.parse(Object.fromEntries(kept));
}

function columnCells(table: Table, column: number | undefined): string[] {
  return column === undefined ? [] : table.rows.map(({ cells }) => cells[column] ?? "");
}

function mostDecimals(codes: string[], fallback: Currency): number {
  const named = [...new Set(codes.map((code) => code.trim().toUpperCase()))].filter((code) =>
    isCurrency(code),
  );
  return Math.max(...(named.length > 0 ? named : [fallback]).map((code) => minorDigits(code)));
}
