import type { ColumnMapping } from "~/domain/import/columns";
import type { BalancesResult, ImportResult } from "./import-result";
import type { ReadingPlan } from "~/domain/import/plan-reading";
import type { FileRefusal, RowProblem } from "~/domain/import/problem";
import type { ParsedBalance } from "~/domain/import/rows/read-balances";
import type { ParsedContact } from "~/domain/import/rows/read-contacts";

/** A file between upload and confirmation, as the page shows it. */
export interface ReviewedFile {
  fileName: string;
  encoding: string;
  delimiter: string;
  rowCount: number;
  columns: { at: number; name: string; examples: string[] }[];
  mapping: ColumnMapping;
  problems: RowProblem[];
  rejected: number;
  /** Of rows that go in all the same. */
  warnings: RowProblem[];
  warned: number;
}

export interface BalancesReview extends ReviewedFile {
  kind: "balances";
  questions: Omit<ReadingPlan, "mapping" | "reading">;
  /** Null while something is missing or unanswered. */
  reading: null | {
    rows: ParsedBalance[];
    fresh: number;
    alreadyHere: number;
    /** What the file knows to be paid on balances that are here, and is not paid here yet. */
    settledByFile: BalancesResult["settledByFile"];
    repeated: number;
    /** Of the balances that are new. */
    totals: BalancesResult["totals"];
  };
}

export interface ContactsReview extends ReviewedFile {
  kind: "contacts";
  missing: string[];
  reading: null | { rows: ParsedContact[]; matched: number; unmatched: number };
}

export interface ImportedFile {
  kind: "imported";
  fileName: string;
  importedAt: Date | null;
  result: ImportResult;
  problems: RowProblem[];
  problemCount: number;
}

export type ImportPage =
  BalancesReview | ContactsReview | ImportedFile | { kind: "refused"; refusal: FileRefusal };
