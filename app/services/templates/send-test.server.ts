import { v7 as uuid } from "uuid";
import { z } from "zod";
import { phoneSchema } from "~/domain/contact-form";
import type { HandOver } from "~/domain/hand-over";
import type { MessageId, VendorId } from "~/domain/ids";
import { TemplateError } from "~/domain/templates/liquid";
import { asTest, markTest } from "~/domain/templates/test-mark";
import { tidyDraft, type TemplateDraft } from "~/domain/templates/template";
import type { App } from "~/server/app.server";
import { findVendorProfile, type VendorProfile } from "~db/queries/desk/debtor-records";
import { listDebtorsByContact, listSuppressions } from "~db/queries/messages/suppressions";
import { countTry } from "~db/queries/vendor/staff";
import { payLinkUrl } from "~/services/pay-page/mint-pay-link.server";
import {
  composeEmail,
  composeSms,
  type ReminderMaterials,
} from "~/services/reminders/compose-reminder.server";
import { previewToken, typicalDebtor } from "./typical-reminder.server";

export type SendTestOutcome =
  | { kind: "sent"; to: string }
  /** What is wrong with the number it should go to. */
  | { kind: "wrong_phone"; problem: string }
  /** The draft cannot be used, or nobody would take the message. */
  | { kind: "not_sent"; problem: string }
  | { kind: "too_many"; until: Date };

/** Enough to try out a set of templates, and too few to write to anyone with. */
const testsAtMost = 10;
const windowSeconds = 3_600;

interface Test {
  vendorId: VendorId;
  draft: TemplateDraft;
  /** Emails go to the person at the desk and to nobody else. */
  toEmail: string;
  /** As it was typed. */
  toPhone: string;
  now: Date;
}

/**
 * Sends a draft through the real provider to whoever is trying it out, marked as a test. It is about an
 * invented debtor, its link leads nowhere, and it is none of the vendor's messages: no debtor's page shows it
 * and no cap counts it.
 */
export async function sendTest(
  deps: Pick<App, "db" | "env" | "email" | "sms" | "log">,
  test: Test,
): Promise<SendTestOutcome> {
  const { vendorId, now } = test;
  const draft = tidyDraft(test.draft);
  if (draft.channel === "call") return { kind: "not_sent", problem: "A call is not sent." };
  const { vendor, phone } = await deps.db.asVendor(vendorId, async (tx) => {
    const vendor = await findVendorProfile(tx, { vendorId });
    const typed = draft.channel === "sms" ? readPhone(test.toPhone, vendor.country) : null;
    if (typed === null || "problem" in typed) return { vendor, phone: typed };
    const contact = typed.number;
    const owners = await listDebtorsByContact(tx, { vendorId, channel: "sms", contact });
    const blocks = await listSuppressions(tx, { vendorId, contacts: [contact] });
    return { vendor, phone: owners.length + blocks.length > 0 ? { problem: notTheirs } : typed };
  });
  if (phone !== null && "problem" in phone) return { kind: "wrong_phone", ...phone };
  const written = await write(vendor, { draft, appUrl: deps.env.appUrl, now });
  if ("problem" in written) return { kind: "not_sent", ...written };
  const key = `template-test:${vendorId}`;
  const { tries, until } = await deps.db.asSystem((tx) => countTry(tx, { key, now, windowSeconds }));
  if (tries > testsAtMost) return { kind: "too_many", until };
  const to = phone === null ? test.toEmail : phone.number;
  const result = await handOver(deps, { vendorId, vendor, written, to });
  if (result.kind === "accepted") return { kind: "sent", to };
  deps.log.warn({ vendorId, reason: result.reason }, "a test of a template was not sent");
  return { kind: "not_sent", problem: result.reason };
}

const notTheirs =
  "This number is a debtor’s, or has opted out. Tests go to your own: what reaches a debtor is a reminder.";

function readPhone(typed: string, country: string): { number: string } | { problem: string } {
  const read = phoneSchema(country).safeParse(typed);
  if (!read.success) return { problem: z.flattenError(read.error).formErrors.join(" ") };
  return read.data === null ? { problem: "Write your own number." } : { number: read.data };
}

type Written =
  { channel: "email"; subject: string; html: string; text: string } | { channel: "sms"; text: string };

async function write(
  vendor: VendorProfile,
  { draft, appUrl, now }: { draft: TemplateDraft; appUrl: string; now: Date },
): Promise<Written | { problem: string }> {
  const materials: ReminderMaterials = {
    ...typicalDebtor({ vendor, name: draft, now }),
    template: draft.channel === "email" ? asTest(draft) : draft,
    payUrl: payLinkUrl(appUrl, previewToken),
    unsubscribeUrl: `${appUrl}/unsubscribe/${previewToken}`,
  };
  try {
    if (draft.channel !== "email")
      return { channel: "sms", text: markTest(composeSms(materials).text, draft.language) };
    const email = await composeEmail(materials);
    return { channel: "email", ...email, subject: markTest(email.subject, draft.language) };
  } catch (error) {
    if (error instanceof TemplateError) return { problem: error.message };
    throw error;
  }
}

function handOver(
  deps: Pick<App, "email" | "sms">,
  {
    vendorId,
    vendor,
    written,
    to,
  }: { vendorId: VendorId; vendor: VendorProfile; written: Written; to: string },
): Promise<HandOver> {
  const messageId = uuid() as MessageId;
  if (written.channel === "sms") return deps.sms.send({ messageId, vendorId, to, text: written.text });
  const { subject, html, text } = written;
  const fromName = `${vendor.signatureName}, ${vendor.name}`;
  // Without the header: a mail program's own unsubscribe button would be about nobody.
  const about = { fromName, replyTo: vendor.replyToEmail, unsubscribeUrl: null };
  return deps.email.send({ messageId, vendorId, to, subject, html, text, ...about });
}
