import { type ColumnMapping, columnName } from "~/domain/import/columns";
import type { RowProblem } from "~/domain/import/problem";
import { quoted } from "~/domain/import/problem";
import type { ParsedBalance } from "./read-balances";
import type { Table } from "~/domain/import/table/read-table";

interface Unique {
  rows: ParsedBalance[];
  problems: RowProblem[];
  repeated: number;
}

/**
 * A reference names one balance. Rows that say the same of it are one (exports repeat a balance for each of
 * its lines); of rows that contradict each other none goes in, because nobody but the vendor knows which one
 * is right.
 */
export function collapseDuplicates(
  rows: ParsedBalance[],
  { table, mapping }: { table: Table; mapping: ColumnMapping },
): Unique {
  const byReference = new Map<string, ParsedBalance[]>();
  for (const row of rows) {
    const same = byReference.get(row.reference);
    if (same) same.push(row);
    else byReference.set(row.reference, [row]);
  }
  const unique: Unique = { rows: [], problems: [], repeated: 0 };
  const column = columnName(table.header, mapping.reference ?? 0);
  for (const [reference, same] of byReference) {
    const [first, ...others] = same;
    if (!first) continue;
    if (others.every((other) => essence(other) === essence(first))) {
      unique.rows.push(first);
      unique.repeated += others.length;
      continue;
    }
    const where = listed(same.map(({ row }) => row));
    const reason = `Rows ${where} have this reference and do not say the same.`;
    const whatToDo = "Keep the right row, or give each its own reference.";
    unique.problems.push(
      ...same.map(({ row }) => ({ row, column, value: quoted(reference), reason, whatToDo })),
    );
  }
  return unique;
}

/** What two rows must agree on to be the same balance; the description of a line may differ. */
function essence(balance: ParsedBalance): string {
  const { issuedOn, dueOn, amountMinor, currency, debtorReference, contact, settled } = balance;
  const who = debtorReference ?? contact.email ?? contact.phone ?? contact.name;
  return [who, issuedOn, dueOn, amountMinor, currency, settled?.on, settled?.amountMinor].join("\u0000");
}

function listed(rows: number[]): string {
  const shown = rows.slice(0, 5).join(", ");
  return rows.length > 5 ? `${shown} and ${rows.length - 5} more` : shown;
}
