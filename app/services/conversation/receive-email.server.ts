import { InboundEmailError } from "~/adapters/inbound-email.server";
import type { InboundEmailNotice, ReceivedEmail } from "~/domain/hand-over";
import type { DebtorId, MessageId, VendorId } from "~/domain/ids";
import { automaticKind } from "~/domain/inbound/automatic";
import { readReplyAddress } from "~/domain/inbound/reply-address";
import { cutTo, longestReply, replyTextOf } from "~/domain/inbound/reply-text";
import { commandIn } from "~/domain/sms-replies";
import { subjectLine } from "~/domain/templates/email-blocks";
import type { App } from "~/server/app.server";
import { suppressContactPoint } from "~/services/messages/suppress-contact-point.server";
import type { Tx } from "~db/client";
import { findAnsweredEmail, listDebtorsWrittenTo } from "~db/queries/conversation/replies";
import { findVendorProfile } from "~db/queries/desk/debtor-records";
import { insertDeliveryEvent } from "~db/queries/messages/messages";
import { disown, takeReply } from "./take-reply.server";

type InboxDeps = Pick<App, "db" | "env" | "linkKeys" | "log"> & { inbox: NonNullable<App["inbox"]> };

/** Who was written to longer ago than this answers nobody in particular. */
const answersWithinDays = 30;
const dayMs = 86_400_000;
const longestSubject = 200;
const namesShown = 10;

/** Whom an email is from: by the message that it answers, or, less surely, by where it came from. */
interface Writer {
  vendorId: VendorId;
  debtorIds: DebtorId[];
  /** The email that it answers, and where that went; null when only the sender's address speaks for it. */
  answered: { messageId: MessageId; contact: string } | null;
}

/**
 * Takes in an email that somebody sent to the domain that answers go to, once however often it is told of. It
 * belongs to the message whose signed address it came to; one that names no message, to the one vendor who
 * wrote to its sender lately. Whatever else comes, with a forged address above all, is dropped without a
 * word.
 *
 * Only a signed address is heeded without a person: a sender's own can be made up by anyone. What a machine
 * wrote is shown and holds nothing, and a report that a message did not arrive is Resend's to tell.
 */
export async function receiveEmail(
  deps: InboxDeps,
  { notice, now }: { notice: InboundEmailNotice; now: Date },
): Promise<"taken" | "known_already" | "dropped" | "tell_again"> {
  const writer = await deps.db.asSystem((tx) => findWriter(deps, tx, { notice, now }));
  if (writer === null) return "dropped";
  const email = await fetched(deps, notice.emailId);
  if (email === "not_now") return "tell_again";
  if (email === null) return "dropped";
  const automatic = automaticKind({ from: notice.from, subject: email.subject, headers: email.headers });
  if (automatic === "bounce") return "dropped";
  return deps.db.asSystem((tx) =>
    take(deps, tx, { notice, writer, email, isByMachine: automatic !== null, now }),
  );
}

async function fetched(
  { inbox, log }: InboxDeps,
  emailId: string,
): Promise<ReceivedEmail | "not_now" | null> {
  try {
    return await inbox.fetch(emailId);
  } catch (error) {
    if (!(error instanceof InboundEmailError)) throw error;
    log.warn({ reason: error.message }, "an email received could not be fetched; Resend tells of it again");
    return "not_now";
  }
}

async function findWriter(
  { env, linkKeys }: InboxDeps,
  tx: Tx,
  { notice, now }: { notice: InboundEmailNotice; now: Date },
): Promise<Writer | null> {
  const domain = env.inbound?.domain ?? "";
  const ours = notice.recipients.filter((address) => address.endsWith(`@${domain}`));
  const claims = ours.map((address) => readReplyAddress(linkKeys, address, domain));
  for (const claim of claims) {
    if (claim === null || claim === "unsigned") continue;
    const found = await findAnsweredEmail(tx, claim);
    if (found && (await isVendors(tx, found.vendorId, notice))) return null;
    if (found) return { vendorId: found.vendorId, debtorIds: [found.debtorId], answered: found };
  }
  // An address that says it was signed and was not is a forged one, whoever the sender claims to be.
  if (claims.length === 0 || claims.some((claim) => claim !== "unsigned")) return null;
  const since = new Date(now.getTime() - answersWithinDays * dayMs);
  const writtenTo = await listDebtorsWrittenTo(tx, { email: notice.from, since });
  const [vendorId, another] = [...new Set(writtenTo.map((found) => found.vendorId))];
  if (vendorId === undefined || another !== undefined) return null;
  return { vendorId, debtorIds: writtenTo.map(({ debtorId }) => debtorId).sort(), answered: null };
}

/** A vendor who answers from their own mailbox speaks to the debtor, not for them. */
async function isVendors(tx: Tx, vendorId: VendorId, { from }: InboundEmailNotice): Promise<boolean> {
  return (await findVendorProfile(tx, { vendorId })).replyToEmail.toLowerCase() === from;
}

async function take(
  deps: InboxDeps,
  tx: Tx,
  taken: {
    notice: InboundEmailNotice;
    writer: Writer;
    email: ReceivedEmail;
    isByMachine: boolean;
    now: Date;
  },
): Promise<"taken" | "known_already"> {
  const { notice, writer, email, isByMachine, now } = taken;
  const { vendorId, debtorIds, answered } = writer;
  const id = `resend:received:${notice.emailId}`;
  if (!(await insertDeliveryEvent(tx, { id, providerId: notice.emailId, kind: "received", occurredAt: now })))
    return "known_already";
  const text = replyTextOf(email);
  const command = answered === null || isByMachine ? null : commandIn(text === "" ? email.subject : text);
  const isHeeded = command === "stop" || command === "wrong_person";
  const received = {
    channel: "email" as const,
    contact: notice.from,
    subject: cutTo(subjectLine(email.subject), longestSubject) || null,
    body: withNames(text, email.attachments),
    messageId: answered?.messageId ?? null,
    providerId: notice.emailId,
  };
  for (const debtorId of debtorIds) {
    const about = { vendorId, debtorId, now };
    const isNew = await takeReply(tx, { ...about, received, forAPerson: !isByMachine && !isHeeded });
    if (isNew && command === "wrong_person") await disown(deps, tx, about);
  }
  if (command === "stop" && answered !== null) {
    const stop = {
      channel: "email",
      contact: answered.contact,
      reason: "unsubscribed",
      actor: "debtor",
    } as const;
    await suppressContactPoint(tx, { vendorId, ...stop, causedBy: `message:${answered.messageId}`, now });
  }
  return "taken";
}

/** What was attached is not kept, but that it was is said. */
function withNames(text: string, attachments: readonly string[]): string {
  if (attachments.length === 0) return text === "" ? "(No words.)" : text;
  const shown = attachments.slice(0, namesShown).map((name) => cutTo(name.replace(/\s+/g, " "), 80));
  const more = attachments.length > namesShown ? ` and ${attachments.length - namesShown} more` : "";
  const note = `Attached, not kept: ${shown.join(", ")}${more}`;
  return text === "" ? note : `${cutTo(text, longestReply - note.length - 2)}\n\n${note}`;
}
