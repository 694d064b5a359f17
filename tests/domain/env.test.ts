import { describe, expect, test } from "vitest";
import { EnvironmentError, readEnv } from "~/env.server";

const complete = {
  NODE_ENV: "production",
  APP_URL: "https://pay.example.com/",
  DATABASE_URL: "postgres://tenfold@db/tenfold",
  LINK_KEYS: `1:${"A".repeat(43)}`,
  SESSION_SECRET: "thirty-two characters, at the least",
  STRIPE_SECRET_KEY: "sk_live_abc",
  STRIPE_WEBHOOK_SECRET: "whsec_abc",
  RESEND_API_KEY: "re_abc",
  EMAIL_FROM: "reminders@clinic.test",
  TWILIO_ACCOUNT_SID: "AC123",
  TWILIO_AUTH_TOKEN: "abc",
  TWILIO_FROM: "+12125550100",
};

function problemsOf(variables: Record<string, string | undefined>): string {
  try {
    readEnv(variables);
  } catch (error) {
    if (error instanceof EnvironmentError) return error.message;
    throw error;
  }
  return "";
}

describe("the sender of emails", () => {
  const { RESEND_API_KEY: _, ...others } = complete;
  const server = "smtps://user:secret@mail.clinic.test:465";

  test("is Resend or a mail server, in production too", () => {
    expect(readEnv(complete).smtpUrl).toBeUndefined();
    expect(readEnv({ ...others, SMTP_URL: server }).smtpUrl).toBe(server);
  });

  test("is one of them, and what to do is said when it is both or neither", () => {
    expect(problemsOf({ ...complete, SMTP_URL: server })).toContain(
      "RESEND_API_KEY and SMTP_URL: emails go through one of them. Take out RESEND_API_KEY to send through",
    );
    expect(problemsOf(others)).toContain("RESEND_API_KEY or SMTP_URL: is missing.");
    expect(problemsOf({ ...others, SMTP_URL: "" })).toContain("RESEND_API_KEY or SMTP_URL: is missing.");
  });

  test.each(["https://mail.clinic.test", "mail.clinic.test:465", "smtps:"])(
    "cannot be reached by %s",
    (SMTP_URL) => {
      expect(problemsOf({ ...others, SMTP_URL })).toContain("SMTP_URL: The mail server to send through");
    },
  );

  test("and of SMS keep to a rate that can be set, and is careful where it is not", () => {
    expect(readEnv(complete)).toMatchObject({
      resend: { requestsPerSecond: 2 },
      twilio: { messagesPerSecond: 1 },
    });
    const set = { ...complete, RESEND_REQUESTS_PER_SECOND: "10", TWILIO_MESSAGES_PER_SECOND: "0.5" };
    expect(readEnv(set)).toMatchObject({
      resend: { requestsPerSecond: 10 },
      twilio: { messagesPerSecond: 0.5 },
    });
  });

  test.each(["0", "-1", "many", "1e9"])("keep to no rate of %s", (rate) => {
    expect(problemsOf({ ...complete, RESEND_REQUESTS_PER_SECOND: rate })).toContain(
      "RESEND_REQUESTS_PER_SECOND",
    );
    expect(problemsOf({ ...complete, TWILIO_MESSAGES_PER_SECOND: rate })).toContain(
      "TWILIO_MESSAGES_PER_SECOND",
    );
  });
});

describe("the environment", () => {
  test("is taken when it is complete, and knows the live world from the test one", () => {
    expect(readEnv(complete)).toMatchObject({
      appUrl: "https://pay.example.com",
      stripe: { livemode: true },
    });
    expect(readEnv({ ...complete, STRIPE_SECRET_KEY: "sk_test_abc" }).stripe.livemode).toBe(false);
  });

  test("names everything that is missing at once, and where to get it", () => {
    const problems = problemsOf({ NODE_ENV: "production" });
    for (const name of Object.keys(complete).filter((key) => !["NODE_ENV", "EMAIL_FROM"].includes(key))) {
      expect(problems).toContain(name);
    }
    expect(problems).toContain("https://dashboard.stripe.com/apikeys");
    expect(problems).toContain("https://resend.com/api-keys");
    expect(problems).toContain("https://console.twilio.com");
  });

  test.each([
    ["an empty webhook secret", { STRIPE_WEBHOOK_SECRET: "" }, "STRIPE_WEBHOOK_SECRET"],
    [
      "a secret of the local demo",
      { STRIPE_SECRET_KEY: "sk_test_tenfold_demo_1" },
      "belongs to the local demo",
    ],
    ["a stand-in's address", { STRIPE_API_BASE: "http://127.0.0.1:4310" }, "leave it out in production"],
    ["an address without TLS", { APP_URL: "http://pay.example.com" }, "https://"],
    ["a short session secret", { SESSION_SECRET: "short" }, "32 random characters"],
    ["a sender that is only an example", { EMAIL_FROM: undefined }, "EMAIL_FROM"],
    ["no sender of SMS", { TWILIO_FROM: undefined }, "TWILIO_MESSAGING_SERVICE_SID"],
    ["a publishable key in the secret one's place", { STRIPE_SECRET_KEY: "pk_live_abc" }, "sk_ or rk_"],
  ])("refuses %s in production, by name", (_what, change, said) => {
    expect(problemsOf({ ...complete, ...change })).toContain(said);
  });
});

describe("the domain that answers to emails come to", () => {
  const inbound = { INBOUND_EMAIL_DOMAIN: "replies.clinic.test", INBOUND_EMAIL_WEBHOOK_SECRET: "whsec_abc" };

  test("is read with its secret, and may be left out", () => {
    expect(readEnv({ ...complete, ...inbound }).inbound).toEqual({
      domain: "replies.clinic.test",
      webhookSecret: "whsec_abc",
    });
    expect(readEnv(complete).inbound).toBeNull();
  });

  test.each([
    [{ INBOUND_EMAIL_WEBHOOK_SECRET: "" }, "INBOUND_EMAIL_WEBHOOK_SECRET: is missing"],
    [{ INBOUND_EMAIL_DOMAIN: "Replies@clinic.test" }, "INBOUND_EMAIL_DOMAIN: A domain"],
    [{ INBOUND_EMAIL_DOMAIN: "clinic" }, "INBOUND_EMAIL_DOMAIN: A domain"],
    [{ RESEND_API_KEY: "", SMTP_URL: "smtps://u:p@mail.clinic.test:465" }, "Leave it out with SMTP_URL"],
  ])("is refused where answers could not be read: %o", (change, said) => {
    expect(problemsOf({ ...complete, ...inbound, ...change })).toContain(said);
  });
});
