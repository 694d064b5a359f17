import { v7 as uuid } from "uuid";
import { balancesToAsk } from "~/domain/cadence/asked";
import { answerOf, type CallResult } from "~/domain/calls/outcome";
import { nextTry } from "~/domain/calls/tries";
import type { CallTaskId, DebtorId, StaffUserId, VendorId } from "~/domain/ids";
import { callOutcomeNames } from "~/domain/timeline";
import type { App } from "~/server/app.server";
import { suppressContactPoint } from "~/services/messages/suppress-contact-point.server";
import { takeAnswer } from "~/services/pay-page/record-answer.server";
import { readSituations, type DebtorSituation } from "~/services/reminders/situation.server";
import type { Tx } from "~db/client";
import {
  closeCall,
  countTries,
  deleteLandline,
  findDebtorOfCall,
  findLastTry,
  findOpenCall,
  hasAttempt,
  insertAttempt,
  lockCallTask,
  moveCall,
  type CallTask,
} from "~db/queries/calls/call-tasks";
import { insertCallTasks } from "~db/queries/calls/planned-calls";
import { lockDebtorContact } from "~db/queries/messages/contact-points";
import { lookAgain } from "~db/queries/reminders/contact-schedules";
import { claimDebtor, insertReminders, markHandedOver } from "~db/queries/reminders/reminders";
import { recordEvents } from "~db/queries/vendor/timeline";

interface Made {
  vendorId: VendorId;
  /** Made with the form: sending it twice records one try. */
  requestId: string;
  result: CallResult;
  calledBy: StaffUserId;
  now: Date;
}

export type RecordedCall =
  | { kind: "recorded"; debtorId: DebtorId; nextTryAt: Date | null }
  /** This very try was recorded before; nothing more happened. */
  | { kind: "already_recorded"; debtorId: DebtorId }
  /** The call is not to be made any more, or not now: somebody was faster, or the debtor was. */
  | { kind: "refused"; debtorId: DebtorId; reason: string }
  | { kind: "not_found" };

interface Planned {
  callTaskId: CallTaskId;
  /**
   * How often it had been tried when the form was made: a try that somebody else recorded since is not
   * recorded a second time.
   */
  triesSeen: number;
  /** The number that the form showed. */
  phone: string;
}

/**
 * Keeps what came of a call that was on the list, and goes by it: an unanswered one moves to another time of
 * day until it was tried often enough, what the debtor said is an answer as if they had given it themselves,
 * and a wrong number is not rung again. Each try counts towards the caps.
 *
 */
export async function recordCall(
  deps: Pick<App, "db">,
  { callTaskId, triesSeen, phone, ...made }: Made & Planned,
): Promise<RecordedCall> {
  const { vendorId, requestId, result, calledBy } = made;
  return deps.db.asVendor(vendorId, async (tx): Promise<RecordedCall> => {
    const debtorId = await findDebtorOfCall(tx, { vendorId, callTaskId });
    if (debtorId === null) return { kind: "not_found" };
    const contact = await lockDebtorContact(tx, { vendorId, debtorId });
    await claimDebtor(tx, { vendorId, debtorId });
    const task = await lockCallTask(tx, { vendorId, callTaskId });
    if (task === null) return { kind: "not_found" };
    if (await hasAttempt(tx, { vendorId, id: requestId })) return { kind: "already_recorded", debtorId };
    if (task.state !== "open") return { kind: "refused", debtorId, reason: await whyClosed(tx, task, made) };
    const tries = (await countTries(tx, { vendorId, callTaskIds: [callTaskId] })).get(callTaskId) ?? 0;
    if (result.outcome === "no_answer" && tries !== triesSeen) {
      const last = await findLastTry(tx, { vendorId, callTaskId });
      const who = last?.calledBy === calledBy ? "You" : "Somebody else";
      const reason = `${who} recorded a try of this call meanwhile. Look at it again.`;
      return { kind: "refused", debtorId, reason };
    }
    // The number on file may have changed since the call was planned; any other was made up.
    const called = phone === contact?.phone ? phone : task.phone;
    return applyResult(deps, tx, { ...made, task, phone: called, tries: tries + 1, isPlanned: true });
  });
}

/**
 * Keeps a call that somebody made without its being on the list, or that was on it. It is not tried again by
 * itself; the cadence keeps its distance from it.
 */
export async function recordUnplannedCall(
  deps: Pick<App, "db">,
  { debtorId, ...made }: Made & { debtorId: DebtorId },
): Promise<RecordedCall> {
  const { vendorId, requestId } = made;
  return deps.db.asVendor(vendorId, async (tx): Promise<RecordedCall> => {
    const contact = await lockDebtorContact(tx, { vendorId, debtorId });
    if (contact === null) return { kind: "not_found" };
    await claimDebtor(tx, { vendorId, debtorId });
    if (await hasAttempt(tx, { vendorId, id: requestId })) return { kind: "already_recorded", debtorId };
    const open = await findOpenCall(tx, { vendorId, debtorId });
    if (open !== null) {
      const tries = (await countTries(tx, { vendorId, callTaskIds: [open.id] })).get(open.id) ?? 0;
      const phone = contact.phone ?? open.phone;
      return applyResult(deps, tx, { ...made, task: open, phone, tries: tries + 1, isPlanned: true });
    }
    const { phone } = contact;
    if (phone === null) {
      const reason = "There is no number on file. Add it under Contact first.";
      return { kind: "refused", debtorId, reason };
    }
    const task = await addUnplanned(tx, { ...made, debtorId, phone });
    return task === null
      ? { kind: "already_recorded", debtorId }
      : applyResult(deps, tx, { ...made, task, phone, tries: 1, isPlanned: false });
  });
}

