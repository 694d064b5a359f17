import { and, eq, exists, inArray, lte, or, sql } from "drizzle-orm";
import { v7 as uuid } from "uuid";
import type { Tx } from "~db/client";
import { contactSchedules, messages, reminders, vendors } from "~db/schema";
import type { CadenceId, DebtorId, ReminderId, VendorId } from "~/domain/ids";
import type { Channel, ContactChannel, ReminderState } from "~/domain/vocabulary";
import { cancelCallTasks } from "~db/queries/calls/planned-calls";
import { recordEvents } from "~db/queries/vendor/timeline";

/** Marks the slot of a reminder that was held at the last check, so that its step can be planned again. */
export const freedSlotMark = "/held/";

/** The vendors with debtors to look at: one step into the index for each vendor. For the system's doorway. */
export async function listVendorsDue(tx: Tx, { now }: { now: Date }): Promise<VendorId[]> {
  const due = tx
    .select({ one: sql`1` })
    .from(contactSchedules)
    .where(and(eq(contactSchedules.vendorId, vendors.id), lte(contactSchedules.nextCheckAt, now)));
  const rows = await tx.select({ id: vendors.id }).from(vendors).where(exists(due));
  return rows.map(({ id }) => id);
}

/**
 * Takes debtors that are to be looked at, longest due first, leaving those that another planner, or whoever
 * is taking in an answer or a payment, has in hand. The debtor is taken along with its schedule, since
 * everyone else takes the debtor first: what waits for nothing cannot be part of a deadlock.
 */
export async function claimDueDebtors(
  tx: Tx,
  { vendorId, now, limit }: { vendorId: VendorId; now: Date; limit: number },
): Promise<DebtorId[]> {
  const rows = await tx.execute<{ debtor_id: DebtorId }>(sql`
    select contact_schedules.debtor_id
    from contact_schedules
    join debtors
      on debtors.vendor_id = contact_schedules.vendor_id and debtors.id = contact_schedules.debtor_id
    where contact_schedules.vendor_id = ${vendorId}
      and contact_schedules.next_check_at <= ${now.toISOString()}
    order by contact_schedules.next_check_at
    limit ${limit}
    for no key update skip locked`);
  return rows.map(({ debtor_id: debtorId }) => debtorId);
}

/** Takes the schedule of a debtor who is locked already, waiting for whoever has it in hand. */
export async function claimDebtor(
  tx: Tx,
  { vendorId, debtorId }: { vendorId: VendorId; debtorId: DebtorId },
): Promise<void> {
  await tx
    .insert(contactSchedules)
    .values({ vendorId, debtorId, nextCheckAt: null })
    .onConflictDoUpdate({
      target: [contactSchedules.vendorId, contactSchedules.debtorId],
      set: { updatedAt: sql`now()` },
    });
}

export interface NextCheck {
  debtorId: DebtorId;
  /** Null: when something about the debtor changes. */
  at: Date | null;
  /** A sentence for the vendor. */
  reason: string;
  /** What goes then, if nothing changes. */
  nextChannel: ContactChannel | null;
  nextTemplateKey: string | null;
}

/** Writes down when each of these debtors is looked at next, why then, and what goes then. */
export async function scheduleChecks(
  tx: Tx,
  { vendorId, checks }: { vendorId: VendorId; checks: readonly NextCheck[] },
): Promise<void> {
  if (checks.length === 0) return;
  const rows = JSON.stringify(
    checks.map(({ debtorId, at, reason, nextChannel, nextTemplateKey }) => ({
      debtor_id: debtorId,
      at: at?.toISOString() ?? null,
      reason,
      next_channel: nextChannel,
      next_template_key: nextTemplateKey,
    })),
  );
  await tx.execute(sql`
    update contact_schedules
    set next_check_at = "check".at, reason = "check".reason, next_channel = "check".next_channel,
      next_template_key = "check".next_template_key, updated_at = now()
    from json_to_recordset(${rows}::json) as "check"
      (debtor_id uuid, at timestamptz, reason text, next_channel text, next_template_key text)
    where contact_schedules.vendor_id = ${vendorId} and contact_schedules.debtor_id = "check".debtor_id`);
}

export interface NewReminder {
  debtorId: DebtorId;
  cadenceId: CadenceId | null;
  step: number | null;
  stageDays: number | null;
  channel: ContactChannel;
  templateKey: string;
  slot: string;
  plannedFor: Date;
  state: ReminderState;
  reason: string | null;
  requestedBy: string | null;
}

/** Writes reminders; one whose slot is taken is left out of what is returned. */
export async function insertReminders(
  tx: Tx,
  { vendorId, rows }: { vendorId: VendorId; rows: readonly NewReminder[] },
): Promise<{ id: ReminderId; debtorId: DebtorId }[]> {
  if (rows.length === 0) return [];
  const written = JSON.stringify(
    rows.map((row) => ({
      id: uuid(),
      debtor_id: row.debtorId,
      cadence_id: row.cadenceId,
      step: row.step,
      stage_days: row.stageDays,
      channel: row.channel,
      template_key: row.templateKey,
      slot: row.slot,
      planned_for: row.plannedFor.toISOString(),
      state: row.state,
      reason: row.reason,
      requested_by: row.requestedBy,
    })),
  );
  const inserted = await tx.execute<{ id: ReminderId; debtor_id: DebtorId }>(sql`
    insert into reminders (vendor_id, id, debtor_id, cadence_id, step, stage_days, channel, template_key,
      slot, planned_for, state, reason, requested_by)
    select ${vendorId}, id, debtor_id, cadence_id, step, stage_days, channel, template_key, slot, planned_for,
      state, reason, requested_by
    from json_to_recordset(${written}::json) as planned (id uuid, debtor_id uuid, cadence_id uuid,
      step smallint, stage_days int, channel text, template_key text, slot text, planned_for timestamptz,
      state text, reason text, requested_by text)
    on conflict (vendor_id, debtor_id, slot) do nothing
    returning id, debtor_id`);
  return inserted.map(({ id, debtor_id: debtorId }) => ({ id, debtorId }));
}

