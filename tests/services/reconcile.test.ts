import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { StripeGateway } from "~/adapters/stripe.server";
import { reconcileCommand } from "~/commands/reconcile-command";
import { stripeEventsCommand } from "~/commands/stripe-events-command";
import type { StripeEventId, VendorId } from "~/domain/ids";
import { handledEventTypes } from "~/domain/stripe-event-types";
import { createWebApp } from "~/server/web.server";
import { applyStripeEvent } from "~/services/payments/apply-stripe-event.server";
import { reconcileStripe } from "~/services/reconciliation/reconcile-stripe.server";
import { verifyLedger } from "~/services/ledger/verify-ledger.server";
import { balances, journalEntries, payments, receipts } from "~db/schema";
import { openPortal } from "~tests/factories/pay-page";
import { makeVendor } from "~tests/factories/vendor";
import { stripeSdk } from "~tests/factories/payments";
import { openStripeDesk, type AtStripe, type StripeDesk } from "~tests/factories/stripe-desk";
import { useDatabase } from "~tests/setup/database";

const dayMs = 86_400_000;
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
  await reconcile();
  await desk.applyWaiting();
});
afterEach(async () => {
  await desk.stripe.control.setWeather({});
  await desk.stripe.control.releaseWebhooks({});
  await desk.stripe.control.clearFaults({});
  await desk.stripe.control.idle({});
});

const reconcile = (given: { stripe?: Partial<StripeGateway>; since?: Date } = {}) =>
  reconcileStripe(
    { ...desk.deps, stripe: { ...desk.deps.stripe, ...given.stripe } },
    { now: desk.now(), ...(given.since && { since: given.since }) },
  );
/** The sessions that a reconciliation asks Stripe for. */
async function askedFor(): Promise<string[]> {
  const asked: string[] = [];
  const retrieveCheckout: StripeGateway["retrieveCheckout"] = (session, account) => {
    asked.push(session);
    return desk.deps.stripe.retrieveCheckout(session, account);
  };
  await reconcile({ stripe: { retrieveCheckout } });
  return asked;
}
const read = <T>(fn: Parameters<typeof database.db.asVendor<T>>[1]) => database.db.asVendor(vendorId, fn);
const paymentsHere = () => read((tx) => tx.select().from(payments));
const outstandingOf = async ({ balanceId }: AtStripe) =>
  (await read((tx) => tx.select().from(balances).where(eq(balances.id, balanceId))))[0]?.outstandingMinor;
const creditsHere = async () =>
  (await read((tx) => tx.select().from(journalEntries))).filter(({ kind }) => kind === "payment_received");
const inboxOf = ({ session }: AtStripe) =>
  database.admin`select id, type, handled_at, stripe_account_id from stripe_events
    where payload::text like ${`%${session}%`}`;
async function readUntil(): Promise<string> {
  const [row] = await database.admin`select read_until::text from stripe_event_cursors where account = 'own'`;
  return String(row?.["read_until"]);
}

/** Debtors go to Stripe and pay, and not one webhook arrives. */
async function payUnheard(count = 1, way: "card" | "bank_debit" = "card"): Promise<AtStripe[]> {
  await desk.stripe.control.setWeather({ drop: 1 });
  const gone: AtStripe[] = [];
  for (let one = 0; one < count; one += 1) {
    const atStripe = await desk.goToPay(vendorId);
    await desk.stripe.control.pay({ session: atStripe.session, way });
    gone.push(atStripe);
  }
  await desk.stripe.control.idle({});
  return gone;
}

/** Nothing is credited more than once, whatever came in however often. */
async function expectCreditedOnce(gone: readonly AtStripe[]): Promise<void> {
  for (const atStripe of gone) expect(await outstandingOf(atStripe)).toBe(0n);
  const rows = await paymentsHere();
  expect(rows.map(({ state }) => state)).toEqual(gone.map(() => "succeeded"));
  expect(rows.every(({ unappliedMinor }) => unappliedMinor === 0n)).toBe(true);
  expect(await creditsHere()).toHaveLength(gone.length);
  expect(await read((tx) => tx.select().from(receipts))).toHaveLength(gone.length);
}

