import { v7 as uuid } from "uuid";
import type { CadenceDecision } from "~/domain/cadence/decide";
import type { CallTaskId, DebtorId, MessageId, ReminderId, VendorId } from "~/domain/ids";
import type { ReminderState, TimelineKind } from "~/domain/vocabulary";
import type { App } from "~/server/app.server";
import type { Tx } from "~db/client";
import { insertCallTasks, type NewCallTask } from "~db/queries/calls/planned-calls";
import { insertMessages, type NewMessage } from "~db/queries/messages/messages";
import { insertReminders, type NewReminder } from "~db/queries/reminders/reminders";
import { recordEvents } from "~db/queries/vendor/timeline";
import { queueSending } from "~/services/messages/queue-sending.server";
import type { DebtorSituation, VendorSituation } from "./situation.server";

/** A contact that is to be made now. */
export interface Planned {
  debtorId: DebtorId;
  debtor: DebtorSituation;
  decision: Extract<CadenceDecision, { kind: "send" }>;
}

type Written = Planned & { id: ReminderId; fate: Fate };

/** What becomes of a planned contact, by how far the vendor lets Tenfold go by itself. */
interface Fate {
  state: ReminderState;
  reason: string | null;
  kind: TimelineKind;
}

const dryRunReason = "Dry run: it was planned, and nothing is sent.";

/**
 * Writes what was decided: reminders with their messages and the jobs that send them, calls for a person to
 * make, or, where the vendor wants it so, what waits to be released or is only shown. Returns how many; a
 * slot that was taken already is left out.
 */
export async function writePlan(
  deps: Pick<App, "db">,
  tx: Tx,
  params: { vendorId: VendorId; known: VendorSituation; sends: readonly Planned[]; now: Date },
): Promise<number> {
  const { vendorId, known, sends, now } = params;
  const fates = sends.map((send) => ({ ...send, fate: fateOf(send, known) }));
  const rows = fates.map(({ debtorId, debtor, decision: { slot, channel }, fate }): NewReminder => ({
    debtorId,
    cadenceId: debtor.cadence?.id ?? null,
    step: slot.step.position,
    stageDays: slot.stageDays,
    channel,
    templateKey: slot.step.templateKey,
    slot: slot.name,
    plannedFor: now,
    state: fate.state,
    reason: fate.reason,
    requestedBy: null,
  }));
  const ids = new Map(
    (await insertReminders(tx, { vendorId, rows })).map(({ id, debtorId }) => [debtorId, id]),
  );
  const written = fates.flatMap((send): Written[] => {
    const id = ids.get(send.debtorId);
    return id === undefined ? [] : [{ ...send, id }];
  });
  await recordEvents(tx, {
    vendorId,
    events: written.map(({ id, debtorId, decision: { channel }, fate }) => ({
      debtorId,
      kind: fate.kind,
      actor: "tenfold",
      occurredAt: now,
      causedBy: `reminder:${id}`,
      details: { channel, ...(fate.reason !== null && { reason: fate.reason }) },
    })),
  });
  const going = written.filter(({ fate }) => fate.state === "planned");
  await insertCallTasks(tx, { vendorId, rows: going.flatMap((send) => callFor(send, now)) });
  await queueMessages(deps, tx, { vendorId, rows: going.flatMap((send) => messageFor(send, now)) });
  return written.length;
}

function fateOf({ decision: { channel } }: Planned, { vendor: { reminderMode } }: VendorSituation): Fate {
  if (reminderMode === "dry_run" || reminderMode === "off")
    return { state: "held", reason: dryRunReason, kind: "reminder_held" };
  // A call is a person's doing already.
  if (channel === "call") return { state: "planned", reason: null, kind: "call_due" };
  if (reminderMode === "approval") return { state: "proposed", reason: null, kind: "reminder_proposed" };
  return { state: "planned", reason: null, kind: "reminder_planned" };
}

function callFor({ id, debtorId, debtor, decision }: Written, now: Date): NewCallTask[] {
  const phone = debtor.contacts.get("call");
  if (decision.channel !== "call" || phone === undefined) return [];
  return [{ id: uuid() as CallTaskId, debtorId, reminderId: id, phone, dueAt: now }];
}

function messageFor({ id, debtorId, debtor, decision }: Written, now: Date): NewMessage[] {
  const { channel } = decision;
  const contact = debtor.contacts.get(channel);
  if (channel === "call" || contact === undefined) return [];
  return [
    {
      id: uuid() as MessageId,
      debtorId,
      reminderId: id,
      paymentId: null,
      purpose: "reminder",
      channel,
      contact,
      queuedAt: now,
    },
  ];
}

/** Queues messages with the jobs that send them, all at once however many there are. */
export async function queueMessages(
  deps: Pick<App, "db">,
  tx: Tx,
  { vendorId, rows }: { vendorId: VendorId; rows: readonly NewMessage[] },
): Promise<void> {
  const inserted = new Set(await insertMessages(tx, { vendorId, rows }));
  const messages = rows.filter(({ id }) => inserted.has(id)).map((row) => ({ ...row, messageId: row.id }));
  await queueSending(deps, tx, { vendorId, messages });
}
