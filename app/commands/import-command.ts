import { readFile, stat, writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { parseArgs } from "node:util";
import type { Database } from "~db/client";
import { findVendorBySlug } from "~db/queries/vendor/vendors";
import type { ImportId, VendorId } from "~/domain/ids";
import { columnsByName } from "~/domain/import/columns";
import { describeImport, describeProblem, describeUnclear } from "~/domain/import/outcome/describe-import";
import { fileTooLarge } from "~/domain/import/collect-bytes";
import { MAX_FILE_BYTES } from "~/domain/import/limits";
import { type ImportChoices, importChoicesSchema } from "~/domain/import/plan-reading";
import type { FileRefusal } from "~/domain/import/problem";
import { readTable } from "~/domain/import/table/read-table";
import {
  type BalancesOutcome,
  type FileToImport,
  importBalances,
} from "~/services/import/import-balances.server";
import { type ContactsOutcome, importContacts } from "~/services/import/import-contacts.server";
import { rowsToFixOfImport } from "~/services/import/import-rows-to-fix.server";

const USAGE = `npm run import -- --vendor <slug> <file> [options]

  --contacts <file>          a file of contacts, matched by debtor reference; goes in after the balances
  --date-order dmy|mdy|ymd   how dates in digits are written, when the file does not show it
  --decimal-mark .|,         how decimals are written, when the file does not show it
  --map <field>=<column>     which column holds a field, e.g. --map reference=InvNo; as often as needed
  --as-of <YYYY-MM-DD>       replay the file as it stood on that day: later settlements are outstanding
  --errors <file>            write the rows that did not go in, to be fixed and imported again`;

/** How many problems are told; the file of errors has them all. */
const PROBLEMS_TOLD = 20;

export interface ImportCommand {
  argv: string[];
  withDatabase: <T>(run: (db: Database) => Promise<T>) => Promise<T>;
  now: Date;
  say: (line: string) => void;
}

/**
 * Returns the exit code: 0 when something is in, 1 when nothing could be imported, 2 for a wrong command
 * line.
 */
export async function importCommand({ argv, withDatabase, now, say }: ImportCommand): Promise<number> {
  const asked = parseCommand(argv);
  if ("wrong" in asked) {
    say(`${asked.wrong}\n\n${USAGE}`);
    return 2;
  }
  return withDatabase(async (db) => {
    const vendor = await db.asSystem((tx) => findVendorBySlug(tx, asked.vendor));
    if (!vendor) {
      say(`There is no vendor with the slug ${asked.vendor}.`);
      return 1;
    }
    const run = { db, vendorId: vendor.id, now, say, asked };
    const codes: number[] = [];
    if (asked.file !== null) codes.push(await importOne(asked.file, importBalances, run));
    if (asked.contacts !== null) codes.push(await importOne(asked.contacts, importContacts, run));
    return Math.max(...codes);
  });
}

interface Asked {
  vendor: string;
  file: string | null;
  contacts: string | null;
  errors: string | null;
  columns: { field: string; column: string }[];
  choices: ImportChoices;
}

function parseCommand(argv: string[]): Asked | { wrong: string } {
  try {
    const { values, positionals } = parseArgs({
      args: argv,
      allowPositionals: true,
      options: {
        vendor: { type: "string" },
        contacts: { type: "string" },
        "date-order": { type: "string" },
        "decimal-mark": { type: "string" },
        map: { type: "string", multiple: true },
        "as-of": { type: "string" },
        errors: { type: "string" },
      },
    });
    const { vendor, contacts = null, errors = null, map = [] } = values;
    const [file = null, ...others] = positionals;
    if (vendor === undefined) return { wrong: "Say whose balances they are: --vendor <slug>." };
    if ((file === null && contacts === null) || others.length > 0)
      return { wrong: "Name one file to import." };
    const choices = importChoicesSchema.safeParse({
      dateOrder: values["date-order"],
      decimalMark: values["decimal-mark"],
      asOf: values["as-of"],
    });
    if (!choices.success)
      return { wrong: `--${optionOf(choices.error.issues[0]?.path[0])} is not one of its values.` };
    const columns = map.map((pair) => {
      const [field = "", ...rest] = pair.split("=");
      return { field, column: rest.join("=") };
    });
    return { vendor, file, contacts, errors, columns, choices: choices.data };
  } catch (error) {
    return { wrong: error instanceof Error ? error.message : String(error) };
  }
}

function optionOf(choice: PropertyKey | undefined): string {
  const options: Record<string, string> = {
    dateOrder: "date-order",
    decimalMark: "decimal-mark",
    asOf: "as-of",
  };
  return options[String(choice)] ?? String(choice);
}

interface Run {
  db: Database;
  vendorId: VendorId;
  now: Date;
  say: (line: string) => void;
  asked: Asked;
}

type Import = (db: Database, file: FileToImport) => Promise<BalancesOutcome | ContactsOutcome>;

async function importOne(
  path: string,
  importFile: Import,
  { db, vendorId, now, say, asked }: Run,
): Promise<number> {
  const fileName = basename(path);
  const refuse = ({ reason, whatToDo }: FileRefusal) => {
    say(`${fileName}: ${reason} ${whatToDo}`);
    return 1;
  };
  const bytes = await readWithinLimit(path);
  if (!(bytes instanceof Uint8Array)) return refuse(bytes);
  const choices = await withColumns(bytes, asked);
  if ("reason" in choices) return refuse(choices);
  const outcome = await importFile(db, { vendorId, fileName, bytes, choices, now, staffUserId: null });
  if (outcome.kind === "refused") return refuse(outcome.refusal);
  if (outcome.kind === "unclear") {
    say(`${fileName} was not imported.`);
    for (const line of describeUnclear("plan" in outcome ? outcome.plan : outcome)) say(`  ${line}`);
    return 1;
  }
  const { result, problems, importId } = outcome;
  say(fileName);
  for (const line of describeImport(result)) say(`  ${line}`);
  for (const problem of problems.slice(0, PROBLEMS_TOLD)) say(`  ${describeProblem(problem)}`);
  if (problems.length > PROBLEMS_TOLD) say(`  … and ${problems.length - PROBLEMS_TOLD} more`);
  if (problems.length > 0) await writeErrors({ db, vendorId, importId, say, path: asked.errors });
  const present =
    result.kind === "balances" ? result.imported + result.alreadyHere : result.filled + result.unchanged;
  return present > 0 ? 0 : 1;
}

/** The size is known before anything is read, so that a file of gigabytes costs nothing. */
async function readWithinLimit(path: string): Promise<Uint8Array | FileRefusal> {
  try {
    const { size } = await stat(path);
    return size > MAX_FILE_BYTES ? fileTooLarge : await readFile(path);
  } catch (error) {
    return {
      reason: "The file cannot be read.",
      whatToDo: error instanceof Error ? error.message : String(error),
    };
  }
}

/** Columns named on the command line take the place of those recognised. */
async function withColumns(
  bytes: Uint8Array,
  { columns, choices }: Asked,
): Promise<ImportChoices | FileRefusal> {
  if (columns.length === 0) return choices;
  const table = await readTable(bytes);
  if (!table.ok) return table.refusal;
  const mapping = columnsByName(table.value.header, columns);
  return mapping.ok ? { ...choices, mapping: mapping.value } : mapping.refusal;
}

async function writeErrors({
  db,
  vendorId,
  importId,
  say,
  path,
}: Pick<Run, "db" | "vendorId" | "say"> & { importId: ImportId; path: string | null }): Promise<void> {
  if (path === null) return say("  --errors <file> writes the rows that did not go in, with the reasons.");
  const found = await rowsToFixOfImport({ db }, { vendorId, importId });
  if (!found) return;
  await writeFile(path, found.csv);
  say(`  The rows to fix are in ${path}; import it again when they are.`);
}
