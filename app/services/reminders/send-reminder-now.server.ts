import { v7 as uuid } from "uuid";
import type { DebtorId, MessageId, StaffUserId, VendorId } from "~/domain/ids";
import type { Channel } from "~/domain/vocabulary";
import type { App } from "~/server/app.server";
import type { Tx } from "~db/client";
import { lockDebtorContact } from "~db/queries/messages/contact-points";
import { lookAgain } from "~db/queries/reminders/contact-schedules";
import { insertMessages } from "~db/queries/messages/messages";
import { claimDebtor, insertReminders } from "~db/queries/reminders/reminders";
import { recordEvents } from "~db/queries/vendor/timeline";
import { handSentTemplate } from "./find-words.server";
import { obstacleToSending } from "./preview-reminder.server";
import { readSituations } from "./situation.server";

export type SendNowOutcome =
  | { kind: "queued"; messageId: MessageId }
  /** This request was carried out before; nothing more goes out. */
  | { kind: "already_queued" }
  | { kind: "held"; reason: string; until: Date | null };

interface SendNow {
  vendorId: VendorId;
  debtorId: DebtorId;
  channel: Channel;
  /** Made with the form: pressing the button twice, or sending the form again, sends one reminder. */
  requestId: string;
  requestedBy: StaffUserId;
  now: Date;
}

/** Sends one debtor a reminder because a person asked for it, within the same rules as any other. */
export async function sendReminderNow(deps: Pick<App, "db">, request: SendNow): Promise<SendNowOutcome> {
  const { vendorId, debtorId, channel, now } = request;
  return deps.db.asVendor(vendorId, async (tx) => {
    if (!(await lockDebtorContact(tx, { vendorId, debtorId }))) return noSuchDebtor;
    await claimDebtor(tx, { vendorId, debtorId });
    const known = await readSituations(tx, { vendorId, debtorIds: [debtorId], now, queued: true });
    const debtor = known.debtors.get(debtorId);
    if (!debtor) return noSuchDebtor;
    if (debtor.record.planned.some(({ slot }) => slot === slotOf(request))) return { kind: "already_queued" };
    const obstacle = obstacleToSending({ known, debtor, channel, now });
    if (obstacle) return { kind: "held", ...obstacle };
    const contact = debtor.contacts.get(channel);
    if (contact === undefined) throw new Error("A channel without a contact is an obstacle.");
    return queueNow(deps, tx, request, contact);
  });
}

const noSuchDebtor: SendNowOutcome = { kind: "held", reason: "There is no such debtor.", until: null };

function slotOf({ requestId }: SendNow): string {
  return `request:${requestId}`;
}

async function queueNow(
  deps: Pick<App, "db">,
  tx: Tx,
  request: SendNow,
  contact: string,
): Promise<SendNowOutcome> {
  const { vendorId, debtorId, channel, requestedBy, now } = request;
  const planned = {
    cadenceId: null,
    step: null,
    stageDays: null,
    templateKey: handSentTemplate,
    slot: slotOf(request),
    plannedFor: now,
  };
  const [reminder] = await insertReminders(tx, {
    vendorId,
    rows: [{ ...planned, debtorId, channel, state: "planned", reason: null, requestedBy }],
  });
  if (!reminder) return { kind: "already_queued" };
  const messageId = uuid() as MessageId;
  const about = { id: messageId, debtorId, reminderId: reminder.id, paymentId: null };
  await insertMessages(tx, {
    vendorId,
    rows: [{ ...about, purpose: "reminder", channel, contact, queuedAt: now }],
  });
  const event = { debtorId, occurredAt: now, causedBy: `staff:${requestedBy}`, details: { channel } };
  await recordEvents(tx, { vendorId, events: [{ ...event, kind: "reminder_planned", actor: "staff" }] });
  await deps.db.enqueue(tx, "send-message", { vendorId, messageId });
  // The cadence keeps its distance from this one, too.
  await lookAgain(tx, { vendorId, debtorIds: [debtorId], at: now });
  return { kind: "queued", messageId };
}
