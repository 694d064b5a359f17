import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { StripeGateway } from "~/adapters/stripe.server";
import { chargeLimits } from "~/adapters/stripe-amount";
import type { VendorId } from "~/domain/ids";
import { mintPayLink } from "~/services/pay-page/mint-pay-link.server";
import { reconcileStripe } from "~/services/reconciliation/reconcile-stripe.server";
import { recordStripeEvent } from "~/services/payments/record-stripe-event.server";
import { startPayment } from "~/services/payments/start-payment.server";
import { verifyLedger } from "~/services/ledger/verify-ledger.server";
import { applyAccountFacts } from "~/services/stripe-accounts/apply-account-facts.server";
import { chooseAccount } from "~/services/stripe-accounts/choose-account.server";
import { readAccounts } from "~/services/stripe-accounts/read-accounts.server";
import { continueOnboarding, startOnboarding } from "~/services/stripe-accounts/start-onboarding.server";
import { readCollection } from "~db/queries/vendor/connected-accounts";
import { balances, checkouts, connectedAccounts, payments, vendors } from "~db/schema";
import { makeBalance } from "~tests/factories/balance";
import { makeDebtor } from "~tests/factories/debtor";
import { connectWebhookSecret, signedWebhook, stripeSdk } from "~tests/factories/payments";
import { openStripeDesk, type AtStripe, type StripeDesk } from "~tests/factories/stripe-desk";
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
  await desk.stripe.control.setWeather({});
  await desk.stripe.control.idle({});
  await desk.applyWaiting();
});

const read = <T>(fn: Parameters<typeof database.db.asVendor<T>>[1], whose = vendorId) =>
  database.db.asVendor(whose, fn);
const accountsHere = (whose = vendorId) => read((tx) => tx.select().from(connectedAccounts), whose);
const collection = (whose = vendorId) =>
  database.db.asSystem((tx) => readCollection(tx, { vendorId: whose }));
const keyHere = async () =>
  (await read((tx) => tx.select().from(vendors).where(eq(vendors.id, vendorId))))[0]?.stripeAccountKey;
const outstandingOf = async ({ balanceId }: AtStripe) =>
  (await read((tx) => tx.select().from(balances).where(eq(balances.id, balanceId))))[0]?.outstandingMinor;
const accountsAtStripe = async (whose = vendorId) =>
  (await stripeSdk(desk.stripe).accounts.list({ limit: 100 })).data.filter(
    ({ metadata }) => metadata?.["vendor_id"] === whose,
  );
const connect = (stripe: Partial<StripeGateway> = {}, whose = vendorId) =>
  startOnboarding(
    { ...desk.deps, stripe: { ...desk.deps.stripe, ...stripe } },
    { vendorId: whose, now: desk.now() },
  );
const choose = (stripeAccountId: string | null, whose = vendorId) =>
  chooseAccount(desk.deps, { vendorId: whose, stripeAccountId, now: desk.now() });
const reconcile = () => reconcileStripe(desk.deps, { now: desk.now() });

/** What Stripe has sent so far arrives and has its effect. */
async function hear(): Promise<void> {
  await desk.stripe.control.idle({});
  await desk.applyWaiting();
}

/** The vendor's account, made by its click; filled in when `able`, and collected into when `chosen`. */
async function ownAccount(
  { able = true, chosen = true }: { able?: boolean; chosen?: boolean } = {},
  whose = vendorId,
): Promise<string> {
  await connect({}, whose);
  const [row] = await accountsHere(whose);
  if (!row) throw new Error("No account was made.");
  if (able) await desk.stripe.control.onboard({ account: row.stripeAccountId });
  await hear();
  if (able && chosen) expect(await choose(row.stripeAccountId, whose)).toEqual({ outcome: "chosen" });
  return row.stripeAccountId;
}

async function payAgain({ debtorId, balanceId }: AtStripe, deps = desk.deps) {
  const { linkId } = await read((tx) =>
    mintPayLink(tx, { vendorId, debtorId, messageId: null, keys: deps.linkKeys, now: desk.now() }),
  );
  return startPayment(deps, {
    vendorId,
    debtorId,
    payLinkId: linkId,
    balanceIds: [balanceId],
    now: desk.now(),
  });
}
const sessionsOf = ({ debtorId }: AtStripe) =>
  read((tx) =>
    tx.select().from(checkouts).where(eq(checkouts.debtorId, debtorId)).orderBy(checkouts.createdAt),
  );

