import { decideNextContact } from "~/domain/cadence/decide";
import type { DebtorId, ReminderId, VendorId } from "~/domain/ids";
import type { ContactChannel } from "~/domain/vocabulary";
import type { Tx } from "~db/client";
import { findSchedule, findUnderWay } from "~db/queries/reminders/next-contact";
import { readSituations, type DebtorSituation } from "./situation.server";

/** A contact that is on its way or waits for a person. */
export type UnderWay =
  | { kind: "queued"; channel: ContactChannel; templateKey: string; at: Date; because: string | null }
  | { kind: "proposed"; id: ReminderId; channel: ContactChannel; templateKey: string }
  | { kind: "call"; dueAt: Date };

/** What goes to a debtor next, and if nothing does, by which rule or answer and until when. */
export interface NextContact {
  underWay: UnderWay | null;
  /** What goes then; null: nothing does. */
  next: { channel: ContactChannel; templateKey: string } | null;
  /** When it goes, or when what holds it ends; null: when something changes. */
  at: Date | null;
  /** A sentence for the vendor. */
  because: string;
  /** The planner is about to look at the debtor; this is what it will find. */
  isBeingLookedAt: boolean;
  /** The debtor's own clock; where their zone is not known, the likeliest one. */
  zone: string;
  isZoneKnown: boolean;
}

/** Null where there is no such debtor. */
export async function readNextContact(
  tx: Tx,
  { vendorId, debtorId, now }: { vendorId: VendorId; debtorId: DebtorId; now: Date },
): Promise<NextContact | null> {
  const known = await readSituations(tx, { vendorId, debtorIds: [debtorId], now, queued: true });
  const debtor = known.debtors.get(debtorId);
  if (!debtor) return null;
  const { openCall } = debtor.record;
  const sending = await findUnderWay(tx, { vendorId, debtorId });
  const schedule = await findSchedule(tx, { vendorId, debtorId });
  const isSettled = schedule?.reason && (schedule.nextCheckAt === null || schedule.nextCheckAt > now);
  const found = isSettled ? { ...schedule, because: schedule.reason ?? "" } : wouldDecide(debtor);
  const { nextChannel, nextTemplateKey } = found;
  return {
    underWay: sending ?? (openCall === null ? null : { kind: "call", dueAt: openCall.dueAt }),
    next:
      nextChannel === null || nextTemplateKey === null
        ? null
        : { channel: nextChannel, templateKey: nextTemplateKey },
    at: found.nextCheckAt,
    because: found.because,
    isBeingLookedAt: !isSettled,
    zone: debtor.place.homeZone,
    isZoneKnown: debtor.place.zones.length === 1,
  };
}

/** What the planner comes to when it looks now. */
function wouldDecide({ situation }: DebtorSituation) {
  const decision = decideNextContact(situation);
  if (decision.kind === "send") {
    const { slot, channel } = decision;
    const because = "The next step of the cadence is due.";
    return {
      nextCheckAt: situation.now,
      nextChannel: channel,
      nextTemplateKey: slot.step.templateKey,
      because,
    };
  }
  const { until, because, next } = decision;
  return {
    nextCheckAt: until,
    nextChannel: until === null ? null : (next?.channel ?? null),
    nextTemplateKey: until === null ? null : (next?.step.templateKey ?? null),
    because,
  };
}
