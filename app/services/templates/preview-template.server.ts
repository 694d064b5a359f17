import { civilDateAt } from "~/domain/dates";
import type { DebtorId, VendorId } from "~/domain/ids";
import type { Currency } from "~/domain/money";
import { lintTemplate } from "~/domain/templates/lint/lint-template";
import type { TemplateWarning } from "~/domain/templates/lint/warning";
import { TemplateError } from "~/domain/templates/liquid";
import { measureSms } from "~/domain/templates/sms-text";
import { primary, tidyDraft, type TemplateDraft } from "~/domain/templates/template";
import type { App } from "~/server/app.server";
import type { Tx } from "~db/client";
import { readLastPromises } from "~db/queries/calls/call-list";
import { findVendorProfile, readDebtorRecords, type VendorProfile } from "~db/queries/desk/debtor-records";
import { listDebtors } from "~db/queries/desk/debtors";
import { findDebtorForTemplate } from "~db/queries/messages/template-debtors";
import { payLinkUrl } from "~/services/pay-page/mint-pay-link.server";
import {
  composeEmail,
  composeScript,
  composeSms,
  type ReminderMaterials,
} from "~/services/reminders/compose-reminder.server";
import { previewToken, typicalDebtor, typicalFields } from "./typical-reminder.server";

export type TemplatePreview =
  | { kind: "email"; subject: string; html: string; costMicros: number }
  | { kind: "sms"; text: string; segments: number; units: number; encoding: string; costMicros: number }
  | { kind: "call"; text: string }
  /** The draft cannot be used as it is written. */
  | { kind: "problem"; problem: string };

export interface TemplateTrial {
  preview: TemplatePreview;
  warnings: TemplateWarning[];
  /** Whom it is shown with; without an id, someone invented, because nobody owes anything. */
  shownWith: { id: DebtorId | null; name: string };
  /** Debtors that it can be shown with, found by what was searched for. */
  choices: { id: DebtorId; name: string; owed: { currency: Currency; outstandingMinor: bigint }[] }[];
}

const choicesAtMost = 20;

interface Trial {
  vendorId: VendorId;
  draft: TemplateDraft;
  debtorId: DebtorId | null;
  search: string;
  now: Date;
}

/** A draft as it would reach a debtor of this vendor, and what speaks against it. Changes nothing. */
export async function previewTemplate(
  deps: Pick<App, "db" | "env">,
  { draft: written, ...params }: Trial,
): Promise<TemplateTrial> {
  const draft = tidyDraft(written);
  const { vendor, shown, choices } = await deps.db.asVendor(params.vendorId, (tx) =>
    readShown(tx, { ...params, draft }),
  );
  const { appUrl } = deps.env;
  const typical = typicalFields({ vendor, name: draft, now: params.now, appUrl });
  const about = shown?.about ?? typicalDebtor({ vendor, name: draft, now: params.now });
  const preview = await compose({
    ...about,
    template: draft,
    payUrl: payLinkUrl(appUrl, previewToken),
    unsubscribeUrl: `${appUrl}/unsubscribe/${previewToken}`,
  });
  return {
    preview,
    warnings: lintTemplate(draft, typical),
    shownWith: { id: shown?.id ?? null, name: about.debtorName ?? "a debtor without a name" },
    choices,
  };
}

async function compose(materials: ReminderMaterials): Promise<TemplatePreview> {
  const { template, vendor } = materials;
  try {
    switch (template.channel) {
      case "email": {
        const { subject, html } = await composeEmail(materials);
        return { kind: "email", subject, html, costMicros: vendor.emailCostMicros };
      }
      case "sms": {
        const { text, segments } = composeSms(materials);
        const { units, encoding } = measureSms(text);
        const costMicros = vendor.smsSegmentCostMicros * segments;
        return { kind: "sms", text, segments, units, encoding, costMicros };
      }
      case "call":
        return { kind: "call", text: composeScript(materials) };
    }
  } catch (error) {
    if (error instanceof TemplateError) return { kind: "problem", problem: error.message };
    throw error;
  }
}

type About = ReturnType<typeof typicalDebtor>;

async function readShown(
  tx: Tx,
  { vendorId, draft, debtorId, search, now }: Trial,
): Promise<{
  vendor: VendorProfile;
  shown: { id: DebtorId; about: About } | null;
  choices: TemplateTrial["choices"];
}> {
  const vendor = await findVendorProfile(tx, { vendorId });
  const isUpcoming = draft.key === "upcoming";
  const found = await listDebtors(tx, {
    vendorId,
    search,
    owingOnly: true,
    position: null,
    limit: choicesAtMost,
  });
  const choices = found.rows.map(({ id, name, reference, owed }) => ({ id, name: name ?? reference, owed }));
  const today = civilDateAt(now, vendor.timeZone);
  const usual = await findDebtorForTemplate(tx, { vendorId, today, isUpcoming });
  // Somebody who was searched for and is the only one found need not be chosen, too.
  const alone = search !== "" && choices.length === 1 ? (choices[0]?.id ?? null) : null;
  for (const id of [alone ?? debtorId, usual]) {
    const about = id && (await readAbout(tx, { vendor, vendorId, draft, debtorId: id, now }));
    if (about) return { vendor, choices, shown: { id, about } };
  }
  return { vendor, choices, shown: null };
}

/** What a message to this debtor would be about today; null when they owe nothing. */
async function readAbout(
  tx: Tx,
  params: { vendor: VendorProfile; vendorId: VendorId; draft: TemplateDraft; debtorId: DebtorId; now: Date },
): Promise<About | null> {
  const { vendor, vendorId, draft, debtorId, now } = params;
  const record = (await readDebtorRecords(tx, { vendorId, debtorIds: [debtorId] })).get(debtorId);
  if (!record) return null;
  const today = civilDateAt(now, record.timeZone ?? vendor.timeZone);
  const isUpcoming = draft.key === "upcoming";
  const meant = record.balances.filter(({ dueOn }) => (isUpcoming ? dueOn >= today : dueOn < today));
  const balances = meant.length > 0 ? meant : record.balances;
  if (balances.length === 0) return null;
  const promises = await readLastPromises(tx, { vendorId, debtorIds: [debtorId] });
  const region = record.language ?? vendor.language;
  return {
    vendor,
    debtorName: record.name,
    balances,
    // The words are the draft's; amounts and dates follow the debtor's region where it speaks that language.
    language: primary(region) === primary(draft.language) ? region : draft.language,
    today,
    promisedOn: promises.get(debtorId) ?? null,
  };
}
