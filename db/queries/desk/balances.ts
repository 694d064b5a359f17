import { and, eq, getTableColumns, gte, lte, sql, type SQL } from "drizzle-orm";
import type { Tx } from "~db/client";
import { balances, debtors, journalEntries, postings } from "~db/schema";
import { dueDatesOf } from "~/domain/aging";
import type { BalanceFilter, BalanceSort } from "~/domain/balance-filter";
import type { BalanceId, VendorId } from "~/domain/ids";
import type { KeyType, Position } from "~/domain/keyset";
import type { Currency } from "~/domain/money";
import type { AnswerKind } from "~/domain/vocabulary";
import { adjustedColumns } from "~db/queries/ledger/adjustments";
import { keysetParts, pageOf, type Order } from "./keyset";

const id = { expression: sql`${balances.id}`, type: "uuid" } as const;
const currency = { expression: sql`${balances.currency}`, type: "text" } as const;

/** Amounts are ordered within their currency, because 4,500 yen and 4,500 cents are not the same. */
const sortKeys: Record<BalanceSort, Order["keys"]> = {
  due: [{ expression: sql`${balances.dueOn}`, type: "date" }, id],
  amount: [currency, { expression: sql`${balances.amountMinor}`, type: "bigint" }, id],
  outstanding: [currency, { expression: sql`${balances.outstandingMinor}`, type: "bigint" }, id],
  debtor: [{ expression: sql`lower(coalesce(${debtors.name}, ${debtors.reference}))`, type: "text" }, id],
  settled: [{ expression: sql`coalesce(${balances.settledAt}, 'epoch')`, type: "timestamptz" }, id],
};

export function balanceKeyTypes(sort: BalanceSort): KeyType[] {
  return sortKeys[sort].map(({ type }) => type);
}

interface Listing {
  vendorId: VendorId;
  filter: BalanceFilter;
  /** The day by the vendor's calendar. */
  today: string;
}

const joinsDebtor = and(eq(debtors.vendorId, balances.vendorId), eq(debtors.id, balances.debtorId));

const openAnswer = sql`
  select answers.kind from answer_balances
  join answers on answers.vendor_id = answer_balances.vendor_id and answers.id = answer_balances.answer_id
  where answer_balances.vendor_id = ${balances.vendorId} and answer_balances.balance_id = ${balances.id}
    and answers.state = 'open'
  order by answers.answered_at desc limit 1`;

export async function listBalances(
  tx: Tx,
  { vendorId, filter, today, position, limit }: Listing & { position: Position | null; limit: number },
) {
  const order = { keys: sortKeys[filter.sort], direction: filter.direction };
  const { where, orderBy, cursorKeys } = keysetParts(order, position);
  const read = await tx
    .select({
      id: balances.id,
      reference: balances.reference,
      description: balances.description,
      issuedOn: balances.issuedOn,
      dueOn: balances.dueOn,
      currency: balances.currency,
      amountMinor: balances.amountMinor,
      outstandingMinor: balances.outstandingMinor,
      settledAt: balances.settledAt,
      ...adjustedColumns,
      debtorId: balances.debtorId,
      debtorName: debtors.name,
      debtorReference: debtors.reference,
      debtorEmail: debtors.email,
      answerKind: sql<AnswerKind | null>`(${openAnswer})`,
      cursorKeys,
    })
    .from(balances)
    .innerJoin(debtors, joinsDebtor)
    .where(and(...conditions({ vendorId, filter, today }), where))
    .orderBy(...orderBy)
    .limit(limit + 1);
  return pageOf(read, { limit, position });
}

export interface ListTotals {
  currency: Currency;
  count: number;
  amountMinor: bigint;
  outstandingMinor: bigint;
}

/** How many there are in all and what they come to, per currency. */
export async function totalBalances(tx: Tx, { vendorId, filter, today }: Listing): Promise<ListTotals[]> {
  return tx
    .select({
      currency: balances.currency,
      count: sql<number>`count(*)::int`,
      amountMinor: sql`sum(${balances.amountMinor})`.mapWith(BigInt),
      outstandingMinor: sql`sum(${balances.outstandingMinor})`.mapWith(BigInt),
    })
    .from(balances)
    .innerJoin(debtors, joinsDebtor)
    .where(and(...conditions({ vendorId, filter, today })))
    .groupBy(balances.currency)
    .orderBy(balances.currency);
}

