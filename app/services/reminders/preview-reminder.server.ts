import { balancesToAsk } from "~/domain/cadence/asked";
import { decideContact } from "~/domain/contact-rules/decide";
import type { DebtorId, VendorId } from "~/domain/ids";
import { cannotCollectReason } from "~/domain/stripe-account";
import { TemplateError } from "~/domain/templates/liquid";
import type { Channel } from "~/domain/vocabulary";
import type { App } from "~/server/app.server";
import { composeEmail, composeSms, type ReminderMaterials } from "./compose-reminder.server";
import { findReminderWords, handSentTemplate } from "./find-words.server";
import { payLinkUrl } from "~/services/pay-page/mint-pay-link.server";
import { readSituations, type DebtorSituation, type VendorSituation } from "./situation.server";

export interface PreviewContent {
  email?: { to: string; subject: string; html: string; text: string };
  sms?: { to: string; text: string; segments: number };
}

export type ReminderPreview =
  | ({ kind: "ready" } & PreviewContent)
  /** It cannot go now; where it may later, `until` says when, and what would go is shown all the same. */
  | ({ kind: "held"; reason: string; until: Date | null } & PreviewContent);

/** Exactly as long as a real token, and plainly not one: looking at a preview makes no link. */
const previewToken = "this-is-where-the-debtors-own-link-goes";

/**
 * Exactly what would go to a debtor now by this channel, and whether it may. Changes nothing.
 *
 * @param templateKey that of a reminder that is planned; without it, what a person would send.
 */
export async function previewReminder(
  deps: Pick<App, "db" | "env">,
  params: { vendorId: VendorId; debtorId: DebtorId; channel: Channel; templateKey?: string; now: Date },
): Promise<ReminderPreview> {
  const { vendorId, debtorId, channel, templateKey = handSentTemplate, now } = params;
  const { known, debtor, language, template } = await deps.db.asVendor(vendorId, async (tx) => {
    const known = await readSituations(tx, { vendorId, debtorIds: [debtorId], now, queued: true });
    const debtor = known.debtors.get(debtorId);
    const language = debtor?.record.language ?? known.vendor.language;
    const languages = [language, known.vendor.language];
    const template = await findReminderWords(tx, { vendorId, key: templateKey, channel, languages });
    return { known, debtor, language, template };
  });
  if (!debtor) return { kind: "held", reason: "There is no such debtor.", until: null };
  const asked = balancesToAsk(debtor.record, debtor.today);
  if (asked.kind === "nothing") return { kind: "held", reason: asked.reason, until: null };
  if (!template) return { kind: "held", reason: "There is no template for it.", until: null };
  const materials: ReminderMaterials = {
    vendor: known.vendor,
    debtorName: debtor.record.name,
    balances: asked.balances,
    template,
    language,
    today: debtor.today,
    promisedOn: debtor.record.ended?.promisedOn ?? null,
    payUrl: payLinkUrl(deps.env.appUrl, previewToken),
    unsubscribeUrl: `${deps.env.appUrl}/unsubscribe/${previewToken}`,
  };
  try {
    const content = await compose(materials, channel, debtor);
    const obstacle = obstacleToSending({ known, debtor, channel, now });
    return obstacle ? { kind: "held", ...obstacle, ...content } : { kind: "ready", ...content };
  } catch (error) {
    if (error instanceof TemplateError) return { kind: "held", reason: error.message, until: null };
    throw error;
  }
}

async function compose(
  materials: ReminderMaterials,
  channel: Channel,
  { record }: DebtorSituation,
): Promise<PreviewContent> {
  return channel === "email"
    ? { email: { to: record.email ?? "", ...(await composeEmail(materials)) } }
    : { sms: { to: record.phone ?? "", ...composeSms(materials) } };
}

/**
 * Why a reminder that a person asks for cannot go now; a cadence that is paused or switched off is no
 * obstacle to it.
 */
export function obstacleToSending({
  known,
  debtor,
  channel,
  now,
}: {
  known: VendorSituation;
  debtor: DebtorSituation;
  channel: Channel;
  now: Date;
}): { reason: string; until: Date | null } | null {
  if (known.vendor.reminderMode === "dry_run") return { reason: "Dry run: nothing is sent.", until: null };
  if (!known.vendor.canCollect) return { reason: cannotCollectReason, until: null };
  if (!debtor.contacts.has(channel)) {
    const what = channel === "email" ? "email address" : "phone number";
    return { reason: `There is no ${what} that may be written to.`, until: null };
  }
  const asked = balancesToAsk(debtor.record, debtor.today);
  if (asked.kind === "nothing") return { reason: asked.reason, until: null };
  const { place, limits, contacts } = debtor.situation;
  const rules = decideContact({ now, channel, place, contacts, limits });
  return rules.kind === "allowed" ? null : { reason: rules.reason, until: rules.until };
}
