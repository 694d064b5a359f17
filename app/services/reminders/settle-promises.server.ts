import { promiseBrokenOn } from "~/domain/cadence/holds";
import type { AnswerId, DebtorId, VendorId } from "~/domain/ids";
import type { Tx } from "~db/client";
import { endPromises } from "~db/queries/reminders/contact-records";
import { recordEvents } from "~db/queries/vendor/timeline";
import type { DebtorSituation, VendorSituation } from "./situation.server";

interface Promised {
  answerId: AnswerId;
  debtorId: DebtorId;
  state: "kept" | "broken";
}

/**
 * Ends the promises of these debtors that were kept, since nothing they were about is outstanding, or broken,
 * since their day and its grace have passed. What was read is brought up to date, so that what is decided
 * next knows of it.
 */
export async function settlePromises(
  tx: Tx,
  { vendorId, known, now }: { vendorId: VendorId; known: VendorSituation; now: Date },
): Promise<void> {
  const ends = [...known.debtors.values()].flatMap(promisesThatEnd);
  for (const state of ["kept", "broken"] as const) {
    const concerned = ends.filter((end) => end.state === state);
    const reason = state === "kept" ? "It was paid." : "The money did not come.";
    const answerIds = concerned.map(({ answerId }) => answerId);
    const ended = new Set(await endPromises(tx, { vendorId, answerIds, state, reason, now }));
    const events = concerned.filter(({ answerId }) => ended.has(answerId));
    await recordEvents(tx, {
      vendorId,
      events: events.map(({ answerId, debtorId }) => ({
        debtorId,
        kind: "answer_closed",
        actor: "tenfold",
        occurredAt: now,
        causedBy: `answer:${answerId}`,
        details: { answer: "promise_to_pay", state, reason },
      })),
    });
  }
  for (const { debtorId, answerId, state } of ends) {
    const debtor = known.debtors.get(debtorId);
    if (debtor && state === "broken") noteBroken(debtor, { answerId, now });
  }
}

function promisesThatEnd({ record, today }: DebtorSituation): Promised[] {
  return record.answers.flatMap(({ kind, answerId, promisedOn, balanceIds }): Promised[] => {
    if (kind !== "promise_to_pay" || answerId === undefined || promisedOn === null) return [];
    const owes = record.balances.some(({ id }) => balanceIds.length === 0 || balanceIds.includes(id));
    if (!owes) return [{ answerId, debtorId: record.id, state: "kept" }];
    return today >= promiseBrokenOn(promisedOn) ? [{ answerId, debtorId: record.id, state: "broken" }] : [];
  });
}

function noteBroken(debtor: DebtorSituation, { answerId, now }: { answerId: AnswerId; now: Date }): void {
  debtor.situation.ended = { answerId, at: now };
  debtor.situation.standing.answered = "promise_broken";
}