describe("onboarding", () => {
  test("clicked eight times at once makes one account, and each click leads to it", async () => {
    const clicks = await Promise.all(Array.from({ length: 8 }, () => connect()));
    expect(clicks.filter(({ outcome }) => outcome === "redirect").length).toBeGreaterThan(0);
    // Stripe may tell a click that another is under way; none may fail otherwise.
    for (const { outcome } of clicks) expect(["redirect", "unavailable"]).toContain(outcome);
    expect(await accountsAtStripe()).toHaveLength(1);
    expect(await accountsHere()).toMatchObject([{ chargesEnabled: false, detailsSubmitted: false }]);
    expect(await keyHere()).toBeNull();
    expect(await connect()).toMatchObject({ outcome: "redirect" });
    expect(await accountsAtStripe()).toHaveLength(1);
  });

  test("whose answer was lost goes on with the same account at the next click", async () => {
    const createAccount: StripeGateway["createAccount"] = async (account) => {
      await desk.deps.stripe.createAccount(account);
      return { kind: "unavailable", message: "the line went dead" };
    };
    expect(await connect({ createAccount })).toEqual({ outcome: "unavailable" });
    expect(await accountsHere()).toEqual([]);
    expect(await connect()).toMatchObject({ outcome: "redirect" });
    expect(await accountsAtStripe()).toHaveLength(1);
    expect((await accountsHere())[0]?.stripeAccountId).toBe((await accountsAtStripe())[0]?.id);
  });

  test("that Stripe refuses is asked for afresh, since Stripe would repeat its answer", async () => {
    const keys: string[] = [];
    const createAccount: StripeGateway["createAccount"] = ({ idempotencyKey }) => {
      keys.push(idempotencyKey);
      return Promise.resolve({ kind: "refused", message: "sign up for Connect first" });
    };
    expect(await connect({ createAccount })).toEqual({ outcome: "refused" });
    expect(await connect({ createAccount })).toEqual({ outcome: "refused" });
    expect(new Set(keys).size).toBe(2);
  });

  test("is not offered where nobody hears of connected accounts", async () => {
    const { env } = desk.deps;
    const deaf = { ...env, stripe: { ...env.stripe, connectWebhookSecret: undefined } };
    const onboarding = startOnboarding({ ...desk.deps, env: deaf }, { vendorId, now: desk.now() });
    expect(await onboarding).toEqual({ outcome: "not_offered" });
    expect(await accountsAtStripe()).toEqual([]);
  });

  test("is never begun by coming back from Stripe without an account", async () => {
    expect(await continueOnboarding(desk.deps, { vendorId })).toBeNull();
    expect(await accountsAtStripe()).toEqual([]);
  });

  test("becomes known by Stripe's event, and is collected into once the vendor says so", async () => {
    const account = await ownAccount({ able: false });
    expect(await readAccounts(desk.deps, { vendorId })).toMatchObject({
      account: { standing: "needs_details", currentlyDue: expect.arrayContaining(["external_account"]) },
      isOffered: true,
    });
    expect(await choose(account)).toEqual({ outcome: "cannot_charge" });
    await desk.stripe.control.onboard({ account });
    await hear();
    expect(await readAccounts(desk.deps, { vendorId })).toMatchObject({ account: { standing: "ready" } });
    expect(await collection()).toEqual({ stripeAccountId: null, canCollect: true });
    expect(await choose(account)).toEqual({ outcome: "chosen" });
    expect(await collection()).toEqual({ stripeAccountId: account, canCollect: true });
  });
});

