import { balancesToAsk } from "~/domain/cadence/asked";
import { waitForPayments } from "~/domain/cadence/payments-known";
import { decideContact } from "~/domain/contact-rules/decide";
import { usableContacts } from "~/domain/contact-points";
import type { MessageId, VendorId } from "~/domain/ids";
import { signToken } from "~/domain/pay-link";
import { cannotCollectReason } from "~/domain/stripe-account";
import { templateFor } from "~/domain/templates/template";
import type { App } from "~/server/app.server";
import type { Tx } from "~db/client";
import { lockDebtorContact } from "~db/queries/messages/contact-points";
import { findDebtorOfMessage, lockMessage, updateMessage, type Message } from "~db/queries/messages/messages";
import { findReceipt } from "~db/queries/ledger/receipts";
import { findReminder } from "~db/queries/reminders/reminders";
import { findTemplates } from "~db/queries/messages/templates";
import { claimPlanMessage } from "./claim-plan-message.server";
import type { ReceiptMaterials } from "./compose-receipt.server";
import type { ReminderMaterials } from "~/services/reminders/compose-reminder.server";
import { holdMessage } from "./hold-message.server";
import { markSending, type Case, type ClaimedMessage } from "./mark-sending.server";
import { mintPayLink, payLinkUrl } from "~/services/pay-page/mint-pay-link.server";
import { readSituations } from "~/services/reminders/situation.server";

type ClaimDeps = Pick<App, "db" | "env" | "linkKeys">;

/** An SMS that may have gone out. */
export interface LookUp {
  kind: "look_up";
  messageId: MessageId;
  contact: string;
  token: string;
  since: Date;
  giveUpAt: Date;
}

type Claim = ClaimedMessage | LookUp | { kind: "nothing_to_do"; outcome: string };

/**
 * A provider has answered, or its client has given up, long before this; then whoever was sending it is gone.
 */
const leaseMs = 2 * 60_000;
/** Resend remembers an idempotency key for 24 hours; an hour is left for clocks that disagree. */
const keyRemembersMs = 23 * 3_600_000;
/** An SMS that Twilio took is in its list at once; after this one that is not there never was. */
const lookUpForMs = 3_600_000;
/** Twilio's clock and ours may differ by this much. */
const clockSkewMs = 5 * 60_000;

