import type { Database } from "~db/client";
import { recentImports } from "~db/queries/import/imports";
import type { ImportId, VendorId } from "~/domain/ids";
import { type ImportResult, importResultSchema } from "~/domain/import/outcome/import-result";

const IMPORTS_SHOWN = 12;

export interface PastImport {
  id: ImportId;
  fileName: string;
  importedAt: Date;
  result: ImportResult;
}

/** The files that went in last, newest first. */
export async function listImports(
  { db }: { db: Database },
  { vendorId }: { vendorId: VendorId },
): Promise<PastImport[]> {
  const rows = await db.asVendor(vendorId, (tx) => recentImports(tx, { vendorId, limit: IMPORTS_SHOWN }));
  return rows.map(({ id, fileName, importedAt, createdAt, result }) => {
    return { id, fileName, importedAt: importedAt ?? createdAt, result: importResultSchema.parse(result) };
  });
}