function conditions({ vendorId, filter, today }: Listing): (SQL | undefined)[] {
  return [
    eq(balances.vendorId, vendorId),
    filter.search === "" ? undefined : matches(filter.search),
    inState(filter.state, today),
    filter.aging === null ? undefined : inBucket(filter.aging, today),
    filter.currency === null ? undefined : eq(balances.currency, filter.currency),
    filter.answered ? sql`exists (${openAnswer})` : undefined,
  ];
}

function matches(search: string): SQL {
  const pattern = `%${search.replace(/[\\%_]/g, "\\$&")}%`;
  return sql`(${balances.reference} ilike ${pattern} or ${debtors.reference} ilike ${pattern}
    or ${debtors.name} ilike ${pattern} or ${debtors.email} ilike ${pattern})`;
}

const adjusted = sql`(${adjustedColumns.creditedMinor} + ${adjustedColumns.writtenOffMinor})`;
const paid = sql`(${balances.amountMinor} - ${balances.outstandingMinor} - ${adjusted})`;

function inState(state: BalanceFilter["state"], today: string): SQL | undefined {
  switch (state) {
    case null:
      return undefined;
    case "outstanding":
      return sql`${balances.outstandingMinor} > 0`;
    case "overdue":
      return sql`${balances.outstandingMinor} > 0 and ${balances.dueOn} < ${today}`;
    case "part_paid":
      return sql`${balances.outstandingMinor} > 0 and ${paid} > 0`;
    case "settled":
      return sql`${balances.outstandingMinor} <= 0 and ${paid} > 0`;
    case "adjusted":
      return sql`${adjusted} > 0`;
  }
}

function inBucket(aging: NonNullable<BalanceFilter["aging"]>, today: string): SQL | undefined {
  const { from, to } = dueDatesOf(aging, today);
  return and(
    sql`${balances.outstandingMinor} <> 0`,
    from === null ? undefined : gte(balances.dueOn, from),
    to === null ? undefined : lte(balances.dueOn, to),
  );
}

/** The currencies a vendor has balances in. */
export async function listCurrencies(tx: Tx, { vendorId }: { vendorId: VendorId }): Promise<Currency[]> {
  const rows = await tx
    .selectDistinct({ currency: balances.currency })
    .from(balances)
    .where(eq(balances.vendorId, vendorId))
    .orderBy(balances.currency);
  return rows.map((row) => row.currency);
}

export async function findBalance(
  tx: Tx,
  { vendorId, balanceId }: { vendorId: VendorId; balanceId: BalanceId },
) {
  const [found] = await tx
    .select({ balance: { ...getTableColumns(balances), ...adjustedColumns }, debtor: debtors })
    .from(balances)
    .innerJoin(debtors, joinsDebtor)
    .where(and(eq(balances.vendorId, vendorId), eq(balances.id, balanceId)));
  return found ?? null;
}

/** The lines of the ledger that moved a balance, oldest first, each with what the rest of its entry says. */
export async function listPostingsOfBalance(
  tx: Tx,
  { vendorId, balanceId }: { vendorId: VendorId; balanceId: BalanceId },
) {
  return tx
    .select({
      entryId: postings.entryId,
      line: postings.line,
      kind: journalEntries.kind,
      occurredAt: journalEntries.occurredAt,
      recordedAt: journalEntries.recordedAt,
      memo: journalEntries.memo,
      currency: postings.currency,
      amountMinor: postings.amountMinor,
    })
    .from(postings)
    .innerJoin(
      journalEntries,
      and(eq(journalEntries.vendorId, postings.vendorId), eq(journalEntries.id, postings.entryId)),
    )
    .where(and(eq(postings.vendorId, vendorId), eq(postings.balanceId, balanceId)))
    .orderBy(journalEntries.occurredAt, journalEntries.recordedAt, postings.entryId, postings.line)
    .limit(200);
}
