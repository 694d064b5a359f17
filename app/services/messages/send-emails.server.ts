import type { HandOver } from "~/domain/hand-over";
import type { MessageId, VendorId } from "~/domain/ids";
import { leaseMs } from "~/domain/sending";
import { failpoint } from "~/services/failpoint.server";
import { claimBatch, claimEmails, type ClaimedBatch } from "./claim-emails.server";
import type { ClaimedMessage } from "./mark-sending.server";
import { ProviderUnavailableError, type SendDeps } from "./send-message.server";
import { settleMessages, type MessageOutcome, type Written } from "./settle-message.server";
import { outgoingEmail, writeMessage } from "./write-message.server";

interface Job {
  vendorId: VendorId;
  now: Date;
}

/**
 * Sends these emails in one call, each once, whatever crashes: as `sendMessage`, with the batch's own key in
 * the place of the messages'. Where the provider takes no batches, each becomes a job of its own.
 *
 * @throws ProviderUnavailableError so that the queue tries again.
 */
export async function sendEmails(
  deps: SendDeps,
  { vendorId, messageIds, now }: Job & { messageIds: readonly MessageId[] },
): Promise<string> {
  if (deps.email.sendAll === null) {
    await deps.db.asVendor(vendorId, (tx) => sendAlone(deps, tx, { vendorId, messageIds }));
    return "one by one";
  }
  const batch = await deps.db.asVendor(vendorId, (tx) =>
    claimEmails(deps, tx, { vendorId, messageIds, now }),
  );
  return send(deps, batch, { vendorId, now });
}

/**
 * Takes up a batch of which nobody knows what became: under its key the provider takes it once.
 *
 * @throws ProviderUnavailableError so that the queue tries again.
 */
export async function resumeEmails(
  deps: SendDeps,
  { vendorId, batchId, now }: Job & { batchId: string },
): Promise<string> {
  const batch = await deps.db.asVendor(vendorId, (tx) => claimBatch(deps, tx, { vendorId, batchId, now }));
  return send(deps, batch, { vendorId, now });
}

interface Letter {
  claimed: ClaimedMessage;
  written: Extract<Written, { channel: "email" }>;
}

async function send(deps: SendDeps, batch: ClaimedBatch, job: Job): Promise<string> {
  if (batch.emails.length === 0 || deps.email.sendAll === null) return "nothing to do";
  failpoint("send-emails:claimed");
  const letters = await writeAll(deps, batch, job);
  if (letters.length === 0) return "nothing to send";
  const result = await deps.email.sendAll({
    key: batch.batchId,
    emails: letters.map(({ claimed, written }) => outgoingEmail(deps, claimed, written, job.vendorId)),
  });
  failpoint("send-emails:handed-over");
  switch (result.kind) {
    case "answered":
      await settle(deps, letters, { ...job, resultOf: (index) => result.each[index] ?? lost });
      failpoint("send-emails:settled");
      return "sent";
    case "refused":
      return refuse(deps, batch, letters, { ...job, reason: result.reason });
    case "retry":
      // Under a key that may have worked before, they stay a batch and wait for the key's answer.
      if (!batch.triedBefore) await settle(deps, letters, { ...job, resultOf: () => result });
      throw new ProviderUnavailableError(result.reason);
    case "unanswered":
      return resumeLater(deps, batch, { ...job, reason: result.reason });
  }
}

const lost: HandOver = { kind: "accepted", providerId: null };

/** Writes them all; what a template's fault keeps from being written drops out. */
async function writeAll(deps: SendDeps, { emails, triedBefore }: ClaimedBatch, job: Job): Promise<Letter[]> {
  const letters: Letter[] = [];
  const faulty: MessageOutcome[] = [];
  for (const claimed of emails) {
    const written = await writeMessage(claimed);
    if (!("problem" in written) && written.channel === "email") letters.push({ claimed, written });
    else {
      const reason = "problem" in written ? written.problem : "It is no email.";
      const result: HandOver = triedBefore
        ? { kind: "unknown", reason }
        : { kind: "refused", reason, contactFault: null };
      faulty.push({ ...claimed, result, written: null });
    }
  }
  await settleMessages(deps, { ...job, outcomes: faulty });
  return letters;
}

async function settle(
  deps: SendDeps,
  letters: readonly Letter[],
  { resultOf, ...job }: Job & { resultOf: (index: number) => HandOver },
): Promise<void> {
  const outcomes = letters.map(({ claimed, written }, index) => ({
    ...claimed,
    written,
    result: resultOf(index),
  }));
  await settleMessages(deps, { ...job, outcomes });
}

/**
 * The provider would not have the batch as such: each goes by itself, under its own key, so that what is
 * wrong with one keeps no other. Unless an earlier call may have worked: then a second could double them.
 */
async function refuse(
  deps: SendDeps,
  { triedBefore, batchId }: ClaimedBatch,
  letters: readonly Letter[],
  { reason, ...job }: Job & { reason: string },
): Promise<string> {
  const { vendorId } = job;
  deps.log.warn({ vendorId, batchId, reason }, "a batch of emails was refused");
  const kind = triedBefore ? "unknown" : "retry";
  await settle(deps, letters, { ...job, resultOf: () => ({ kind, reason }) });
  if (triedBefore) return "unknown";
  const messageIds = letters.map(({ claimed }) => claimed.messageId);
  await deps.db.asVendor(vendorId, (tx) => sendAlone(deps, tx, { vendorId, messageIds }));
  return "one by one";
}

async function resumeLater(
  deps: SendDeps,
  { batchId }: ClaimedBatch,
  { vendorId, now, reason }: Job & { reason: string },
): Promise<string> {
  const startAfter = new Date(now.getTime() + leaseMs);
  await deps.db.asVendor(vendorId, (tx) =>
    deps.db.enqueue(tx, "resume-emails", { vendorId, batchId }, { startAfter }),
  );
  deps.log.warn({ vendorId, batchId, reason }, "a batch's fate is unknown; it is handed over again");
  return "unanswered";
}

function sendAlone(
  deps: SendDeps,
  tx: Parameters<SendDeps["db"]["enqueueBacklog"]>[0],
  { vendorId, messageIds }: { vendorId: VendorId; messageIds: readonly MessageId[] },
): Promise<void> {
  const jobs = messageIds.map((messageId) => ({ payload: { vendorId, messageId }, priority: 0 }));
  return deps.db.enqueueBacklog(tx, "send-message", jobs);
}
