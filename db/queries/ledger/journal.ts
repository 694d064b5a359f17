import { and, asc, eq, gte, lt, sql } from "drizzle-orm";
import type { Tx } from "~db/client";
import { balances, debtors, journalEntries, postings } from "~db/schema";
import type { JournalEntryId, VendorId } from "~/domain/ids";

/** Where a page of the journal ended. */
export interface JournalPosition {
  occurredAt: Date;
  entryId: JournalEntryId;
  line: number;
}

/** The postings of entries that occurred from an instant on and before another, in the journal's order. */
export async function listJournal(
  tx: Tx,
  {
    vendorId,
    from,
    before,
    after,
    limit,
  }: { vendorId: VendorId; from: Date | null; before: Date; after: JournalPosition | null; limit: number },
) {
  return tx
    .select({
      entryId: journalEntries.id,
      line: postings.line,
      kind: journalEntries.kind,
      occurredAt: journalEntries.occurredAt,
      recordedAt: journalEntries.recordedAt,
      memo: journalEntries.memo,
      account: postings.account,
      currency: postings.currency,
      amountMinor: postings.amountMinor,
      balanceReference: balances.reference,
      debtorReference: debtors.reference,
    })
    .from(journalEntries)
    .innerJoin(
      postings,
      and(eq(postings.vendorId, journalEntries.vendorId), eq(postings.entryId, journalEntries.id)),
    )
    .leftJoin(balances, and(eq(balances.vendorId, postings.vendorId), eq(balances.id, postings.balanceId)))
    .leftJoin(debtors, and(eq(debtors.vendorId, postings.vendorId), eq(debtors.id, postings.debtorId)))
    .where(
      and(
        eq(journalEntries.vendorId, vendorId),
        from === null ? undefined : gte(journalEntries.occurredAt, from),
        lt(journalEntries.occurredAt, before),
        after === null
          ? undefined
          : sql`(${journalEntries.occurredAt}, ${journalEntries.id}, ${postings.line})
              > (${after.occurredAt.toISOString()}::timestamptz, ${after.entryId}::uuid, ${after.line})`,
      ),
    )
    .orderBy(asc(journalEntries.occurredAt), asc(journalEntries.id), asc(postings.line))
    .limit(limit);
}
