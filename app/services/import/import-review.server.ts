import type { Database, Tx } from "~db/client";
import { balancesByReference } from "~db/queries/import/import-balances";
import { debtorsByReference, findDebtors } from "~db/queries/import/import-debtors";
import { withPaymentUnderWay } from "~db/queries/import/import-settlements";
import { findImport, problemsOfImport } from "~db/queries/import/imports";
import { civilDateAt } from "~/domain/dates";
import type { ImportId, VendorId } from "~/domain/ids";
import {
  type ColumnMapping,
  columnLetters,
  missingFromContacts,
  recogniseColumns,
} from "~/domain/import/columns";
import { type StoredBalance, compareBalance } from "~/domain/import/outcome/compare-balances";
import { type BalancesResult, importResultSchema } from "~/domain/import/outcome/import-result";
import {
  type ImportChoices,
  type VendorDefaults,
  planReading,
  withinTable,
} from "~/domain/import/plan-reading";
import { type RowProblem, quoted } from "~/domain/import/problem";
import { debtorsOfFile, identify } from "~/domain/import/rows/debtors-of-file";
import { type ParsedBalance, readBalances } from "~/domain/import/rows/read-balances";
import { readContacts } from "~/domain/import/rows/read-contacts";
import { type Table, readTable } from "~/domain/import/table/read-table";
import type {
  BalancesReview,
  ContactsReview,
  ImportPage,
  ReviewedFile,
} from "~/domain/import/outcome/review";
import { balanceTotals, settledTotals } from "~/domain/import/outcome/totals";

/** How many rows and problems the pages show; the file of rows to fix has all problems. */
const ROWS_SHOWN = 8;
const PROBLEMS_SHOWN = 100;

interface Asked {
  vendor: VendorDefaults & { id: VendorId; timeZone: string };
  importId: ImportId;
  choices: ImportChoices;
  now: Date;
}

/**
 * A file between upload and confirmation, read as it would go in; or, once it is in, what it did. Null: no
 * such file.
 */
export async function reviewImport({ db }: { db: Database }, asked: Asked): Promise<ImportPage | null> {
  const { vendor, importId } = asked;
  const stored = await db.asVendor(vendor.id, (tx) => findImport(tx, { vendorId: vendor.id, importId }));
  if (!stored || stored.state === "discarded") return null;
  if (stored.state === "imported" || !stored.bytes) {
    const problems = await db.asVendor(vendor.id, (tx) => shownProblems(tx, asked));
    const result = importResultSchema.parse(stored.result);
    const { fileName, importedAt } = stored;
    return { kind: "imported", fileName, importedAt, result, ...problems };
  }
  const outcome = await readTable(stored.bytes);
  if (!outcome.ok) return { kind: "refused", refusal: outcome.refusal };
  const review = stored.kind === "contacts" ? reviewContacts : reviewBalances;
  return review(db, { ...asked, table: outcome.value, fileName: stored.fileName });
}

async function shownProblems(tx: Tx, { vendor, importId }: Asked) {
  const rows = await problemsOfImport(tx, { vendorId: vendor.id, importId, limit: PROBLEMS_SHOWN + 1 });
  const problems = rows.slice(0, PROBLEMS_SHOWN).map(({ row, column, value, reason, whatToDo }) => {
    return { row, column: column ?? "", value: value ?? "", reason, whatToDo };
  });
  return { problems, problemCount: rows.length };
}

interface Reviewed extends Asked {
  table: Table;
  fileName: string;
}

