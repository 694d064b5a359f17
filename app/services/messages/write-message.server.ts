import type { OutgoingEmail } from "~/adapters/email.server";
import type { VendorId } from "~/domain/ids";
import { replyAddress } from "~/domain/inbound/reply-address";
import { verifyToken } from "~/domain/pay-link";
import { TemplateError } from "~/domain/templates/liquid";
import { composeReplyEmail, composeReplySms } from "~/services/conversation/compose-reply.server";
import type { App } from "~/server/app.server";
import { composeEmail, composeSms } from "~/services/reminders/compose-reminder.server";
import { composeInstalmentEmail, composeInstalmentSms } from "./compose-instalment.server";
import { composeReceipt } from "./compose-receipt.server";
import type { ClaimedMessage } from "./mark-sending.server";
import type { Written } from "./settle-message.server";

/** Writes what a message says; a template that cannot be used is told in words. */
export async function writeMessage({ content }: ClaimedMessage): Promise<Written | { problem: string }> {
  try {
    if (content.kind === "receipt") return { channel: "email", ...(await composeReceipt(content.materials)) };
    if (content.kind === "instalment") {
      return content.materials.channel === "email"
        ? { channel: "email", ...(await composeInstalmentEmail(content.materials)) }
        : { channel: "sms", ...composeInstalmentSms(content.materials) };
    }
    if (content.kind === "reply") {
      return content.materials.channel === "email"
        ? { channel: "email", ...(await composeReplyEmail(content.materials)) }
        : { channel: "sms", ...composeReplySms(content.materials) };
    }
    return content.materials.template.channel === "email"
      ? { channel: "email", ...(await composeEmail(content.materials)) }
      : { channel: "sms", ...composeSms(content.materials) };
  } catch (error) {
    if (error instanceof TemplateError) return { problem: `The template cannot be used: ${error.message}` };
    throw error;
  }
}

/** The email as it is handed to a provider. */
export function outgoingEmail(
  deps: Pick<App, "env" | "linkKeys">,
  { messageId, contact, content, token, unsubscribeUrl }: ClaimedMessage,
  written: Extract<Written, { channel: "email" }>,
  vendorId: VendorId,
): OutgoingEmail {
  const { vendor } = content.materials;
  return {
    messageId,
    vendorId,
    to: contact,
    fromName: content.kind === "receipt" ? vendor.name : `${vendor.signatureName}, ${vendor.name}`,
    replyTo: replyToOf(deps, token) ?? vendor.replyToEmail,
    subject: written.subject,
    html: written.html,
    text: written.text,
    unsubscribeUrl,
  };
}

/** Where answers to this very message are read; null where they go to the vendor. */
function replyToOf({ env, linkKeys }: Pick<App, "env" | "linkKeys">, token: string): string | null {
  const link = env.inbound && verifyToken(linkKeys, token);
  return env.inbound && link ? replyAddress(linkKeys, link, env.inbound.domain) : null;
}
