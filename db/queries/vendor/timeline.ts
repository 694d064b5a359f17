import { sql } from "drizzle-orm";
import type { Tx } from "~db/client";
import type { BalanceId, DebtorId, VendorId } from "~/domain/ids";
import type { ActorKind, TimelineKind } from "~/domain/vocabulary";

export interface NewTimelineEvent {
  debtorId: DebtorId;
  balanceId?: BalanceId | null;
  kind: TimelineKind;
  actor: ActorKind;
  occurredAt: Date;
  /** The row that caused it, as `table:id`. */
  causedBy?: string | null;
  /** Amounts as decimal strings of minor units beside their `currency`. */
  details?: Record<string, string | number | null>;
}

/** Writes what happened, in the transaction that makes it happen. */
export async function recordEvents(
  tx: Tx,
  { vendorId, events }: { vendorId: VendorId; events: readonly NewTimelineEvent[] },
): Promise<void> {
  for (let start = 0; start < events.length; start += 5_000) {
    const rows = events.slice(start, start + 5_000).map((event) => ({
      debtor_id: event.debtorId,
      balance_id: event.balanceId ?? null,
      kind: event.kind,
      actor: event.actor,
      occurred_at: event.occurredAt.toISOString(),
      caused_by: event.causedBy ?? null,
      details: event.details ?? {},
    }));
    // One JSON parameter: building tens of thousands of placeholders takes longer than writing the rows.
    await tx.execute(sql`
      insert into timeline_events
        (vendor_id, debtor_id, balance_id, kind, actor, occurred_at, caused_by, details)
      select ${vendorId}, debtor_id, balance_id, kind, actor, occurred_at, caused_by, details
      from json_to_recordset(${JSON.stringify(rows)}::json)
        as event (debtor_id uuid, balance_id uuid, kind text,
        actor text, occurred_at timestamptz, caused_by text, details jsonb)`);
  }
}
