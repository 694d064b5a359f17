import { and, asc, desc, eq, sql } from "drizzle-orm";
import type { Tx } from "~db/client";
import { importProblems, imports, vendors } from "~db/schema";
import type { ImportId, VendorId } from "~/domain/ids";
import type { RowToFix } from "~/domain/import/outcome/rows-to-fix";
import { rowChunks } from "./import-chunks";

export type StoredImport = typeof imports.$inferSelect;
export type NewImport = typeof imports.$inferInsert;

/**
 * Holds other imports of the same vendor back until this transaction ends, so that two cannot wait for each
 * other.
 */
export async function takeImportTurn(tx: Tx, vendorId: VendorId): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`import ${vendorId}`}, 0))`);
}

/** What of the vendor the reading of a file depends on. */
export async function importingVendor(tx: Tx, vendorId: VendorId) {
  const { currency, country, timeZone } = vendors;
  const [vendor] = await tx
    .select({ currency, country, timeZone })
    .from(vendors)
    .where(eq(vendors.id, vendorId));
  if (!vendor) throw new Error(`There is no vendor ${vendorId}.`);
  return vendor;
}

export async function insertImport(tx: Tx, row: NewImport): Promise<void> {
  await tx.insert(imports).values(row);
}

export async function findImport(
  tx: Tx,
  { vendorId, importId }: { vendorId: VendorId; importId: ImportId },
): Promise<StoredImport | null> {
  const [found] = await tx
    .select()
    .from(imports)
    .where(and(eq(imports.vendorId, vendorId), eq(imports.id, importId)));
  return found ?? null;
}

/** Marks an uploaded file imported and lets go of its bytes. False when it was no longer waiting. */
export async function finishImport(
  tx: Tx,
  {
    vendorId,
    importId,
    ...done
  }: { vendorId: VendorId; importId: ImportId; importedAt: Date; options: unknown; result: unknown },
): Promise<boolean> {
  const rows = await tx
    .update(imports)
    .set({ ...done, state: "imported", bytes: null })
    .where(and(eq(imports.vendorId, vendorId), eq(imports.id, importId), eq(imports.state, "uploaded")))
    .returning({ id: imports.id });
  return rows.length === 1;
}

export async function discardImport(
  tx: Tx,
  { vendorId, importId }: { vendorId: VendorId; importId: ImportId },
): Promise<void> {
  await tx
    .update(imports)
    .set({ state: "discarded", bytes: null })
    .where(and(eq(imports.vendorId, vendorId), eq(imports.id, importId), eq(imports.state, "uploaded")));
}

export async function recentImports(tx: Tx, { vendorId, limit }: { vendorId: VendorId; limit: number }) {
  const { id, kind, fileName, state, result, createdAt, importedAt } = imports;
  return tx
    .select({ id, kind, fileName, state, result, createdAt, importedAt })
    .from(imports)
    .where(and(eq(imports.vendorId, vendorId), eq(imports.state, "imported")))
    .orderBy(desc(imports.createdAt))
    .limit(limit);
}

/** The cells are kept with the first problem of a row. */
export async function insertProblems(
  tx: Tx,
  { vendorId, importId, rows }: { vendorId: VendorId; importId: ImportId; rows: readonly RowToFix[] },
): Promise<void> {
  const lines = rows.flatMap(({ problems, cells }) =>
    problems.map((problem, position) => ({
      vendorId,
      importId,
      position,
      ...problem,
      column: problem.column || null,
      cells: position === 0 ? cells : [],
    })),
  );
  for (const part of rowChunks(lines)) await tx.insert(importProblems).values(part);
}

export async function problemsOfImport(
  tx: Tx,
  { vendorId, importId, limit }: { vendorId: VendorId; importId: ImportId; limit: number | null },
) {
  const query = tx
    .select()
    .from(importProblems)
    .where(and(eq(importProblems.vendorId, vendorId), eq(importProblems.importId, importId)))
    .orderBy(asc(importProblems.row), asc(importProblems.position))
    .$dynamic();
  return limit === null ? query : query.limit(limit);
}
