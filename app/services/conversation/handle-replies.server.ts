import { answerOfSaid, type Said } from "~/domain/conversation-forms";
import type { DebtorId, StaffUserId, VendorId } from "~/domain/ids";
import { answerNames } from "~/domain/timeline";
import type { App } from "~/server/app.server";
import { takeAnswer } from "~/services/pay-page/record-answer.server";
import type { Tx } from "~db/client";
import { listOwedBalanceIds } from "~db/queries/conversation/owed-balances";
import { markHandled } from "~db/queries/conversation/replies";
import { lockDebtorContact } from "~db/queries/messages/contact-points";
import { lookAgain } from "~db/queries/reminders/contact-schedules";
import { recordEvents } from "~db/queries/vendor/timeline";

interface Handling {
  vendorId: VendorId;
  debtorId: DebtorId;
  /** When the last of what the person saw had come: what came since still waits for one. */
  upTo: Date;
  by: StaffUserId;
  now: Date;
}

/** Marks what a debtor wrote as handled, so that reminders go on; returns false when it was already. */
export async function handleReplies({ db }: Pick<App, "db">, handling: Handling): Promise<boolean> {
  const { vendorId, debtorId } = handling;
  return db.asVendor(vendorId, async (tx) => {
    await lockDebtorContact(tx, { vendorId, debtorId });
    return markRepliesHandled(tx, { ...handling, how: null });
  });
}

/**
 * Writes down what a debtor wrote as the answer that it is, which from then on holds reminders in the place
 * of the words, and as long as such an answer does.
 */
export async function recordSaid(
  deps: Pick<App, "db">,
  { said, ...handling }: Handling & { said: Said },
): Promise<void> {
  const { vendorId, debtorId, by, now } = handling;
  await deps.db.asVendor(vendorId, async (tx) => {
    await lockDebtorContact(tx, { vendorId, debtorId });
    const answer = answerOfSaid(said, await listOwedBalanceIds(tx, { vendorId, debtorId }));
    await takeAnswer(deps, tx, { vendorId, debtorId, payLinkId: null, recordedBy: by, answer, now });
    await markRepliesHandled(tx, { ...handling, how: answerNames[said.kind] });
  });
}

/** The same, within a transaction that has locked the debtor. @param how it was handled, in a few words. */
export async function markRepliesHandled(
  tx: Tx,
  { vendorId, debtorId, upTo, by, how, now }: Handling & { how: string | null },
): Promise<boolean> {
  const handled = await markHandled(tx, { vendorId, debtorId, upTo, by: `staff:${by}`, now });
  const [first] = handled;
  if (!first) return false;
  await recordEvents(tx, {
    vendorId,
    events: [
      {
        debtorId,
        kind: "reply_handled",
        actor: "staff",
        occurredAt: now,
        causedBy: `reply:${first.id}`,
        details: { channel: first.channel, reason: how },
      },
    ],
  });
  await lookAgain(tx, { vendorId, debtorIds: [debtorId], at: now });
  return true;
}
