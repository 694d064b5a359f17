import { balancesToAsk } from "~/domain/cadence/asked";
import { waitForPayments } from "~/domain/cadence/payments-known";
import { usableContacts } from "~/domain/contact-points";
import { decideContact } from "~/domain/contact-rules/decide";
import { signToken } from "~/domain/pay-link";
import { cannotCollectReason } from "~/domain/stripe-account";
import { templateFor } from "~/domain/templates/template";
import type { App } from "~/server/app.server";
import type { Tx } from "~db/client";
import { findReceipt } from "~db/queries/ledger/receipts";
import { findTemplates } from "~db/queries/messages/templates";
import { findReminder } from "~db/queries/reminders/reminders";
import { mintPayLink, payLinkUrl } from "~/services/pay-page/mint-pay-link.server";
import type { ReminderMaterials } from "~/services/reminders/compose-reminder.server";
import { findReminderWords } from "~/services/reminders/find-words.server";
import { claimReply } from "~/services/conversation/claim-reply.server";
import { claimPlanMessage } from "./claim-plan-message.server";
import type { ReceiptMaterials } from "./compose-receipt.server";
import { holdMessage, type NotSent } from "./hold-message.server";
import { markSending, type Case, type ClaimedMessage } from "./mark-sending.server";

export type TakeDeps = Pick<App, "env" | "linkKeys">;

/**
 * Checks again what may have changed since a message was planned, marks it as being sent and gathers what
 * writing it takes; holds it, or puts it off, where something has changed. Its debtor and its row are locked.
 */
export async function takeMessage(deps: TakeDeps, tx: Tx, current: Case): Promise<ClaimedMessage | NotSent> {
  const { purpose } = current.message;
  switch (purpose) {
    case "receipt":
      return claimReceipt(deps, tx, current);
    case "instalment_notice":
    case "instalment_failed":
      return claimPlanMessage(deps, tx, { ...current, purpose });
    case "reply":
      return claimReply(deps, tx, current);
    default:
      return claimFromTemplate(deps, tx, current);
  }
}

async function claimFromTemplate(deps: TakeDeps, tx: Tx, current: Case): Promise<ClaimedMessage | NotSent> {
  const { vendorId, message, known, debtor, now } = current;
  const { channel } = message;
  const reminder =
    message.reminderId === null ? null : await findReminder(tx, { vendorId, id: message.reminderId });
  const checked = message.purpose === "reminder" ? lastCheck(current, reminder?.requestedBy ?? null) : null;
  if (checked) return holdMessage(tx, { ...current, ...checked });
  // Whoever asked for a fresh link gets it, whatever they said before and at whatever hour they asked.
  const asked = balancesToAsk(
    message.purpose === "reminder" ? debtor.record : { ...debtor.record, answers: [], paymentPending: false },
    debtor.today,
  );
  if (asked.kind === "nothing") return holdMessage(tx, { ...current, reason: asked.reason, until: null });
  // A reminder goes by what the debtor chose, too; a link that they asked for comes as they asked for it.
  const contact =
    message.purpose === "reminder"
      ? debtor.contacts.get(channel)
      : usableContacts(debtor.record, debtor.suppressions, message.purpose).get(channel);
  if (contact === undefined) {
    const reason = `There is no ${
      channel === "email" ? "email address" : "phone number"
    } that may be written to.`;
    return holdMessage(tx, { ...current, reason, until: null });
  }
  const key = reminder?.templateKey ?? "fresh-link";
  const language = debtor.record.language ?? known.vendor.language;
  const languages = [language, known.vendor.language];
  const template =
    message.purpose === "reminder"
      ? await findReminderWords(tx, { vendorId, key, channel, languages })
      : templateFor(await findTemplates(tx, { vendorId, key, channel }), languages);
  if (!template) {
    const reason = `There is no template “${key}” for ${channel}; it is tried again tomorrow.`;
    return holdMessage(tx, { ...current, reason, until: new Date(now.getTime() + dayMs) });
  }
  const link = await mintPayLink(tx, {
    vendorId,
    debtorId: message.debtorId,
    messageId: message.id,
    keys: deps.linkKeys,
    now,
  });
  const unsubscribeUrl = unsubscribeUrlOf(deps, link);
  const { triedBefore } = await markSending(tx, current, { contact, templateId: template.id });
  const materials: ReminderMaterials = {
    vendor: known.vendor,
    debtorName: debtor.record.name,
    balances: asked.balances,
    template,
    language,
    today: debtor.today,
    promisedOn: debtor.record.ended?.promisedOn ?? null,
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
    triedBefore,
  };
}

const dayMs = 86_400_000;

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

async function claimReceipt(deps: TakeDeps, tx: Tx, current: Case): Promise<ClaimedMessage | NotSent> {
  const { vendorId, message, known, debtor, now } = current;
  const receipt =
    message.paymentId === null ? null : await findReceipt(tx, { vendorId, paymentId: message.paymentId });
  const contact = usableContacts(debtor.record, debtor.suppressions, "receipt").get("email");
  if (receipt === null || contact === undefined) {
    const reason =
      receipt === null ? "There is no receipt to send." : "There is no email address that may be written to.";
    return holdMessage(tx, { ...current, reason, until: null });
  }
  const link = await mintPayLink(tx, {
    vendorId,
    debtorId: message.debtorId,
    messageId: message.id,
    keys: deps.linkKeys,
    now,
  });
  const { triedBefore } = await markSending(tx, current, { contact, templateId: null });
  const materials: ReceiptMaterials = {
    vendor: known.vendor,
    receipt,
    language: debtor.record.language ?? known.vendor.language,
    timeZone: debtor.place.homeZone,
    url: payLinkUrl(deps.env.appUrl, link.token),
  };
  const content = { kind: "receipt", materials } as const;
  const { token } = link;
  return { kind: "send", messageId: message.id, contact, content, token, unsubscribeUrl: null, triedBefore };
}

function unsubscribeUrlOf(
  { env, linkKeys }: TakeDeps,
  link: Awaited<ReturnType<typeof mintPayLink>>,
): string {
  const { linkId, expiresAt } = link;
  return `${env.appUrl}/unsubscribe/${signToken(linkKeys, { linkId, expiresAt, purpose: "unsubscribe" })}`;
}
