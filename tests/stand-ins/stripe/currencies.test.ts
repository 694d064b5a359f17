import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chargeFee, disputeFee } from "~tests/stand-ins/stripe/payments/fees";
import { maximumFor, minimumFor, printed } from "~tests/stand-ins/stripe/payments/currencies";
import { page, sessionFor, stripeError, testApp, type TestApp } from "./test-app";

let app: TestApp;
beforeAll(async () => {
  app = await testApp();
});
afterAll(() => app.close());

const charge = (amount: number, currency: string) =>
  app.stripe.paymentIntents.create({ amount, currency, confirm: true, payment_method: "pm_card_visa" });

describe("the least that can be charged", () => {
  it.each(["usd", "eur", "gbp", "jpy", "czk", "huf", "mxn", "krw", "kwd", "isk"])(
    "holds in %s",
    async (currency) => {
      const least = minimumFor(currency);
      const step = { kwd: 10, isk: 100 }[currency] ?? 1;
      expect((await charge(least, currency)).status).toBe("succeeded");
      const error = await stripeError(charge(least - step, currency));
      expect(error).toMatchObject({ statusCode: 400, code: "amount_too_small", param: "amount" });
      const session = await stripeError(
        app.stripe.checkout.sessions.create(sessionFor(least - step, {}, currency)),
      );
      expect(session.code).toBe("amount_too_small");
    },
  );

  it("is said in the currency's own money", async () => {
    expect((await stripeError(charge(49, "usd"))).message).toBe("Amount must be at least $0.50 usd");
    const session = app.stripe.checkout.sessions.create(sessionFor(29, {}, "gbp"));
    expect((await stripeError(session)).message).toContain("must add up to at least £0.30 gbp");
  });
});

it("the most that can be charged has eight digits, with room for more where units are small", async () => {
  expect(maximumFor("usd")).toBe(99_999_999);
  expect((await charge(99_999_999, "usd")).status).toBe("succeeded");
  expect(await stripeError(charge(100_000_000, "usd"))).toMatchObject({ code: "amount_too_large" });
  expect((await charge(100_000_000, "jpy")).status).toBe("succeeded");
});

it("three-decimal amounts end in zero, and whole-unit ones written with decimals are whole", async () => {
  expect(await stripeError(charge(5125, "kwd"))).toMatchObject({ statusCode: 400, param: "amount" });
  expect((await charge(5120, "kwd")).amount_received).toBe(5120);
  expect(await stripeError(charge(100_050, "isk"))).toMatchObject({ statusCode: 400 });
  expect(await stripeError(charge(1_000_050, "ugx"))).toMatchObject({ statusCode: 400 });
});

it("unknown currencies are refused by name", async () => {
  const error = await stripeError(charge(5000, "xyz"));
  expect(error).toMatchObject({ statusCode: 400, param: "currency" });
  expect(error.message).toContain("Invalid currency: xyz");
});

it("fees are exact integers, rounded half up", () => {
  expect(chargeFee(4500, "usd")).toBe(161);
  expect(chargeFee(50, "usd")).toBe(31);
  expect(chargeFee(500, "usd")).toBe(45);
  expect(chargeFee(1000, "jpy")).toBe(59);
  expect(chargeFee(5120, "kwd")).toBe(448);
  expect(chargeFee(99_999_999, "usd")).toBe(2_900_030);
  expect(disputeFee("usd")).toBe(1500);
});

it("amounts are printed with the decimals the currency has", async () => {
  expect(printed(4500, "usd")).toBe("$45.00");
  expect(printed(4500, "jpy")).toBe("¥4,500");
  expect(printed(4500, "kwd")).toContain("4.500");
  const session = await app.stripe.checkout.sessions.create(sessionFor(4500, {}, "jpy"));
  expect(await page(session.url)).toContain("¥4,500");
});
