import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { applyStripeEvent } from "~/services/payments/apply-stripe-event.server";
import { expireCheckout } from "~/services/payments/expire-checkout.server";
import { mintPayLink } from "~/services/pay-page/mint-pay-link.server";
import { recordStripeEvent } from "~/services/payments/record-stripe-event.server";
import { startPayment } from "~/services/payments/start-payment.server";
import { verifyLedger } from "~/services/ledger/verify-ledger.server";
import type { BalanceId, CheckoutId, DebtorId, StripeEventId, VendorId } from "~/domain/ids";
import { currency } from "~/domain/money";
import {
  balances,
  checkouts,
  journalEntries,
  messages,
  payments,
  receipts,
  timelineEvents,
} from "~db/schema";
import { makeBalance } from "~tests/factories/balance";
import { makeDebtor } from "~tests/factories/debtor";
import { paymentParts, signedWebhook, stripeSdk } from "~tests/factories/payments";
import { makeVendor } from "~tests/factories/vendor";
import { useDatabase } from "~tests/setup/database";
import { startStripe, type StripeStandIn } from "~tests/stand-ins/stripe";

const database = useDatabase();
let stripe: StripeStandIn;
let deps: ReturnType<typeof paymentParts>;
beforeAll(async () => {
  stripe = await startStripe();
  deps = paymentParts(database.db, stripe);
});
afterAll(() => stripe.close());

let vendorId: VendorId;
let debtorId: DebtorId;
let link: Awaited<ReturnType<typeof mintPayLink>>;
const now = () => new Date();

beforeEach(async () => {
  vendorId = (await makeVendor(database.db)).id;
  debtorId = (await makeDebtor(database.db, { vendorId })).id;
  link = await database.db.asVendor(vendorId, (tx) =>
    mintPayLink(tx, { vendorId, debtorId, messageId: null, keys: deps.linkKeys, now: now() }),
  );
});
afterAll(async () => {
  expect((await verifyLedger({ db: database.db })).differences).toEqual([]);
});

const owe = (amountMinor = 4_500n, code = "USD") =>
  makeBalance(database.db, { vendorId, debtorId, amountMinor, currency: currency(code) });
const start = (balanceIds: BalanceId[]) =>
  startPayment(deps, { vendorId, debtorId, payLinkId: link.linkId, balanceIds, now: now() });

async function opened(balanceIds: BalanceId[]): Promise<{ url: string; session: string }> {
  const started = await start(balanceIds);
  if (started.outcome !== "redirect") throw new Error(`Expected a session, got ${started.outcome}.`);
  return { url: started.url, session: await sessionAt(started.url) };
}

async function sessionAt(url: string): Promise<string> {
  const sessions = await stripeSdk(stripe).checkout.sessions.list({ limit: 100 });
  const found = sessions.data.find((session) => session.url === url);
  if (!found) throw new Error("Stripe has no session at that address.");
  return found.id;
}

const read = <T>(fn: Parameters<typeof database.db.asVendor<T>>[1]) => database.db.asVendor(vendorId, fn);
const balanceOf = async (id: BalanceId) =>
  (await read((tx) => tx.select().from(balances).where(eq(balances.id, id))))[0];
const paymentsHere = () => read((tx) => tx.select().from(payments));

/** Every event the stand-in has about this vendor, oldest first. */
async function events(): Promise<{ id: string; type: string }[]> {
  const all = await stripeSdk(stripe).events.list({ limit: 100 });
  return all.data.filter((event) => JSON.stringify(event).includes(vendorId)).reverse();
}

async function deliver(event: { id: string }): Promise<string> {
  await recordStripeEvent(deps, { ...signedWebhook(event), now: now() });
  return applyStripeEvent(deps, { eventId: event.id as StripeEventId, now: now() });
}

async function deliverAll(): Promise<string[]> {
  const outcomes: string[] = [];
  for (const event of await events()) outcomes.push(await deliver(event));
  return outcomes;
}

