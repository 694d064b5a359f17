import { and, desc, eq, inArray, isNull, or, sql, type SQL } from "drizzle-orm";
import type { Tx } from "~db/client";
import { balances, journalEntries, postings, timelineEvents } from "~db/schema";
import type { BalanceId, DebtorId, VendorId } from "~/domain/ids";

interface Whose {
  vendorId: VendorId;
  debtorId: DebtorId;
  /** Of one balance, with what concerns its debtor as a whole; of all the debtor's when null. */
  balanceId: BalanceId | null;
  limit: number;
}

/** What happened, newest first. */
export function listTimelineEvents(tx: Tx, { vendorId, debtorId, balanceId, limit }: Whose) {
  const concerns =
    balanceId === null
      ? undefined
      : or(eq(timelineEvents.balanceId, balanceId), isNull(timelineEvents.balanceId));
  return listEvents(tx, { vendorId, debtorId, which: concerns, limit });
}

/** What happened because of any of these: a payment, its refunds and its chargebacks; newest first. */
export function listEventsCausedBy(
  tx: Tx,
  { vendorId, debtorId, causes }: { vendorId: VendorId; debtorId: DebtorId; causes: readonly string[] },
) {
  const which = inArray(timelineEvents.causedBy, [...causes]);
  return listEvents(tx, { vendorId, debtorId, which, limit: 200 });
}

function listEvents(
  tx: Tx,
  {
    vendorId,
    debtorId,
    which,
    limit,
  }: { vendorId: VendorId; debtorId: DebtorId; which: SQL | undefined; limit: number },
) {
  return tx
    .select({
      id: timelineEvents.id,
      kind: timelineEvents.kind,
      actor: timelineEvents.actor,
      occurredAt: timelineEvents.occurredAt,
      causedBy: timelineEvents.causedBy,
      details: timelineEvents.details,
      balanceId: timelineEvents.balanceId,
      balanceReference: balances.reference,
    })
    .from(timelineEvents)
    .leftJoin(
      balances,
      and(eq(balances.vendorId, timelineEvents.vendorId), eq(balances.id, timelineEvents.balanceId)),
    )
    .where(and(eq(timelineEvents.vendorId, vendorId), eq(timelineEvents.debtorId, debtorId), which))
    .orderBy(desc(timelineEvents.occurredAt), desc(timelineEvents.id))
    .limit(limit);
}

/** What the ledger wrote about the same balances, newest first: one row for each balance an entry touches. */
export async function listEntriesOnTimeline(tx: Tx, { vendorId, debtorId, balanceId, limit }: Whose) {
  return tx
    .select({
      entryId: postings.entryId,
      line: postings.line,
      kind: journalEntries.kind,
      occurredAt: journalEntries.occurredAt,
      recordedAt: journalEntries.recordedAt,
      currency: postings.currency,
      amountMinor: postings.amountMinor,
      balanceId: sql<BalanceId>`${postings.balanceId}`,
      balanceReference: balances.reference,
    })
    .from(balances)
    .innerJoin(postings, and(eq(postings.vendorId, balances.vendorId), eq(postings.balanceId, balances.id)))
    .innerJoin(
      journalEntries,
      and(eq(journalEntries.vendorId, postings.vendorId), eq(journalEntries.id, postings.entryId)),
    )
    .where(
      and(
        eq(balances.vendorId, vendorId),
        eq(balances.debtorId, debtorId),
        balanceId === null ? undefined : eq(balances.id, balanceId),
      ),
    )
    .orderBy(
      desc(journalEntries.occurredAt),
      desc(journalEntries.recordedAt),
      desc(postings.entryId),
      desc(postings.line),
    )
    .limit(limit);
}
