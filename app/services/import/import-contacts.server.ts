import type { Database, Tx } from "~db/client";
import { debtorsByReference, fillBlankContacts } from "~db/queries/import/import-debtors";
import { findImport, finishImport, importingVendor, insertImport } from "~db/queries/import/imports";
import { insertProblems, takeImportTurn } from "~db/queries/import/imports";
import { lookAgain } from "~db/queries/reminders/contact-schedules";
import { recordEvents } from "~db/queries/vendor/timeline";
import type { DebtorId, ImportId } from "~/domain/ids";
import {
  type ColumnMapping,
  columnName,
  missingFromContacts,
  recogniseColumns,
} from "~/domain/import/columns";
import { contactDisagreement } from "~/domain/import/outcome/compare-contacts";
import { likelyCountry } from "~/domain/import/rows/debtors-of-file";
import {
  type ContactsResult,
  contactsResultSchema,
  storableResult,
} from "~/domain/import/outcome/import-result";
import { withinTable } from "~/domain/import/plan-reading";
import { type FileRefusal, type RowProblem, quoted } from "~/domain/import/problem";
import { type ParsedContact, readContacts } from "~/domain/import/rows/read-contacts";
import { rowsToFix } from "~/domain/import/outcome/rows-to-fix";
import { type Table, readTable } from "~/domain/import/table/read-table";
import { type FileToImport, PUT_ASIDE, importRow, newImportId } from "./import-balances.server";

export type ContactsOutcome =
  | { kind: "refused"; refusal: FileRefusal }
  /** A column is missing; nothing was written. */
  | { kind: "unclear"; table: Table; mapping: ColumnMapping; missing: string[] }
  | { kind: "imported"; importId: ImportId; result: ContactsResult; problems: RowProblem[] };

/**
 * Imports a file of contacts: fills in what is not known about the debtors it names by reference, leaves what
 * is known, and reports rows that match nobody. Suppressions stand apart from contacts, so no file can lift
 * one.
 */
export async function importContacts(db: Database, file: FileToImport): Promise<ContactsOutcome> {
  const { vendorId, now } = file;
  const vendor = await db.asVendor(vendorId, (tx) => importingVendor(tx, vendorId));
  const outcome = await readTable(file.bytes);
  if (!outcome.ok) return { kind: "refused", refusal: outcome.refusal };
  const table = outcome.value;
  const mapping = withinTable(file.choices.mapping ?? recogniseColumns(table.header).mapping, table);
  const missing = missingFromContacts(mapping);
  if (missing.length > 0) return { kind: "unclear", table, mapping, missing };
  const read = await readContacts(table, { mapping, country: vendor.country });

  return db.asVendor(vendorId, async (tx): Promise<ContactsOutcome> => {
    await takeImportTurn(tx, vendorId);
    const importId = file.importId ?? newImportId();
    const before = file.importId ? await findImport(tx, { vendorId, importId }) : null;
    if (before?.state === "imported") {
      return { kind: "imported", importId, result: contactsResultSchema.parse(before.result), problems: [] };
    }
    if (before?.state === "discarded") return { kind: "refused", refusal: PUT_ASIDE };
    if (!before) await insertImport(tx, { ...importRow(file, "contacts"), id: importId });
    const column = columnName(table.header, mapping.debtorReference ?? 0);
    const written = await writeContacts(tx, { file: { ...file, importId }, rows: read.rows, column });
    const rejected = [...read.problems, ...written.problems];
    const problems = [...rejected, ...read.warnings].sort((a, b) => a.row - b.row);
    await insertProblems(tx, { vendorId, importId, rows: rowsToFix(table, problems) });
    const result: ContactsResult = {
      kind: "contacts",
      header: table.header,
      filled: written.filled,
      unchanged: written.unchanged,
      repeated: read.repeated,
      rejected: new Set(rejected.map(({ row }) => row)).size,
      warned: new Set(read.warnings.map(({ row }) => row)).size,
    };
    const options = { ...file.choices, mapping };
    await finishImport(tx, { vendorId, importId, importedAt: now, options, result: storableResult(result) });
    return { kind: "imported", importId, result, problems };
  });
}

interface ContactsSource {
  file: FileToImport & { importId: ImportId };
  rows: readonly ParsedContact[];
  /** The name of the column with the debtor references. */
  column: string;
}

async function writeContacts(
  tx: Tx,
  { file, rows, column }: ContactsSource,
): Promise<{ filled: number; unchanged: number; problems: RowProblem[] }> {
  const { vendorId, importId, fileName, now, staffUserId } = file;
  const known = await debtorsByReference(tx, {
    vendorId,
    references: rows.map((row) => row.debtorReference),
  });
  const matched = rows.flatMap((row) => {
    const debtor = known.get(row.debtorReference);
    return debtor ? [{ row, debtor }] : [];
  });
  const filled: ReadonlySet<DebtorId> = await fillBlankContacts(tx, {
    vendorId,
    contacts: matched.map(({ row, debtor }) => ({
      debtorId: debtor.id,
      ...row,
      country: likelyCountry(row),
    })),
  });
  await recordEvents(tx, {
    vendorId,
    events: [...filled].map((debtorId) => ({
      debtorId,
      kind: "contact_imported",
      actor: staffUserId === null ? "tenfold" : "staff",
      causedBy: `import:${importId}`,
      occurredAt: now,
      details: { fileName },
    })),
  });
  // What they learned may be the address that reaches them, or the law that holds where they are.
  await lookAgain(tx, { vendorId, debtorIds: [...filled].sort(), at: now });
  const problems = rows.flatMap((row): RowProblem[] => {
    const debtor = known.get(row.debtorReference);
    const found = debtor ? contactDisagreement(row, debtor) : NOBODY;
    return found ? [{ row: row.row, column, value: quoted(row.debtorReference), ...found }] : [];
  });
  const reported = new Set(problems.map(({ row }) => row));
  const unchanged = matched.filter(
    ({ row, debtor }) => !filled.has(debtor.id) && !reported.has(row.row),
  ).length;
  return { filled: filled.size, unchanged, problems };
}

const NOBODY = {
  reason: "No debtor has this reference.",
  whatToDo: "Correct the reference, or import a balance of this debtor first.",
};
