import { v7 as uuid } from "uuid";
import type { AnswerId, DebtorId, PayLinkId, StaffUserId, VendorId } from "~/domain/ids";
import { answersPerDay, type NewAnswer } from "~/domain/pay-link/answer";
import { disownedReason } from "~/domain/pay-link/pay-page";
import type { ActorKind } from "~/domain/vocabulary";
import type { App } from "~/server/app.server";
import { endSessions } from "~/services/payments/end-sessions.server";
import type { Tx } from "~db/client";
import {
  countAnswersSince,
  findOpenAnswer,
  insertAnswer,
  withdrawOpenAnswers,
  type AnswerRow,
} from "~db/queries/pay-page/answers";
import { lockDebtorContact } from "~db/queries/messages/contact-points";
import { lookAgain } from "~db/queries/reminders/contact-schedules";
import { revokePayLinks } from "~db/queries/pay-page/pay-links";
import { cancelReminders } from "~db/queries/reminders/reminders";
import { insertSuppression } from "~db/queries/messages/suppressions";
import { recordEvents, type NewTimelineEvent } from "~db/queries/vendor/timeline";

const dayMs = 86_400_000;

/**
 * A debtor answers on the page of their link, or, with no link, in a message; a member of staff writes down
 * what they were told.
 */
type Given = {
  vendorId: VendorId;
  debtorId: DebtorId;
  answer: NewAnswer;
  now: Date;
} & ({ payLinkId: PayLinkId | null; recordedBy?: undefined } | { payLinkId: null; recordedBy: StaffUserId });

export type RecordedAnswer =
  { outcome: "recorded" | "unchanged"; answerId: AnswerId } | { outcome: "too_many" };

/**
 * Keeps what a debtor said, and honours it from that moment: what is planned for them is withdrawn and they
 * are looked at afresh. The answer before it is withdrawn, so that one stands at a time; the same answer sent
 * twice is one.
 *
 * Someone who says they are another person is not written to again at any contact point on file, and every
 * link of the debtor stops opening.
 */
export async function recordAnswer(deps: Pick<App, "db">, given: Given): Promise<RecordedAnswer> {
  return deps.db.asVendor(given.vendorId, (tx) => takeAnswer(deps, tx, given));
}

/** The same, within a transaction that does something else beside it. It locks the debtor. */
export async function takeAnswer(deps: Pick<App, "db">, tx: Tx, given: Given): Promise<RecordedAnswer> {
  const { vendorId, debtorId, answer, now } = given;
  // Answers of one debtor are taken one after the other, so that two clicks cannot both be the first.
  const contacts = await lockDebtorContact(tx, { vendorId, debtorId });
  const row = answerRow(given);
  const standing = await findOpenAnswer(tx, { vendorId, debtorId });
  if (standing && saysTheSame(standing, { ...row, balanceIds: answer.balanceIds })) {
    return { outcome: "unchanged", answerId: standing.id };
  }
  if (await isTooMany(tx, given)) return { outcome: "too_many" };

  const withdrawn = await withdrawOpenAnswers(tx, { vendorId, debtorId, by: row.id, now });
  await insertAnswer(tx, { ...row, balanceIds: answer.balanceIds });
  const event = eventOf(given, row);
  const events: NewTimelineEvent[] = [
    ...withdrawn.map(
      ({ kind }) =>
        ({ ...event, kind: "answer_closed", details: { answer: kind, state: "withdrawn" } }) as const,
    ),
    { ...event, balanceId: onlyOne(answer.balanceIds), kind: "answered", details: answerDetails(row) },
  ];
  if (answer.kind === "wrong_person") events.push(...(await stopWriting(tx, { given, row, contacts })));
  await recordEvents(tx, { vendorId, events });
  await cancelReminders(tx, { vendorId, debtorId, reason: "The debtor answered.", now });
  // What is said to be wrong should not be paid on a page that was opened before, perhaps by somebody else.
  if (answer.kind === "dispute" || answer.kind === "wrong_person") {
    await endSessions(deps, tx, { vendorId, debtorId, except: null, now });
  }
  await lookAgain(tx, { vendorId, debtorIds: [debtorId], at: now });
  return { outcome: "recorded", answerId: row.id };
}

/** What staff write down is no flood; and whoever should not be written to can always say so. */
async function isTooMany(tx: Tx, given: Given): Promise<boolean> {
  const { vendorId, debtorId, answer, recordedBy, now } = given;
  if (recordedBy !== undefined || answer.kind === "wrong_person") return false;
  const since = new Date(now.getTime() - dayMs);
  return (await countAnswersSince(tx, { vendorId, debtorId, since })) >= answersPerDay;
}

function eventOf({ debtorId, recordedBy, now }: Given, { id }: AnswerRow) {
  const actor: ActorKind = recordedBy === undefined ? "debtor" : "staff";
  return { debtorId, actor, occurredAt: now, causedBy: `answer:${id}` };
}

function answerRow({ vendorId, debtorId, payLinkId, answer, now }: Given): AnswerRow {
  return {
    vendorId,
    id: uuid() as AnswerId,
    debtorId,
    payLinkId,
    kind: answer.kind,
    promisedOn: answer.kind === "promise_to_pay" ? answer.promisedOn : null,
    amountMinor: answer.kind === "partial" ? answer.amountMinor : null,
    note: "note" in answer ? answer.note : null,
    answeredAt: now,
  };
}

type Said = Pick<AnswerRow, "kind" | "promisedOn" | "amountMinor" | "note"> & {
  balanceIds: readonly string[];
};

function saysTheSame(one: Said, other: Said): boolean {
  const text = ({ kind, promisedOn, amountMinor, note, balanceIds }: Said) =>
    JSON.stringify([kind, promisedOn, amountMinor?.toString(), note, [...balanceIds].sort()]);
  return text(one) === text(other);
}

function answerDetails({
  kind,
  promisedOn,
  amountMinor,
  note,
}: AnswerRow): Record<string, string | number | null> {
  return { answer: kind, promisedOn, amountMinor: amountMinor?.toString() ?? null, note };
}

function onlyOne<T>(items: readonly T[]): T | null {
  const [first, second] = items;
  return first !== undefined && second === undefined ? first : null;
}

async function stopWriting(
  tx: Tx,
  {
    given,
    row,
    contacts,
  }: {
    given: Given;
    row: AnswerRow;
    contacts: { email: string | null; phone: string | null } | null;
  },
): Promise<NewTimelineEvent[]> {
  const { vendorId, debtorId, now } = given;
  const event = eventOf(given, row);
  const { causedBy } = event;
  const events: NewTimelineEvent[] = [];
  for (const [channel, contact] of [
    ["email", contacts?.email],
    ["sms", contacts?.phone],
  ] as const) {
    if (!contact) continue;
    const isNew = await insertSuppression(tx, {
      vendorId,
      channel,
      contact,
      reason: "wrong_person",
      causedBy,
      now,
    });
    if (isNew)
      events.push({ ...event, kind: "suppressed", details: { channel, contact, reason: "wrong_person" } });
  }
  const revoked = await revokePayLinks(tx, { vendorId, debtorId, reason: disownedReason, now });
  if (revoked.length > 0) {
    events.push({
      ...event,
      kind: "pay_link_revoked",
      details: { links: revoked.length, reason: disownedReason },
    });
  }
  return events;
}
