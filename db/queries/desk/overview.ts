import { and, desc, eq, inArray, ne, sql } from "drizzle-orm";
import type { Tx } from "~db/client";
import { answers, debtors, messages, payments } from "~db/schema";
import type { VendorId } from "~/domain/ids";
import type { Currency } from "~/domain/money";
import { settlingKinds, type Movement, type PeriodUnit } from "~/domain/receivables";
import type { Channel, MessageState } from "~/domain/vocabulary";

/** Kinds are a closed list of our own, so they can stand in the statement as they are. */
const settling = sql.raw(settlingKinds.map((kind) => `'${kind}'`).join(", "));

export interface CurrencyTotals {
  currency: Currency;
  outstandingMinor: bigint;
  billedMinor: bigint;
  settledMinor: bigint;
  settledSinceMinor: bigint;
}

/**
 * What the ledger says was billed, settled and is outstanding, per currency, over all time and since an
 * instant.
 */
export async function readTotals(
  tx: Tx,
  { vendorId, since }: { vendorId: VendorId; since: Date },
): Promise<CurrencyTotals[]> {
  const rows = await tx.execute<{
    currency: Currency;
    outstanding: string;
    billed: string;
    settled: string;
    settled_since: string;
  }>(sql`
    select postings.currency,
      sum(postings.amount_minor) as outstanding,
      coalesce(sum(postings.amount_minor) filter (where entry.kind = 'balance_imported'), 0) as billed,
      coalesce(-sum(postings.amount_minor) filter (where entry.kind in (${settling})), 0) as settled,
      coalesce(-sum(postings.amount_minor) filter (
        where entry.kind in (${settling}) and entry.occurred_at >= ${since.toISOString()}
      ), 0) as settled_since
    from postings
    join journal_entries as entry on entry.vendor_id = postings.vendor_id and entry.id = postings.entry_id
    where postings.vendor_id = ${vendorId} and postings.account = 'receivable'
    group by postings.currency`);
  return rows.map((row) => ({
    currency: row.currency,
    outstandingMinor: BigInt(row.outstanding),
    billedMinor: BigInt(row.billed),
    settledMinor: BigInt(row.settled),
    settledSinceMinor: BigInt(row.settled_since),
  }));
}

export interface DueTotals {
  currency: Currency;
  daysPastDueBand: number;
  amountMinor: bigint;
  count: number;
}

/**
 * What is outstanding by how late it is on the day `today`, from the postings of each balance. Bands are 0
 * for not yet late, then 1, 2, 3 for each thirty days, and 4 beyond ninety.
 */
export async function readOutstandingByAge(
  tx: Tx,
  { vendorId, today }: { vendorId: VendorId; today: string },
): Promise<DueTotals[]> {
  const rows = await tx.execute<{ currency: Currency; band: number; amount: string; count: number }>(sql`
    select owed.currency,
      least(greatest(ceil((${today}::date - balances.due_on) / 30.0), 0), 4)::int as band,
      sum(owed.amount_minor) as amount,
      count(*)::int as count
    from (
      select postings.balance_id, postings.currency, sum(postings.amount_minor) as amount_minor
      from postings
      where postings.vendor_id = ${vendorId} and postings.account = 'receivable'
      group by postings.balance_id, postings.currency
      having sum(postings.amount_minor) <> 0
    ) as owed
    join balances on balances.vendor_id = ${vendorId} and balances.id = owed.balance_id
    group by owed.currency, band`);
  return rows.map(({ currency, band, amount, count }) => ({
    currency,
    daysPastDueBand: band,
    amountMinor: BigInt(amount),
    count,
  }));
}

/** What was billed on balances issued after a day and up to another, per currency. */
export async function readBilledBetween(
  tx: Tx,
  { vendorId, after, upTo }: { vendorId: VendorId; after: string; upTo: string },
): Promise<Map<Currency, bigint>> {
  const rows = await tx.execute<{ currency: Currency; billed: string }>(sql`
    select postings.currency, sum(postings.amount_minor) as billed
    from balances
    join postings on postings.vendor_id = balances.vendor_id and postings.balance_id = balances.id
    join journal_entries as entry
      on entry.vendor_id = postings.vendor_id and entry.id = postings.entry_id
      and entry.kind = 'balance_imported'
    where balances.vendor_id = ${vendorId} and balances.issued_on > ${after} and balances.issued_on <= ${upTo}
    group by postings.currency`);
  return new Map(rows.map(({ currency, billed }) => [currency, BigInt(billed)]));
}

/** The instant of the first entry in the ledger; null while it is empty. */
export async function readFirstEntryAt(tx: Tx, { vendorId }: { vendorId: VendorId }): Promise<Date | null> {
  const rows = await tx.execute<{ first: string | null }>(
    sql`select min(occurred_at) as first from journal_entries where vendor_id = ${vendorId}`,
  );
  const first = rows[0]?.first;
  return first ? new Date(first) : null;
}

/**
 * What moved in each week or month of the vendor's calendar; everything before `firstStart` is one movement.
 */
