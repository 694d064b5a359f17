import type { Database } from "~db/client";
import { findImport, problemsOfImport } from "~db/queries/import/imports";
import type { ImportId, VendorId } from "~/domain/ids";
import { importResultSchema } from "~/domain/import/outcome/import-result";
import { type RowToFix, rowsToFixCsv } from "~/domain/import/outcome/rows-to-fix";

/**
 * The rows of an import that did not go in, as a CSV to be fixed and imported again; null when there is no
 * such import.
 */
export async function rowsToFixOfImport(
  { db }: { db: Database },
  { vendorId, importId }: { vendorId: VendorId; importId: ImportId },
): Promise<{ csv: string; fileName: string } | null> {
  const found = await db.asVendor(vendorId, async (tx) => {
    const stored = await findImport(tx, { vendorId, importId });
    if (stored?.state !== "imported") return null;
    return { stored, problems: await problemsOfImport(tx, { vendorId, importId, limit: null }) };
  });
  if (!found) return null;
  const rows: RowToFix[] = [];
  for (const { position, cells, column, value, ...problem } of found.problems) {
    if (position === 0) rows.push({ cells, problems: [] });
    rows.at(-1)?.problems.push({ ...problem, column: column ?? "", value: value ?? "" });
  }
  const { header } = importResultSchema.parse(found.stored.result);
  const stem = found.stored.fileName.replace(/\.[a-z0-9]{1,5}$/i, "").replaceAll(/[^\p{L}\p{N} ._-]/gu, "_");
  return { csv: rowsToFixCsv(header, rows), fileName: `${stem} - rows to fix.csv` };
}