describe("starting a payment", () => {
  test("opens one Stripe session for the selection, for exactly what is outstanding", async () => {
    const ids = [await owe(4_500n), await owe(1_250n)];
    const { session } = await opened(ids);
    const seen = await stripeSdk(stripe).checkout.sessions.retrieve(session);
    expect(seen.amount_total).toBe(5_750);
    expect(seen.currency).toBe("usd");
    expect(seen.success_url).toContain(`/p/${link.token}?session=`);
  });

  test("gives every click on a selection the same session, also at once and on several devices", async () => {
    const ids = [await owe(), await owe(1_000n)];
    const started = await Promise.all(Array.from({ length: 6 }, () => start(ids)));
    const urls = new Set(started.map((one) => (one.outcome === "redirect" ? one.url : one.outcome)));
    expect(urls.size).toBe(1);
    expect(
      (await read((tx) => tx.select().from(checkouts))).filter(({ state }) => state === "open"),
    ).toHaveLength(1);
  });

  test("takes back the session of another selection, so that only one can be paid", async () => {
    const [first, second] = [await owe(), await owe(1_000n)];
    const { session: both } = await opened([first, second]);
    await opened([first]);
    const superseded = (await read((tx) => tx.select().from(checkouts))).find(
      ({ state }) => state === "superseded",
    );
    await expireCheckout(deps, { vendorId, checkoutId: superseded?.id as CheckoutId });
    expect((await stripeSdk(stripe).checkout.sessions.retrieve(both)).status).toBe("expired");
  });

  test("asks for the same session again after a crash between Stripe's answer and our commit", async () => {
    const id = await owe();
    const { session } = await opened([id]);
    await database.admin`update checkouts set state = 'creating', stripe_session_id = null, stripe_url = null
      where vendor_id = ${vendorId}`;
    expect((await opened([id])).session).toBe(session);
  });

  test("makes a fresh session when Stripe has ended the standing one unnoticed", async () => {
    const id = await owe();
    const { session } = await opened([id]);
    await stripeSdk(stripe).checkout.sessions.expire(session);
    expect((await opened([id])).session).not.toBe(session);
  });

  test("gives every click the same fresh session, also at the moment the ended one is noticed", async () => {
    for (let round = 0; round < 8; round += 1) {
      const id = await owe();
      const { session } = await opened([id]);
      await stripeSdk(stripe).checkout.sessions.expire(session);
      const started = await Promise.all(Array.from({ length: 6 }, () => start([id])));
      const urls = new Set(started.map((one) => (one.outcome === "redirect" ? one.url : one.outcome)));
      expect(urls.size).toBe(1);
      expect([...urls][0]).not.toContain(session);
    }
  });

  test("leads a debtor who has just paid to the page that says so, not to Stripe", async () => {
    const id = await owe();
    const { session } = await opened([id]);
    await stripe.control.pay({ session });
    expect(await start([id])).toEqual({
      outcome: "redirect",
      url: `http://localhost:3000/p/${link.token}?session=${session}`,
    });
  });

  test.each([
    ["nothing", async () => [], { outcome: "nothing_to_pay" }],
    [
      "two currencies at once",
      async () => [await owe(), await owe(100n, "EUR")],
      { outcome: "mixed_currencies" },
    ],
    [
      "less than Stripe takes",
      async () => [await owe(49n)],
      { outcome: "too_small", minimum: { amountMinor: 50n, currency: "USD" } },
    ],
  ])("answers calmly when asked to pay %s", async (_what, select, outcome) => {
    expect(await start(await select())).toEqual(outcome);
  });

  test("never opens another debtor's balance", async () => {
    const stranger = await makeDebtor(database.db, { vendorId });
    const theirs = await makeBalance(database.db, { vendorId, debtorId: stranger.id });
    expect(await start([theirs])).toEqual({ outcome: "nothing_to_pay" });
  });

  test.each(["unavailable", "rate_limit", "server_error", "server_error_after", "reset_before"] as const)(
    "says unavailable while Stripe answers with %s, and opens the session at the next click",
    async (kind) => {
      const id = await owe();
      await stripe.control.addFault({ kind, match: "POST /v1/checkout/sessions", times: 3 });
      expect(await start([id])).toEqual({ outcome: "unavailable" });
      await stripe.control.clearFaults({});
      expect((await start([id])).outcome).toBe("redirect");
    },
  );

  test("meets the session again that Stripe made while its answer was lost", async () => {
    const id = await owe();
    const sessions = async () => (await stripeSdk(stripe).checkout.sessions.list({ limit: 100 })).data.length;
    const before = await sessions();
    await stripe.control.addFault({ kind: "reset_after", match: "POST /v1/checkout/sessions", times: 3 });
    await start([id]);
    await stripe.control.clearFaults({});
    expect((await start([id])).outcome).toBe("redirect");
    expect(await sessions()).toBe(before + 1);
  });
});

