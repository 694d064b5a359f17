import { asc, eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { BalanceId, VendorId } from "~/domain/ids";
import { detachCard } from "~/services/cards/detach-card.server";
import { payWithSavedCard } from "~/services/cards/pay-with-saved-card.server";
import { removeKeptCard } from "~/services/cards/remove-card.server";
import { startPayment } from "~/services/payments/start-payment.server";
import { verifyLedger } from "~/services/ledger/verify-ledger.server";
import { checkouts, savedCards, timelineEvents } from "~db/schema";
import { makeBalance } from "~tests/factories/balance";
import { makeCardHolder, payKeeping, type CardHolder } from "~tests/factories/kept-card";
import { stripeSdk } from "~tests/factories/payments";
import { openStripeDesk, type StripeDesk } from "~tests/factories/stripe-desk";
import { makeVendor } from "~tests/factories/vendor";
import { useDatabase } from "~tests/setup/database";

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
afterEach(() => desk.stripe.control.clearFaults({}));

const owe = ({ debtorId }: CardHolder) =>
  makeBalance(database.db, { vendorId, debtorId, amountMinor: 4_500n });
const tap = (holder: CardHolder, balanceIds: readonly BalanceId[]) =>
  payWithSavedCard(desk.deps, { ...holder, balanceIds, statedMinor: 4_500n, now: desk.now() });
const read = <T>(fn: Parameters<typeof database.db.asVendor<T>>[1]) => database.db.asVendor(vendorId, fn);
const cardOf = async ({ savedCardId }: CardHolder) =>
  (await read((tx) => tx.select().from(savedCards).where(eq(savedCards.id, savedCardId))))[0];
const kindsHere = async () => (await read((tx) => tx.select().from(timelineEvents))).map(({ kind }) => kind);
const chargesHere = async () =>
  (await read((tx) => tx.select().from(checkouts))).filter(({ kind }) => kind === "saved_card");

describe("a card", () => {
  test("is kept with the debtor's word, as Stripe has it, and said in the timeline", async () => {
    const holder = await makeCardHolder(desk, { vendorId });
    expect(await cardOf(holder)).toMatchObject({ brand: "visa", last4: "4242", removedAt: null });
    expect(await kindsHere()).toContain("card_kept");
    const method = await stripeSdk(desk.stripe).paymentMethods.retrieve(
      (await cardOf(holder))?.stripePaymentMethodId ?? "",
    );
    expect(method.customer).toBe((await cardOf(holder))?.stripeCustomerId);
  });

  test("is not kept without it", async () => {
    const { session } = await desk.goToPay(vendorId);
    await desk.stripe.control.pay({ session });
    await desk.stripe.control.idle({});
    await desk.applyWaiting();
    expect(await read((tx) => tx.select().from(savedCards))).toEqual([]);
    expect((await stripeSdk(desk.stripe).checkout.sessions.retrieve(session)).customer).toBeNull();
  });

  test("is asked for by a session of its own, which takes cards alone", async () => {
    const holder = await makeCardHolder(desk, { vendorId });
    const balanceIds = [await owe(holder)];
    const plain = await startPayment(desk.deps, { ...holder, balanceIds, now: desk.now() });
    const asked = { ...holder, balanceIds, keepCard: true, now: desk.now() };
    const keeping = await startPayment(desk.deps, asked);
    expect(keeping).not.toEqual(plain);
    expect(await startPayment(desk.deps, asked)).toEqual(keeping);
    const rows = (await read((tx) => tx.select().from(checkouts))).filter(({ state }) => state === "open");
    expect(rows).toMatchObject([{ keepCard: true }]);
    const session = await stripeSdk(desk.stripe).checkout.sessions.retrieve(rows[0]?.stripeSessionId ?? "");
    expect(session.customer, "of the same customer").toBe((await cardOf(holder))?.stripeCustomerId);
    expect(session.payment_method_types).toEqual(["card"]);
  });

  test("gives way to a newer one, and is let go of at Stripe", async () => {
    const holder = await makeCardHolder(desk, { vendorId });
    await payKeeping(desk, holder);
    const all = await read((tx) => tx.select().from(savedCards).orderBy(asc(savedCards.createdAt)));
    expect(all).toMatchObject([{ removedBy: "replaced" }, { removedAt: null }]);
    await drainDetach();
    const method = await stripeSdk(desk.stripe).paymentMethods.retrieve(all[0]?.stripePaymentMethodId ?? "");
    expect(method.customer).toBeNull();
  });

  test("that was removed is never charged again, and Stripe lets go of it once it can", async () => {
    const holder = await makeCardHolder(desk, { vendorId });
    const balanceId = await owe(holder);
    expect(await removeKeptCard(desk.deps, { ...holder, by: "debtor", now: desk.now() })).toBe(true);
    expect(await removeKeptCard(desk.deps, { ...holder, by: "debtor", now: desk.now() })).toBe(false);
    expect(await tap(holder, [balanceId])).toEqual({ outcome: "no_card" });
    await desk.stripe.control.addFault({ kind: "unavailable", match: "detach", times: 3 });
    await expect(drainDetach()).rejects.toThrow();
    await drainDetach();
    await drainDetach();
    expect((await cardOf(holder))?.detachedAt).toBeInstanceOf(Date);
    expect(await chargesHere()).toEqual([]);
    expect(await kindsHere()).toContain("card_removed");
  });
});

/** What the jobs do, without their queue. */
async function drainDetach(): Promise<void> {
  for (const { id } of await read((tx) => tx.select().from(savedCards)))
    await detachCard(desk.deps, { vendorId, savedCardId: id, now: desk.now() });
}

test("a card of a vendor with its own account is kept and charged there, and nowhere else", async () => {
  const sdk = stripeSdk(desk.stripe);
  const open = async () => {
    const account = await sdk.accounts.create({ type: "standard" });
    await desk.stripe.control.onboard({ account: account.id });
    return account.id;
  };
  const [before, after] = [await open(), await open()];
  vendorId = (await makeVendor(database.db, { stripeAccountId: before })).id;
  const holder = await makeCardHolder(desk, { vendorId });
  expect(await cardOf(holder)).toMatchObject({ stripeAccountId: before });
  const balanceId = await owe(holder);
  expect((await tap(holder, [balanceId])).outcome).toBe("paid");
  const customer = (await cardOf(holder))?.stripeCustomerId ?? "";
  const there = await sdk.paymentIntents.list({ customer }, { stripeAccount: before });
  expect(there.data.map(({ amount, status }) => [amount, status])).toEqual([
    [4_500, "succeeded"],
    [3_000, "succeeded"],
  ]);

  await database.admin`insert into connected_accounts
    (vendor_id, stripe_account_id, details_submitted, charges_enabled, payouts_enabled)
    values (${vendorId}, ${after}, true, true, true)`;
  await database.admin`update vendors set stripe_account_id = ${after} where id = ${vendorId}`;
  const next = await owe(holder);
  expect(await tap(holder, [next])).toEqual({ outcome: "no_card" });
  await payKeeping(desk, holder);
  const all = await read((tx) => tx.select().from(savedCards).orderBy(asc(savedCards.createdAt)));
  expect(all).toMatchObject([
    { stripeAccountId: before, removedBy: "replaced" },
    { stripeAccountId: after, removedAt: null },
  ]);
  await drainDetach();
  const { stripePaymentMethodId = "" } = all[0] ?? {};
  const method = await sdk.paymentMethods.retrieve(stripePaymentMethodId, {}, { stripeAccount: before });
  expect(method.customer).toBeNull();
});

test("a card is kept under a new customer where the vendor deleted the one it had at Stripe", async () => {
  const holder = await makeCardHolder(desk, { vendorId });
  await stripeSdk(desk.stripe).customers.del((await cardOf(holder))?.stripeCustomerId ?? "");
  await payKeeping(desk, holder);
  const balanceId = await owe(holder);
  const [kept] = (await read((tx) => tx.select().from(savedCards))).filter(({ removedAt }) => !removedAt);
  const asked = { ...holder, savedCardId: kept?.id ?? holder.savedCardId };
  expect((await tap(asked, [balanceId])).outcome).toBe("paid");
});
