import { v4 as uuid } from "uuid";
import type { MessageId, VendorId } from "~/domain/ids";
import { standingOf } from "~/domain/sending";
import type { Tx } from "~db/client";
import { lockDebtors } from "~db/queries/messages/contact-points";
import {
  listBatch,
  listDebtorsOfMessages,
  lockMessages,
  updateMessage,
  type Message,
} from "~db/queries/messages/messages";
import { readSituations } from "~/services/reminders/situation.server";
import { giveUp, type ClaimDeps } from "./claim-message.server";
import type { ClaimedMessage } from "./mark-sending.server";
import { takeMessage } from "./take-message.server";

/** Emails that are now being handed over in one call, under one key. */
export interface ClaimedBatch {
  /**
   * The provider's idempotency key. It belongs to this very set of emails: one that went back to the queue
   * never comes again under it.
   */
  batchId: string;
  emails: ClaimedMessage[];
  /** Whether an earlier call under this key may have worked. */
  triedBefore: boolean;
}

interface Asked {
  vendorId: VendorId;
  now: Date;
}

/**
 * Takes those of these emails that may go now, each after the same checks as one that goes by itself. The
 * others drop out: held, put off together, or left to a job of their own.
 */
export async function claimEmails(
  deps: ClaimDeps,
  tx: Tx,
  { vendorId, messageIds, now }: Asked & { messageIds: readonly MessageId[] },
): Promise<ClaimedBatch> {
  const locked = await lockAll(tx, { vendorId, messageIds });
  const queued = locked.filter(({ state }) => state === "queued");
  const { together, alone } = divide(queued);
  const jobs = alone.map(({ id }) => ({ payload: { vendorId, messageId: id }, priority: 0 }));
  await deps.db.enqueueBacklog(tx, "send-message", jobs);
  const batchId = uuid();
  const emails = await takeAll(deps, tx, { vendorId, messages: together, batchId, now });
  return { batchId, emails, triedBefore: false };
}

/**
 * Takes up a batch whose worker died, or whose answer was lost: what is still being sent of it goes again,
 * under its key. Nothing does before its lease is over, or when the provider may have forgotten the key.
 */
export async function claimBatch(
  deps: ClaimDeps,
  tx: Tx,
  { vendorId, batchId, now }: Asked & { batchId: string },
): Promise<ClaimedBatch> {
  const messageIds = await listBatch(tx, { vendorId, batchId });
  const locked = await lockAll(tx, { vendorId, messageIds });
  const sending = locked.filter((message) => message.state === "sending" && message.batchId === batchId);
  const ready: Message[] = [];
  for (const message of sending) {
    const standing = standingOf(message, { knowsKeys: deps.email.knowsKeys, now });
    const { id: messageId } = message;
    if (standing.kind === "send") ready.push(message);
    if (standing.kind === "give_up") await giveUp(tx, { vendorId, messageId, reason: standing.reason });
    if (standing.kind === "restart_lease")
      await updateMessage(tx, { vendorId, messageId, change: { sendingAt: now } });
  }
  const emails = await takeAll(deps, tx, { vendorId, messages: ready, batchId, now });
  return { batchId, emails, triedBefore: true };
}

/** Debtors before messages and each in a fixed order, as wherever both are locked. */
async function lockAll(
  tx: Tx,
  asked: { vendorId: VendorId; messageIds: readonly MessageId[] },
): Promise<Message[]> {
  const { vendorId, messageIds } = asked;
  if (messageIds.length === 0) return [];
  await lockDebtors(tx, { vendorId, debtorIds: await listDebtorsOfMessages(tx, asked) });
  return lockMessages(tx, asked);
}

/**
 * A second message to the same debtor is checked after the first, so that together they exceed no cap; and
 * one that was tried by itself keeps its own key.
 */
function divide(queued: readonly Message[]): { together: Message[]; alone: Message[] } {
  const together = new Map<string, Message>();
  const alone: Message[] = [];
  for (const message of queued) {
    const isFit = message.channel === "email" && message.sendingAt === null;
    if (isFit && !together.has(message.debtorId)) together.set(message.debtorId, message);
    else alone.push(message);
  }
  return { together: [...together.values()], alone };
}

async function takeAll(
  deps: ClaimDeps,
  tx: Tx,
  params: Asked & { messages: readonly Message[]; batchId: string },
): Promise<ClaimedMessage[]> {
  const { vendorId, messages, batchId, now } = params;
  if (messages.length === 0) return [];
  const known = await readSituations(tx, {
    vendorId,
    debtorIds: messages.map(({ debtorId }) => debtorId),
    now,
    queued: false,
    except: messages.map(({ id }) => id),
  });
  const taken: ClaimedMessage[] = [];
  const putOff = new Map<number, MessageId[]>();
  for (const message of messages) {
    const debtor = known.debtors.get(message.debtorId);
    if (!debtor) continue;
    const result = await takeMessage(deps, tx, { vendorId, message, known, debtor, batchId, now });
    if (result.kind === "send") taken.push(result);
    if (result.kind === "put_off") {
      const until = result.until.getTime();
      putOff.set(until, [...(putOff.get(until) ?? []), message.id]);
    }
  }
  for (const [until, messageIds] of putOff) {
    await deps.db.enqueue(tx, "send-emails", { vendorId, messageIds }, { startAfter: new Date(until) });
  }
  return taken;
}
