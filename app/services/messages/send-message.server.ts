import type { HandOver } from "~/domain/hand-over";
import type { MessageId, VendorId } from "~/domain/ids";
import { measureSms } from "~/domain/templates/sms-text";
import type { App } from "~/server/app.server";
import { failpoint } from "~/services/failpoint.server";
import { claimMessage, type LookUp } from "./claim-message.server";
import type { ClaimedMessage } from "./mark-sending.server";
import { settleMessage, type Written } from "./settle-message.server";
import { outgoingEmail, writeMessage } from "./write-message.server";

export type SendDeps = Pick<App, "db" | "env" | "email" | "sms" | "linkKeys" | "log">;

/** The provider could not take it now; the queue tries again, a little later each time. */
export class ProviderUnavailableError extends Error {
  override readonly name = "ProviderUnavailableError";
}

/**
 * Sends one message, once, whatever crashes. What may have changed since it was planned is checked again and
 * the message marked as being sent, in one short transaction; then it is written and handed to the provider
 * outside of any; then what came of it is recorded. A worker that dies in between leaves a message that is
 * being sent: where the provider knows it by its key it is handed over again, and where it does not it is
 * looked up, or left to a person, and never sent again.
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
  const { messageId, token, triedBefore } = claimed;
  const written = await writeMessage(claimed);
  const result: HandOver =
    "problem" in written
      ? { kind: "refused", reason: written.problem, contactFault: null }
      : await handOver(deps, claimed, written, vendorId);
  failpoint("send-message:handed-over");
  const done = "problem" in written ? null : written;
  const settlement = { messageId, token, triedBefore, result, written: done };
  const outcome = await settleMessage(deps, { vendorId, now, ...settlement });
  failpoint("send-message:settled");
  if (result.kind === "retry" || result.kind === "unanswered")
    throw new ProviderUnavailableError(result.reason);
  if (result.kind === "unknown")
    deps.log.warn({ vendorId, messageId, reason: result.reason }, "a message's fate is unknown");
  return outcome;
}

function handOver(
  deps: SendDeps,
  claimed: ClaimedMessage,
  written: Written,
  vendorId: VendorId,
): Promise<HandOver> {
  const { messageId, contact } = claimed;
  return written.channel === "sms"
    ? deps.sms.send({ messageId, vendorId, to: contact, text: written.text })
    : deps.email.send(outgoingEmail(deps, claimed, written, vendorId));
}

/** Asks the provider what became of an SMS, by what no other message to the number carries. */
async function lookUp(
  deps: SendDeps,
  { messageId, contact, token, containing, since, giveUpAt }: LookUp,
  { vendorId, now }: { vendorId: VendorId; now: Date },
): Promise<string> {
  const found = await deps.sms.find({ to: contact, containing, since });
  const settlement = { vendorId, messageId, token, triedBefore: true, now };
  if (found) {
    const { providerId, text } = found;
    const written = { channel: "sms", text, segments: measureSms(text).segments } as const;
    return settleMessage(deps, { ...settlement, result: { kind: "accepted", providerId }, written });
  }
  const reason = "Twilio has no record of it. It was not sent again.";
  const result: HandOver =
    now < giveUpAt
      ? { kind: "unknown", reason: "Twilio has no record of it yet; it is looked up again." }
      : { kind: "refused", reason, contactFault: null };
  return settleMessage(deps, { ...settlement, result, written: null });
}