describe("Stripe's list of events", () => {
  test("brings every payment whose webhooks were lost, once", async () => {
    const gone = await payUnheard(3);
    for (const atStripe of gone) expect(await inboxOf(atStripe)).toEqual([]);
    const found = await reconcile();
    expect(found.differences).toEqual([]);
    expect(found.missed).toBeGreaterThanOrEqual(6);
    await desk.applyWaiting();
    await expectCreditedOnce(gone);
    expect(await reconcile()).toMatchObject({ missed: 0, repaired: 0, differences: [] });
  });

  test("leaves a job for each event it brings, so that workers apply them", async () => {
    const [atStripe] = await payUnheard();
    const { missed } = await reconcile();
    const jobs = await database.admin`select data->>'eventId' as id, priority from pgboss.job
      where name = 'apply-stripe-event' and priority < 0
        and data->>'eventId' in (select id from stripe_events where handled_at is null)`;
    expect(jobs).toHaveLength(missed);
    expect(new Set(jobs.map(({ id }) => String(id))).size).toBe(missed);
    expect(atStripe && (await inboxOf(atStripe)).length).toBeGreaterThan(0);
  });

  test("has the same effect read five times at once as read once", async () => {
    const gone = await payUnheard(2);
    const runs = await Promise.all(Array.from({ length: 5 }, () => reconcile()));
    expect(runs.flatMap(({ differences }) => differences)).toEqual([]);
    const missed = runs.reduce((total, run) => total + run.missed, 0);
    const [stored] =
      await database.admin`select count(*)::int as n from stripe_events where handled_at is null`;
    expect(missed).toBe(stored?.["n"]);
    await Promise.all([desk.applyWaiting(), desk.applyWaiting(), reconcile()]);
    await expectCreditedOnce(gone);
  });

  test("loses nothing to a webhook that arrives after it, and gains nothing", async () => {
    await desk.stripe.control.holdWebhooks({});
    const atStripe = await desk.goToPay(vendorId);
    await desk.stripe.control.pay({ session: atStripe.session });
    await reconcile();
    await desk.applyWaiting();
    const applied = () =>
      database.admin`select id, outcome, handled_at from stripe_events
        where type in ${database.admin([...handledEventTypes])} order by id`;
    const before = await applied();
    await desk.stripe.control.releaseWebhooks({});
    await desk.stripe.control.idle({});
    await desk.applyWaiting();
    expect(await applied()).toEqual(before);
    await expectCreditedOnce([atStripe]);
  });

  test("is read to its end, however many pages it has", async () => {
    await desk.stripe.control.setWeather({ drop: 1 });
    const sdk = stripeSdk(desk.stripe);
    for (let one = 0; one < 130; one += 1) {
      const intent = await sdk.paymentIntents.create({ amount: 4_500, currency: "usd" });
      await sdk.paymentIntents.cancel(intent.id);
    }
    expect((await reconcile()).missed).toBe(130);
  });

  test("is read on from where it stopped when a run dies between two pages", async () => {
    const gone = await payUnheard(2);
    const before = await readUntil();
    const broken = await reconcile({ stripe: { listEvents: dyingAfterOne(desk.deps.stripe) } });
    expect(broken).toMatchObject({ differences: [expect.stringContaining("the power went")] });
    expect(await readUntil()).toEqual(before);
    const stored = await Promise.all(gone.map(inboxOf));
    expect(stored.flat()).toHaveLength(1);
    expect((await reconcile()).differences).toEqual([]);
    expect(await readUntil()).not.toEqual(before);
    await desk.applyWaiting();
    await expectCreditedOnce(gone);
  });

  test("is not taken as read where only its last hour was asked for", async () => {
    const gone = await payUnheard();
    await desk.advance(2 * dayMs);
    const before = await readUntil();
    expect((await reconcile({ since: new Date(desk.now().getTime() - 3_600_000) })).differences).toEqual([]);
    expect(await readUntil()).toEqual(before);
    await reconcile();
    await desk.applyWaiting();
    await expectCreditedOnce(gone);
  });

  test("is read for each vendor's own account, and one that cannot be asked holds no other up", async () => {
    const account = await stripeSdk(desk.stripe).accounts.create({ type: "standard" });
    await desk.stripe.control.onboard({ account: account.id });
    const lost = await makeVendor(database.db, { stripeAccountId: "acct_0_gone" });
    vendorId = (await makeVendor(database.db, { stripeAccountId: account.id })).id;
    const gone = await payUnheard();
    const found = await reconcile();
    expect(found.differences).toEqual([expect.stringContaining("acct_0_gone")]);
    await desk.applyWaiting();
    await expectCreditedOnce(gone);
    const [event] = await Promise.all(gone.map(inboxOf)).then((all) => all.flat());
    expect(event?.["stripe_account_id"]).toBe(account.id);
    await database.admin`update vendors set stripe_account_id = null where id = ${lost.id}`;
  });
});

