import { usableContacts } from "~/domain/contact-points";
import type { App } from "~/server/app.server";
import { holdMessage, type NotSent } from "~/services/messages/hold-message.server";
import { markSending, type Case, type ClaimedMessage } from "~/services/messages/mark-sending.server";
import { mintPayLink } from "~/services/pay-page/mint-pay-link.server";
import type { Tx } from "~db/client";
import { findOurReply } from "~db/queries/conversation/our-replies";

/**
 * Takes a person's answer to be sent, unless the contact point was stopped, or all contact with the debtor
 * was, since it was written. It goes at whatever hour: the debtor wrote first.
 */
export async function claimReply(
  deps: Pick<App, "linkKeys">,
  tx: Tx,
  current: Case,
): Promise<ClaimedMessage | NotSent> {
  const { vendorId, message, known, debtor, now } = current;
  const { channel, debtorId, id: messageId } = message;
  const hold = (reason: string) => holdMessage(tx, { ...current, reason, until: null });
  const reply = await findOurReply(tx, { vendorId, messageId });
  if (!reply?.body) return hold("There is nothing to write.");
  if (debtor.record.answers.some(({ kind }) => kind === "stopped"))
    return hold("A person stopped all contact with the debtor.");
  const contact = usableContacts(debtor.record, debtor.suppressions, "reply").get(channel);
  if (contact === undefined) {
    const what = channel === "email" ? "email address" : "phone number";
    return hold(`There is no ${what} that may be written to.`);
  }
  // The link is not in the text; its token names this message in the address that an answer goes to.
  const { token } = await mintPayLink(tx, { vendorId, debtorId, messageId, keys: deps.linkKeys, now });
  const { triedBefore } = await markSending(tx, current, { contact, templateId: null });
  const language = debtor.record.language ?? known.vendor.language;
  const materials = { channel, vendor: known.vendor, language, subject: reply.subject, text: reply.body };
  const content = { kind: "reply", materials } as const;
  return { kind: "send", messageId, contact, content, token, unsubscribeUrl: null, triedBefore };
}