/**
 * Takes a message to be sent, after checking again what may have changed; holds it, or puts it off, where it
 * has.
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
  if (message.state === "unknown" && message.channel === "sms")
    return lookUpOf(deps, tx, vendorId, message, now);
  if (message.state === "sending") {
    const sendingAt = message.sendingAt ?? message.queuedAt;
    if (now.getTime() - sendingAt.getTime() < leaseMs) return nothing("It is being sent.");
    if (message.channel === "sms") return lookUpOf(deps, tx, vendorId, message, now);
    if (now.getTime() - sendingAt.getTime() > keyRemembersMs) {
      const reason = "Whether it was sent could not be found out within a day. It was not sent again.";
      await updateMessage(tx, { vendorId, messageId, change: { state: "unknown", reason } });
      return nothing("unknown");
    }
  } else if (message.state !== "queued") return nothing(`It is ${message.state} already.`);
  const known = await readSituations(tx, {
    vendorId,
    debtorIds: [debtorId],
    now,
    queued: false,
    except: messageId,
  });
  const debtor = known.debtors.get(message.debtorId);
  if (!debtor) return nothing("There is no such debtor.");
  const current = { vendorId, message, known, debtor, now };
  switch (message.purpose) {
    case "receipt":
      return claimReceipt(deps, tx, current);
    case "instalment_notice":
    case "instalment_failed":
      return claimPlanMessage(deps, tx, { ...current, purpose: message.purpose });
    default:
      return claimFromTemplate(deps, tx, current);
  }
}

async function claimFromTemplate(deps: ClaimDeps, tx: Tx, current: Case): Promise<Claim> {
  const { vendorId, message, known, debtor, now } = current;
  const { channel } = message;
  const reminder =
    message.reminderId === null ? null : await findReminder(tx, { vendorId, id: message.reminderId });
  const checked = message.purpose === "reminder" ? lastCheck(current, reminder?.requestedBy ?? null) : null;
  if (checked) return holdMessage(deps, tx, { ...current, ...checked });
  // Whoever asked for a fresh link gets it, whatever they said before and at whatever hour they asked.
  const asked = balancesToAsk(
    message.purpose === "reminder" ? debtor.record : { ...debtor.record, answers: [], paymentPending: false },
    debtor.today,
  );
  if (asked.kind === "nothing")
    return holdMessage(deps, tx, { ...current, reason: asked.reason, until: null });
  const contact = usableContacts(debtor.record, debtor.suppressions, message.purpose).get(channel);
  if (contact === undefined) {
    const reason = `There is no ${
      channel === "email" ? "email address" : "phone number"
    } that may be written to.`;
    return holdMessage(deps, tx, { ...current, reason, until: null });
  }
  const key = reminder?.templateKey ?? "fresh-link";
  const language = debtor.record.language ?? known.vendor.language;
  const written = await findTemplates(tx, { vendorId, key, channel });
  const template = templateFor(written, [language, known.vendor.language]);
  if (!template) {
    return holdMessage(deps, tx, {
      ...current,
      reason: `There is no template “${key}” for ${channel}.`,
      until: null,
    });
  }
  const link = await mintPayLink(tx, {
    vendorId,
    debtorId: message.debtorId,
    messageId: message.id,
    keys: deps.linkKeys,
    now,
  });
  const unsubscribeUrl = unsubscribeUrlOf(deps, link);
  await markSending(tx, current, { contact, templateId: template.id });
  const materials: ReminderMaterials = {
    vendor: known.vendor,
    debtorName: debtor.record.name,
    balances: asked.balances,
    template,
    language,
    today: debtor.today,
    payUrl: payLinkUrl(deps.env.appUrl, link.token),
    unsubscribeUrl,
  };
  return {
    kind: "send",
    messageId: message.id,
    contact,
    content: { kind: "template", materials },
    token: link.token,
    unsubscribeUrl,
  };
}

/** What the rules say at the last moment; null when the reminder may go. */
function lastCheck(
  { message, known, debtor, now }: Case,
  requestedBy: string | null,
): { reason: string; until: Date | null } | null {
  const { reminderMode } = known.vendor;
  if (reminderMode === "dry_run") return { reason: "Dry run: nothing is sent.", until: null };
  if (requestedBy === null) {
    if (reminderMode === "off") return { reason: "Reminders are switched off.", until: null };
    if (debtor.situation.vendor.cadencePaused) return { reason: "The cadence is paused.", until: null };
  }
  if (!known.vendor.canCollect) return { reason: cannotCollectReason, until: null };
  const unknown = waitForPayments(known.vendor.paymentsKnownUntil, now);
  if (unknown) return { reason: unknown.because, until: unknown.until };
  const { place, limits, contacts } = debtor.situation;
  const asked = balancesToAsk(debtor.record, debtor.today);
  if (asked.kind === "nothing") return { reason: asked.reason, until: null };
  const rules = decideContact({ now, channel: message.channel, place, contacts, limits });
  return rules.kind === "allowed" ? null : { reason: rules.reason, until: rules.until };
}

async function claimReceipt(deps: ClaimDeps, tx: Tx, current: Case): Promise<Claim> {
  const { vendorId, message, known, debtor, now } = current;
  const receipt =
    message.paymentId === null ? null : await findReceipt(tx, { vendorId, paymentId: message.paymentId });
  const contact = usableContacts(debtor.record, debtor.suppressions, "receipt").get("email");
  if (receipt === null || contact === undefined) {
    const reason =
      receipt === null ? "There is no receipt to send." : "There is no email address that may be written to.";
    return holdMessage(deps, tx, { ...current, reason, until: null });
  }
  const link = await mintPayLink(tx, {
    vendorId,
    debtorId: message.debtorId,
    messageId: message.id,
    keys: deps.linkKeys,
    now,
  });
  await markSending(tx, current, { contact, templateId: null });
  const materials: ReceiptMaterials = {
    vendor: known.vendor,
    receipt,
    language: debtor.record.language ?? known.vendor.language,
    timeZone: debtor.place.homeZone,
    url: payLinkUrl(deps.env.appUrl, link.token),
  };
  const content = { kind: "receipt", materials } as const;
  return { kind: "send", messageId: message.id, contact, content, token: link.token, unsubscribeUrl: null };
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
    since: new Date(since.getTime() - clockSkewMs),
    giveUpAt: new Date(since.getTime() + lookUpForMs),
  };
}

function unsubscribeUrlOf(
  { env, linkKeys }: ClaimDeps,
  link: Awaited<ReturnType<typeof mintPayLink>>,
): string {
  const { linkId, expiresAt } = link;
  return `${env.appUrl}/unsubscribe/${signToken(linkKeys, { linkId, expiresAt, purpose: "unsubscribe" })}`;
}

function nothing(outcome: string): Claim {
  return { kind: "nothing_to_do", outcome };
}
