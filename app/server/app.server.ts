import type { Logger } from "pino";
import type { EmailSender } from "~/adapters/email.server";
import type { InboundEmail } from "~/adapters/inbound-email.server";
import type { SmsSender } from "~/adapters/sms.server";
import type { StripeGateway } from "~/adapters/stripe.server";
import type { LinkKeys } from "~/domain/pay-link";
import type { Env } from "~/env.server";
import type { Database } from "~db/client";

/** What the services of this process are given: its parts, connected. */
export interface App {
  env: Env;
  db: Database;
  stripe: StripeGateway;
  email: EmailSender;
  /** Where answers to emails come in; null where they go to the vendors themselves. */
  inbox: InboundEmail | null;
  sms: SmsSender;
  linkKeys: LinkKeys;
  log: Logger;
  now: () => Date;
}

let current: App | undefined;

/** The one App of this process. Routes read it; everything below them is handed the parts it needs. */
export function app(): App {
  if (!current) throw new Error("The server has not been started.");
  return current;
}

export function setApp(app: App): void {
  current = app;
}
