import { v7 as uuid } from "uuid";
import type { DebtorId, MessageId, ReplyId, VendorId } from "~/domain/ids";
import { cutTo, longestReply } from "~/domain/inbound/reply-text";
import { cleanNote } from "~/domain/pay-link/answer";
import type { Channel } from "~/domain/vocabulary";
import type { App } from "~/server/app.server";
import { takeAnswer } from "~/services/pay-page/record-answer.server";
import type { Tx } from "~db/client";
import { byMachine, countRepliesSince, insertReplies } from "~db/queries/conversation/replies";
import { listOwedBalanceIds } from "~db/queries/conversation/owed-balances";
import { lockDebtorContact } from "~db/queries/messages/contact-points";
import { lookAgain } from "~db/queries/reminders/contact-schedules";
import { cancelReminders } from "~db/queries/reminders/reminders";
import { recordEvents } from "~db/queries/vendor/timeline";

/** What somebody wrote to a vendor, as it is kept. */
export interface Received {
  channel: Channel;
  contact: string;
  subject: string | null;
  body: string;
  messageId: MessageId | null;
  providerId: string;
}

const dayMs = 86_400_000;
/** More than this from one debtor in 24 hours nobody reads; it would only bury what they said first. */
const repliesPerDay = 50;
/** As much of it as the timeline quotes. */
const quotedLength = 300;

/**
 * Keeps what a debtor wrote, once however often it comes. What a person has to read holds reminders from that
 * moment until it is handled; what a machine wrote, or what was heeded as it came, is only shown.
 *
 * @returns false when it was there already, or too much came before it.
 */
export async function takeReply(
  tx: Tx,
  params: {
    vendorId: VendorId;
    debtorId: DebtorId;
    received: Received;
    forAPerson: boolean;
    now: Date;
  },
): Promise<boolean> {
  const { vendorId, debtorId, received, forAPerson, now } = params;
  const { channel, contact } = received;
  await lockDebtorContact(tx, { vendorId, debtorId });
  const since = new Date(now.getTime() - dayMs);
  if ((await countRepliesSince(tx, { vendorId, debtorId, since })) >= repliesPerDay) return false;
  const body = cutTo(cleanNote(received.body), longestReply);
  const handled = forAPerson ? null : now;
  const row = { ...received, body, id: uuid() as ReplyId, debtorId, receivedAt: now, handledAt: handled };
  const [kept] = await insertReplies(tx, {
    vendorId,
    rows: [{ ...row, handledBy: forAPerson ? null : byMachine }],
  });
  if (!kept) return false;
  if (!forAPerson) return true;
  const details = { channel, contact, note: cutTo(body, quotedLength) };
  await recordEvents(tx, {
    vendorId,
    events: [
      {
        debtorId,
        kind: "reply_received",
        actor: "debtor",
        occurredAt: now,
        causedBy: `reply:${kept.id}`,
        details,
      },
    ],
  });
  await cancelReminders(tx, { vendorId, debtorId, reason: "The debtor wrote.", now });
  await lookAgain(tx, { vendorId, debtorIds: [debtorId], at: now });
  return true;
}

/** Takes "wrong number" for the answer that the debtor's page has for it. */
export async function disown(
  deps: Pick<App, "db">,
  tx: Tx,
  { vendorId, debtorId, now }: { vendorId: VendorId; debtorId: DebtorId; now: Date },
): Promise<void> {
  const balanceIds = await listOwedBalanceIds(tx, { vendorId, debtorId });
  await takeAnswer(deps, tx, {
    vendorId,
    debtorId,
    payLinkId: null,
    answer: { kind: "wrong_person", balanceIds },
    now,
  });
}
