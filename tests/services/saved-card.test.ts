import { asc, eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { StripeGateway } from "~/adapters/stripe.server";
import type { BalanceId, CheckoutId, VendorId } from "~/domain/ids";
import { setFailpointHook } from "~/services/failpoint.server";
import { resolveCharge } from "~/services/cards/charge-card.server";
import { payWithSavedCard } from "~/services/cards/pay-with-saved-card.server";
import { reconcileStripe } from "~/services/reconciliation/reconcile-stripe.server";
import { removeKeptCard } from "~/services/cards/remove-card.server";
import { startPayment } from "~/services/payments/start-payment.server";
import { verifyLedger } from "~/services/ledger/verify-ledger.server";
import { balances, checkouts, payments, receipts, savedCards, timelineEvents } from "~db/schema";
import { makeBalance } from "~tests/factories/balance";
import { makeCardHolder, type CardHolder } from "~tests/factories/kept-card";
import { stripeSdk } from "~tests/factories/payments";
import { openStripeDesk, type StripeDesk } from "~tests/factories/stripe-desk";
import { makeVendor } from "~tests/factories/vendor";
import { useDatabase } from "~tests/setup/database";

const hourMs = 3_600_000;
const database = useDatabase();
let desk: StripeDesk;
let vendorId: VendorId;

beforeAll(async () => {
  desk = await openStripeDesk(database.db);
});
afterAll(async () => {
  expect((await verifyLedger({ db: database.db })).differences).toEqual([]);
  await desk.close();
});
beforeEach(async () => {
  vendorId = (await makeVendor(database.db)).id;
});
afterEach(async () => {
  setFailpointHook(null);
  await desk.stripe.control.clearFaults({});
  await desk.stripe.control.releaseWebhooks({});
  await desk.stripe.control.idle({});
});

const owe = ({ debtorId }: CardHolder, amountMinor = 4_500n) =>
  makeBalance(database.db, { vendorId, debtorId, amountMinor });

const tap = (holder: CardHolder, balanceIds: readonly BalanceId[], statedMinor = 4_500n, deps = desk.deps) =>
  payWithSavedCard(deps, { ...holder, balanceIds, statedMinor, now: desk.now() });
const goToStripe = (holder: CardHolder, balanceIds: readonly BalanceId[]) =>
  startPayment(desk.deps, { ...holder, balanceIds, now: desk.now() });

const read = <T>(fn: Parameters<typeof database.db.asVendor<T>>[1]) => database.db.asVendor(vendorId, fn);
const outstandingOf = async (id: BalanceId) =>
  (await read((tx) => tx.select().from(balances).where(eq(balances.id, id))))[0]?.outstandingMinor;
const cardOf = async ({ savedCardId }: CardHolder) =>
  (await read((tx) => tx.select().from(savedCards).where(eq(savedCards.id, savedCardId))))[0];
const paymentsHere = () => read((tx) => tx.select().from(payments).orderBy(asc(payments.createdAt)));
const chargesHere = async () =>
  (await read((tx) => tx.select().from(checkouts))).filter(({ kind }) => kind === "saved_card");
const kindsHere = async () => (await read((tx) => tx.select().from(timelineEvents))).map(({ kind }) => kind);

/** What Stripe itself has of the card's customer, besides the first payment of $30.00. */
async function intentsOf(holder: CardHolder) {
  const customer = (await cardOf(holder))?.stripeCustomerId ?? "";
  const { data } = await stripeSdk(desk.stripe).paymentIntents.list({ customer, limit: 100 });
  return data.filter(({ amount }) => amount !== 3_000);
}

async function expectChargedOnce(holder: CardHolder, balanceId: BalanceId): Promise<void> {
  await desk.stripe.control.releaseWebhooks({});
  await desk.stripe.control.idle({});
  await desk.applyWaiting();
  const taken = (await intentsOf(holder)).filter(({ status }) => status === "succeeded");
  expect(taken).toHaveLength(1);
  expect(await outstandingOf(balanceId)).toBe(0n);
  const rows = (await paymentsHere()).filter(({ amountMinor }) => amountMinor !== 3_000n);
  expect(rows).toMatchObject([{ state: "succeeded", unappliedMinor: 0n, flag: null }]);
  expect(await read((tx) => tx.select().from(receipts))).toHaveLength(2);
}

const lose = (kind: "reset_before" | "server_error_after") =>
  desk.stripe.control.addFault({ kind, match: "POST /v1/payment_intents$", times: 3 });

/** Stripe does what it is asked to, and its answer never arrives. */
function losingAnswers(): StripeDesk["deps"] {
  const { stripe } = desk.deps;
  const chargeCard: StripeGateway["chargeCard"] = async (charge) => {
    await stripe.chargeCard(charge);
    return { kind: "unavailable", message: "no answer" };
  };
  return { ...desk.deps, stripe: { ...stripe, chargeCard } };
}

describe("one tap", () => {
  test("pays at once, without waiting for a webhook, and the webhooks add nothing", async () => {
    const holder = await makeCardHolder(desk, { vendorId });
    const balanceId = await owe(holder);
    await desk.stripe.control.holdWebhooks({});
    expect(await tap(holder, [balanceId])).toMatchObject({ outcome: "paid" });
    expect(await outstandingOf(balanceId)).toBe(0n);
    expect(await chargesHere()).toMatchObject([{ state: "complete", stripeSessionId: null }]);
    expect((await chargesHere())[0]?.stripePaymentIntentId).toMatch(/^pi_/);
    await expectChargedOnce(holder, balanceId);
  });

  test("is one payment when Stripe's events are here before its answer", async () => {
    const holder = await makeCardHolder(desk, { vendorId });
    const balanceId = await owe(holder);
    const chargeCard: StripeGateway["chargeCard"] = async (charge) => {
      const answer = await desk.deps.stripe.chargeCard(charge);
      await desk.stripe.control.idle({});
      await desk.applyWaiting();
      return answer;
    };
    const deps = { ...desk.deps, stripe: { ...desk.deps.stripe, chargeCard } };
    const asked = { ...holder, balanceIds: [balanceId], statedMinor: 4_500n, now: desk.now() };
    expect(await payWithSavedCard(deps, asked)).toMatchObject({ outcome: "paid" });
    await expectChargedOnce(holder, balanceId);
  });

  test("is one charge however often and on however many devices it is pressed at once", async () => {
    const holder = await makeCardHolder(desk, { vendorId });
    const balanceId = await owe(holder);
    const pressed = await Promise.all(Array.from({ length: 8 }, () => tap(holder, [balanceId])));
    for (const { outcome } of pressed)
      expect(["paid", "confirming", "nothing_to_pay"], outcome).toContain(outcome);
    await tap(holder, [balanceId]);
    await expectChargedOnce(holder, balanceId);
  });

  test("of another selection waits while the first is under way: no balance is taken twice", async () => {
    const holder = await makeCardHolder(desk, { vendorId });
    const [one, two] = [await owe(holder, 4_500n), await owe(holder, 1_000n)];
    const pressed = await Promise.all([tap(holder, [one], 4_500n), tap(holder, [one, two], 5_500n)]);
    await desk.stripe.control.idle({});
    await desk.applyWaiting();
    const taken = (await intentsOf(holder)).filter(({ status }) => status === "succeeded");
    expect(taken.reduce((sum, { amount }) => sum + amount, 0)).toBeLessThanOrEqual(5_500);
    expect(pressed.filter(({ outcome }) => outcome === "paid").length).toBeGreaterThanOrEqual(1);
    const rows = await paymentsHere();
    expect(rows.every(({ unappliedMinor }) => unappliedMinor === 0n)).toBe(true);
  });

  test("and Stripe's page, asked for at the same moment, cannot both take the money", async () => {
    const holder = await makeCardHolder(desk, { vendorId });
    const balanceId = await owe(holder);
    const asked = [goToStripe, tap, goToStripe, tap].map((ask) => ask(holder, [balanceId]));
    await Promise.all(asked);
    const { data } = await stripeSdk(desk.stripe).checkout.sessions.list({ limit: 10, status: "open" });
    const handedOut = (await read((tx) => tx.select().from(checkouts))).filter(
      ({ state }) => state === "open",
    );
    for (const { id } of data.filter(({ id }) => handedOut.some((row) => row.stripeSessionId === id)))
      await desk.stripe.control.pay({ session: id });
    await desk.stripe.control.idle({});
    await desk.applyWaiting();
    const rows = (await paymentsHere()).filter(({ amountMinor }) => amountMinor !== 3_000n);
    expect(rows).toMatchObject([{ state: "succeeded", unappliedMinor: 0n, flag: null }]);
    expect(await outstandingOf(balanceId)).toBe(0n);
  });

  test("takes nothing but what the button said", async () => {
    const holder = await makeCardHolder(desk, { vendorId });
    const balanceId = await owe(holder, 4_500n);
    expect(await tap(holder, [balanceId], 4_400n)).toEqual({
      outcome: "amount_changed",
      totalMinor: 4_500n,
    });
    expect(await chargesHere()).toEqual([]);
    expect(await intentsOf(holder)).toEqual([]);
  });

  test("ends the session that is open at Stripe first, so that nobody can pay the same there", async () => {
    const holder = await makeCardHolder(desk, { vendorId });
    const balanceId = await owe(holder);
    await goToStripe(holder, [balanceId]);
    expect(await tap(holder, [balanceId])).toMatchObject({ outcome: "paid" });
    const session = await sessionHere();
    expect((await stripeSdk(desk.stripe).checkout.sessions.retrieve(session)).status).toBe("expired");
    await expectChargedOnce(holder, balanceId);
  });

  test("charges nothing when that session was just paid", async () => {
    const holder = await makeCardHolder(desk, { vendorId });
    const balanceId = await owe(holder);
    await goToStripe(holder, [balanceId]);
    const session = await sessionHere();
    await desk.stripe.control.holdWebhooks({});
    await desk.stripe.control.pay({ session });
    expect(await tap(holder, [balanceId])).toEqual({ outcome: "paid_elsewhere", stripeSessionId: session });
    expect(await intentsOf(holder)).toEqual([]);
  });

  async function sessionHere(): Promise<string> {
    const rows = await read((tx) => tx.select().from(checkouts).orderBy(asc(checkouts.createdAt)));
    return rows.filter(({ kind }) => kind === "session").at(-1)?.stripeSessionId ?? "";
  }

  test("never charges the card of another debtor, an expired one, or one on another account", async () => {
    const [holder, other] = [
      await makeCardHolder(desk, { vendorId }),
      await makeCardHolder(desk, { vendorId }),
    ];
    const balanceId = await owe(holder);
    const asStranger = { ...holder, savedCardId: other.savedCardId };
    expect(await tap(asStranger, [balanceId])).toEqual({ outcome: "no_card" });
    await database.admin`update saved_cards set exp_year = 2020 where id = ${holder.savedCardId}`;
    expect(await tap(holder, [balanceId])).toEqual({ outcome: "no_card" });
    await database.admin`update saved_cards set exp_year = 2090, stripe_account_id = 'acct_before'
      where id = ${holder.savedCardId}`;
    expect(await tap(holder, [balanceId])).toEqual({ outcome: "no_card" });
    expect(await chargesHere()).toEqual([]);
  });
});

describe("a card that cannot be charged", () => {
  test.each([
    ["declines_later", "declined"],
    ["authentication", "needs_authentication"],
  ] as const)("leads to Stripe's page for the same, and says why (%s)", async (later, reason) => {
    const holder = await makeCardHolder(desk, { vendorId, later });
    const balanceId = await owe(holder);
    const answer = await tap(holder, [balanceId]);
    expect(answer.outcome).toBe("redirect");
    expect(await chargesHere()).toMatchObject([{ state: "failed" }]);
    expect((await intentsOf(holder)).map(({ status }) => status)).toEqual(["canceled"]);
    const { data } = await stripeSdk(desk.stripe).checkout.sessions.list({ limit: 1 });
    expect(data[0]).toMatchObject({ amount_total: 4_500, status: "open" });
    expect(data[0]?.cancel_url).toContain(`?card=${reason}`);
    expect(data[0]?.custom_text.submit?.message).toContain("Visa ····");
    expect(await kindsHere()).toContain("payment_failed");
    expect((await cardOf(holder))?.removedAt).toBeNull();
    await desk.stripe.control.idle({});
    await desk.applyWaiting();
    expect((await kindsHere()).filter((kind) => kind === "payment_failed")).toHaveLength(1);
    expect(await outstandingOf(balanceId)).toBe(4_500n);
  });

  test("because Stripe keeps it no longer is not kept here either", async () => {
    const holder = await makeCardHolder(desk, { vendorId });
    const balanceId = await owe(holder);
    await stripeSdk(desk.stripe).paymentMethods.detach((await cardOf(holder))?.stripePaymentMethodId ?? "");
    expect((await tap(holder, [balanceId])).outcome).toBe("redirect");
    expect(await cardOf(holder)).toMatchObject({ removedBy: "stripe" });
  });
});

describe("a charge whose answer was lost", () => {
  test("keeps every other way to pay the same closed, and the next tap finds that it was made", async () => {
    const holder = await makeCardHolder(desk, { vendorId });
    const [balanceId, other] = [await owe(holder), await owe(holder, 1_000n)];
    const lost = await tap(holder, [balanceId], 4_500n, losingAnswers());
    expect(lost.outcome).toBe("confirming");
    expect(await chargesHere()).toMatchObject([{ state: "creating" }]);
    expect((await goToStripe(holder, [balanceId])).outcome).toBe("confirming");
    expect((await goToStripe(holder, [balanceId, other])).outcome).toBe("confirming");
    expect((await tap(holder, [balanceId, other], 5_500n)).outcome).toBe("confirming");
    expect((await goToStripe(holder, [other])).outcome, "the rest can be paid").toBe("redirect");
    expect((await tap(holder, [balanceId])).outcome).toBe("paid");
    await expectChargedOnce(holder, balanceId);
  });

  test("is found by the next tap also where Stripe keeps repeating that it failed", async () => {
    const holder = await makeCardHolder(desk, { vendorId });
    const balanceId = await owe(holder);
    await lose("server_error_after");
    expect((await tap(holder, [balanceId])).outcome).toBe("confirming");
    expect((await tap(holder, [balanceId])).outcome).toBe("paid");
    await expectChargedOnce(holder, balanceId);
  });

  test.each(["reset_before", "server_error_after"] as const)(
    "is brought to its end by the job that was left behind (%s)",
    async (kind) => {
      const holder = await makeCardHolder(desk, { vendorId });
      const balanceId = await owe(holder);
      await lose(kind);
      const lost = await tap(holder, [balanceId]);
      if (lost.outcome !== "confirming") throw new Error(`Expected to wait, got ${lost.outcome}.`);
      await desk.stripe.control.clearFaults({});
      const { checkoutId } = lost;
      const [job] = await database.admin`select data from pgboss.job
        where name = 'charge-card' and data->>'checkoutId' = ${checkoutId}`;
      expect(job).toBeDefined();
      const charge = { vendorId, checkoutId, now: desk.now() };
      expect(await resolveCharge(desk.deps, charge)).toEqual({ outcome: "paid" });
      await expectChargedOnce(holder, balanceId);
    },
  );

  test("is found by reconciliation, which never charges", async () => {
    const holder = await makeCardHolder(desk, { vendorId });
    const [made, never] = [await owe(holder), await owe(holder, 1_000n)];
    await desk.stripe.control.holdWebhooks({});
    await tap(holder, [made], 4_500n, losingAnswers());
    await lose("reset_before");
    await tap(holder, [never], 1_000n);
    await desk.stripe.control.clearFaults({});
    await desk.advance(hourMs);
    await reconcileStripe(desk.deps, { now: desk.now() });
    expect(await outstandingOf(made)).toBe(0n);
    expect(await outstandingOf(never)).toBe(1_000n);
    expect((await goToStripe(holder, [never])).outcome, "Stripe may still make it").toBe("confirming");

    await desk.advance(26 * hourMs);
    expect((await tap(holder, [never], 1_000n)).outcome, "looked up, not asked again").not.toBe("paid");
    await reconcileStripe(desk.deps, { now: desk.now() });
    expect((await goToStripe(holder, [never])).outcome).toBe("redirect");
    expect((await intentsOf(holder)).filter(({ status }) => status === "succeeded")).toHaveLength(1);
  });

  test("is not asked for again once the card was removed, or the balance paid otherwise", async () => {
    const holder = await makeCardHolder(desk, { vendorId });
    const balanceId = await owe(holder);
    await lose("reset_before");
    const lost = await tap(holder, [balanceId]);
    await desk.stripe.control.clearFaults({});
    await removeKeptCard(desk.deps, { ...holder, by: "debtor", now: desk.now() });
    const checkoutId = lost.outcome === "confirming" ? lost.checkoutId : ("" as CheckoutId);
    const charge = { vendorId, checkoutId, now: desk.now() };
    await expect(resolveCharge(desk.deps, charge)).rejects.toThrow();
    expect(await intentsOf(holder)).toEqual([]);
  });

  test.each(["charge-card:asking", "charge-card:answered", "charge-card:written"] as const)(
    "because the process died at %s is charged once by the next tap",
    async (name) => {
      const holder = await makeCardHolder(desk, { vendorId });
      const balanceId = await owe(holder);
      setFailpointHook((reached) => {
        if (reached === name) throw new Error("The process died.");
      });
      await expect(tap(holder, [balanceId])).rejects.toThrow("The process died.");
      setFailpointHook(null);
      expect((await tap(holder, [balanceId])).outcome).toBe("paid");
      await expectChargedOnce(holder, balanceId);
    },
  );
});
