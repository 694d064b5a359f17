import { and, asc, desc, eq, gt, inArray, lt, lte, sql } from "drizzle-orm";
import type { Tx } from "~db/client";
import { answers, callAttempts, callTasks, debtors, reminders } from "~db/schema";
import type { CivilDate } from "~/domain/dates";
import type { DebtorId, VendorId } from "~/domain/ids";
import type { ActorKind, TimelineKind } from "~/domain/vocabulary";

/** How many calls are to be made now, and how many later. */
export async function countCalls(
  tx: Tx,
  { vendorId, now }: { vendorId: VendorId; now: Date },
): Promise<{ due: number; later: number }> {
  const [found] = await tx
    .select({
      due: sql<number>`(count(*) filter (where ${callTasks.dueAt} <= ${now.toISOString()}))::int`,
      later: sql<number>`(count(*) filter (where ${callTasks.dueAt} > ${now.toISOString()}))::int`,
    })
    .from(callTasks)
    .where(and(eq(callTasks.vendorId, vendorId), eq(callTasks.state, "open")));
  return found ?? { due: 0, later: 0 };
}

const columns = {
  id: callTasks.id,
  debtorId: callTasks.debtorId,
  debtorName: sql<string>`coalesce(${debtors.name}, ${debtors.reference})`,
  phone: sql<string>`coalesce(${debtors.phone}, ${callTasks.phone})`,
  dueAt: callTasks.dueAt,
  templateKey: reminders.templateKey,
  tries: sql<number>`(select count(*)::int from ${callAttempts}
    where ${callAttempts.vendorId} = ${callTasks.vendorId} and ${callAttempts.callTaskId} = ${callTasks.id})`,
};

/** The calls to be made now, longest due first. */
export function listCallsDue(
  tx: Tx,
  { vendorId, now, limit }: { vendorId: VendorId; now: Date; limit: number },
) {
  return listOpen(tx, { vendorId, when: lte(callTasks.dueAt, now), limit });
}

/** The calls that are to be made later, up to an instant, soonest first. */
export function listCallsLater(
  tx: Tx,
  { vendorId, now, before, limit }: { vendorId: VendorId; now: Date; before: Date; limit: number },
) {
  const when = and(gt(callTasks.dueAt, now), lt(callTasks.dueAt, before));
  return listOpen(tx, { vendorId, when, limit });
}

function listOpen(
  tx: Tx,
  { vendorId, when, limit }: { vendorId: VendorId; when: ReturnType<typeof and>; limit: number },
) {
  return tx
    .select(columns)
    .from(callTasks)
    .innerJoin(debtors, and(eq(debtors.vendorId, callTasks.vendorId), eq(debtors.id, callTasks.debtorId)))
    .innerJoin(
      reminders,
      and(eq(reminders.vendorId, callTasks.vendorId), eq(reminders.id, callTasks.reminderId)),
    )
    .where(and(eq(callTasks.vendorId, vendorId), eq(callTasks.state, "open"), when))
    .orderBy(asc(callTasks.dueAt), asc(callTasks.id))
    .limit(limit);
}

export interface PastEvent {
  debtorId: DebtorId;
  kind: TimelineKind;
  actor: ActorKind;
  occurredAt: Date;
  details: Record<string, string | number | null>;
}

/** What was last said and done between the vendor and these debtors, newest first, a few of each. */
export async function listLastExchanges(
  tx: Tx,
  {
    vendorId,
    debtorIds,
    perDebtor,
  }: { vendorId: VendorId; debtorIds: readonly DebtorId[]; perDebtor: number },
): Promise<PastEvent[]> {
  if (debtorIds.length === 0) return [];
  const rows = await tx.execute<
    Omit<PastEvent, "occurredAt"> & { occurredAt: string } & Record<string, unknown>
  >(sql`
    select last.debtor_id as "debtorId", last.kind, last.actor, last.occurred_at as "occurredAt", last.details
    from json_array_elements_text(${JSON.stringify(debtorIds)}::json) as wanted
    cross join lateral (
      select * from timeline_events
      where vendor_id = ${vendorId} and debtor_id = wanted.value::uuid
        and kind in ('message_sent', 'message_opened', 'message_failed', 'reply_received', 'call_made',
          'answered', 'answer_closed', 'payment_received', 'payment_failed', 'checkout_started')
      order by occurred_at desc, id desc
      limit ${perDebtor}
    ) as last`);
  return rows.map(({ occurredAt, ...row }) => ({ ...row, occurredAt: new Date(occurredAt) }));
}

/** The day that each of these debtors last promised to pay by, and has not paid. */
export async function readLastPromises(
  tx: Tx,
  { vendorId, debtorIds }: { vendorId: VendorId; debtorIds: readonly DebtorId[] },
): Promise<Map<DebtorId, CivilDate | null>> {
  const rows = await tx
    .selectDistinctOn([answers.debtorId], { debtorId: answers.debtorId, promisedOn: answers.promisedOn })
    .from(answers)
    .where(
      and(
        eq(answers.vendorId, vendorId),
        inArray(answers.debtorId, [...debtorIds]),
        eq(answers.kind, "promise_to_pay"),
        inArray(answers.state, ["open", "broken"]),
      ),
    )
    .orderBy(answers.debtorId, desc(answers.answeredAt));
  return new Map(rows.map(({ debtorId, promisedOn }) => [debtorId, promisedOn]));
}
