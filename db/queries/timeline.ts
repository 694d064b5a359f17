import type { Tx } from "~db/client";
import { timelineEvents } from "~db/schema";
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
  // Eight parameters a row, and a statement takes at most 65,534.
  for (let start = 0; start < events.length; start += 5_000) {
    await tx.insert(timelineEvents).values(
      events.slice(start, start + 5_000).map((event) => ({
        vendorId,
        ...event,
        balanceId: event.balanceId ?? null,
        causedBy: event.causedBy ?? null,
        details: event.details ?? {},
      })),
    );
  }
}
