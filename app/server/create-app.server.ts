import pino from "pino";
import { createEmailSender } from "~/adapters/email.server";
import { createInboundEmail } from "~/adapters/inbound-email.server";
import { createSmsSender } from "~/adapters/sms.server";
import { createStripeGateway } from "~/adapters/stripe.server";
import { parseLinkKeys } from "~/domain/pay-link";
import type { Env } from "~/env.server";
import { paceEmail, paceSms } from "~/services/messages/pace-senders.server";
import { connect } from "~db/client";
import type { App } from "./app.server";

/**
 * Connects the parts that the environment names. `now` is the process's clock; commands may bring another.
 */
export async function createApp(env: Env, now = () => new Date()): Promise<App> {
  const db = await connect({ url: env.databaseUrl });
  return {
    env,
    db,
    stripe: createStripeGateway(env.stripe),
    email: paceEmail(db, createEmailSender({ ...env.resend, smtpUrl: env.smtpUrl })),
    inbox: env.inbound && createInboundEmail({ ...env.resend, ...env.inbound }),
    sms: paceSms(db, createSmsSender({ ...env.twilio, appUrl: env.appUrl })),
    linkKeys: parseLinkKeys(env.linkKeys),
    log: pino({ level: env.logLevel }),
    now,
  };
}
