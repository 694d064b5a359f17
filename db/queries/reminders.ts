import { and, eq, inArray, sql } from "drizzle-orm";
import type { Tx } from "~db/client";
import { messages, reminders } from "~db/schema";
import type { DebtorId, VendorId } from "~/domain/ids";
import { recordEvents } from "./timeline";

/**
 * Withdraws what is planned for a debtor and not yet with a provider: its messages are held, so that a worker that
 * already has the job sends nothing. Returns how many reminders it withdrew.
 *
 * @param reason a sentence for the vendor.
 */
export async function cancelReminders(
  tx: Tx,
  { vendorId, debtorId, reason, now }: { vendorId: VendorId; debtorId: DebtorId; reason: string; now: Date },
): Promise<number> {
  const held = await tx
    .update(messages)
    .set({ state: "held", reason })
    .where(
      and(
        eq(messages.vendorId, vendorId),
        eq(messages.debtorId, debtorId),
        eq(messages.purpose, "reminder"),
        eq(messages.state, "queued"),
      ),
    )
    .returning({ reminderId: messages.reminderId });
  const reminderIds = held.flatMap(({ reminderId }) => (reminderId === null ? [] : [reminderId]));
  if (reminderIds.length === 0) return 0;
  const cancelled = await tx
    .update(reminders)
    .set({ state: "cancelled", reason, updatedAt: sql`now()` })
    .where(
      and(eq(reminders.vendorId, vendorId), eq(reminders.state, "planned"), inArray(reminders.id, reminderIds)),
    )
    .returning({ id: reminders.id, channel: reminders.channel });
  await recordEvents(tx, {
    vendorId,
    events: cancelled.map(({ id, channel }) => ({
      debtorId,
      kind: "reminder_cancelled",
      actor: "tenfold",
      occurredAt: now,
      causedBy: `reminder:${id}`,
      details: { channel, reason },
    })),
  });
  return cancelled.length;
}
