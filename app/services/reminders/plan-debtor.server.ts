import { decideNextContact, type CadenceDecision } from "~/domain/cadence/decide";
import { openCallWaitsDays } from "~/domain/calls/patience";
import { armOf, holdoutDays } from "~/domain/holdout";
import type { DebtorId, VendorId } from "~/domain/ids";
import type { App } from "~/server/app.server";
import type { Tx } from "~db/client";
import { cancelCallTasks } from "~db/queries/calls/planned-calls";
import { lockDebtorContact } from "~db/queries/messages/contact-points";
import { insertHoldouts, type NewHoldout } from "~db/queries/reminders/holdouts";
import {
  claimDebtor,
  giveUpReminders,
  scheduleChecks,
  type NextCheck,
} from "~db/queries/reminders/reminders";
import { settlePromises } from "./settle-promises.server";
import { readSituations, type DebtorSituation, type VendorSituation } from "./situation.server";
import { writePlan, type Planned } from "./write-plan.server";

const dayMs = 86_400_000;

/** Looks at one debtor now, whenever the sweep would have. */
export async function planDebtor(
  deps: Pick<App, "db">,
  { vendorId, debtorId, now }: { vendorId: VendorId; debtorId: DebtorId; now: Date },
): Promise<{ planned: number }> {
  return deps.db.asVendor(vendorId, async (tx) => {
    await lockDebtorContact(tx, { vendorId, debtorId });
    await claimDebtor(tx, { vendorId, debtorId });
    return planClaimed(deps, tx, { vendorId, debtorIds: [debtorId], now });
  });
}

/**
 * Decides for debtors whom this transaction has locked, with their schedules: the reminders that are to go
 * now are written, with their messages and the jobs that send them, or their calls, and each debtor gets the
 * time of the next look. All of it commits together; a slot that another planner has taken is simply not
 * planned again.
 */
export async function planClaimed(
  deps: Pick<App, "db">,
  tx: Tx,
  { vendorId, debtorIds, now }: { vendorId: VendorId; debtorIds: readonly DebtorId[]; now: Date },
): Promise<{ planned: number }> {
  await giveUpCalls(tx, { vendorId, debtorIds, now });
  const known = await readSituations(tx, { vendorId, debtorIds, now, queued: true });
  await settlePromises(tx, { vendorId, known, now });
  const sends: Planned[] = [];
  const checks: NextCheck[] = [];
  const arms: NewHoldout[] = [];
  for (const [debtorId, debtor] of known.debtors) {
    const decision = decideWithHoldout(debtor, known, arms);
    if (decision.kind === "send") sends.push({ debtorId, debtor, decision });
    const after = decision.kind === "wait" ? decision : afterSending(debtor, known, decision);
    checks.push({
      debtorId,
      at: after.until,
      reason: after.because,
      nextChannel: after.until === null ? null : (after.next?.channel ?? null),
      nextTemplateKey: after.until === null ? null : (after.next?.step.templateKey ?? null),
    });
  }
  await insertHoldouts(tx, { vendorId, rows: arms });
  const planned = await writePlan(deps, tx, { vendorId, known, sends, now });
  await scheduleChecks(tx, { vendorId, checks });
  return { planned };
}

/** A call that nobody has made in time gives way to the next step. */
async function giveUpCalls(
  tx: Tx,
  { vendorId, debtorIds, now }: { vendorId: VendorId; debtorIds: readonly DebtorId[]; now: Date },
): Promise<void> {
  const dueBy = new Date(now.getTime() - openCallWaitsDays * dayMs);
  const reason = `Nobody called within ${openCallWaitsDays} days.`;
  const given = await cancelCallTasks(tx, { vendorId, debtorIds, reason, dueBy, now });
  const ids = given.map(({ reminderId }) => reminderId);
  await giveUpReminders(tx, { vendorId, ids, reason, now });
}

/**
 * Whoever would be reminded for the first time while the vendor holds some out falls into an arm, which is
 * written down before anything goes.
 */
function decideWithHoldout(
  { record, situation }: DebtorSituation,
  { vendor }: VendorSituation,
  arms: NewHoldout[],
): CadenceDecision {
  const decision = decideNextContact(situation);
  const { now } = situation;
  const isNew = record.holdout === null && situation.contacts.length === 0 && situation.planned.length === 0;
  if (decision.kind === "wait" || vendor.holdoutPercent === 0 || !isNew) return decision;
  const arm = armOf(record.id, vendor.holdoutPercent);
  const endsAt = new Date(now.getTime() + holdoutDays * dayMs);
  arms.push({ debtorId: record.id, arm, assignedAt: now, endsAt });
  if (arm === "reminded") return decision;
  situation.heldOutUntil = endsAt;
  return decideNextContact(situation);
}

type SendDecision = Extract<CadenceDecision, { kind: "send" }>;
type WaitDecision = Extract<CadenceDecision, { kind: "wait" }>;

/** What comes after this one, as if it had gone out just now. */
function afterSending(
  { situation }: DebtorSituation,
  { vendor }: VendorSituation,
  { slot, channel }: SendDecision,
): WaitDecision {
  const { now, planned, contacts } = situation;
  // In a dry run nothing waits for anybody.
  const waits = vendor.reminderMode !== "dry_run";
  if (channel === "call" && waits) {
    const until = new Date(now.getTime() + openCallWaitsDays * dayMs);
    return { kind: "wait", until, because: "A call waits for a person to make it.", next: null };
  }
  if (vendor.reminderMode === "approval")
    return {
      kind: "wait",
      until: null,
      because: "A reminder waits for a person to release it.",
      next: null,
    };
  const next = decideNextContact({
    ...situation,
    planned: [...planned, { slot: slot.name, at: now }],
    contacts: [...contacts, { channel, at: now }],
  });
  if (next.kind === "wait") return next;
  // It cannot be another one at once; should it ever be, the next sweep will take it.
  return { kind: "wait", until: now, because: "The next step of the cadence is due.", next: null };
}
