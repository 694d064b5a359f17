import { subjectLine } from "~/domain/templates/email-blocks";
import { measureSms } from "~/domain/templates/sms-text";
import type { Channel } from "~/domain/vocabulary";
import type { VendorProfile } from "~db/queries/desk/debtor-records";
import { renderReply } from "~emails/render";
import type { ComposedEmail } from "~/services/reminders/compose-reminder.server";

export interface ReplyMaterials {
  channel: Channel;
  vendor: VendorProfile;
  /** BCP 47. */
  language: string;
  /** Null for SMS. */
  subject: string | null;
  /** What the person wrote; for SMS, all of what is sent. */
  text: string;
}

/** What a person wrote, with their name and the business's below it, and nothing else. */
export async function composeReplyEmail({
  vendor,
  language,
  subject,
  text,
}: ReplyMaterials): Promise<ComposedEmail> {
  const paragraphs = text.split(/\n{2,}/).map((paragraph) => paragraph.split("\n"));
  const signature = [vendor.signatureName, vendor.name];
  return {
    subject: subjectLine(subject ?? vendor.name),
    html: await renderReply({ vendor, language, paragraphs, signature }),
    text: [text, signature.join("\n"), `-- \n${vendor.postalAddress}`].join("\n\n").concat("\n"),
  };
}

export function composeReplySms({ text }: ReplyMaterials): { text: string; segments: number } {
  return { text, segments: measureSms(text).segments };
}
