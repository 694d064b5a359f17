import { civilDateAt } from "~/domain/dates";
import type { StaffUserId, TemplateId, VendorId } from "~/domain/ids";
import { currency } from "~/domain/money";
import { reminderFields, stopPhrase, type ReminderFields } from "~/domain/templates/reminder-fields";
import type { TemplateDraft } from "~/domain/templates/template";
import { findProblems, type TemplateProblems } from "~/domain/templates/validate";
import type { App } from "~/server/app.server";
import { findVendorProfile, type VendorProfile } from "~db/queries/desk/debtor-records";
import { insertTemplateVersion } from "~db/queries/messages/templates";
import { payLinkUrl } from "~/services/pay-page/mint-pay-link.server";

export type SaveTemplateOutcome =
  | { kind: "saved"; templateId: TemplateId; version: number }
  | { kind: "invalid"; problems: TemplateProblems }
  /** Someone else saved it in the same moment. */
  | { kind: "conflict" };

/** As long as a real token. */
const typicalToken = "0".repeat(39);

/**
 * Writes a new version of a template, after trying it out; what was sent keeps the version it was made with.
 */
export async function saveTemplate(
  deps: Pick<App, "db" | "env">,
  params: { vendorId: VendorId; draft: TemplateDraft; writtenBy: StaffUserId; now: Date },
): Promise<SaveTemplateOutcome> {
  const { vendorId, writtenBy, now } = params;
  const draft = { ...params.draft, body: params.draft.body.replace(/\r\n?/g, "\n").trim() };
  return deps.db.asVendor(vendorId, async (tx) => {
    const vendor = await findVendorProfile(tx, { vendorId });
    const typical = typicalFields({ vendor, appUrl: deps.env.appUrl, language: draft.language, now });
    const problems = findProblems(draft, typical);
    if (problems) return { kind: "invalid", problems };
    const saved = await insertTemplateVersion(tx, { vendorId, draft, writtenBy });
    return saved ? { kind: "saved", templateId: saved.id, version: saved.version } : { kind: "conflict" };
  });
}

/**
 * An ordinary reminder of this vendor: what a template is tried out with, and shown with where there is no
 * debtor.
 */
export function typicalFields({
  vendor,
  appUrl,
  language,
  now,
}: {
  vendor: VendorProfile;
  appUrl: string;
  language: string;
  now: Date;
}): ReminderFields {
  const today = civilDateAt(now, vendor.timeZone);
  const dueOn = civilDateAt(new Date(now.getTime() - 4 * 86_400_000), vendor.timeZone);
  return reminderFields({
    vendor,
    debtorName: "Ana Silva",
    balances: [
      {
        reference: "1042",
        description: "Check-up",
        dueOn,
        currency: currency("USD"),
        outstandingMinor: 4_500n,
      },
    ],
    today,
    language,
    payLink: payLinkUrl(appUrl, typicalToken),
    optOut: stopPhrase(language),
  });
}