describe("Stripe's events", () => {
  test("credit a payment with its allocations, postings, receipt and settled balances together", async () => {
    const ids = [await owe(4_500n), await owe(1_250n)];
    const { session } = await opened(ids);
    await stripe.control.pay({ session });
    expect(await deliverAll()).toContain("payment credited");

    const [payment] = await paymentsHere();
    expect(payment).toMatchObject({
      state: "succeeded",
      amountMinor: 5_750n,
      unappliedMinor: 0n,
      flag: null,
    });
    expect(payment?.methodLabel).toBe("Visa ending 4242");
    for (const id of ids) {
      const balance = await balanceOf(id);
      expect(balance?.outstandingMinor).toBe(0n);
      expect(balance?.settledAt).toBeInstanceOf(Date);
    }
    expect(await read((tx) => tx.select().from(receipts))).toMatchObject([
      { number: 1, paymentId: payment?.id },
    ]);
    expect(await read((tx) => tx.select().from(messages))).toMatchObject([
      { purpose: "receipt", state: "queued" },
    ]);
    const kinds = (await read((tx) => tx.select().from(timelineEvents))).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === "balance_settled")).toHaveLength(2);
  });

  test("lead to one credit whatever their order and however often each arrives", async () => {
    const id = await owe();
    const { session } = await opened([id]);
    await stripe.control.pay({ session });
    const shuffled = [...(await events()), ...(await events())].sort((a, b) => (a.id < b.id ? 1 : -1));
    for (const event of shuffled) await deliver(event);
    expect(await paymentsHere()).toHaveLength(1);
    const entries = await read((tx) => tx.select().from(journalEntries));
    expect(entries.filter(({ kind }) => kind === "payment_received")).toHaveLength(1);
    expect((await balanceOf(id))?.outstandingMinor).toBe(0n);
  });

  test("lead to one credit when several workers apply them at the same moment", async () => {
    const id = await owe();
    const { session } = await opened([id]);
    await stripe.control.pay({ session });
    const all = await events();
    for (const event of all) await recordStripeEvent(deps, { ...signedWebhook(event), now: now() });
    const twice = [...all, ...all];
    await Promise.all(
      twice.map(({ id: eventId }) =>
        applyStripeEvent(deps, { eventId: eventId as StripeEventId, now: now() }),
      ),
    );
    expect(await paymentsHere()).toMatchObject([{ state: "succeeded", amountMinor: 4_500n }]);
    expect(await read((tx) => tx.select().from(receipts))).toHaveLength(1);
  });

  test("credit nothing while a bank debit is on its way, and everything when it arrives", async () => {
    const id = await owe();
    const { session } = await opened([id]);
    await stripe.control.pay({ session, way: "bank_debit" });
    await deliverAll();
    expect(await paymentsHere()).toMatchObject([{ state: "processing" }]);
    expect((await balanceOf(id))?.outstandingMinor).toBe(4_500n);
    const [payment] = await paymentsHere();
    await stripe.control.settleDebit({ paymentIntent: payment?.stripePaymentIntentId ?? "" });
    await deliverAll();
    expect(await paymentsHere()).toMatchObject([{ state: "succeeded" }]);
    expect((await balanceOf(id))?.outstandingMinor).toBe(0n);
  });

  test("leave the balance owed when a bank debit comes back", async () => {
    const id = await owe();
    const { session } = await opened([id]);
    await stripe.control.pay({ session, way: "bank_debit" });
    await deliverAll();
    const [payment] = await paymentsHere();
    await stripe.control.failDebit({ paymentIntent: payment?.stripePaymentIntentId ?? "" });
    await deliverAll();
    expect(await paymentsHere()).toMatchObject([{ state: "failed" }]);
    expect((await balanceOf(id))?.outstandingMinor).toBe(4_500n);
  });

  test("never move a paid payment back, however late older news arrives", async () => {
    const id = await owe();
    const { session } = await opened([id]);
    await stripe.control.pay({ session, way: "declined" });
    await stripe.control.pay({ session });
    const late = (await events()).sort((a) => (a.type === "payment_intent.payment_failed" ? 1 : -1));
    expect(late.at(-1)?.type).toBe("payment_intent.payment_failed");
    for (const event of late) await deliver(event);
    expect(await paymentsHere()).toMatchObject([{ state: "succeeded" }]);
  });

  test("credit a payment that won against the expiry of its session", async () => {
    const [first, second] = [await owe(), await owe(1_000n)];
    const { session: both } = await opened([first, second]);
    await opened([first]);
    await stripe.control.pay({ session: both });
    await deliverAll();
    expect(await paymentsHere()).toMatchObject([
      { state: "succeeded", amountMinor: 5_500n, unappliedMinor: 0n },
    ]);
  });

  test("keep what no balance can take as unapplied and flagged, when two sessions are paid", async () => {
    const [first, second] = [await owe(4_500n), await owe(1_000n)];
    const { session: both } = await opened([first, second]);
    const { session: one } = await opened([first]);
    await stripe.control.pay({ session: both });
    await stripe.control.pay({ session: one });
    await deliverAll();
    const rows = await paymentsHere();
    expect(rows).toHaveLength(2);
    expect(rows.reduce((total, row) => total + row.unappliedMinor, 0n)).toBe(4_500n);
    expect(rows.some(({ flag }) => flag?.includes("still outstanding"))).toBe(true);
  });

  test("wait, and are not lost, when the row they speak of is not here yet", async () => {
    const id = await owe();
    const { session } = await opened([id]);
    await stripe.control.pay({ session });
    const completed = (await events()).find(({ type }) => type === "checkout.session.completed");
    if (!completed) throw new Error("The stand-in sent no completion.");
    await database.admin`alter table checkouts rename to checkouts_elsewhere`;
    await expect(deliver(completed)).rejects.toThrow();
    await database.admin`alter table checkouts_elsewhere rename to checkouts`;
    const [row] = await database.admin`
        select attempts, handled_at, last_error from stripe_events where id = ${completed.id}`;
    expect(row).toMatchObject({ attempts: 1, handled_at: null });
    expect(row?.["last_error"]).toBeTruthy();
    expect(await deliver(completed)).toBe("payment credited");
  });

  test("are set aside after a dozen tries, and hold nothing else up", async () => {
    const id = await owe();
    const { session } = await opened([id]);
    await stripe.control.pay({ session });
    const [poison] = (await events()).filter(({ type }) => type === "checkout.session.completed");
    if (!poison) throw new Error("The stand-in sent no completion.");
    const broken = {
      ...deps,
      stripe: { ...deps.stripe, retrieveCheckout: () => Promise.reject(new Error("no answer")) },
    };
    await recordStripeEvent(deps, { ...signedWebhook(poison), now: now() });
    const tries = { eventId: poison.id as StripeEventId, now: now() };
    for (let count = 1; count < 12; count += 1)
      await expect(applyStripeEvent(broken, tries)).rejects.toThrow("no answer");
    expect(await applyStripeEvent(broken, tries)).toBe("set aside");
    for (const event of await events()) if (event.id !== poison.id) await deliver(event);
    expect((await balanceOf(id))?.outstandingMinor).toBe(0n);
    expect(await applyStripeEvent(deps, tries)).toBe("already credited");
  });
});
