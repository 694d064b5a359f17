import { createHash } from "node:crypto";
import { v7 as uuid } from "uuid";
import type { Database } from "~db/client";
import { findImport, finishImport, importingVendor, insertImport } from "~db/queries/import/imports";
import { writeAverageBalances } from "~db/queries/vendor/averages";
import { insertProblems, takeImportTurn } from "~db/queries/import/imports";
import { civilDateAt } from "~/domain/dates";
import type { ImportId, VendorId } from "~/domain/ids";
import {
  type BalancesResult,
  balancesResultSchema,
  storableResult,
} from "~/domain/import/outcome/import-result";
import { type ImportChoices, type ReadingPlan, planReading } from "~/domain/import/plan-reading";
import type { FileRefusal, RowProblem } from "~/domain/import/problem";
import { readBalances } from "~/domain/import/rows/read-balances";
import { rowsToFix } from "~/domain/import/outcome/rows-to-fix";
import { type Table, readTable } from "~/domain/import/table/read-table";
import { writeBalances } from "./import-write-balances.server";

export interface FileToImport {
  vendorId: VendorId;
  /** Of a file uploaded before; without it the file is recorded now. */
  importId?: ImportId;
  fileName: string;
  bytes: Uint8Array;
  choices: ImportChoices;
  now: Date;
  /** Who asked for it; null for the command line. */
  staffUserId: string | null;
}

export type BalancesOutcome =
  /** No table can be made of the file. */
  | { kind: "refused"; refusal: FileRefusal }
  /**
   * A column is missing, or dates or amounts can be read in two ways: `plan` says which. Nothing was written.
   */
  | { kind: "unclear"; table: Table; plan: ReadingPlan }
  | { kind: "imported"; importId: ImportId; result: BalancesResult; problems: RowProblem[] };

/**
 * Imports a file of balances: all its good rows, their debtors, their entries in the ledger and their
 * timeline, in one transaction, with the bad rows kept to be fixed. Of balances that are here, what the file
 * knows to be paid since is taken over. Importing it again changes nothing.
 */
export async function importBalances(db: Database, file: FileToImport): Promise<BalancesOutcome> {
  const { vendorId, now } = file;
  const vendor = await db.asVendor(vendorId, (tx) => importingVendor(tx, vendorId));
  const outcome = await readTable(file.bytes);
  if (!outcome.ok) return { kind: "refused", refusal: outcome.refusal };
  const table = outcome.value;
  const plan = planReading(table, {
    choices: file.choices,
    vendor,
    today: civilDateAt(now, vendor.timeZone),
  });
  if (!plan.reading) return { kind: "unclear", table, plan };
  const { mapping } = plan;
  const read = await readBalances(table, plan.reading);

  return db.asVendor(vendorId, async (tx): Promise<BalancesOutcome> => {
    await takeImportTurn(tx, vendorId);
    const importId = file.importId ?? newImportId();
    const before = file.importId ? await findImport(tx, { vendorId, importId }) : null;
    if (before?.state === "imported") {
      return { kind: "imported", importId, result: balancesResultSchema.parse(before.result), problems: [] };
    }
    if (before?.state === "discarded") return { kind: "refused", refusal: PUT_ASIDE };
    if (!before) await insertImport(tx, { ...importRow(file, "balances"), id: importId });
    const source = {
      vendorId,
      importId,
      fileName: file.fileName,
      table,
      mapping,
      timeZone: vendor.timeZone,
      now,
    };
    const { problems, ...written } = await writeBalances({ db }, tx, {
      ...source,
      read,
      byStaff: file.staffUserId !== null,
    });
    await insertProblems(tx, { vendorId, importId, rows: rowsToFix(table, problems) });
    const result: BalancesResult = { kind: "balances", header: table.header, ...written };
    const options = { ...file.choices, mapping };
    await finishImport(tx, { vendorId, importId, importedAt: now, options, result: storableResult(result) });
    // Last, as the vendor's row is the last that anyone locks.
    await writeAverageBalances(tx, { vendorId, today: civilDateAt(now, vendor.timeZone) });
    return { kind: "imported", importId, result, problems };
  });
}

export const PUT_ASIDE: FileRefusal = { reason: "This file was put aside.", whatToDo: "Choose it again." };

export function newImportId(): ImportId {
  return uuid() as ImportId;
}

/** The row of a file that waits to be imported. Its bytes are kept only between the steps of the web page. */
export function importRow(
  {
    vendorId,
    fileName,
    bytes,
    staffUserId,
  }: Pick<FileToImport, "vendorId" | "fileName" | "bytes" | "staffUserId">,
  kind: "balances" | "contacts",
) {
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return {
    vendorId,
    kind,
    fileName,
    sha256,
    bytes: null,
    state: "uploaded" as const,
    uploadedBy: staffUserId,
  };
}
