import { and, desc, eq, gt, inArray, isNull, or, sql } from "drizzle-orm";
import type { Tx } from "~db/client";
import {
  answerBalances,
  answers,
  balances,
  contactSchedules,
  debtors,
  messages,
  payLinks,
  suppressions,
} from "~db/schema";
import type { AnswerId, BalanceId, DebtorId, VendorId } from "~/domain/ids";
import type { Position } from "~/domain/keyset";
import type { Currency } from "~/domain/money";
import type { AnswerKind, Channel } from "~/domain/vocabulary";
import { adjustedColumns } from "~db/queries/ledger/adjustments";
import { keysetParts, pageOf, type Order } from "./keyset";

export type Debtor = typeof debtors.$inferSelect;

const byName: Order = {
  keys: [
    { expression: sql`lower(coalesce(${debtors.name}, ${debtors.reference}))`, type: "text" },
    { expression: sql`${debtors.id}`, type: "uuid" },
  ],
  direction: "asc",
};
export const debtorKeyTypes = byName.keys.map(({ type }) => type);

/** Debtors by name, each with what they owe in each currency. */
export async function listDebtors(
  tx: Tx,
  {
    vendorId,
    search,
    owingOnly,
    position,
    limit,
  }: {
    vendorId: VendorId;
    search: string;
    owingOnly: boolean;
    position: Position | null;
    limit: number;
  },
) {
  const { where, orderBy, cursorKeys } = keysetParts(byName, position);
  const pattern = `%${search.replace(/[\\%_]/g, "\\$&")}%`;
  const owes = sql`exists (select 1 from balances where balances.vendor_id = ${debtors.vendorId}
    and balances.debtor_id = ${debtors.id} and balances.outstanding_minor > 0)`;
  const read = await tx
    .select({
      id: debtors.id,
      name: debtors.name,
      reference: debtors.reference,
      email: debtors.email,
      phone: debtors.phone,
      nextCheckAt: contactSchedules.nextCheckAt,
      reason: contactSchedules.reason,
      cursorKeys,
    })
    .from(debtors)
    .leftJoin(
      contactSchedules,
      and(eq(contactSchedules.vendorId, debtors.vendorId), eq(contactSchedules.debtorId, debtors.id)),
    )
    .where(
      and(
        eq(debtors.vendorId, vendorId),
        search === ""
          ? undefined
          : sql`(${debtors.name} ilike ${pattern} or ${debtors.reference} ilike ${pattern}
        or ${debtors.email} ilike ${pattern} or ${debtors.phone} ilike ${pattern})`,
        owingOnly ? owes : undefined,
        where,
      ),
    )
    .orderBy(...orderBy)
    .limit(limit + 1);
  const page = pageOf(read, { limit, position });
  const owed = await totalsOfDebtors(tx, { vendorId, debtorIds: page.rows.map(({ id }) => id) });
  return {
    ...page,
    rows: page.rows.map((row) => ({ ...row, owed: owed.filter(({ debtorId }) => debtorId === row.id) })),
  };
}

export interface Owed {
  debtorId: DebtorId;
  currency: Currency;
  count: number;
  outstandingMinor: bigint;
}

/** What each of these debtors owes, where anything. */
export async function totalsOfDebtors(
  tx: Tx,
  { vendorId, debtorIds }: { vendorId: VendorId; debtorIds: readonly DebtorId[] },
): Promise<Owed[]> {
  if (debtorIds.length === 0) return [];
  return tx
    .select({
      debtorId: balances.debtorId,
      currency: balances.currency,
      count: sql<number>`count(*)::int`,
      outstandingMinor: sql`sum(${balances.outstandingMinor})`.mapWith(BigInt),
    })
    .from(balances)
    .where(
      and(
        eq(balances.vendorId, vendorId),
        inArray(balances.debtorId, [...debtorIds]),
        gt(balances.outstandingMinor, 0n),
      ),
    )
    .groupBy(balances.debtorId, balances.currency)
    .orderBy(balances.currency);
}

export async function findDebtor(
  tx: Tx,
  { vendorId, debtorId }: { vendorId: VendorId; debtorId: DebtorId },
): Promise<Debtor | null> {
  const [found] = await tx
    .select()
    .from(debtors)
    .where(and(eq(debtors.vendorId, vendorId), eq(debtors.id, debtorId)));
  return found ?? null;
}

export async function updateDebtor(
  tx: Tx,
  {
    vendorId,
    debtorId,
    ...change
  }: { vendorId: VendorId; debtorId: DebtorId } & Pick<
    Debtor,
    | "name"
    | "email"
    | "phone"
    | "timeZone"
    | "language"
    | "country"
    | "region"
    | "postalCode"
    | "kind"
    | "updatedAt"
  >,
): Promise<void> {
  await tx
    .update(debtors)
    .set(change)
    .where(and(eq(debtors.vendorId, vendorId), eq(debtors.id, debtorId)));
}

