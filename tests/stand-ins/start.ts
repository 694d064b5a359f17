import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { inboundDomain } from "~tests/stand-ins/messages/inbound";
import { startMessages } from "~tests/stand-ins/messages/server";
import { startStripe } from "~tests/stand-ins/stripe";

type Provider = "stripe" | "resend" | "twilio";

export interface RunningStandIns {
  /** What the app's environment needs to use them. */
  env: Record<string, string>;
  /** Where the emails and SMS can be read; null when both go to the real providers. */
  inboxUrl: string | null;
  stop(): Promise<void>;
}

/** Wanted the first time; where one is taken another is found, and kept in the data folder from then on. */
const firstPorts = { stripe: 4310, messages: 4320 };
type Ports = typeof firstPorts;

/**
 * Starts stand-ins for the providers that are not configured. What they know is kept in the data folder, and
 * so are their ports and secrets: killed and started again, they go on where they were.
 */
export async function startStandIns(options: {
  dataFolder: string;
  only: readonly Provider[];
  ports?: Partial<Ports>;
  appUrl: string;
  log?: (line: string) => void;
}): Promise<RunningStandIns> {
  const { only, appUrl, log = () => undefined } = options;
  const folder = join(options.dataFolder, "stand-ins");
  mkdirSync(folder, { recursive: true });
  const kept = readKept(folder);
  const ports = { ...kept.ports, ...options.ports };
  const env: Record<string, string> = {};
  const stops: (() => Promise<void>)[] = [];
  let inboxUrl: string | null = null;

  if (only.includes("stripe")) {
    const { secretKey, webhookSecret } = kept.stripe;
    const url = `${appUrl}/webhooks/stripe`;
    const connectWebhookSecret = `${webhookSecret}_connect`;
    const webhooks = [
      { url, secret: webhookSecret },
      { url, secret: connectWebhookSecret, connect: true },
    ];
    const start = (port: number) =>
      startStripe({ port, dataFile: join(folder, "stripe.sqlite"), secretKey, webhooks });
    const stripe = await onPort(ports.stripe, start);
    ports.stripe = stripe.port;
    stops.push(() => stripe.close());
    Object.assign(env, {
      STRIPE_SECRET_KEY: secretKey,
      STRIPE_WEBHOOK_SECRET: webhookSecret,
      STRIPE_CONNECT_WEBHOOK_SECRET: connectWebhookSecret,
      STRIPE_API_BASE: stripe.url,
    });
    log(`Stripe's stand-in listens on ${stripe.url}`);
  }
  if (only.includes("resend") || only.includes("twilio")) {
    const start = (port: number) =>
      startMessages({ port, dataFile: join(folder, "messages.sqlite"), appUrl });
    const messages = await onPort(ports.messages, start);
    ports.messages = messages.port;
    inboxUrl = messages.inboxUrl;
    stops.push(() => messages.close());
    const { secrets, resendUrl, twilioUrl } = messages;
    if (only.includes("resend")) {
      Object.assign(env, {
        RESEND_API_KEY: secrets.resendApiKey,
        RESEND_BASE_URL: resendUrl,
        RESEND_WEBHOOK_SECRET: secrets.resendWebhookSecret,
        INBOUND_EMAIL_DOMAIN: inboundDomain,
        INBOUND_EMAIL_WEBHOOK_SECRET: secrets.inboundWebhookSecret,
        RESEND_REQUESTS_PER_SECOND: "50",
      });
    }
    if (only.includes("twilio")) {
      Object.assign(env, {
        TWILIO_ACCOUNT_SID: secrets.twilioAccountSid,
        TWILIO_AUTH_TOKEN: secrets.twilioAuthToken,
        TWILIO_FROM: secrets.twilioFrom,
        TWILIO_BASE_URL: twilioUrl,
        TWILIO_MESSAGES_PER_SECOND: "50",
      });
    }
    log(`the inbox, with Resend's and Twilio's stand-ins, listens on ${messages.inboxUrl}`);
  }
  writeFileSync(join(folder, "kept.json"), JSON.stringify({ ...kept, ports }, null, 2));
  return {
    env,
    inboxUrl,
    async stop() {
      for (const stop of stops.reverse()) await stop();
    },
  };
}

const keptSchema = z.object({
  ports: z.object({ stripe: z.number(), messages: z.number() }),
  stripe: z.object({ secretKey: z.string(), webhookSecret: z.string() }),
});

/** Where Stripe's stand-in of a data folder listens while `npm start` runs, for a command beside it. */
export function locateStripe(dataFolder: string): { secretKey: string; apiBase: string } | null {
  const folder = join(dataFolder, "stand-ins");
  if (!existsSync(folder)) return null;
  const { ports, stripe } = readKept(folder);
  return { secretKey: stripe.secretKey, apiBase: `http://127.0.0.1:${ports.stripe}` };
}

/** What an earlier start chose; a file that cannot be read is as good as none. */
function readKept(folder: string): z.infer<typeof keptSchema> {
  const file = join(folder, "kept.json");
  if (existsSync(file)) {
    const found = keptSchema.safeParse(parseJson(readFileSync(file, "utf8")));
    if (found.success) return found.data;
  }
  const random = () => randomBytes(12).toString("hex");
  const stripe = {
    secretKey: `sk_test_tenfold_demo_${random()}`,
    webhookSecret: `whsec_tenfold_demo_${random()}`,
  };
  const kept = { ports: { ...firstPorts }, stripe };
  writeFileSync(file, JSON.stringify(kept, null, 2));
  return kept;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** On the wanted port, or on any other when someone else has it. */
async function onPort<StandIn>(port: number, start: (port: number) => Promise<StandIn>): Promise<StandIn> {
  try {
    return await start(port);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EADDRINUSE") return start(0);
    throw error;
  }
}
