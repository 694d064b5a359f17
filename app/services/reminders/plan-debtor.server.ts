import { v7 as uuid } from "uuid";
import { decideNextContact, type CadenceDecision } from "~/domain/cadence/decide";
import type { DebtorId, MessageId, ReminderId, VendorId } from "~/domain/ids";
import type { App } from "~/server/app.server";
import type { Tx } from "~db/client";
import { insertMessages, type NewMessage } from "~db/queries/messages/messages";
import {
  claimDebtor,
  insertReminders,
  scheduleChecks,
  type NewReminder,
} from "~db/queries/reminders/reminders";
import { recordEvents } from "~db/queries/vendor/timeline";
import { readSituations, type DebtorSituation, type VendorSituation } from "./situation.server";

const dryRunReason = "Dry run: it was planned, and nothing is sent.";

/** Looks at one debtor now, whenever the sweep would have. */
export async function planDebtor(
  deps: Pick<App, "db">,
  { vendorId, debtorId, now }: { vendorId: VendorId; debtorId: DebtorId; now: Date },
): Promise<{ planned: number }> {
  return deps.db.asVendor(vendorId, async (tx) => {
    await claimDebtor(tx, { vendorId, debtorId });
    return planClaimed(deps, tx, { vendorId, debtorIds: [debtorId], now });
  });
}

/**
 * Decides for debtors whose schedule this transaction has locked: the reminders that are to go now are
 * written, with their messages and the jobs that send them, and each debtor gets the time of the next look.
 * All of it commits together; a slot that another planner has taken is simply not planned again.
 */
export async function planClaimed(
  deps: Pick<App, "db">,
  tx: Tx,
  { vendorId, debtorIds, now }: { vendorId: VendorId; debtorIds: readonly DebtorId[]; now: Date },
): Promise<{ planned: number }> {
  const known = await readSituations(tx, { vendorId, debtorIds, now, queued: true });
  const sends: Send[] = [];
  const checks: { debtorId: DebtorId; at: Date | null; reason: string }[] = [];
  for (const [debtorId, debtor] of known.debtors) {
    const decision = decideNextContact(debtor.situation);
    if (decision.kind === "send") sends.push({ debtorId, debtor, decision });
    const { until, because } = decision.kind === "wait" ? decision : afterSending(debtor, decision);
    checks.push({ debtorId, at: until, reason: because });
  }
  const planned = await writePlan(deps, tx, { vendorId, known, sends, now });
  await scheduleChecks(tx, { vendorId, checks });
  return { planned };
}

type SendDecision = Extract<CadenceDecision, { kind: "send" }>;

interface Send {
  debtorId: DebtorId;
  debtor: DebtorSituation;
  decision: SendDecision;
}

/** What comes after this one, as if it had gone out just now. */
function afterSending({ situation }: DebtorSituation, { slot, channel }: SendDecision) {
  const { now, planned, contacts } = situation;
  const next = decideNextContact({
    ...situation,
    planned: [...planned, { slot: slot.name, at: now }],
    contacts: [...contacts, { channel, at: now }],
  });
  // It cannot be another one at once; should it ever be, the next sweep will take it.
  return next.kind === "wait" ? next : { until: now, because: "The next step of the cadence is due." };
}

async function writePlan(
  deps: Pick<App, "db">,
  tx: Tx,
  {
    vendorId,
    known,
    sends,
    now,
  }: { vendorId: VendorId; known: VendorSituation; sends: readonly Send[]; now: Date },
): Promise<number> {
  const dryRun = known.vendor.reminderMode !== "automatic";
  const rows = sends.map(({ debtorId, decision: { slot, channel } }): NewReminder => ({
    debtorId,
    cadenceId: known.cadence?.id ?? null,
    step: slot.step.position,
    channel,
    templateKey: slot.step.templateKey,
    slot: slot.name,
    plannedFor: now,
    state: dryRun ? "held" : "planned",
    reason: dryRun ? dryRunReason : null,
    requestedBy: null,
  }));
  const reminders = await insertReminders(tx, { vendorId, rows });
  const reminderIds = new Map(reminders.map(({ id, debtorId }) => [debtorId, id]));
  const written = sends.flatMap((send) => {
    const id = reminderIds.get(send.debtorId);
    return id === undefined ? [] : [{ ...send, id }];
  });
  await recordEvents(tx, {
    vendorId,
    events: written.map(({ id, debtorId, decision: { channel } }) => ({
      debtorId,
      kind: dryRun ? "reminder_held" : "reminder_planned",
      actor: "tenfold",
      occurredAt: now,
      causedBy: `reminder:${id}`,
      details: { channel, ...(dryRun && { reason: dryRunReason }) },
    })),
  });
  if (!dryRun)
    await queueMessages(deps, tx, { vendorId, rows: written.flatMap((send) => messageFor(send, now)) });
  return written.length;
}

function messageFor({ id, debtorId, debtor, decision }: Send & { id: ReminderId }, now: Date): NewMessage[] {
  const contact = debtor.contacts.get(decision.channel);
  if (contact === undefined) return [];
  return [
    {
      id: uuid() as MessageId,
      debtorId,
      reminderId: id,
      paymentId: null,
      purpose: "reminder",
      channel: decision.channel,
      contact,
      queuedAt: now,
    },
  ];
}

async function queueMessages(
  deps: Pick<App, "db">,
  tx: Tx,
  { vendorId, rows }: { vendorId: VendorId; rows: readonly NewMessage[] },
): Promise<void> {
  for (const messageId of await insertMessages(tx, { vendorId, rows })) {
    await deps.db.enqueue(tx, "send-message", { vendorId, messageId });
  }
}