async function whyClosed(
  tx: Tx,
  task: CallTask,
  { vendorId, calledBy }: Pick<Made, "vendorId" | "calledBy">,
): Promise<string> {
  if (task.state === "cancelled") {
    return `This call was taken off the list meanwhile: ${task.reason ?? "it is not needed any more."}`;
  }
  const last = await findLastTry(tx, { vendorId, callTaskId: task.id });
  const who = last?.calledBy === calledBy ? "You" : "Somebody else";
  const what = last === null ? "" : `: “${callOutcomeNames[last.outcome]}”`;
  return `${who} recorded this call already${what}.`;
}

async function addUnplanned(
  tx: Tx,
  made: Made & { debtorId: DebtorId; phone: string },
): Promise<CallTask | null> {
  const { vendorId, debtorId, phone, requestId, calledBy, now } = made;
  const byHand = { cadenceId: null, step: null, stageDays: null, channel: "call", reason: null } as const;
  const about = { debtorId, templateKey: unplannedTemplate, slot: `request:${requestId}`, plannedFor: now };
  const [reminder] = await insertReminders(tx, {
    vendorId,
    rows: [{ ...byHand, ...about, state: "planned", requestedBy: calledBy }],
  });
  if (!reminder) return null;
  const id = uuid() as CallTaskId;
  const row = { id, debtorId, reminderId: reminder.id, phone, dueAt: now };
  await insertCallTasks(tx, { vendorId, rows: [row] });
  return { ...row, state: "open", reason: null };
}

/** What a call that was not planned would have been made with. */
const unplannedTemplate = "call-first";

type Applied = Made & { task: CallTask; phone: string; tries: number; isPlanned: boolean };

async function applyResult(deps: Pick<App, "db">, tx: Tx, applied: Applied): Promise<RecordedCall> {
  const { vendorId, requestId, task, tries, result, calledBy, isPlanned, now } = applied;
  const { debtorId, id: callTaskId } = task;
  const { outcome, note } = result;
  const attempt = { id: requestId, callTaskId, debtorId, outcome, note, calledBy, calledAt: now };
  if (!(await insertAttempt(tx, { vendorId, ...attempt }))) return { kind: "already_recorded", debtorId };
  const known = await readSituations(tx, { vendorId, debtorIds: [debtorId], now, queued: true });
  const debtor = known.debtors.get(debtorId);
  if (!debtor) return { kind: "not_found" };
  await recordTry(tx, applied);
  const again = outcome === "no_answer" && isPlanned ? whenAgain(debtor, { tries, now }) : null;
  if (again !== null) {
    await moveCall(tx, { vendorId, callTaskId, dueAt: again });
  } else {
    // Before what follows from it, which would take the call off the list as one that was never made.
    await closeCall(tx, { vendorId, callTaskId, now });
    await markHandedOver(tx, { vendorId, id: task.reminderId });
    await followUp(deps, tx, applied, debtor);
  }
  await lookAgain(tx, { vendorId, debtorIds: [debtorId], at: now });
  return { kind: "recorded", debtorId, nextTryAt: again };
}

function whenAgain(
  { situation }: DebtorSituation,
  { tries, now }: { tries: number; now: Date },
): Date | null {
  const { place, contacts, limits } = situation;
  return nextTry({ tries, triedAt: now, place, contacts, limits });
}

async function recordTry(tx: Tx, { vendorId, requestId, task, phone, result, now }: Applied): Promise<void> {
  const { outcome, note } = result;
  const event = { debtorId: task.debtorId, occurredAt: now, causedBy: `call:${requestId}` };
  const details = { channel: "call", state: outcome, note, contact: phone };
  await recordEvents(tx, { vendorId, events: [{ ...event, kind: "call_made", actor: "staff", details }] });
}

/** What a call that is over leads to. */
async function followUp(
  deps: Pick<App, "db">,
  tx: Tx,
  { vendorId, task, phone, requestId, result, calledBy, now }: Applied,
  debtor: DebtorSituation,
): Promise<void> {
  const { debtorId } = task;
  if (result.outcome === "wrong_number") {
    // Of this number alone: the debtor is who they are, and the other channel takes over.
    await deleteLandline(tx, { vendorId, phone });
    const stop = { channel: "sms", contact: phone, reason: "wrong_person", actor: "staff" } as const;
    await suppressContactPoint(tx, { vendorId, ...stop, causedBy: `call:${requestId}`, now });
    return;
  }
  const asked = balancesToAsk(debtor.record, debtor.today);
  const about = asked.kind === "ask" ? asked.balances : debtor.record.balances;
  const answer = answerOf(
    result,
    about.map(({ id }) => id),
  );
  if (answer === null || about.length === 0) return;
  await takeAnswer(deps, tx, { vendorId, debtorId, payLinkId: null, recordedBy: calledBy, answer, now });
}
