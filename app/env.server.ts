import { z } from "zod";

/**
 * Everything the process is told from outside, parsed once. `readEnv` names each variable that is missing or
 * wrong and says where to get it; in production nothing falls back to a stand-in or to a demo secret.
 */
const variables = z.object({
  NODE_ENV: z.enum(["development", "test", "production"]).default("development"),
  APP_URL: z.url({
    protocol: /^https?$/,
    error: "is missing or no address. Where people reach the portal, e.g. https://pay.example.com.",
  }),
  PORT: z.coerce.number({ error: "A port number, e.g. 3000." }).int().min(1).max(65_535).default(3000),
  DATABASE_URL: required("The address of a PostgreSQL 16 or newer: postgres://user:password@host/database."),
  LINK_KEYS: required(
    "The keys that sign pay links, `1:<32 bytes in base64url>`, newest first. " +
      "Make one: node -e \"console.log('1:'+require('crypto').randomBytes(32).toString('base64url'))\"",
  ),
  SESSION_SECRET: required(
    "At least 32 random characters that protect sign-in, e.g. from: openssl rand -base64 32",
  ).min(32, "At least 32 random characters, e.g. from: openssl rand -base64 32"),
  STRIPE_SECRET_KEY: required("Stripe's secret key, from https://dashboard.stripe.com/apikeys.").regex(
    /^(sk|rk)_/,
    "It starts with sk_ or rk_. Find it at https://dashboard.stripe.com/apikeys.",
  ),
  STRIPE_WEBHOOK_SECRET: required(
    "The signing secret of the endpoint <APP_URL>/webhooks/stripe, " +
      "from https://dashboard.stripe.com/webhooks.",
  ).regex(/^whsec_./, "It starts with whsec_. Find it at https://dashboard.stripe.com/webhooks."),
  STRIPE_CONNECT_WEBHOOK_SECRET: z
    .string()
    .regex(/^whsec_./, "It starts with whsec_. Find it at https://dashboard.stripe.com/webhooks.")
    .optional(),
  STRIPE_API_BASE: z.url().optional(),
  RESEND_API_KEY: z.string().optional(),
  RESEND_BASE_URL: z.url().optional(),
  RESEND_WEBHOOK_SECRET: z.string().optional(),
  // Source: resend.com/docs/api-reference/rate-limit: 2 a second and team, more on request.
  RESEND_REQUESTS_PER_SECOND: rate("Resend's", "resend.com/settings/usage").default(2),
  /** Where debtors' answers to emails go, so that they reach the desk: a domain that Resend receives for. */
  INBOUND_EMAIL_DOMAIN: z
    .string()
    .regex(
      /^(?=.{4,190}$)[a-z0-9-]+(?:\.[a-z0-9-]+)+$/,
      "A domain whose emails Resend receives, e.g. replies.example.com; set one up at " +
        "https://resend.com/emails/receiving. Without it, answers go to the vendor's own address.",
    )
    .optional(),
  INBOUND_EMAIL_WEBHOOK_SECRET: z
    .string()
    .regex(/^whsec_./, "It starts with whsec_. Find it at https://resend.com/webhooks.")
    .optional(),
  SMTP_URL: z
    .url({
      protocol: /^smtps?$/,
      hostname: /./,
      error: "The mail server to send through in Resend's place: smtps://user:password@host:465.",
    })
    .optional(),
  EMAIL_FROM: z
    .email(
      "The address reminders come from, on a domain verified at https://resend.com/domains " +
        "or one that the mail server of SMTP_URL sends for.",
    )
    .default("reminders@example.com"),
  TWILIO_ACCOUNT_SID: required("Twilio's account SID, from https://console.twilio.com.").regex(
    /^AC/,
    "It starts with AC. Find it at https://console.twilio.com.",
  ),
  TWILIO_AUTH_TOKEN: required("Twilio's auth token, from https://console.twilio.com."),
  TWILIO_FROM: z.string().optional(),
  TWILIO_MESSAGING_SERVICE_SID: z.string().optional(),
  TWILIO_BASE_URL: z.url().optional(),
  // Source: twilio.com/docs/api/errors/21611: a US long code sends one segment a second, a short code 100;
  // what comes faster waits at Twilio, where it can wait into the night.
  TWILIO_MESSAGES_PER_SECOND: rate("your Twilio sender's", "console.twilio.com").default(1),
  /** For tests of crashes: see `armFailpoint`. */
  TENFOLD_FAILPOINT: z.string().optional(),
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
});

export type Env = ReturnType<typeof readEnv>;

export class EnvironmentError extends Error {
  override readonly name = "EnvironmentError";
  constructor(problems: readonly string[]) {
    super(`Tenfold cannot start:\n${problems.map((problem) => `  - ${problem}`).join("\n")}`);
  }
}

/** Every secret that the local demo makes up says so, and production refuses it. */
const demoSecret = /tenfold.?demo/i;

const missingSmsSender =
  "TWILIO_FROM or TWILIO_MESSAGING_SERVICE_SID: is missing. The number or Messaging Service " +
  "that SMS come from, from https://console.twilio.com.";

const missingEmailSender =
  "RESEND_API_KEY or SMTP_URL: is missing. Resend's API key, from https://resend.com/api-keys, or a mail " +
  "server: smtps://user:password@host:465.";

const twoEmailSenders =
  "RESEND_API_KEY and SMTP_URL: emails go through one of them. Take out RESEND_API_KEY to send through " +
  "your mail server, or SMTP_URL to send through Resend.";