export async function readMovements(
  tx: Tx,
  {
    vendorId,
    unit,
    firstStart,
    timeZone,
  }: {
    vendorId: VendorId;
    unit: PeriodUnit;
    firstStart: string;
    timeZone: string;
  },
): Promise<Map<Currency, Movement[]>> {
  const rows = await tx.execute<{
    currency: Currency;
    starts_on: string | null;
    moved: string;
    settled: string;
  }>(sql`
    select movement.currency, movement.starts_on::text,
      sum(movement.amount_minor) as moved,
      coalesce(-sum(movement.amount_minor) filter (where movement.kind in (${settling})), 0) as settled
    from (
      select postings.currency, postings.amount_minor, entry.kind,
        case when entry.occurred_at at time zone ${timeZone} >= ${firstStart}::date
          then date_trunc(${unit}, entry.occurred_at at time zone ${timeZone})::date end as starts_on
      from postings
      join journal_entries as entry on entry.vendor_id = postings.vendor_id and entry.id = postings.entry_id
      where postings.vendor_id = ${vendorId} and postings.account = 'receivable'
    ) as movement
    group by movement.currency, movement.starts_on`);
  const byCurrency = new Map<Currency, Movement[]>();
  for (const { currency, starts_on: startsOn, moved, settled } of rows) {
    const movements = byCurrency.get(currency) ?? [];
    movements.push({ startsOn, movedMinor: BigInt(moved), settledMinor: BigInt(settled) });
    byCurrency.set(currency, movements);
  }
  return byCurrency;
}

/**
 * What debtors said that only a person can settle: open answers, promises included only once they were
 * broken.
 */
export async function readAnswersForAPerson(
  tx: Tx,
  { vendorId, limit }: { vendorId: VendorId; limit: number },
) {
  const needsAPerson = sql`(
    ${answers.state} = 'open' and ${answers.kind} <> 'promise_to_pay'
    or ${answers.state} = 'broken' and exists (
      select 1 from balances where balances.vendor_id = ${answers.vendorId}
        and balances.debtor_id = ${answers.debtorId} and balances.outstanding_minor > 0)
  )`;
  return tx
    .select({
      id: answers.id,
      debtorId: answers.debtorId,
      debtorName: sql<string>`coalesce(${debtors.name}, ${debtors.reference})`,
      kind: answers.kind,
      state: answers.state,
      note: answers.note,
      promisedOn: answers.promisedOn,
      answeredAt: answers.answeredAt,
      total: sql<number>`count(*) over ()::int`,
    })
    .from(answers)
    .innerJoin(debtors, and(eq(debtors.vendorId, answers.vendorId), eq(debtors.id, answers.debtorId)))
    .where(and(eq(answers.vendorId, vendorId), needsAPerson))
    .orderBy(answers.answeredAt, answers.id)
    .limit(limit);
}

/** Payments that do not belong to a balance in full, or came otherwise than asked. */
export async function readPaymentsForAPerson(
  tx: Tx,
  { vendorId, limit }: { vendorId: VendorId; limit: number },
) {
  return tx
    .select({
      id: payments.id,
      debtorId: payments.debtorId,
      debtorName: sql<string>`coalesce(${debtors.name}, ${debtors.reference})`,
      currency: payments.currency,
      amountMinor: payments.amountMinor,
      unappliedMinor: payments.unappliedMinor,
      flag: payments.flag,
      receivedAt: payments.receivedAt,
      total: sql<number>`count(*) over ()::int`,
    })
    .from(payments)
    .innerJoin(debtors, and(eq(debtors.vendorId, payments.vendorId), eq(debtors.id, payments.debtorId)))
    .where(
      and(
        eq(payments.vendorId, vendorId),
        ne(payments.state, "reversed"),
        sql`(${payments.unappliedMinor} > 0 or ${payments.flag} is not null)`,
      ),
    )
    .orderBy(payments.receivedAt, payments.id)
    .limit(limit);
}

/** Messages since an instant that did not arrive, or may not have. */
export async function readMessagesForAPerson(
  tx: Tx,
  { vendorId, since, limit }: { vendorId: VendorId; since: Date; limit: number },
) {
  return tx
    .select({
      id: messages.id,
      debtorId: messages.debtorId,
      debtorName: sql<string>`coalesce(${debtors.name}, ${debtors.reference})`,
      channel: messages.channel,
      contact: messages.contact,
      state: messages.state,
      reason: messages.reason,
      queuedAt: messages.queuedAt,
      total: sql<number>`count(*) over ()::int`,
    })
    .from(messages)
    .innerJoin(debtors, and(eq(debtors.vendorId, messages.vendorId), eq(debtors.id, messages.debtorId)))
    .where(
      and(
        eq(messages.vendorId, vendorId),
        inArray(messages.state, ["failed", "unknown", "bounced", "complained"]),
        sql`${messages.queuedAt} >= ${since.toISOString()}`,
      ),
    )
    .orderBy(desc(messages.queuedAt), desc(messages.id))
    .limit(limit);
}

/** How many messages since an instant, by channel and what became of them. */
export async function countMessagesSince(
  tx: Tx,
  { vendorId, since }: { vendorId: VendorId; since: Date },
): Promise<{ channel: Channel; state: MessageState; count: number }[]> {
  return tx
    .select({ channel: messages.channel, state: messages.state, count: sql<number>`count(*)::int` })
    .from(messages)
    .where(and(eq(messages.vendorId, vendorId), sql`${messages.queuedAt} >= ${since.toISOString()}`))
    .groupBy(messages.channel, messages.state);
}

export async function readRecentPayments(tx: Tx, { vendorId, limit }: { vendorId: VendorId; limit: number }) {
  return tx
    .select({
      id: payments.id,
      debtorId: payments.debtorId,
      debtorName: sql<string>`coalesce(${debtors.name}, ${debtors.reference})`,
      currency: payments.currency,
      amountMinor: payments.amountMinor,
      methodLabel: payments.methodLabel,
      receivedAt: payments.receivedAt,
    })
    .from(payments)
    .innerJoin(debtors, and(eq(debtors.vendorId, payments.vendorId), eq(debtors.id, payments.debtorId)))
    .where(
      and(
        eq(payments.vendorId, vendorId),
        eq(payments.state, "succeeded"),
        sql`${payments.receivedAt} is not null`,
      ),
    )
    .orderBy(desc(payments.receivedAt), desc(payments.id))
    .limit(limit);
}