describe("a payment into a vendor's own account", () => {
  test("is charged there and credited here", async () => {
    const account = await ownAccount();
    const atStripe = await desk.goToPay(vendorId);
    await desk.stripe.control.pay({ session: atStripe.session });
    await hear();
    expect(await outstandingOf(atStripe)).toBe(0n);
    const charges = await stripeSdk(desk.stripe).charges.list({}, { stripeAccount: account });
    expect(charges.data).toMatchObject([{ amount: 4500, paid: true }]);
    const session = stripeSdk(desk.stripe).checkout.sessions.retrieve(atStripe.session);
    await expect(session).rejects.toMatchObject({ statusCode: 404 });
  });

  test("leaves alone what another account's owner claims in its metadata", async () => {
    const atStripe = await desk.goToPay(vendorId);
    const [standing] = await sessionsOf(atStripe);
    const other = (await makeVendor(database.db)).id;
    const stripeAccount = await ownAccount({}, other);
    await stripeSdk(desk.stripe).paymentIntents.create(
      {
        amount: 4500,
        currency: "usd",
        confirm: true,
        payment_method: "pm_card_visa",
        automatic_payment_methods: { enabled: true, allow_redirects: "never" },
        metadata: { vendor_id: vendorId, debtor_id: atStripe.debtorId, checkout_id: standing?.id ?? "" },
      },
      { stripeAccount },
    );
    await hear();
    expect(await outstandingOf(atStripe)).toBe(4_500n);
    expect(await read((tx) => tx.select().from(payments))).toEqual([]);
    const outcomes = await database.admin`select outcome from stripe_events
      where stripe_account_id = ${stripeAccount} and type = 'payment_intent.succeeded'`;
    expect(outcomes).toMatchObject([{ outcome: "of another account" }]);
  });

  test("cannot be had by choosing another vendor's account", async () => {
    const other = (await makeVendor(database.db)).id;
    const theirs = await ownAccount({}, other);
    expect(await choose(theirs)).toEqual({ outcome: "not_yours" });
    expect(await choose("acct_nobodys")).toEqual({ outcome: "not_yours" });
    expect(await collection()).toMatchObject({ stripeAccountId: null });
  });

  test("begun before another account was chosen is credited; the next click goes there", async () => {
    const before = await desk.goToPay(vendorId);
    const account = await ownAccount();
    expect(await payAgain(before)).toMatchObject({ outcome: "redirect" });
    expect(await sessionsOf(before)).toMatchObject([
      { state: "superseded", stripeAccountId: null },
      { state: "open", stripeAccountId: account },
    ]);
    // The debtor pays on the page that was open, before Stripe is told to end it.
    await desk.stripe.control.pay({ session: before.session });
    await hear();
    expect(await outstandingOf(before)).toBe(0n);
    expect(await sessionsOf(before)).toMatchObject([{ state: "complete" }, { state: "superseded" }]);
  });
});

/** Another debtor, who has not been to Stripe yet. */
async function owing(): Promise<Pick<AtStripe, "debtorId" | "balanceId">> {
  const debtorId = (await makeDebtor(database.db, { vendorId })).id;
  return { debtorId, balanceId: await makeBalance(database.db, { vendorId, debtorId, amountMinor: 4_500n }) };
}

