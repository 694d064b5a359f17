import { and, asc, eq, gt, inArray, lte, sql } from "drizzle-orm";
import type { Tx } from "~db/client";
import { debtors, reminders } from "~db/schema";
import type { CadenceId, DebtorId, ReminderId, VendorId } from "~/domain/ids";
import type { Currency } from "~/domain/money";
import type { Channel, ContactChannel } from "~/domain/vocabulary";

/** Proposals that belong together: one step of one cadence, by one channel. */
export interface ProposalGroup {
  channel: ContactChannel;
  templateKey: string;
  cadenceId: CadenceId | null;
  step: number | null;
  /** Null where it was deleted, or a person asked for the reminder. */
  cadenceName: string | null;
  count: number;
}

/** Which of the reminders that wait to be released are meant. */
export interface WhichProposals {
  /** Those that waited then: what came after nobody has seen. */
  seenAt: Date;
  /** Only these; null: all. */
  ids: readonly ReminderId[] | null;
}

/** The reminders that wait to be released, by channel and step, each with how many. */
export async function listProposalGroups(
  tx: Tx,
  { vendorId }: { vendorId: VendorId },
): Promise<ProposalGroup[]> {
  return tx.execute<ProposalGroup & Record<string, unknown>>(sql`
    select reminders.channel, reminders.template_key as "templateKey", reminders.cadence_id as "cadenceId",
      reminders.step, cadences.name as "cadenceName", count(*)::int as count
    from reminders
    left join cadences on cadences.vendor_id = reminders.vendor_id and cadences.id = reminders.cadence_id
      and cadences.deleted_at is null
    where reminders.vendor_id = ${vendorId} and reminders.state = 'proposed'
    group by reminders.channel, reminders.template_key, reminders.cadence_id, reminders.step, cadences.name
    order by reminders.channel, cadences.name, reminders.step, reminders.template_key`);
}

export interface GroupTotal {
  channel: ContactChannel;
  templateKey: string;
  cadenceId: CadenceId | null;
  step: number | null;
  currency: Currency;
  outstandingMinor: bigint;
}

/** What the debtors of each group owe together, in each currency. */
export async function readProposalTotals(
  tx: Tx,
  { vendorId }: { vendorId: VendorId },
): Promise<GroupTotal[]> {
  const rows = await tx.execute<
    Omit<GroupTotal, "outstandingMinor"> & { outstanding: string } & Record<string, unknown>
  >(sql`
    select reminders.channel, reminders.template_key as "templateKey", reminders.cadence_id as "cadenceId",
      reminders.step, balances.currency, sum(balances.outstanding_minor)::text as outstanding
    from reminders
    join balances on balances.vendor_id = reminders.vendor_id and balances.debtor_id = reminders.debtor_id
      and balances.outstanding_minor > 0
    where reminders.vendor_id = ${vendorId} and reminders.state = 'proposed'
    group by reminders.channel, reminders.template_key, reminders.cadence_id, reminders.step,
      balances.currency
    order by balances.currency`);
  return rows.map(({ outstanding, ...row }) => ({ ...row, outstandingMinor: BigInt(outstanding) }));
}

/** The first of each group, those that wait longest before the others. */
export async function listProposals(
  tx: Tx,
  { vendorId, perGroup }: { vendorId: VendorId; perGroup: number },
) {
  const ranked = tx
    .select({
      id: reminders.id,
      debtorId: reminders.debtorId,
      channel: reminders.channel,
      templateKey: reminders.templateKey,
      cadenceId: reminders.cadenceId,
      step: reminders.step,
      plannedFor: reminders.plannedFor,
      rank: sql<number>`row_number() over (
        partition by ${reminders.channel}, ${reminders.templateKey}, ${reminders.cadenceId}, ${reminders.step}
        order by ${reminders.plannedFor}, ${reminders.id})`.as("rank"),
    })
    .from(reminders)
    .where(and(eq(reminders.vendorId, vendorId), eq(reminders.state, "proposed")))
    .as("ranked");
  return tx
    .select({
      id: ranked.id,
      debtorId: ranked.debtorId,
      channel: ranked.channel,
      templateKey: ranked.templateKey,
      cadenceId: ranked.cadenceId,
      step: ranked.step,
      plannedFor: ranked.plannedFor,
      debtorName: sql<string>`coalesce(${debtors.name}, ${debtors.reference})`,
    })
    .from(ranked)
    .innerJoin(debtors, and(eq(debtors.vendorId, vendorId), eq(debtors.id, ranked.debtorId)))
    .where(lte(ranked.rank, perGroup))
    .orderBy(asc(ranked.plannedFor), asc(ranked.id));
}

