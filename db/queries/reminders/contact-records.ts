import { and, eq, inArray, isNotNull, isNull, sql } from "drizzle-orm";
import type { Tx } from "~db/client";
import { isAmong } from "~db/queries/among";
import { answers, balances, callTasks, contactChoices, contactStops, holdouts, replies } from "~db/schema";
import type { CivilDate } from "~/domain/dates";
import type { AnswerId, CallTaskId, DebtorId, VendorId } from "~/domain/ids";
import type { AnswerKind, AnswerState } from "~/domain/vocabulary";

interface Asked {
  vendorId: VendorId;
  debtorIds: DebtorId[];
}

/** How these debtors want to be reached; those who never said so are left out. */
export function readChoices(tx: Tx, { vendorId, debtorIds }: Asked) {
  return tx
    .select({
      debtorId: contactChoices.debtorId,
      channels: contactChoices.channels,
      opensAtHour: contactChoices.opensAtHour,
      closesAtHour: contactChoices.closesAtHour,
      language: contactChoices.language,
    })
    .from(contactChoices)
    .where(and(eq(contactChoices.vendorId, vendorId), isAmong(contactChoices.debtorId, debtorIds)));
}

/** Those of these debtors with whom a person has stopped all contact. */
export async function readStopped(tx: Tx, { vendorId, debtorIds }: Asked): Promise<DebtorId[]> {
  const rows = await tx
    .select({ debtorId: contactStops.debtorId })
    .from(contactStops)
    .where(
      and(
        eq(contactStops.vendorId, vendorId),
        isAmong(contactStops.debtorId, debtorIds),
        isNull(contactStops.liftedAt),
      ),
    );
  return rows.map(({ debtorId }) => debtorId);
}

/** When each of these debtors last wrote something that nobody has handled yet. */
export async function readUnhandledReplies(
  tx: Tx,
  { vendorId, debtorIds }: Asked,
): Promise<{ debtorId: DebtorId; receivedAt: Date }[]> {
  return tx
    .select({
      debtorId: replies.debtorId,
      receivedAt: sql<Date>`max(${replies.receivedAt})`.mapWith(replies.receivedAt),
    })
    .from(replies)
    .where(
      and(eq(replies.vendorId, vendorId), isAmong(replies.debtorId, debtorIds), isNull(replies.handledAt)),
    )
    .groupBy(replies.debtorId);
}

/** The calls with these debtors that wait for a person to make them. */
export function readOpenCalls(tx: Tx, { vendorId, debtorIds }: Asked): Promise<OpenCall[]> {
  return tx
    .select({ debtorId: callTasks.debtorId, callTaskId: callTasks.id, dueAt: callTasks.dueAt })
    .from(callTasks)
    .where(
      and(
        eq(callTasks.vendorId, vendorId),
        isAmong(callTasks.debtorId, debtorIds),
        eq(callTasks.state, "open"),
      ),
    );
}
export type OpenCall = { debtorId: DebtorId; callTaskId: CallTaskId; dueAt: Date };

/** The arms of these debtors that have fallen into one. */
export function readHoldouts(tx: Tx, { vendorId, debtorIds }: Asked) {
  return tx
    .select({ debtorId: holdouts.debtorId, arm: holdouts.arm, endsAt: holdouts.endsAt })
    .from(holdouts)
    .where(and(eq(holdouts.vendorId, vendorId), isAmong(holdouts.debtorId, debtorIds)));
}

export interface EndedAnswer {
  debtorId: DebtorId;
  answerId: AnswerId;
  kind: AnswerKind;
  state: AnswerState;
  /** The day named, when it was a promise. */
  promisedOn: CivilDate | null;
  closedAt: Date;
}

/** The last answer of each of these debtors that ended without the money: broken, or closed by a person. */
export async function readEndedAnswers(tx: Tx, { vendorId, debtorIds }: Asked): Promise<EndedAnswer[]> {
  const rows = await tx
    .selectDistinctOn([answers.debtorId], {
      debtorId: answers.debtorId,
      answerId: answers.id,
      kind: answers.kind,
      state: answers.state,
      promisedOn: answers.promisedOn,
      closedAt: answers.closedAt,
    })
    .from(answers)
    .where(
      and(
        eq(answers.vendorId, vendorId),
        isAmong(answers.debtorId, debtorIds),
        inArray(answers.state, ["broken", "resolved"]),
        isNotNull(answers.closedAt),
      ),
    )
    .orderBy(answers.debtorId, sql`${answers.closedAt} desc`, sql`${answers.id} desc`);
  return rows.flatMap(({ closedAt, ...row }) => (closedAt === null ? [] : [{ ...row, closedAt }]));
}

/** Those of these debtors who have settled a balance with this vendor before. */
export async function readRepeat(tx: Tx, { vendorId, debtorIds }: Asked): Promise<DebtorId[]> {
  const rows = await tx
    .selectDistinct({ debtorId: balances.debtorId })
    .from(balances)
    .where(
      and(
        eq(balances.vendorId, vendorId),
        isAmong(balances.debtorId, debtorIds),
        isNotNull(balances.settledAt),
      ),
    );
  return rows.map(({ debtorId }) => debtorId);
}

/**
 * Those of these debtors whose last reminder was opened by a person, as far as can be told, or who went to
 * pay since.
 */
export async function readOpened(tx: Tx, { vendorId, debtorIds }: Asked): Promise<DebtorId[]> {
  const ids = JSON.stringify(debtorIds);
  const rows = await tx.execute<{ debtor_id: DebtorId }>(sql`
    select last.debtor_id from (
      select distinct on (debtor_id) debtor_id, opened_at, sent_at
      from messages
      where vendor_id = ${vendorId} and purpose = 'reminder' and sent_at is not null
        and debtor_id in (select value::uuid from json_array_elements_text(${ids}::json))
      order by debtor_id, sent_at desc
    ) as last
    where last.opened_at is not null or exists (
      select 1 from checkouts
      where checkouts.vendor_id = ${vendorId} and checkouts.debtor_id = last.debtor_id
        and checkouts.kind <> 'instalment' and checkouts.created_at >= last.sent_at
    )`);
  return rows.map(({ debtor_id }) => debtor_id);
}

/** Ends promises that are open; returns those that this call ended. */
export async function endPromises(
  tx: Tx,
  params: {
    vendorId: VendorId;
    answerIds: readonly AnswerId[];
    state: "kept" | "broken";
    reason: string;
    now: Date;
  },
): Promise<AnswerId[]> {
  const { vendorId, answerIds, state, reason, now } = params;
  if (answerIds.length === 0) return [];
  const ended = await tx
    .update(answers)
    .set({ state, closedAt: now, closedReason: reason })
    .where(and(eq(answers.vendorId, vendorId), isAmong(answers.id, answerIds), eq(answers.state, "open")))
    .returning({ id: answers.id });
  return ended.map(({ id }) => id);
}
