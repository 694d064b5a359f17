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
