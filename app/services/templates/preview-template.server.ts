import { findDebtorToShow } from "~db/queries/vendor/vendors";
import { balancesToAsk } from "~/domain/cadence/asked";
import { civilDateAt } from "~/domain/dates";
import type { DebtorId, VendorId } from "~/domain/ids";
import { TemplateError } from "~/domain/templates/liquid";
import { measureSms } from "~/domain/templates/sms-text";
import type { TemplateDraft } from "~/domain/templates/template";
import type { App } from "~/server/app.server";
import {
  composeEmail,
  composeSms,
  type ReminderMaterials,
} from "~/services/reminders/compose-reminder.server";
import { payLinkUrl } from "~/services/pay-page/mint-pay-link.server";
import { readSituations } from "~/services/reminders/situation.server";

export type TemplatePreview =
  | { kind: "email"; debtorName: string; subject: string; html: string }
  | { kind: "sms"; debtorName: string; text: string; segments: number; units: number; encoding: string }
  /** The draft cannot be used as it is written. */
  | { kind: "problem"; problem: string }
  /** Nobody owes anything, so there is nobody to show it with. */
  | { kind: "nobody" };

/** Exactly as long as a real token, and plainly not one. */
const previewToken = "this-is-where-the-debtors-own-link-goes";

/** A draft as it would reach a debtor of this vendor who owes something. Changes nothing and is not saved. */
export async function previewTemplate(
  deps: Pick<App, "db" | "env">,
  {
    vendor,
    draft,
    debtorId,
    now,
  }: {
    vendor: { id: VendorId; timeZone: string };
    draft: TemplateDraft;
    debtorId: DebtorId | null;
    now: Date;
  },
): Promise<TemplatePreview> {
  const shown = await readDebtorToShow(deps, { vendor, debtorId, now });
  if (!shown) return { kind: "nobody" };
  const materials: ReminderMaterials = {
    ...shown,
    template: { ...draft, body: draft.body.replace(/\r\n?/g, "\n").trim() },
    language: draft.language,
    payUrl: payLinkUrl(deps.env.appUrl, previewToken),
    unsubscribeUrl: `${deps.env.appUrl}/unsubscribe/${previewToken}`,
  };
  const debtorName = shown.debtorName ?? "a debtor without a name";
  try {
    if (draft.channel === "email") {
      const { subject, html } = await composeEmail(materials);
      return { kind: "email", debtorName, subject, html };
    }
    const { text, segments } = composeSms(materials);
    return { kind: "sms", debtorName, text, segments, ...encodingOf(text) };
  } catch (error) {
    if (error instanceof TemplateError) return { kind: "problem", problem: error.message };
    throw error;
  }
}

function encodingOf(text: string): { units: number; encoding: string } {
  const { units, encoding } = measureSms(text);
  return { units, encoding };
}

/** The debtor asked for, when they owe something; the one with the most balances otherwise. */
async function readDebtorToShow(
  { db }: Pick<App, "db">,
  {
    vendor,
    debtorId,
    now,
  }: { vendor: { id: VendorId; timeZone: string }; debtorId: DebtorId | null; now: Date },
): Promise<Pick<ReminderMaterials, "vendor" | "debtorName" | "balances" | "today"> | null> {
  const vendorId = vendor.id;
  return db.asVendor(vendorId, async (tx) => {
    const usual = await findDebtorToShow(tx, { vendorId, today: civilDateAt(now, vendor.timeZone) });
    const candidates = [debtorId, usual].filter((id) => id !== null);
    const known = await readSituations(tx, { vendorId, debtorIds: candidates, now, queued: true });
    for (const id of candidates) {
      const debtor = known.debtors.get(id);
      const asked = debtor ? balancesToAsk(debtor.record, debtor.today) : null;
      if (debtor && asked && asked.kind !== "nothing") {
        return {
          vendor: known.vendor,
          debtorName: debtor.record.name,
          balances: asked.balances,
          today: debtor.today,
        };
      }
    }
    return null;
  });
}