async function reviewBalances(db: Database, reviewed: Reviewed): Promise<BalancesReview> {
  const { table, choices, vendor, now } = reviewed;
  const plan = planReading(table, { choices, vendor, today: civilDateAt(now, vendor.timeZone) });
  const { mapping, reading, ...questions } = plan;
  const file = describeFile(reviewed, mapping);
  if (!reading) return { kind: "balances", ...file, questions, reading: null };
  const { rows, repeated, ...found } = await readBalances(table, reading);
  const references = rows.map(({ reference }) => reference);
  const { known, settledByFile } = await db.asVendor(vendor.id, async (tx) => {
    const stored = await balancesByReference(tx, { vendorId: vendor.id, references });
    return { known: stored, settledByFile: await willSettle(tx, { vendorId: vendor.id, rows, stored }) };
  });
  const fresh = rows.filter(({ reference }) => !known.has(reference));
  return {
    kind: "balances",
    ...file,
    ...shown(found),
    questions,
    reading: {
      rows: rows.slice(0, ROWS_SHOWN),
      fresh: fresh.length,
      alreadyHere: known.size,
      settledByFile,
      repeated,
      totals: balanceTotals(fresh),
    },
  };
}

/** What the import would settle of the balances that are here, as they are now. */
async function willSettle(
  tx: Tx,
  {
    vendorId,
    rows,
    stored,
  }: { vendorId: VendorId; rows: readonly ParsedBalance[]; stored: ReadonlyMap<string, StoredBalance> },
): Promise<BalancesResult["settledByFile"]> {
  const debtors = await findDebtors(tx, { vendorId, debtors: debtorsOfFile(rows) });
  const paid = rows.flatMap((row) => {
    const here = stored.get(row.reference);
    if (!here) return [];
    const comparison = compareBalance(row, debtors.get(identify(row).reference) ?? null, here);
    if (comparison.kind !== "paid_since") return [];
    return [{ id: here.id, currency: here.currency, amountMinor: comparison.amountMinor }];
  });
  const balanceIds = paid.map(({ id }) => id);
  const underWay = await withPaymentUnderWay(tx, { vendorId, balanceIds });
  return settledTotals(paid.filter(({ id }) => !underWay.has(id)));
}

async function reviewContacts(db: Database, reviewed: Reviewed): Promise<ContactsReview> {
  const { table, choices, vendor } = reviewed;
  const mapping = withinTable(choices.mapping ?? recogniseColumns(table.header).mapping, table);
  const missing = missingFromContacts(mapping);
  const file = describeFile(reviewed, mapping);
  if (missing.length > 0) return { kind: "contacts", ...file, missing, reading: null };
  const { rows, ...found } = await readContacts(table, { mapping, country: vendor.country });
  const references = rows.map(({ debtorReference }) => debtorReference);
  const known = await db.asVendor(vendor.id, (tx) =>
    debtorsByReference(tx, { vendorId: vendor.id, references }),
  );
  const reading = {
    rows: rows.slice(0, ROWS_SHOWN),
    matched: known.size,
    unmatched: rows.length - known.size,
  };
  return { kind: "contacts", ...file, ...shown(found), missing, reading };
}

function describeFile({ table, fileName }: Reviewed, mapping: ColumnMapping): ReviewedFile {
  const { encoding, delimiter } = table;
  const columns = table.header.map((name, at) => ({
    at,
    name: name === "" ? `Column ${columnLetters(at)}` : name,
    examples: examplesOf(table, at),
  }));
  return {
    fileName,
    encoding,
    delimiter,
    rowCount: table.rows.length,
    columns,
    mapping,
    ...shown({ problems: [], warnings: [] }),
  };
}

/** The first few different values of a column, by which a person knows it. */
function examplesOf(table: Table, column: number): string[] {
  const values = table.rows.slice(0, 50).map(({ cells }) => quoted(cells[column] ?? "").slice(0, 40));
  return [...new Set(values.filter((value) => value !== ""))].slice(0, 2);
}

function shown({
  problems,
  warnings,
}: {
  problems: readonly RowProblem[];
  warnings: readonly RowProblem[];
}): Pick<ReviewedFile, "problems" | "rejected" | "warnings" | "warned"> {
  const rowsOf = (found: readonly RowProblem[]) => new Set(found.map(({ row }) => row)).size;
  return {
    problems: problems.slice(0, PROBLEMS_SHOWN),
    rejected: rowsOf(problems),
    warnings: warnings.slice(0, PROBLEMS_SHOWN),
    warned: rowsOf(warnings),
  };
}
