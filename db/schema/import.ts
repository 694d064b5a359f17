import {
  customType,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uuid,
} from "drizzle-orm/pg-core";
import type { ImportId } from "~/domain/ids";
import { importStates, type ImportState } from "~/domain/vocabulary";
import { createdAt, instant, isOneOf, vendorId, word } from "./columns";
import { vendors } from "./vendor";

const bytea = customType<{ data: Uint8Array; driverData: Uint8Array }>({ dataType: () => "bytea" });

/**
 * A file a vendor gave us. Its bytes stay here between upload and confirmation, so the web process keeps
 * nothing.
 */
export const imports = pgTable(
  "imports",
  {
    vendorId: vendorId().references(() => vendors.id),
    id: uuid("id").$type<ImportId>().notNull(),
    kind: word<"balances" | "contacts">("kind").notNull(),
    fileName: text("file_name").notNull(),
    /** Hex SHA-256 of the bytes. */
    sha256: text("sha256").notNull(),
    /** Emptied once imported. */
    bytes: bytea("bytes"),
    state: word<ImportState>("state").notNull(),
    /** The choices made on the review page; parsed by `~/domain/import`. */
    options: jsonb("options"),
    /** Counts and totals shown on the result page; parsed by `~/domain/import`. */
    result: jsonb("result"),
    /** The staff user, or null for the command line. */
    uploadedBy: text("uploaded_by"),
    createdAt: createdAt(),
    importedAt: instant("imported_at"),
  },
  (table) => [
    primaryKey({ columns: [table.vendorId, table.id] }),
    index("imports_by_time").on(table.vendorId, table.createdAt),
    isOneOf("imports_kind", table.kind, ["balances", "contacts"]),
    isOneOf("imports_state", table.state, importStates),
  ],
);

/** A row that did not go in, as it was written, with what to do about it. */
export const importProblems = pgTable(
  "import_problems",
  {
    vendorId: vendorId(),
    importId: uuid("import_id").$type<ImportId>().notNull(),
    /** As a spreadsheet numbers it; the header is row 1. */
    row: integer("row").notNull(),
    position: integer("position").notNull(),
    column: text("column_name"),
    value: text("value"),
    reason: text("reason").notNull(),
    whatToDo: text("what_to_do").notNull(),
    /** The whole row's cells, for the file of rows to fix. */
    cells: jsonb("cells").$type<string[]>().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.vendorId, table.importId, table.row, table.position] }),
    foreignKey({ columns: [table.vendorId, table.importId], foreignColumns: [imports.vendorId, imports.id] }),
  ],
);
