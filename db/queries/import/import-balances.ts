import { sql } from "drizzle-orm";
import { v7 as uuid } from "uuid";
import type { Tx } from "~db/client";
import type { BalanceId, DebtorId, ImportId, VendorId } from "~/domain/ids";
import type { StoredBalance } from "~/domain/import/outcome/compare-balances";
import type { ParsedBalance } from "~/domain/import/rows/read-balances";
import { rowChunks } from "./import-chunks";

export interface BalanceToInsert {
  row: ParsedBalance;
  debtorId: DebtorId;
}

/**
 * Inserts the balances whose references are not here yet and returns their ids by reference. Nothing is
 * outstanding on them until their entries are posted.
 */
export async function insertNewBalances(
  tx: Tx,
  {
    vendorId,
    importId,
    balances,
  }: { vendorId: VendorId; importId: ImportId; balances: readonly BalanceToInsert[] },
): Promise<Map<string, BalanceId>> {
  const inserted = new Map<string, BalanceId>();
  for (const part of rowChunks(balances)) {
    const rows = part.map(({ row, debtorId }) => ({
      id: uuid(),
      debtor_id: debtorId,
      reference: row.reference,
      description: row.description,
      issued_on: row.issuedOn,
      due_on: row.dueOn,
      currency: row.currency,
      amount_minor: row.amountMinor.toString(),
    }));
    const fresh = await tx.execute<{ reference: string; id: BalanceId }>(sql`
      insert into balances
        (vendor_id, id, debtor_id, reference, description, issued_on, due_on, currency, amount_minor,
         outstanding_minor, import_id)
      select ${vendorId}, id, debtor_id, reference, description, issued_on, due_on, currency, amount_minor,
        0, ${importId}
      from json_to_recordset(${JSON.stringify(rows)}::json) as one
        (id uuid, debtor_id uuid, reference text, description text, issued_on date, due_on date,
         currency text, amount_minor bigint)
      on conflict (vendor_id, reference) do nothing returning reference, id`);
    for (const { reference, id } of fresh) inserted.set(reference, id);
  }
  return inserted;
}

type Amounts = "amountMinor" | "outstandingMinor" | "takenBackMinor";
type StoredRow = Record<Amounts, string> & Omit<StoredBalance, Amounts>;

/** What went back to the debtor, without what the vendor forwent: that is credited and not outstanding. */
const takenBack = sql`(
  select coalesce(sum(postings.amount_minor), 0) from postings
  join journal_entries entry on entry.vendor_id = postings.vendor_id and entry.id = postings.entry_id
  where postings.vendor_id = balances.vendor_id and postings.balance_id = balances.id
    and entry.kind in ('refund', 'refund_reversed', 'chargeback', 'chargeback_reversed')
) - (
  select coalesce(sum(refund_lines.amount_minor), 0) from refund_lines
  join adjustments credit
    on credit.vendor_id = refund_lines.vendor_id and credit.id = refund_lines.adjustment_id
  where refund_lines.vendor_id = balances.vendor_id and refund_lines.balance_id = balances.id
    and credit.reversed_at is null)`;

export async function balancesByReference(
  tx: Tx,
  { vendorId, references }: { vendorId: VendorId; references: readonly string[] },
): Promise<Map<string, StoredBalance>> {
  const found = new Map<string, StoredBalance>();
  for (const part of rowChunks(references)) {
    const rows = await tx.execute<StoredRow>(sql`
      select id, reference, debtor_id as "debtorId", issued_on::text as "issuedOn", due_on::text as "dueOn",
        currency, amount_minor::text as "amountMinor", outstanding_minor::text as "outstandingMinor",
        (${takenBack})::text as "takenBackMinor"
      from balances
        join json_array_elements_text(${JSON.stringify(part)}::json) as sought (reference) using (reference)
      where vendor_id = ${vendorId}`);
    for (const row of rows) found.set(row.reference, storedBalance(row));
  }
  return found;
}

function storedBalance(row: StoredRow): StoredBalance {
  return {
    ...row,
    amountMinor: BigInt(row.amountMinor),
    outstandingMinor: BigInt(row.outstandingMinor),
    takenBackMinor: BigInt(row.takenBackMinor),
  };
}
