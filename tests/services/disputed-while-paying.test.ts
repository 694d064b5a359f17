import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { CheckoutId, VendorId } from "~/domain/ids";
import type { NewAnswer } from "~/domain/pay-link/answer";
import { recordAnswer } from "~/services/pay-page/record-answer.server";
import { expireCheckout } from "~/services/payments/expire-checkout.server";
import { checkouts } from "~db/schema";
import { differences, outstandingOf, paymentOf } from "~tests/factories/money-back";
import { stripeSdk } from "~tests/factories/payments";
import { openStripeDesk, type StripeDesk } from "~tests/factories/stripe-desk";
import { makeVendor } from "~tests/factories/vendor";
import { useDatabase } from "~tests/setup/database";

const database = useDatabase();
let desk: StripeDesk;
let vendorId: VendorId;

beforeAll(async () => {
  desk = await openStripeDesk(database.db);
  vendorId = (await makeVendor(database.db)).id;
});
afterAll(() => desk.close());

async function answerWhilePaying(kind: "dispute" | "refusal") {
  const atStripe = await desk.goToPay(vendorId);
  const { debtorId, balanceId, session } = atStripe;
  const [checkout] = await database.db.asVendor(vendorId, (tx) =>
    tx.select().from(checkouts).where(eq(checkouts.stripeSessionId, session)),
  );
  if (!checkout?.payLinkId) throw new Error("The session has no link.");
  const answer: NewAnswer = { kind, note: "I never had this done", balanceIds: [balanceId] };
  const { payLinkId } = checkout;
  await recordAnswer(desk.deps, { vendorId, debtorId, payLinkId, answer, now: desk.now() });
  return { ...atStripe, checkoutId: checkout.id };
}

const expire = (checkoutId: CheckoutId) => expireCheckout(desk.deps, { vendorId, checkoutId });
const statusOf = async (session: string) =>
  (await stripeSdk(desk.stripe).checkout.sessions.retrieve(session)).status;

test("a balance that its debtor says is wrong is no longer payable on a page opened before", async () => {
  const { session, checkoutId } = await answerWhilePaying("dispute");
  expect(await expire(checkoutId)).toBe("expired");
  expect(await statusOf(session)).toBe("expired");
});

test("a payment that wins against the dispute counts all the same", async () => {
  const { session, checkoutId, balanceId, ...atStripe } = await answerWhilePaying("dispute");
  await desk.stripe.control.pay({ session });
  expect(await expire(checkoutId)).toBe("complete");
  await desk.stripe.control.idle({});
  await desk.applyWaiting();
  expect(await paymentOf(desk, vendorId, { ...atStripe, session, balanceId })).toMatchObject({
    state: "succeeded",
  });
  expect(await outstandingOf(desk, vendorId, balanceId)).toBe(0n);
  expect(await differences(desk)).toEqual([]);
});

test("someone who will not pay can still change their mind on the page they opened", async () => {
  const { session } = await answerWhilePaying("refusal");
  expect(await statusOf(session)).toBe("open");
});