describe("an account that cannot take payments", () => {
  /** Every question to Stripe is one too many. */
  const silent = () =>
    ({
      ...desk.deps,
      stripe: new Proxy(desk.deps.stripe, {
        get(_stripe, name: keyof StripeGateway) {
          if (name === "chargeLimits") return chargeLimits; // It asks nobody.
          throw new Error(`Stripe was asked: ${name}`);
        },
      }),
    }) satisfies typeof desk.deps;

  test("never lets one fall to the operator's: nobody can pay until Stripe lets it", async () => {
    const account = await ownAccount();
    const atStripe = await desk.goToPay(vendorId);
    await desk.stripe.control.setChargesEnabled({ account, enabled: false });
    await hear();
    expect(await collection()).toEqual({ stripeAccountId: account, canCollect: false });
    expect(await payAgain(atStripe, silent())).toEqual({ outcome: "unavailable" });
    expect(await sessionsOf(atStripe)).toHaveLength(1);
    await desk.stripe.control.setChargesEnabled({ account, enabled: true });
    await hear();
    expect(await payAgain(atStripe)).toMatchObject({ outcome: "redirect" });
  });

  test("ends when the vendor withdraws access; the operator's serves once the vendor says so", async () => {
    const account = await ownAccount();
    const atStripe = await desk.goToPay(vendorId);
    await desk.stripe.control.pay({ session: atStripe.session, way: "bank_debit" });
    await hear();
    await desk.stripe.control.deauthorize({ account });
    await hear();
    const [row] = await accountsHere();
    expect(row?.disconnectedAt).not.toBeNull();
    expect(await collection()).toEqual({ stripeAccountId: account, canCollect: false });
    // What was on its way there can no longer be followed: a person has to look.
    expect(await read((tx) => tx.select().from(payments))).toMatchObject([
      { state: "processing", flag: expect.stringContaining("disconnected") },
    ]);
    const another = { ...atStripe, ...(await owing()) };
    expect(await payAgain(another, silent())).toEqual({ outcome: "unavailable" });
    expect(await choose(account)).toEqual({ outcome: "cannot_charge" });
    expect(await choose(null)).toEqual({ outcome: "chosen" });
    expect(await payAgain(another)).toMatchObject({ outcome: "redirect" });
    expect(await sessionsOf(another)).toMatchObject([{ stripeAccountId: null }]);
  });

  test("and was disconnected can be followed by a new one", async () => {
    const account = await ownAccount();
    await desk.stripe.control.deauthorize({ account });
    await hear();
    expect(await connect()).toMatchObject({ outcome: "redirect" });
    const { account: shown } = await readAccounts(desk.deps, { vendorId });
    expect(shown).toMatchObject({ standing: "needs_details" });
    expect(shown?.stripeAccountId).not.toBe(account);
  });

  test("is not brought back by an answer that is older than its end", async () => {
    const account = await ownAccount();
    const before = new Date(desk.now().getTime() - 1_000);
    const facts = await desk.deps.stripe.retrieveAccount(account);
    await desk.stripe.control.deauthorize({ account });
    await hear();
    const late = { stripeAccountId: account, facts, askedAt: before };
    expect(await database.db.asSystem((tx) => applyAccountFacts(tx, late))).toBe(
      "newer is known of the account",
    );
    expect(await collection()).toMatchObject({ canCollect: false });
  });
});

describe("an event of a connected account", () => {
  const event = (account: string) => ({
    id: `evt_of_${account}`,
    object: "event",
    type: "account.updated",
    livemode: false,
    created: 1_790_000_000,
    account,
    data: { object: { id: account, object: "account" } },
  });
  const arrives = (account: string, secret?: string) =>
    recordStripeEvent(desk.deps, {
      ...signedWebhook(event(account), secret ? { secret } : {}),
      now: desk.now(),
    });
  const stored = (account: string) =>
    database.admin`select id from stripe_events where id = ${`evt_of_${account}`}`;

  test("that no vendor has writes nothing", async () => {
    expect(await arrives("acct_strange", connectWebhookSecret)).toMatchObject({ reason: "account" });
    expect(await stored("acct_strange")).toEqual([]);
  });

  test("is stored from the first moment of onboarding, signed with its own endpoint's secret", async () => {
    const account = await ownAccount({ able: false });
    expect(await arrives(account, connectWebhookSecret)).toEqual({ outcome: "stored" });
    expect(await stored(account)).toHaveLength(1);
  });

  test("signed with any other secret is not believed", async () => {
    const account = await ownAccount({ able: false });
    expect(await arrives(account, "whsec_made_up")).toEqual({ outcome: "not_signed" });
    expect(await stored(account)).toEqual([]);
  });
});

describe("when no webhook arrives", () => {
  test("what Stripe says of an account is asked for until it is complete", async () => {
    const account = await ownAccount({ able: false });
    await desk.stripe.control.setWeather({ drop: 1 });
    await desk.stripe.control.onboard({ account });
    await desk.stripe.control.idle({});
    await desk.advance(2 * hourMs);
    expect((await reconcile()).differences).toEqual([]);
    expect(await readAccounts(desk.deps, { vendorId })).toMatchObject({ account: { standing: "ready" } });
  });

  test("an account that was withdrawn is found, told once, and not asked again", async () => {
    const account = await ownAccount();
    await desk.stripe.control.setWeather({ drop: 1 });
    await desk.stripe.control.deauthorize({ account });
    await desk.stripe.control.idle({});
    expect((await reconcile()).differences).toEqual([expect.stringContaining(account)]);
    expect(await collection()).toMatchObject({ canCollect: false });
    expect((await reconcile()).differences).toEqual([]);
  });
});
