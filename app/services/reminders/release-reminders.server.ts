import { v7 as uuid } from "uuid";
import { whyNotReleased } from "~/domain/cadence/released";
import type { DebtorId, MessageId, ReminderId, StaffUserId, VendorId } from "~/domain/ids";
import type { ContactChannel } from "~/domain/vocabulary";
import type { App } from "~/server/app.server";
import type { Tx } from "~db/client";
import { findVendorProfile } from "~db/queries/desk/debtor-records";
import type { NewMessage } from "~db/queries/messages/messages";
import { lookAgain } from "~db/queries/reminders/contact-schedules";
import { lockProposals, moveProposals, type WhichProposals } from "~db/queries/reminders/proposals";
import { holdReminder } from "~db/queries/reminders/reminders";
import { recordEvents } from "~db/queries/vendor/timeline";
import { readSituations, type DebtorSituation } from "./situation.server";
import { queueMessages } from "./write-plan.server";

interface Release {
  vendorId: VendorId;
  which: WhichProposals;
  by: StaffUserId;
  now: Date;
}

export type Released =
  | { kind: "released"; released: number; held: number }
  /** Nothing goes in this mode, so nothing is released. */
  | { kind: "refused"; reason: string };

/** Per transaction: few enough to hold few locks, enough to share the queries among them. */
const perChunk = 200;

/**
 * Lets reminders go that waited for a person: their messages are queued, and what must not go any more is
 * held when it is about to be sent, as any other. One whose address must not be used any more is held at
 * once, and its step planned anew. Whatever is pressed twice, or by two people at once, goes once.
 */
export async function releaseReminders(deps: Pick<App, "db">, release: Release): Promise<Released> {
  const { vendorId, which, by, now } = release;
  const { reminderMode } = await deps.db.asVendor(vendorId, (tx) => findVendorProfile(tx, { vendorId }));
  const refused = whyNotReleased(reminderMode);
  if (refused !== null) return { kind: "refused", reason: refused };
  const total = { released: 0, held: 0 };
  for (let after: ReminderId | null = null; ;) {
    const chunk = await deps.db.asVendor(vendorId, async (tx) => {
      const waiting = await lockProposals(tx, { vendorId, which, after, limit: perChunk });
      const ids = waiting.map(({ id }) => id);
      const moved = await moveProposals(tx, { vendorId, ids, to: { state: "planned", reason: null } });
      return { ...(await queueReleased(deps, tx, { vendorId, moved, by, now })), last: ids.at(-1) };
    });
    total.released += chunk.released;
    total.held += chunk.held;
    if (chunk.last === undefined) return { kind: "released", ...total };
    after = chunk.last;
  }
}

/** Takes out reminders that waited: they do not go, and their steps are over. Returns how many. */
export async function leaveOutReminders(
  deps: Pick<App, "db">,
  { vendorId, which, by, now }: Release,
): Promise<number> {
  let total = 0;
  for (let after: ReminderId | null = null; ;) {
    const chunk = await deps.db.asVendor(vendorId, async (tx) => {
      const waiting = await lockProposals(tx, { vendorId, which, after, limit: perChunk });
      const ids = waiting.map(({ id }) => id);
      const moved = await moveProposals(tx, { vendorId, ids, to: { state: "cancelled", reason: leftOut } });
      const event = { kind: "reminder_cancelled", actor: "staff", occurredAt: now } as const;
      await recordEvents(tx, {
        vendorId,
        events: moved.map(({ debtorId, channel }) => ({
          ...event,
          debtorId,
          causedBy: `staff:${by}`,
          details: { channel, reason: leftOut },
        })),
      });
      await lookAgain(tx, { vendorId, debtorIds: debtorsOf(moved), at: now });
      return { count: moved.length, last: ids.at(-1) };
    });
    total += chunk.count;
    if (chunk.last === undefined) return total;
    after = chunk.last;
  }
}

const leftOut = "Your staff left it out.";

interface Moved {
  id: ReminderId;
  debtorId: DebtorId;
  channel: ContactChannel;
}

function debtorsOf(moved: readonly Moved[]): DebtorId[] {
  return [...new Set(moved.map(({ debtorId }) => debtorId))];
}

async function queueReleased(
  deps: Pick<App, "db">,
  tx: Tx,
  params: { vendorId: VendorId; moved: readonly Moved[]; by: StaffUserId; now: Date },
): Promise<{ released: number; held: number }> {
  const { vendorId, moved, by, now } = params;
  if (moved.length === 0) return { released: 0, held: 0 };
  const debtorIds = debtorsOf(moved);
  const { debtors } = await readSituations(tx, { vendorId, debtorIds, now, queued: true });
  const rows: NewMessage[] = [];
  const unreachable: Moved[] = [];
  for (const reminder of moved) {
    const message = messageFor(reminder, debtors.get(reminder.debtorId), now);
    if (message === null) unreachable.push(reminder);
    else rows.push(message);
  }
  await queueMessages(deps, tx, { vendorId, rows });
  const event = { actor: "staff", occurredAt: now, causedBy: `staff:${by}` } as const;
  await recordEvents(tx, {
    vendorId,
    events: rows.map(({ debtorId, channel }) => ({
      ...event,
      debtorId,
      kind: "reminder_planned",
      details: { channel, reason: "Released." },
    })),
  });
  for (const { id, debtorId, channel } of unreachable) {
    await holdReminder(tx, { vendorId, id, reason: unreachableReason });
    const details = { channel, reason: unreachableReason };
    await recordEvents(tx, { vendorId, events: [{ ...event, debtorId, kind: "reminder_held", details }] });
  }
  await lookAgain(tx, { vendorId, debtorIds, at: now });
  return { released: rows.length, held: unreachable.length };
}

const unreachableReason = "The address or number must not be used any more.";

function messageFor(
  { id, debtorId, channel }: Moved,
  debtor: DebtorSituation | undefined,
  now: Date,
): NewMessage | null {
  const contact = debtor?.contacts.get(channel);
  if (contact === undefined || channel === "call") return null;
  const about = { id: uuid() as MessageId, debtorId, reminderId: id, paymentId: null };
  return { ...about, purpose: "reminder", channel, contact, queuedAt: now };
}
