import type { HandOver } from "~/domain/hand-over";
import type { MessageId, VendorId } from "~/domain/ids";
import { TemplateError } from "~/domain/templates/liquid";
import type { App } from "~/server/app.server";
import { failpoint } from "~/services/failpoint.server";
import { claimMessage, type LookUp } from "./claim-message.server";
import type { ClaimedMessage } from "./mark-sending.server";
import { composeInstalmentEmail, composeInstalmentSms } from "./compose-instalment.server";
import { composeReceipt } from "./compose-receipt.server";
import { composeEmail, composeSms } from "~/services/reminders/compose-reminder.server";
import { settleMessage, type Written } from "./settle-message.server";

export type SendDeps = Pick<App, "db" | "env" | "email" | "sms" | "linkKeys" | "log">;

/** The provider could not take it now; the queue tries again, a little later each time. */
class ProviderUnavailableError extends Error {
  override readonly name = "ProviderUnavailableError";
}

/**
 * Sends one message, once, whatever crashes. What may have changed since it was planned is checked again and
 * the message marked as being sent, in one short transaction; then it is written and handed to the provider
 * outside of any; then what came of it is recorded. A worker that dies in between leaves a message that is
 * being sent: an email is handed over again under the same key, an SMS is looked up at the provider and never
 * sent again.
 *
 * @throws ProviderUnavailableError so that the queue tries again.
 */
export async function sendMessage(
  deps: SendDeps,
  { vendorId, messageId, now }: { vendorId: VendorId; messageId: MessageId; now: Date },
): Promise<string> {
  const claim = await deps.db.asVendor(vendorId, (tx) =>
    claimMessage(deps, tx, { vendorId, messageId, now }),
  );
  switch (claim.kind) {
    case "nothing_to_do":
      return claim.outcome;
    case "look_up":
      return lookUp(deps, claim, { vendorId, now });
    case "send":
      failpoint("send-message:claimed");
      return send(deps, claim, { vendorId, now });
  }
}

async function send(
  deps: SendDeps,
  claimed: ClaimedMessage,
  { vendorId, now }: { vendorId: VendorId; now: Date },
): Promise<string> {
  const { messageId } = claimed;
  const written = await write(claimed);
  const result: HandOver =
    written === null || "problem" in written
      ? { kind: "refused", reason: written?.problem ?? "There is nothing to write.", contactFault: null }
      : await handOver(deps, claimed, written, vendorId);
  failpoint("send-message:handed-over");
  const done = written === null || "problem" in written ? null : written;
  const outcome = await settleMessage(deps, {
    vendorId,
    messageId,
    token: claimed.token,
    result,
    written: done,
    now,
  });
  failpoint("send-message:settled");
  if (result.kind === "retry") throw new ProviderUnavailableError(result.reason);
  if (result.kind === "unknown")
    deps.log.warn({ vendorId, messageId, reason: result.reason }, "a message's fate is unknown");
  return outcome;
}

async function write(claimed: ClaimedMessage): Promise<Written | { problem: string } | null> {
  try {
    const { content } = claimed;
    if (content.kind === "receipt") return { channel: "email", ...(await composeReceipt(content.materials)) };
    if (content.kind === "instalment") {
      return content.materials.channel === "email"
        ? { channel: "email", ...(await composeInstalmentEmail(content.materials)) }
        : { channel: "sms", ...composeInstalmentSms(content.materials) };
    }
    return content.materials.template.channel === "email"
      ? { channel: "email", ...(await composeEmail(content.materials)) }
      : { channel: "sms", ...composeSms(content.materials) };
  } catch (error) {
    if (error instanceof TemplateError) return { problem: `The template cannot be used: ${error.message}` };
    throw error;
  }
}

function handOver(
  deps: SendDeps,
  { messageId, contact, content, unsubscribeUrl }: ClaimedMessage,
  written: Written,
  vendorId: VendorId,
): Promise<HandOver> {
  if (written.channel === "sms")
    return deps.sms.send({ messageId, vendorId, to: contact, text: written.text });
  const { vendor } = content.materials;
  return deps.email.send({
    messageId,
    vendorId,
    to: contact,
    fromName: content.kind === "receipt" ? vendor.name : `${vendor.signatureName}, ${vendor.name}`,
    replyTo: vendor.replyToEmail,
    subject: written.subject,
    html: written.html,
    text: written.text,
    unsubscribeUrl,
  });
}

/** Asks the provider what became of an SMS, by the token in its link, which no other message carries. */
async function lookUp(
  deps: SendDeps,
  { messageId, contact, token, since, giveUpAt }: LookUp,
  { vendorId, now }: { vendorId: VendorId; now: Date },
): Promise<string> {
  const found = await deps.sms.find({ to: contact, containing: token, since });
  if (found) {
    const result = { kind: "accepted", providerId: found.providerId } as const;
    const written = { channel: "sms", text: found.text, segments: 1 } as const;
    return settleMessage(deps, { vendorId, messageId, token, result, written, now });
  }
  const reason = "Twilio has no record of it. It was not sent again.";
  const result: HandOver =
    now < giveUpAt
      ? { kind: "unknown", reason: "Twilio has no record of it yet; it is looked up again." }
      : { kind: "refused", reason, contactFault: null };
  return settleMessage(deps, { vendorId, messageId, token, result, written: null, now });
}