/** The gateway of a process that ends after it has stored one event. */
function dyingAfterOne(stripe: StripeGateway): StripeGateway["listEvents"] {
  return async function* (asked) {
    for await (const page of stripe.listEvents(asked)) {
      if (page.length === 0) continue;
      yield page.filter(({ type }) => type === "checkout.session.completed").slice(0, 1);
      throw new Error("the power went");
    }
  };
}

describe("what the list of events no longer shows", () => {
  test("a paid session is found by asking for it", async () => {
    const gone = await payUnheard(2);
    await desk.advance(31 * dayMs);
    const found = await reconcile();
    expect(found).toMatchObject({ missed: 0, repaired: 2, differences: [] });
    for (const atStripe of gone) expect(await inboxOf(atStripe)).toEqual([]);
    await expectCreditedOnce(gone);
  });

  test("a session is found once by several that look at the same time", async () => {
    const gone = await payUnheard(3);
    await desk.advance(31 * dayMs);
    const runs = await Promise.all([reconcile(), reconcile(), reconcile()]);
    expect(runs.reduce((total, { repaired }) => total + repaired, 0)).toBe(3);
    await expectCreditedOnce(gone);
  });

  test("a paid session is found also when it was taken back here", async () => {
    const gone = await payUnheard();
    await database.admin`update checkouts set state = 'superseded' where vendor_id = ${vendorId}`;
    await desk.advance(31 * dayMs);
    expect(await reconcile()).toMatchObject({ repaired: 1, differences: [] });
    await expectCreditedOnce(gone);
  });

  test("a bank debit that settled unnoticed is credited, and one under way is left so", async () => {
    await payUnheard(2, "bank_debit");
    await reconcile();
    await desk.applyWaiting();
    await desk.advance(2 * dayMs);
    expect(await reconcile()).toMatchObject({ repaired: 0, differences: [] });
    expect((await paymentsHere()).map(({ state }) => state)).toEqual(["processing", "processing"]);

    const [settling] = await paymentsHere();
    await desk.stripe.control.settleDebit({ paymentIntent: settling?.stripePaymentIntentId ?? "" });
    await desk.advance(31 * dayMs);
    expect(await reconcile()).toMatchObject({ missed: 0, repaired: 1, differences: [] });
    expect((await paymentsHere()).map(({ state }) => state).sort()).toEqual(["processing", "succeeded"]);
    expect(await creditsHere()).toHaveLength(1);
  });

  test("a session nobody paid is asked for once and then left alone", async () => {
    await desk.stripe.control.setWeather({ drop: 1 });
    const atStripe = await desk.goToPay(vendorId);
    await desk.advance(31 * dayMs);
    expect(await reconcile()).toMatchObject({ repaired: 1, differences: [] });
    await desk.advance(dayMs);
    expect(await askedFor()).toEqual([]);
    const [checkout] = await database.admin`select state, end_known_at from checkouts
      where stripe_session_id = ${atStripe.session}`;
    expect(checkout).toMatchObject({ state: "expired", end_known_at: expect.any(Date) });
  });

  test("a session whose end Stripe's event has told is not asked for again", async () => {
    await desk.goToPay(vendorId);
    await desk.advance(2 * dayMs);
    await desk.stripe.control.idle({});
    await desk.applyWaiting();
    expect(await askedFor()).toEqual([]);
  });

  test("is a difference while Stripe cannot be asked, and repaired by the next run", async () => {
    const gone = await payUnheard();
    await desk.advance(31 * dayMs);
    await desk.stripe.control.addFault({ kind: "unavailable", match: "GET /v1/checkout/sessions", times: 3 });
    const found = await reconcile();
    expect(found).toMatchObject({
      repaired: 0,
      differences: [expect.stringContaining(gone[0]?.session ?? "")],
    });
    await desk.stripe.control.clearFaults({});
    expect(await reconcile()).toMatchObject({ repaired: 1, differences: [] });
    await expectCreditedOnce(gone);
  });
});

