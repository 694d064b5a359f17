import { and, asc, eq, or } from "drizzle-orm";
import type { Tx } from "~db/client";
import { contactSchedules, messages, reminders } from "~db/schema";
import type { DebtorId, ReminderId, VendorId } from "~/domain/ids";
import type { ContactChannel } from "~/domain/vocabulary";

interface Whose {
  vendorId: VendorId;
  debtorId: DebtorId;
}

/** What the planner wrote down when it last looked at a debtor; null when it never has. */
export async function findSchedule(tx: Tx, { vendorId, debtorId }: Whose) {
  const [found] = await tx
    .select({
      nextCheckAt: contactSchedules.nextCheckAt,
      reason: contactSchedules.reason,
      nextChannel: contactSchedules.nextChannel,
      nextTemplateKey: contactSchedules.nextTemplateKey,
    })
    .from(contactSchedules)
    .where(and(eq(contactSchedules.vendorId, vendorId), eq(contactSchedules.debtorId, debtorId)));
  return found ?? null;
}

/** The reminder of a debtor that waits to be released or is in the queue; null when none is. */
export async function findUnderWay(
  tx: Tx,
  { vendorId, debtorId }: Whose,
): Promise<
  | { kind: "proposed"; id: ReminderId; channel: ContactChannel; templateKey: string }
  | { kind: "queued"; channel: ContactChannel; templateKey: string; at: Date; because: string | null }
  | null
> {
  const [found] = await tx
    .select({
      id: reminders.id,
      state: reminders.state,
      channel: reminders.channel,
      templateKey: reminders.templateKey,
      at: messages.queuedAt,
      because: messages.reason,
    })
    .from(reminders)
    .leftJoin(
      messages,
      and(
        eq(messages.vendorId, reminders.vendorId),
        eq(messages.reminderId, reminders.id),
        eq(messages.state, "queued"),
      ),
    )
    .where(
      and(
        eq(reminders.vendorId, vendorId),
        eq(reminders.debtorId, debtorId),
        or(eq(reminders.state, "proposed"), eq(messages.state, "queued")),
      ),
    )
    .orderBy(asc(reminders.plannedFor))
    .limit(1);
  if (!found) return null;
  const { id, state, channel, templateKey, at, because } = found;
  if (state === "proposed") return { kind: "proposed", id, channel, templateKey };
  return at === null ? null : { kind: "queued", channel, templateKey, at, because };
}