/** @throws EnvironmentError that lists every problem at once. */
export function readEnv(source: Record<string, string | undefined>) {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ""));
  const sender = senderProblems(given);
  const parsed = variables.safeParse(given);
  if (!parsed.success) {
    const wrong = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
    throw new EnvironmentError([...wrong, ...sender]);
  }
  const env = parsed.data;
  const problems = [
    ...(env.NODE_ENV === "production" ? demoProblems(env) : []),
    ...sender,
    ...inboundProblems(env),
  ];
  if (problems.length > 0) throw new EnvironmentError(problems);
  return {
    nodeEnv: env.NODE_ENV,
    appUrl: env.APP_URL.replace(/\/+$/, ""),
    port: env.PORT,
    databaseUrl: env.DATABASE_URL,
    linkKeys: env.LINK_KEYS,
    sessionSecret: env.SESSION_SECRET,
    stripe: {
      secretKey: env.STRIPE_SECRET_KEY,
      webhookSecret: env.STRIPE_WEBHOOK_SECRET,
      /** Of the endpoint that hears of connected accounts; without it, vendors have none of their own. */
      connectWebhookSecret: env.STRIPE_CONNECT_WEBHOOK_SECRET,
      apiBase: env.STRIPE_API_BASE,
      /** Stripe's keys say which of its two worlds they open; events of the other are refused. */
      livemode: /^(sk|rk)_live_/.test(env.STRIPE_SECRET_KEY),
    },
    resend: {
      apiKey: env.RESEND_API_KEY,
      baseUrl: env.RESEND_BASE_URL,
      webhookSecret: env.RESEND_WEBHOOK_SECRET,
      fromAddress: env.EMAIL_FROM,
      requestsPerSecond: env.RESEND_REQUESTS_PER_SECOND,
    },
    /** What debtors answer to emails comes in here; null where it goes to the vendors' own addresses. */
    inbound:
      env.INBOUND_EMAIL_DOMAIN && env.INBOUND_EMAIL_WEBHOOK_SECRET
        ? { domain: env.INBOUND_EMAIL_DOMAIN, webhookSecret: env.INBOUND_EMAIL_WEBHOOK_SECRET }
        : null,
    /** The mail server that emails go through in Resend's place. */
    smtpUrl: env.SMTP_URL,
    twilio: {
      accountSid: env.TWILIO_ACCOUNT_SID,
      authToken: env.TWILIO_AUTH_TOKEN,
      fromNumber: env.TWILIO_FROM,
      messagingServiceSid: env.TWILIO_MESSAGING_SERVICE_SID,
      baseUrl: env.TWILIO_BASE_URL,
      messagesPerSecond: env.TWILIO_MESSAGES_PER_SECOND,
    },
    failpoint: env.TENFOLD_FAILPOINT,
    logLevel: env.LOG_LEVEL,
  };
}

function required(howToGetIt: string) {
  return z.string({ error: `is missing. ${howToGetIt}` });
}

function rate(whose: string, where: string) {
  const error = `How many a second ${whose} rate allows, from ${where}: a number above 0.`;
  return z.coerce.number({ error }).positive(error).max(10_000, error);
}

function senderProblems(given: Record<string, string | undefined>): string[] {
  const hasSms = given["TWILIO_FROM"] || given["TWILIO_MESSAGING_SERVICE_SID"];
  const emails = [given["RESEND_API_KEY"], given["SMTP_URL"]].filter(Boolean).length;
  return [
    ...(emails === 0 ? [missingEmailSender] : []),
    ...(emails === 2 ? [twoEmailSenders] : []),
    ...(hasSms ? [] : [missingSmsSender]),
  ];
}

function inboundProblems(env: z.infer<typeof variables>): string[] {
  if (!env.INBOUND_EMAIL_DOMAIN) return [];
  const missingSecret =
    "INBOUND_EMAIL_WEBHOOK_SECRET: is missing. The signing secret of the endpoint " +
    "<APP_URL>/webhooks/email-replies for email.received, from https://resend.com/webhooks.";
  const missingKey =
    "INBOUND_EMAIL_DOMAIN: answers are read at Resend, so it needs RESEND_API_KEY. " +
    "Leave it out with SMTP_URL.";
  return [
    ...(env.INBOUND_EMAIL_WEBHOOK_SECRET ? [] : [missingSecret]),
    ...(env.RESEND_API_KEY ? [] : [missingKey]),
  ];
}

function demoProblems(env: z.infer<typeof variables>): string[] {
  const secrets = [
    "LINK_KEYS",
    "SESSION_SECRET",
    "STRIPE_SECRET_KEY",
    "STRIPE_WEBHOOK_SECRET",
    "STRIPE_CONNECT_WEBHOOK_SECRET",
    "RESEND_API_KEY",
    "TWILIO_ACCOUNT_SID",
    "TWILIO_AUTH_TOKEN",
  ] as const;
  const problems: string[] = secrets
    .filter((name) => demoSecret.test(env[name] ?? ""))
    .map((name) => `${name}: belongs to the local demo; use your own.`);
  const bases = ["STRIPE_API_BASE", "RESEND_BASE_URL", "TWILIO_BASE_URL"] as const;
  for (const name of bases) {
    if (env[name]) problems.push(`${name}: leave it out in production, so that the real service is used.`);
  }
  if (env.TENFOLD_FAILPOINT) problems.push("TENFOLD_FAILPOINT: makes this process crash; leave it out.");
  if (!env.APP_URL.startsWith("https://")) problems.push("APP_URL: must start with https:// in production.");
  if (env.EMAIL_FROM.endsWith("@example.com")) {
    problems.push(
      "EMAIL_FROM: is missing. An address on a domain that Resend or your mail server sends for; " +
        "Resend's are verified at https://resend.com/domains.",
    );
  }
  return problems;
}
