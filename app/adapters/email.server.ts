import type { EmailSender } from "./email/outgoing";
import { readResendNotice } from "./email/resend-notices.server";
import { createResendSender } from "./email/resend.server";
import { createSmtpSender } from "./email/smtp.server";

export type { EmailSender, OutgoingEmail } from "./email/outgoing";

interface EmailSettings {
  /** The address that emails come from. */
  fromAddress: string;
  apiKey?: string | undefined;
  baseUrl?: string | undefined;
  webhookSecret?: string | undefined;
  requestsPerSecond?: number | undefined;
  /** Sends through this server, `smtps://user:password@host:port`, in the place of Resend. */
  smtpUrl?: string | undefined;
}

/** Email through Resend, or through a mail server of the operator's own. */
export function createEmailSender(settings: EmailSettings): EmailSender {
  const { apiKey, smtpUrl, fromAddress, webhookSecret } = settings;
  return {
    ...(smtpUrl === undefined
      ? createResendSender({ ...settings, apiKey: apiKey ?? "" })
      : createSmtpSender({ url: smtpUrl, fromAddress })),
    readReport: (request) => readResendNotice(request, webhookSecret),
  };
}
