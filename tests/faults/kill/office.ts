import { randomBytes } from "node:crypto";
import postgres from "postgres";
import { connect, type Database } from "~db/client";
import { paymentParts, testEnv, webhookSecret } from "~tests/factories/payments";
import { withDatabase } from "~tests/setup/address";
import { freePort } from "~tests/setup/product";
import { startMessages, type MessagesStandIn } from "~tests/stand-ins/messages/server";
import { startStripe, type StripeStandIn } from "~tests/stand-ins/stripe";
import { Part } from "./part";

/** Web and worker as processes of their own, on a database and stand-ins of their own. */
export interface Office {
  db: Database;
  deps: ReturnType<typeof paymentParts>;
  stripe: StripeStandIn;
  messages: MessagesStandIn;
  portal: string;
  web: Part;
  worker: Part;
  /** Ends every connection of the two processes to the database, as a failover does. */
  killBackends(): Promise<void>;
  /** Makes the next reconciliation read everything again. */
  forgetWhatWasRead(): Promise<void>;
  close(): Promise<void>;
}

/** What the two processes call their connections, so that they can be told from the test's own. */
const applicationName = "tenfold under test";

/** @param failpoint as `armFailpoint` takes it; whichever process reaches it first. */
export async function openOffice(
  server: { url: string; template: string },
  failpoint: string,
): Promise<Office> {
  const name = `tenfold_test_${process.ppid}_${randomBytes(4).toString("hex")}`;
  const admin = postgres(server.url, { max: 1, onnotice: () => undefined });
  await admin.unsafe(`create database ${name} template ${server.template}`);
  const databaseUrl = withDatabase(server.url, name);
  const port = await freePort();
  const portal = `http://localhost:${port}`;
  const hook = `${portal}/webhooks/stripe`;
  const stripe = await startStripe({ webhooks: [{ url: hook, secret: webhookSecret }] });
  const messages = await startMessages({ appUrl: portal, quiet: true });
  const env = environment({ databaseUrl, portal, port, stripe, messages });
  const db = await connect({ url: databaseUrl });
  const web = new Part("web", env, failpoint);
  const worker = new Part("worker", env, failpoint);
  await Promise.all([web.isUp(), worker.isUp()]);
  return {
    db,
    deps: paymentParts(db, stripe),
    stripe,
    messages,
    portal,
    web,
    worker,
    // Ours in this process are spared: it stands for the people, not for the product.
    killBackends: () =>
      asSuperuser(
        databaseUrl,
        (sql) =>
          sql`select pg_terminate_backend(pid) from pg_stat_activity
          where datname = ${name} and application_name in (${applicationName}, 'tenfold worker')`,
      ),
    forgetWhatWasRead: () => asSuperuser(databaseUrl, (sql) => sql`delete from stripe_event_cursors`),
    async close() {
      await Promise.all([web.stop(), worker.stop()]);
      await stripe.close();
      await messages.close();
      await db.close();
      await admin.unsafe(`drop database if exists ${name} with (force)`);
      await admin.end();
    },
  };
}

async function asSuperuser(url: string, work: (sql: postgres.Sql) => Promise<unknown>): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  await work(sql).finally(() => sql.end());
}

function environment(parts: {
  databaseUrl: string;
  portal: string;
  port: number;
  stripe: StripeStandIn;
  messages: MessagesStandIn;
}): Record<string, string> {
  const { databaseUrl, portal, port, stripe, messages } = parts;
  const { secrets, resendUrl, twilioUrl } = messages;
  const { linkKeys, sessionSecret } = testEnv(stripe);
  return {
    APP_URL: portal,
    PORT: String(port),
    DATABASE_URL: databaseUrl,
    PGAPPNAME: applicationName,
    LINK_KEYS: linkKeys,
    SESSION_SECRET: sessionSecret,
    STRIPE_SECRET_KEY: stripe.secretKey,
    STRIPE_WEBHOOK_SECRET: webhookSecret,
    STRIPE_API_BASE: stripe.url,
    RESEND_API_KEY: secrets.resendApiKey,
    RESEND_BASE_URL: resendUrl,
    RESEND_WEBHOOK_SECRET: secrets.resendWebhookSecret,
    EMAIL_FROM: "reminders@tenfold.example",
    TWILIO_ACCOUNT_SID: secrets.twilioAccountSid,
    TWILIO_AUTH_TOKEN: secrets.twilioAuthToken,
    TWILIO_FROM: secrets.twilioFrom,
    TWILIO_BASE_URL: twilioUrl,
    LOG_LEVEL: "error",
  };
}