describe("the commands", () => {
  const run = async (command: typeof reconcileCommand, ...argv: string[]) => {
    const lines: string[] = [];
    const code = await command({
      argv,
      withStripe: (use) => use(desk.deps),
      now: desk.now(),
      say: (line) => lines.push(line),
    });
    return { code, said: lines.join("\n") };
  };

  /** An event whose payment Stripe would not show, a dozen times. */
  async function poison(): Promise<{ atStripe: AtStripe; eventId: StripeEventId }> {
    const [atStripe] = await payUnheard();
    if (!atStripe) throw new Error("Nobody paid.");
    await reconcile();
    const [event] = (await inboxOf(atStripe)).filter(({ type }) => type === "checkout.session.completed");
    const eventId = String(event?.["id"]) as StripeEventId;
    const retrieveCheckout = () => Promise.reject(new Error("no answer"));
    const broken = { ...desk.deps, stripe: { ...desk.deps.stripe, retrieveCheckout } };
    for (let tries = 1; tries <= 12; tries += 1)
      await applyStripeEvent(broken, { eventId, now: desk.now() }).catch(() => undefined);
    return { atStripe, eventId };
  }

  test("show an event that was set aside, replay it, and agree afterwards", async () => {
    const { atStripe, eventId } = await poison();
    const listed = await run(stripeEventsCommand, "list");
    expect(listed.said).toContain(eventId);
    expect(listed.said).toContain("no answer");
    expect(listed.said).toContain("1 events set aside");
    expect(await run(reconcileCommand)).toMatchObject({ code: 1, said: /events set aside 1/ });

    expect(await run(stripeEventsCommand, "replay", eventId)).toEqual({
      code: 0,
      said: `${eventId}: payment credited`,
    });
    await expectCreditedOnce([atStripe]);
    expect(await run(stripeEventsCommand, "list")).toEqual({ code: 0, said: "0 events set aside" });
    await desk.applyWaiting();
    const { code, said } = await run(reconcileCommand, "--since", "3d");
    expect({ code, said: said.replace(/looked at \d+/, "looked at n") }).toEqual({
      code: 0,
      said: "looked at n, missed events now queued 0, repaired 0, differences 0, events set aside 0",
    });
  });

  test("replay all that were set aside, and say which failed again", async () => {
    const { atStripe, eventId } = await poison();
    await desk.stripe.control.addFault({ kind: "unavailable", match: "GET /v1/checkout/sessions" });
    const again = await run(stripeEventsCommand, "replay", "--all");
    expect(again).toMatchObject({ code: 1 });
    expect(again.said).toContain(`${eventId}: failed again`);
    await desk.stripe.control.clearFaults({});
    expect((await run(stripeEventsCommand, "list", "--all")).said).toContain(`${eventId}  checkout`);
    expect(await run(stripeEventsCommand, "replay", eventId)).toMatchObject({ code: 0 });
    expect(await run(stripeEventsCommand, "replay", eventId)).toMatchObject({ code: 0 });
    await expectCreditedOnce([atStripe]);
  });

  test("and monitoring count what was set aside, while the web is healthy all the same", async () => {
    await poison();
    const { app } = await openPortal(database.url, desk.stripe, desk.now());
    const web = createWebApp(app, () => Promise.resolve()).listen(0, "127.0.0.1");
    await once(web, "listening");
    const { port } = web.address() as AddressInfo;
    const page = (path: string) => fetch(`http://127.0.0.1:${port}${path}`);
    expect(await (await page("/healthz")).text()).toBe("ok");
    const details = await page("/healthz/details");
    expect([details.status, await details.json()]).toEqual([
      200,
      { ok: true, stripeEventsSetAside: 1, oldestStripeEventWaitingSince: expect.any(String) },
    ]);
    web.close();
    await app.db.close();
    expect(await run(stripeEventsCommand, "replay", "--all")).toMatchObject({ code: 0 });
  });

  test.each([
    [stripeEventsCommand, []],
    [stripeEventsCommand, ["replay"]],
    [stripeEventsCommand, ["replay", "pi_123"]],
    [reconcileCommand, ["--since", "yesterday"]],
    [reconcileCommand, ["--until", "3d"]],
  ])("say how they are used when they are not understood", async (command, argv) => {
    expect(await run(command, ...argv)).toMatchObject({ code: 2, said: /^npm run/ });
  });

  test("say where an event may be that is not in the inbox", async () => {
    const answer = await run(stripeEventsCommand, "replay", "evt_nowhere");
    expect(answer).toMatchObject({ code: 1, said: /npm run reconcile/ });
  });
});

test("what is handled, what is asked for and what the webhook is subscribed to are the same events", () => {
  const handler = readFileSync("app/services/payments/apply-stripe-event.server.ts", "utf8");
  const handled = [...handler.matchAll(/case "([a-z_]+\.[a-z_.]+)"/g)].map(([, type]) => type);
  expect([...handledEventTypes].sort()).toEqual(handled.sort());
  const readme = readFileSync("README.md", "utf8");
  for (const type of handledEventTypes) expect(readme).toContain(`\`${type}\``);
});
