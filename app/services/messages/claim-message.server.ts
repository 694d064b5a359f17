import type { MessageId, VendorId } from "~/domain/ids";
import { standingOf } from "~/domain/sending";
import type { App } from "~/server/app.server";
import type { Tx } from "~db/client";
import { readReplyText } from "~db/queries/conversation/our-replies";
import { lockDebtorContact } from "~db/queries/messages/contact-points";
import { findDebtorOfMessage, lockMessage, updateMessage, type Message } from "~db/queries/messages/messages";
import { mintPayLink } from "~/services/pay-page/mint-pay-link.server";
import { readSituations } from "~/services/reminders/situation.server";
import type { ClaimedMessage } from "./mark-sending.server";
import { takeMessage } from "./take-message.server";

export type ClaimDeps = Pick<App, "db" | "env" | "email" | "linkKeys">;

/** An SMS that may have gone out. */
export interface LookUp {
  kind: "look_up";
  messageId: MessageId;
  contact: string;
  token: string;
  /** Words that no other message to the number carries. */
  containing: string;
  since: Date;
  giveUpAt: Date;
}

type Claim = ClaimedMessage | LookUp | { kind: "nothing_to_do"; outcome: string };

/** An SMS that Twilio took is in its list at once; after this one that is not there never was. */
const lookUpForMs = 3_600_000;
/**
 * Twilio's clock and ours may differ, and ours may have been put right meanwhile; what is looked for is in no
 * other message.
 */
const clockSkewMs = 24 * 3_600_000;

/**
 * Takes a message to be sent by itself, after checking again what may have changed; holds it, or puts it off,
 * where it has.
 */
export async function claimMessage(
  deps: ClaimDeps,
  tx: Tx,
  { vendorId, messageId, now }: { vendorId: VendorId; messageId: MessageId; now: Date },
): Promise<Claim> {
  const debtorId = await findDebtorOfMessage(tx, { vendorId, messageId });
  if (!debtorId) return nothing("There is no such message.");
  // Two messages to one debtor are checked one after the other, so that together they cannot exceed a cap.
  // The debtor comes before the message, as for a payment that withdraws it, so that they cannot deadlock.
  await lockDebtorContact(tx, { vendorId, debtorId });
  const message = await lockMessage(tx, { vendorId, messageId });
  if (!message) return nothing("There is no such message.");
  const standing = standingOf(message, { knowsKeys: deps.email.knowsKeys, now });
  switch (standing.kind) {
    case "leave":
      return nothing(standing.outcome);
    case "restart_lease":
      await updateMessage(tx, { vendorId, messageId, change: { sendingAt: now } });
      return nothing("It is being sent.");
    case "look_up":
      return lookUpOf(deps, tx, vendorId, message, now);
    case "give_up":
      return giveUp(tx, { vendorId, messageId, reason: standing.reason });
    case "send":
      return claimNow(deps, tx, { vendorId, message, now });
  }
}

async function claimNow(
  deps: ClaimDeps,
  tx: Tx,
  { vendorId, message, now }: { vendorId: VendorId; message: Message; now: Date },
): Promise<Claim> {
  const { id: messageId, debtorId, state, batchId } = message;
  // The provider knows it by the key of the whole batch.
  if (state === "sending" && batchId !== null) return nothing("It goes on with its batch.");
  const known = await readSituations(tx, {
    vendorId,
    debtorIds: [debtorId],
    now,
    queued: false,
    except: [messageId],
  });
  const debtor = known.debtors.get(debtorId);
  if (!debtor) return nothing("There is no such debtor.");
  const taken = await takeMessage(deps, tx, { vendorId, message, known, debtor, batchId: null, now });
  if (taken.kind !== "put_off") return taken;
  await deps.db.enqueue(tx, "send-message", { vendorId, messageId }, { startAfter: taken.until });
  return nothing("put_off");
}

/** What became of it nobody can tell any more. */
export async function giveUp(
  tx: Tx,
  { vendorId, messageId, reason }: { vendorId: VendorId; messageId: MessageId; reason: string },
): Promise<{ kind: "nothing_to_do"; outcome: string }> {
  await updateMessage(tx, { vendorId, messageId, change: { state: "unknown", reason } });
  return nothing("unknown");
}

/** Whoever died while sending it, what became of it is known at the provider alone. */
async function lookUpOf(
  deps: ClaimDeps,
  tx: Tx,
  vendorId: VendorId,
  message: Message,
  now: Date,
): Promise<Claim> {
  const { id, debtorId, contact } = message;
  const since = message.sendingAt ?? message.queuedAt;
  if (message.state !== "unknown") {
    const reason = "The answer was lost; it is looked up, and not sent again.";
    await updateMessage(tx, { vendorId, messageId: id, change: { state: "unknown", reason } });
  }
  const { token } = await mintPayLink(tx, { vendorId, debtorId, messageId: id, keys: deps.linkKeys, now });
  return {
    kind: "look_up",
    messageId: id,
    contact,
    token,
    containing: message.purpose === "reply" ? await readReplyText(tx, { vendorId, messageId: id }) : token,
    since: new Date(since.getTime() - clockSkewMs),
    giveUpAt: new Date(since.getTime() + lookUpForMs),
  };
}

function nothing(outcome: string): { kind: "nothing_to_do"; outcome: string } {
  return { kind: "nothing_to_do", outcome };
}
