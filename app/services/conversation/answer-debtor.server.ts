import type { Answerable } from "~/domain/answerable";
import { usableContacts } from "~/domain/contact-points";
import type { DebtorId, MessageId, StaffUserId, VendorId } from "~/domain/ids";
import { measureSms } from "~/domain/templates/sms-text";
import type { App } from "~/server/app.server";
import type { Tx } from "~db/client";
import { findContactStop } from "~db/queries/conversation/contact-stops";
import { findLastReply } from "~db/queries/conversation/replies";
import { findVendorProfile } from "~db/queries/desk/debtor-records";
import { lockDebtorContact } from "~db/queries/messages/contact-points";
import { insertMessages, updateMessage } from "~db/queries/messages/messages";
import { listSuppressions } from "~db/queries/messages/suppressions";
import { markRepliesHandled } from "./handle-replies.server";

/** Whether and how a debtor can be answered. Reads only. */
export async function readAnswerable(
  tx: Tx,
  { vendorId, debtorId, points }: Asked & { points: { email: string | null; phone: string | null } },
): Promise<Answerable> {
  const last = await findLastReply(tx, { vendorId, debtorId });
  if (last === null) return { kind: "nothing_to_answer" };
  if (await findContactStop(tx, { vendorId, debtorId }))
    return { kind: "cannot", reason: "All contact with this debtor is stopped." };
  const contacts = [points.email, points.phone].filter((contact) => contact !== null);
  const suppressions = await listSuppressions(tx, { vendorId, contacts });
  const { channel, subject } = last;
  const contact = usableContacts(points, suppressions, "reply").get(channel);
  if (contact !== undefined) return { kind: "can", channel, contact, subject };
  const onFile = channel === "email" ? points.email : points.phone;
  const what = channel === "email" ? "email address" : "phone number";
  const reason =
    onFile === null
      ? `They wrote by ${channel === "email" ? "email" : "SMS"}, and there is no ${what} on file.`
      : `They wrote by ${channel === "email" ? "email" : "SMS"}, and ${onFile} must not be written to.`;
  return { kind: "cannot", reason };
}

interface Asked {
  vendorId: VendorId;
  debtorId: DebtorId;
}

/**
 * Sends a person's answer to what a debtor wrote, by the channel they wrote on, through the same outbox as
 * every message: queued here, checked again and handed over by a worker. With `handledUpTo`, what they wrote
 * until then is handled by it, and reminders go on.
 */
export async function answerDebtor(
  deps: Pick<App, "db">,
  params: Asked & {
    text: string;
    /** The id of the message: sent twice, the form makes one. */
    requestId: string;
    handledUpTo: Date | null;
    by: StaffUserId;
    now: Date;
  },
): Promise<{ kind: "queued" } | { kind: "refused"; reason: string }> {
  const { vendorId, debtorId, text, requestId, handledUpTo, by, now } = params;
  return deps.db.asVendor(vendorId, async (tx) => {
    const points = await lockDebtorContact(tx, { vendorId, debtorId });
    if (points === null) return { kind: "refused", reason: "There is no such debtor." };
    const to = await readAnswerable(tx, { vendorId, debtorId, points });
    if (to.kind === "nothing_to_answer") return { kind: "refused", reason: "They have not written." };
    if (to.kind === "cannot") return { kind: "refused", reason: to.reason };
    const { channel, contact } = to;
    const id = requestId as MessageId;
    const about = { id, debtorId, reminderId: null, paymentId: null, purpose: "reply" as const };
    const [queued] = await insertMessages(tx, {
      vendorId,
      rows: [{ ...about, channel, contact, queuedAt: now }],
    });
    // The form was sent twice.
    if (queued === undefined) return { kind: "queued" };
    const vendor = await findVendorProfile(tx, { vendorId });
    await updateMessage(tx, { vendorId, messageId: id, change: wordsOf(text, to, vendor.name) });
    await deps.db.enqueue(tx, "send-message", { vendorId, messageId: id });
    if (handledUpTo !== null) {
      const how = `Answered by ${channel === "email" ? "email" : "SMS"}`;
      await markRepliesHandled(tx, { vendorId, debtorId, upTo: handledUpTo, by, how, now });
    }
    return { kind: "queued" };
  });
}

/** One number may serve several vendors, so an SMS says whose it is. */
function wordsOf(text: string, to: Extract<Answerable, { kind: "can" }>, vendorName: string) {
  if (to.channel === "email") return { subject: subjectOf(to.subject, vendorName), body: text };
  const body = `${vendorName}: ${text}`;
  return { body, segments: measureSms(body).segments };
}

function subjectOf(theirs: string | null, vendorName: string): string {
  if (theirs === null) return vendorName;
  return /^(?:re|aw|rv|sv)\s*:/i.test(theirs) ? theirs : `Re: ${theirs}`;
}