/** A debtor's balances: what is outstanding first and oldest first, then what is settled, latest first. */
export async function listBalancesOfDebtor(
  tx: Tx,
  { vendorId, debtorId, limit }: { vendorId: VendorId; debtorId: DebtorId; limit: number },
) {
  return tx
    .select({
      id: balances.id,
      reference: balances.reference,
      description: balances.description,
      dueOn: balances.dueOn,
      currency: balances.currency,
      amountMinor: balances.amountMinor,
      outstandingMinor: balances.outstandingMinor,
      settledAt: balances.settledAt,
      ...adjustedColumns,
    })
    .from(balances)
    .where(and(eq(balances.vendorId, vendorId), eq(balances.debtorId, debtorId)))
    .orderBy(
      sql`${balances.outstandingMinor} <= 0`,
      sql`${balances.settledAt} desc nulls last`,
      balances.dueOn,
      balances.id,
    )
    .limit(limit);
}

/** Where a debtor must not be written to, and how many links of theirs open. */
export async function readContactState(
  tx: Tx,
  { vendorId, debtor, now }: { vendorId: VendorId; debtor: Debtor; now: Date },
) {
  const contacts = [debtor.email, debtor.phone].filter((contact) => contact !== null);
  const blocked =
    contacts.length === 0
      ? []
      : await tx
          .select()
          .from(suppressions)
          .where(and(eq(suppressions.vendorId, vendorId), inArray(suppressions.contact, contacts)));
  const openLinks = await tx.$count(
    payLinks,
    and(
      eq(payLinks.vendorId, vendorId),
      eq(payLinks.debtorId, debtor.id),
      isNull(payLinks.revokedAt),
      gt(payLinks.expiresAt, now),
    ),
  );
  return { suppressions: blocked, openLinks };
}

export async function listMessagesOfDebtor(
  tx: Tx,
  { vendorId, debtorId, limit }: { vendorId: VendorId; debtorId: DebtorId; limit: number },
) {
  return tx
    .select({
      id: messages.id,
      purpose: messages.purpose,
      channel: messages.channel,
      contact: messages.contact,
      subject: messages.subject,
      body: messages.body,
      segments: messages.segments,
      state: messages.state,
      reason: messages.reason,
      queuedAt: messages.queuedAt,
      sentAt: messages.sentAt,
      openedAt: messages.openedAt,
      machineOpenedAt: messages.machineOpenedAt,
    })
    .from(messages)
    .where(and(eq(messages.vendorId, vendorId), eq(messages.debtorId, debtorId)))
    .orderBy(desc(messages.queuedAt), desc(messages.id))
    .limit(limit);
}

/** What a debtor said, latest first; about one balance only, when one is named. */
export async function listAnswersAbout(
  tx: Tx,
  { vendorId, debtorId, balanceId }: { vendorId: VendorId; debtorId: DebtorId; balanceId: BalanceId | null },
) {
  const about = sql`exists (
    select 1 from ${answerBalances}
    where ${answerBalances.vendorId} = ${answers.vendorId} and ${answerBalances.answerId} = ${answers.id}
      and ${answerBalances.balanceId} = ${balanceId}::uuid)`;
  return tx
    .select({
      id: answers.id,
      kind: answers.kind,
      state: answers.state,
      note: answers.note,
      promisedOn: answers.promisedOn,
      amountMinor: answers.amountMinor,
      answeredAt: answers.answeredAt,
      closedAt: answers.closedAt,
      closedReason: answers.closedReason,
    })
    .from(answers)
    .where(
      and(
        eq(answers.vendorId, vendorId),
        eq(answers.debtorId, debtorId),
        balanceId === null ? undefined : about,
      ),
    )
    .orderBy(sql`${answers.state} <> 'open'`, desc(answers.answeredAt), desc(answers.id))
    .limit(20);
}

/** Closes an answer that is open, or broken and still waiting for a person. Null when it was neither. */
export async function closeAnswerRow(
  tx: Tx,
  {
    vendorId,
    debtorId,
    answerId,
    closedBy,
    reason,
    now,
  }: {
    vendorId: VendorId;
    debtorId: DebtorId;
    answerId: AnswerId;
    closedBy: string;
    reason: string;
    now: Date;
  },
): Promise<{ kind: AnswerKind } | null> {
  const [closed] = await tx
    .update(answers)
    .set({ state: "resolved", closedAt: now, closedBy, closedReason: reason })
    .where(
      and(
        eq(answers.vendorId, vendorId),
        eq(answers.debtorId, debtorId),
        eq(answers.id, answerId),
        or(eq(answers.state, "open"), eq(answers.state, "broken")),
      ),
    )
    .returning({ kind: answers.kind });
  return closed ?? null;
}

export async function deleteSuppression(
  tx: Tx,
  { vendorId, channel, contact }: { vendorId: VendorId; channel: Channel; contact: string },
): Promise<boolean> {
  const deleted = await tx
    .delete(suppressions)
    .where(
      and(
        eq(suppressions.vendorId, vendorId),
        eq(suppressions.channel, channel),
        eq(suppressions.contact, contact),
      ),
    )
    .returning({ contact: suppressions.contact });
  return deleted.length > 0;
}