export async function findReminder(tx: Tx, { vendorId, id }: { vendorId: VendorId; id: ReminderId }) {
  const [reminder] = await tx
    .select({ templateKey: reminders.templateKey, requestedBy: reminders.requestedBy, slot: reminders.slot })
    .from(reminders)
    .where(and(eq(reminders.vendorId, vendorId), eq(reminders.id, id)));
  return reminder ?? null;
}

export async function markHandedOver(
  tx: Tx,
  { vendorId, id }: { vendorId: VendorId; id: ReminderId },
): Promise<void> {
  await tx
    .update(reminders)
    .set({ state: "handed_over", reason: null, updatedAt: sql`now()` })
    .where(and(eq(reminders.vendorId, vendorId), eq(reminders.id, id)));
}

/** Holds a reminder that was stopped at the last check, and frees its step to be planned again. */
export async function holdReminder(
  tx: Tx,
  { vendorId, id, reason }: { vendorId: VendorId; id: ReminderId; reason: string },
): Promise<void> {
  await tx
    .update(reminders)
    .set({
      state: "held",
      reason,
      slot: sql`${reminders.slot} || ${freedSlotMark} || ${reminders.id}::text`,
      updatedAt: sql`now()`,
    })
    .where(and(eq(reminders.vendorId, vendorId), eq(reminders.id, id)));
}

/**
 * Withdraws what is planned for a debtor and not yet with a provider: messages are held, so that a worker
 * that already has the job sends nothing, proposals are not to be released, and open calls not to be made.
 * Returns how many reminders it withdrew.
 *
 * @param reason a sentence for the vendor.
 * @param channel only what would go by this one, and with SMS the calls to the same number; without it, all.
 */
export async function cancelReminders(
  tx: Tx,
  params: { vendorId: VendorId; debtorId: DebtorId; reason: string; now: Date; channel?: Channel },
): Promise<number> {
  const { vendorId, debtorId, reason, now, channel } = params;
  const held = await tx
    .update(messages)
    .set({ state: "held", reason })
    .where(
      and(
        eq(messages.vendorId, vendorId),
        eq(messages.debtorId, debtorId),
        eq(messages.purpose, "reminder"),
        eq(messages.state, "queued"),
        ...(channel === undefined ? [] : [eq(messages.channel, channel)]),
      ),
    )
    .returning({ reminderId: messages.reminderId });
  const calls =
    channel === "email" ? [] : await cancelCallTasks(tx, { vendorId, debtorIds: [debtorId], reason, now });
  const planned = [...held, ...calls].flatMap(({ reminderId }) => (reminderId === null ? [] : [reminderId]));
  return cancelRows(tx, { ...params, planned });
}

/** Takes back planned reminders that came to nothing, such as calls that nobody made. */
export async function giveUpReminders(
  tx: Tx,
  params: { vendorId: VendorId; ids: readonly ReminderId[]; reason: string; now: Date },
): Promise<void> {
  const { vendorId, ids, reason, now } = params;
  if (ids.length === 0) return;
  const given = await tx
    .update(reminders)
    .set({ state: "cancelled", reason, updatedAt: sql`now()` })
    .where(
      and(
        eq(reminders.vendorId, vendorId),
        inArray(reminders.id, [...ids]),
        inArray(reminders.state, ["planned", "proposed"]),
      ),
    )
    .returning({ id: reminders.id, debtorId: reminders.debtorId, channel: reminders.channel });
  await recordEvents(tx, {
    vendorId,
    events: given.map(({ id, debtorId, channel }) => ({
      debtorId,
      kind: "reminder_cancelled",
      actor: "tenfold",
      occurredAt: now,
      causedBy: `reminder:${id}`,
      details: { channel, reason },
    })),
  });
}

async function cancelRows(
  tx: Tx,
  params: {
    vendorId: VendorId;
    debtorId: DebtorId;
    reason: string;
    now: Date;
    channel?: Channel;
    planned: readonly ReminderId[];
  },
): Promise<number> {
  const { vendorId, debtorId, reason, now, channel, planned } = params;
  const cancelled = await tx
    .update(reminders)
    .set({ state: "cancelled", reason, updatedAt: sql`now()` })
    .where(
      and(
        eq(reminders.vendorId, vendorId),
        eq(reminders.debtorId, debtorId),
        or(
          and(
            eq(reminders.state, "proposed"),
            ...(channel === undefined ? [] : [eq(reminders.channel, channel)]),
          ),
          and(eq(reminders.state, "planned"), inArray(reminders.id, [...planned])),
        ),
      ),
    )
    .returning({ id: reminders.id, channel: reminders.channel });
  await recordEvents(tx, {
    vendorId,
    events: cancelled.map(({ id, channel: by }) => ({
      debtorId,
      kind: "reminder_cancelled",
      actor: "tenfold",
      occurredAt: now,
      causedBy: `reminder:${id}`,
      details: { channel: by, reason },
    })),
  });
  return cancelled.length;
}
