import { and, eq, sql, type SQL } from "drizzle-orm";
import type { Tx } from "~db/client";
import { debtors } from "~db/schema";
import type { CadenceId, DebtorId, VendorId } from "~/domain/ids";
import type { ContactChannel, DebtorKind } from "~/domain/vocabulary";

interface Choosable {
  id: CadenceId;
  isDefault: boolean;
  audience: DebtorKind | null;
}

/** The debtors who are in one of these cadences, or would be in another one after a change. */
export interface Concerned {
  vendorId: VendorId;
  before: readonly Choosable[];
  after: readonly Choosable[];
  /** The cadences that change in what they do, wherever debtors are. */
  changed: readonly CadenceId[];
}

/** How many debtors with something outstanding are in each cadence; those with none are left out. */
export async function countInCadences(
  tx: Tx,
  { vendorId, cadences }: { vendorId: VendorId; cadences: readonly Choosable[] },
): Promise<Map<CadenceId, number>> {
  const rows = await tx.execute<{ cadence_id: CadenceId | null; debtors: number }>(sql`
    select ${cadenceOf(cadences)} as cadence_id, count(*)::int as debtors
    from debtors
    where vendor_id = ${vendorId} and ${owes}
    group by 1`);
  return new Map(rows.flatMap(({ cadence_id: id, debtors }) => (id === null ? [] : [[id, debtors]])));
}

/** What goes next within a span of time, by cadence and channel, as the debtors' schedules have it. */
export async function countPlannedByCadence(
  tx: Tx,
  params: { vendorId: VendorId; cadences: readonly Choosable[]; from: Date; to: Date },
): Promise<{ cadenceId: CadenceId; channel: ContactChannel; contacts: number }[]> {
  const { vendorId, cadences, from, to } = params;
  const rows = await tx.execute<{
    cadence_id: CadenceId | null;
    channel: ContactChannel;
    contacts: number;
  }>(sql`
    select ${cadenceOf(cadences)} as cadence_id, schedule.next_channel as channel, count(*)::int as contacts
    from contact_schedules schedule
    join debtors on debtors.vendor_id = schedule.vendor_id and debtors.id = schedule.debtor_id
    where schedule.vendor_id = ${vendorId} and schedule.next_channel is not null
      and schedule.next_check_at >= ${from.toISOString()} and schedule.next_check_at < ${to.toISOString()}
    group by 1, 2
    order by 2`);
  return rows.flatMap(({ cadence_id: cadenceId, channel, contacts }) =>
    cadenceId === null ? [] : [{ cadenceId, channel, contacts }],
  );
}

/** How many debtors with something outstanding a change concerns. */
export async function countConcerned(tx: Tx, concerned: Concerned): Promise<number> {
  const [row] = await tx.execute<{ debtors: number }>(sql`
    select count(*)::int as debtors from debtors where ${isConcerned(concerned)}`);
  return row?.debtors ?? 0;
}

/**
 * Some of the debtors whom a change concerns: all when there are no more than the limit, else as if at
 * random, the same ones each time.
 */
export async function sampleConcerned(
  tx: Tx,
  { limit, ...concerned }: Concerned & { limit: number },
): Promise<DebtorId[]> {
  const rows = await tx.execute<{ id: DebtorId }>(sql`
    select id from debtors where ${isConcerned(concerned)} order by md5(id::text) limit ${limit}`);
  return rows.map(({ id }) => id);
}

/**
 * Has the sweep look again at every debtor whom a change concerns, in one statement however many they are.
 * Nothing is written but their schedules. Returns how many.
 *
 * @param told what their pages say until then, where it is known already that nothing goes.
 */
export async function lookAgainAtConcerned(
  tx: Tx,
  { at, told, ...concerned }: Concerned & { at: Date; told: string | null },
): Promise<number> {
  const schedule =
    told === null ? sql`` : sql`, reason = ${told}, next_channel = null, next_template_key = null`;
  const rows = await tx.execute(sql`
    insert into contact_schedules (vendor_id, debtor_id, next_check_at)
    select vendor_id, id, ${at.toISOString()}::timestamptz from debtors
    where ${isConcerned(concerned)}
    order by id
    on conflict (vendor_id, debtor_id) do update
    set next_check_at = least(contact_schedules.next_check_at, excluded.next_check_at), updated_at = now()
      ${schedule}`);
  return rows.count;
}

/** Puts a debtor into a cadence, or back into the one that is for them anyway. */
export async function setDebtorCadence(
  tx: Tx,
  params: { vendorId: VendorId; debtorId: DebtorId; cadenceId: CadenceId | null },
): Promise<void> {
  const { vendorId, debtorId, cadenceId } = params;
  await tx
    .update(debtors)
    .set({ cadenceId, updatedAt: sql`now()` })
    .where(and(eq(debtors.vendorId, vendorId), eq(debtors.id, debtorId)));
}

const owes = sql`exists (
  select 1 from balances
  where balances.vendor_id = debtors.vendor_id and balances.debtor_id = debtors.id
    and balances.outstanding_minor > 0
)`;

function isConcerned({ vendorId, before, after, changed }: Concerned): SQL {
  const now = cadenceOf(before);
  const moves = sql`${now} is distinct from ${cadenceOf(after)}`;
  const stays = changed.length === 0 ? sql`false` : sql`${now} in (${uuids(changed)})`;
  return sql`vendor_id = ${vendorId} and (${moves} or ${stays}) and ${owes}`;
}

/** The cadence that a debtor is in, as `cadenceFor` in the domain has it. */
function cadenceOf(cadences: readonly Choosable[]): SQL {
  const [first] = cadences;
  if (first === undefined) return sql`null::uuid`;
  const ids = uuids(cadences.map(({ id }) => id));
  const byKind = cadences.flatMap(({ id, audience }) =>
    audience === null ? [] : [sql`when debtors.kind = ${audience} then ${id}::uuid`],
  );
  const kind = byKind.length === 0 ? sql`null::uuid` : sql`case ${sql.join(byKind, sql` `)} end`;
  const standard = cadences.find(({ isDefault }) => isDefault);
  return sql`coalesce(
    case when debtors.cadence_id in (${ids}) then debtors.cadence_id end, ${kind},
    ${standard === undefined ? sql`null` : sql`${standard.id}::uuid`})`;
}

function uuids(ids: readonly CadenceId[]): SQL {
  return sql.join(
    ids.map((id) => sql`${id}::uuid`),
    sql`, `,
  );
}