/** One reminder that waits to be released; null when it waits no more. */
export async function findProposal(tx: Tx, { vendorId, id }: { vendorId: VendorId; id: ReminderId }) {
  const [found] = await tx
    .select({
      id: reminders.id,
      debtorId: reminders.debtorId,
      channel: reminders.channel,
      templateKey: reminders.templateKey,
      plannedFor: reminders.plannedFor,
      debtorName: sql<string>`coalesce(${debtors.name}, ${debtors.reference})`,
    })
    .from(reminders)
    .innerJoin(debtors, and(eq(debtors.vendorId, reminders.vendorId), eq(debtors.id, reminders.debtorId)))
    .where(and(eq(reminders.vendorId, vendorId), eq(reminders.id, id), eq(reminders.state, "proposed")));
  return found ?? null;
}

/**
 * The next proposals after one, with their debtors locked in the order of their ids, so that two who release
 * at once wait for each other, and a payment for both.
 */
export async function lockProposals(
  tx: Tx,
  params: { vendorId: VendorId; which: WhichProposals; after: ReminderId | null; limit: number },
): Promise<{ id: ReminderId; debtorId: DebtorId }[]> {
  const { vendorId, which, after, limit } = params;
  const found = await tx
    .select({ id: reminders.id, debtorId: reminders.debtorId })
    .from(reminders)
    .where(
      and(
        eq(reminders.vendorId, vendorId),
        eq(reminders.state, "proposed"),
        lte(reminders.plannedFor, which.seenAt),
        which.ids === null ? undefined : inArray(reminders.id, [...which.ids]),
        after === null ? undefined : gt(reminders.id, after),
      ),
    )
    .orderBy(asc(reminders.id))
    .limit(limit);
  const debtorIds = found.map(({ debtorId }) => debtorId);
  if (debtorIds.length === 0) return [];
  await tx
    .select({ id: debtors.id })
    .from(debtors)
    .where(and(eq(debtors.vendorId, vendorId), inArray(debtors.id, debtorIds)))
    .orderBy(asc(debtors.id))
    .for("no key update");
  return found;
}

/** Moves those of these that still wait on; returns them. */
export async function moveProposals(
  tx: Tx,
  params: {
    vendorId: VendorId;
    ids: readonly ReminderId[];
    to: { state: "planned" | "cancelled"; reason: string | null };
  },
): Promise<{ id: ReminderId; debtorId: DebtorId; channel: ContactChannel }[]> {
  const { vendorId, ids, to } = params;
  if (ids.length === 0) return [];
  return tx
    .update(reminders)
    .set({ ...to, updatedAt: sql`now()` })
    .where(
      and(eq(reminders.vendorId, vendorId), inArray(reminders.id, [...ids]), eq(reminders.state, "proposed")),
    )
    .returning({ id: reminders.id, debtorId: reminders.debtorId, channel: reminders.channel });
}

/** How many reminders wait to be released, by channel. */
export async function countProposals(
  tx: Tx,
  { vendorId }: { vendorId: VendorId },
): Promise<{ channel: Channel; count: number }[]> {
  return tx.execute<{ channel: Channel; count: number }>(sql`
    select channel, count(*)::int as count from reminders
    where vendor_id = ${vendorId} and state = 'proposed' group by channel order by channel`);
}
