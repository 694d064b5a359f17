import { sql } from "drizzle-orm";
import { v7 as uuid } from "uuid";
import type { Tx } from "~db/client";
import type { BalanceId, JournalEntryId, PaymentId, VendorId } from "~/domain/ids";
import { assertBalanced, type NewJournalEntry, type NewPosting } from "~/domain/ledger/entries";

/**
 * Rows travel as one JSON parameter: building tens of thousands of placeholders takes longer than writing the
 * rows.
 */
const rowsPerStatement = 5_000;

/**
 * Appends entries with their postings and moves the stored outstanding of the balances they touch, so the two
 * cannot part. An entry whose fact is already in the ledger is left out: its id is not among those returned.
 *
 * @throws when an entry does not sum to zero; then nothing was written.
 */
export async function postEntries(
  tx: Tx,
  { vendorId, entries }: { vendorId: VendorId; entries: readonly NewJournalEntry[] },
): Promise<{ posted: NewJournalEntry[] }> {
  for (const entry of entries) assertBalanced(entry);
  const posted: NewJournalEntry[] = [];
  const moved = new Map<BalanceId, { byMinor: bigint; lastAt: Date }>();
  for (const chunk of chunks(entries, rowsPerStatement)) {
    const fresh = await insertEntries(tx, vendorId, chunk);
    const lines = fresh.flatMap(({ id, entry: { paymentId, postings } }) =>
      postings.map((posting, line) => ({ id, paymentId, posting, line })),
    );
    for (const part of chunks(lines, rowsPerStatement)) {
      await insertPostings(tx, vendorId, part);
    }
    for (const { entry } of fresh) {
      posted.push(entry);
      addMoves(moved, entry);
    }
  }
  await moveOutstanding(tx, vendorId, moved);
  return { posted };
}

async function insertEntries(tx: Tx, vendorId: VendorId, entries: readonly NewJournalEntry[]) {
  const rows = entries.map((entry) => ({ id: uuid() as JournalEntryId, entry }));
  const values = JSON.stringify(
    rows.map(({ id, entry: { kind, sourceId, occurredAt, causedBy, memo } }) => ({
      id,
      kind,
      source_id: sourceId,
      occurred_at: occurredAt.toISOString(),
      caused_by: causedBy,
      memo,
    })),
  );
  const inserted = await tx.execute<{ id: JournalEntryId }>(sql`
    insert into journal_entries (vendor_id, id, kind, source_id, occurred_at, caused_by, memo)
    select ${vendorId}, id, kind, source_id, occurred_at, caused_by, memo
    from json_to_recordset(${values}::json)
      as entry (id uuid, kind text, source_id text, occurred_at timestamptz, caused_by text, memo text)
    on conflict do nothing returning id`);
  const fresh = new Set(inserted.map(({ id }) => id));
  return rows.filter(({ id }) => fresh.has(id));
}

async function insertPostings(
  tx: Tx,
  vendorId: VendorId,
  lines: readonly { id: JournalEntryId; paymentId: PaymentId | null; posting: NewPosting; line: number }[],
): Promise<void> {
  const values = JSON.stringify(
    lines.map(({ id, paymentId, posting, line }) => ({
      entry_id: id,
      payment_id: paymentId,
      line,
      account: posting.account,
      currency: posting.amount.currency,
      amount_minor: posting.amount.amountMinor.toString(),
      debtor_id: posting.debtorId,
      balance_id: posting.account === "receivable" ? posting.balanceId : null,
    })),
  );
  await tx.execute(sql`
    insert into postings
      (vendor_id, entry_id, line, account, currency, amount_minor, debtor_id, balance_id, payment_id)
    select ${vendorId}, entry_id, line, account, currency, amount_minor, debtor_id, balance_id, payment_id
    from json_to_recordset(${values}::json)
      as line (entry_id uuid, line smallint, account text, currency text,
      amount_minor bigint, debtor_id uuid, balance_id uuid, payment_id uuid)`);
}

function addMoves(moved: Map<BalanceId, { byMinor: bigint; lastAt: Date }>, entry: NewJournalEntry): void {
  for (const posting of entry.postings) {
    if (posting.account !== "receivable") continue;
    const before = moved.get(posting.balanceId);
    const lastAt = before && before.lastAt > entry.occurredAt ? before.lastAt : entry.occurredAt;
    moved.set(posting.balanceId, { byMinor: (before?.byMinor ?? 0n) + posting.amount.amountMinor, lastAt });
  }
}

/**
 * Balances are updated in the order of their ids, so that two payments touching the same ones cannot
 * deadlock.
 */
async function moveOutstanding(
  tx: Tx,
  vendorId: VendorId,
  moved: Map<BalanceId, { byMinor: bigint; lastAt: Date }>,
): Promise<void> {
  const moves = [...moved].sort(([a], [b]) => (a < b ? -1 : 1));
  for (const part of chunks(moves, rowsPerStatement)) {
    const rows = JSON.stringify(
      part.map(([id, { byMinor, lastAt }]) => ({
        id,
        by_minor: byMinor.toString(),
        last_at: lastAt.toISOString(),
      })),
    );
    await tx.execute(sql`
      with moves as (
        select * from json_to_recordset(${rows}::json) as move (id uuid, by_minor bigint, last_at timestamptz)
      ), locked as (
        select balances.id from balances join moves using (id)
        where balances.vendor_id = ${vendorId} order by balances.id for update of balances
      )
      update balances set
        outstanding_minor = outstanding_minor + by_minor,
        settled_at = case when outstanding_minor + by_minor <= 0 then last_at end
      from moves join locked using (id)
      where balances.vendor_id = ${vendorId} and balances.id = moves.id`);
  }
}

function* chunks<T>(items: readonly T[], size: number): Generator<T[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}
