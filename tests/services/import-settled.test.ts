import fc from "fast-check";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { balances, checkouts, messages, reminders } from "~db/schema";
import type { BalanceId, DebtorId, StripeEventId, VendorId } from "~/domain/ids";
import { importChoicesSchema } from "~/domain/import/plan-reading";
import { applyStripeEvent } from "~/services/payments/apply-stripe-event.server";
import { expireCheckout } from "~/services/payments/expire-checkout.server";
import { importBalances } from "~/services/import/import-balances.server";
import { installDefaultCadence } from "~/services/reminders/install-default-cadence.server";
import { mintPayLink } from "~/services/pay-page/mint-pay-link.server";
import { planDebtor } from "~/services/reminders/plan-debtor.server";
import { recordStripeEvent } from "~/services/payments/record-stripe-event.server";
import { startPayment } from "~/services/payments/start-payment.server";
import { verifyLedger } from "~/services/ledger/verify-ledger.server";
import { makePayment } from "~tests/factories/balance";
import { paymentParts, signedWebhook, stripeSdk } from "~tests/factories/payments";
import { makeVendor } from "~tests/factories/vendor";
import { useDatabase } from "~tests/setup/database";
import { startStripe, type StripeStandIn } from "~tests/stand-ins/stripe";

const test = useDatabase();
/** A Tuesday, four in New York and ten in Hawaii: reminders may go to a debtor whose zone is not known. */
const now = new Date("2026-03-10T20:00:00Z");
let stripe: StripeStandIn;
let deps: ReturnType<typeof paymentParts>;
let vendorId: VendorId;

beforeAll(async () => {
  stripe = await startStripe();
  deps = paymentParts(test.db, stripe);
});
afterAll(() => stripe.close());
beforeEach(async () => {
  vendorId = (await makeVendor(test.db, { reminderMode: "automatic" })).id;
  await test.db.asVendor(vendorId, (tx) => installDefaultCadence(tx, { vendorId }));
});
afterEach(async () => {
  expect((await verifyLedger(test)).differences).toEqual([]);
});

interface Line {
  reference?: string;
  debtor?: string;
  due?: string;
  amount?: string;
  settled?: string;
  paid?: string;
}

async function imported(...lines: Line[]) {
  const rows = lines.map(
    ({ reference = "1", debtor = "D1", due = "2026-02-04", amount = "60.00", ...paid }) => {
      const who = `${debtor},Ann Lee,${debtor.toLowerCase()}@example.com`;
      return [reference, who, "2026-01-05", due, amount, paid.settled ?? "", paid.paid ?? ""].join(",");
    },
  );
  const header = "reference,debtor reference,name,email,issued,due,amount,settled on,amount paid";
  const outcome = await importBalances(test.db, {
    vendorId,
    fileName: "weekly.csv",
    bytes: Buffer.from([header, ...rows].join("\n")),
    now,
    staffUserId: null,
    choices: importChoicesSchema.parse({}),
  });
  if (outcome.kind !== "imported") throw new Error(JSON.stringify(outcome));
  return outcome;
}

const stored = () =>
  test.db.asVendor(vendorId, (tx) => tx.select().from(balances).orderBy(balances.reference));
const outstanding = async () => (await stored()).map(({ outstandingMinor }) => outstandingMinor);

async function only() {
  const [balance] = await stored();
  if (!balance) throw new Error("There is no balance.");
  return balance;
}

const elsewhere = async () =>
  (
    await test.admin<{ source: string; amount: string; at: Date }[]>`
      select source_id as source, amount_minor as amount, occurred_at as at
      from journal_entries entry join postings on postings.entry_id = entry.id and account = 'paid_elsewhere'
      where entry.vendor_id = ${vendorId} and kind = 'settled_elsewhere' order by entry.id`
  ).map(({ source, amount, at }) => ({ source, amountMinor: BigInt(amount), at }));

const eventsOf = async () =>
  (
    await test.admin`
      select kind, actor, details from timeline_events where vendor_id = ${vendorId} order by id`
  ).map(({ kind, actor, details }) => ({
    kind: String(kind),
    actor: String(actor),
    details: details as object,
  }));

/** Every row of every table that an import may write. */
async function everything(): Promise<string> {
  const tables = [
    "balances",
    "journal_entries",
    "postings",
    "timeline_events",
    "contact_schedules",
    "reminders",
  ];
  const rows = await Promise.all(
    [...tables, "messages", "checkouts", "debtors"].map((table) =>
      test.admin.unsafe(`select * from ${table} order by 1, 2, 3`),
    ),
  );
  return JSON.stringify(rows);
}

async function openSession(debtorId: DebtorId, balanceIds: readonly BalanceId[]): Promise<string> {
  const link = await test.db.asVendor(vendorId, (tx) =>
    mintPayLink(tx, { vendorId, debtorId, messageId: null, keys: deps.linkKeys, now: new Date() }),
  );
  const asked = { vendorId, debtorId, payLinkId: link.linkId, balanceIds, now: new Date() };
  const started = await startPayment(deps, asked);
  if (started.outcome !== "redirect") throw new Error(started.outcome);
  const sessions = await stripeSdk(stripe).checkout.sessions.list({ limit: 100 });
  const found = sessions.data.find(({ url }) => url === started.url);
  if (!found) throw new Error("Stripe has no such session.");
  return found.id;
}

/** Lets the product hear of all that Stripe has to say about this vendor. */
async function hearStripe(): Promise<void> {
  const all = await stripeSdk(stripe).events.list({ limit: 100 });
  const ours = all.data.filter((event) => JSON.stringify(event).includes(vendorId)).reverse();
  for (const event of ours) {
    await recordStripeEvent(deps, { ...signedWebhook(event), now: new Date() });
    await applyStripeEvent(deps, { eventId: event.id as StripeEventId, now: new Date() });
  }
}

/** Returns once a transaction waits for the lock of another. */
async function somebodyWaits(): Promise<void> {
  for (;;) {
    const waiting = await test.admin`
      select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    if (waiting.length > 0) return;
  }
}

describe("a file that knows of payments on balances already here", () => {
  it("settles them on their settled date, once, and changes nothing when it comes again", async () => {
    await imported({}, { reference: "2", amount: "20.00" });
    const paid = { settled: "2026-03-01" };
    const { result, problems } = await imported(paid, { reference: "2", amount: "20.00" });
    expect(result).toMatchObject({
      imported: 0,
      alreadyHere: 2,
      changed: 0,
      totals: [],
      settledByFile: [{ currency: "USD", balances: 1, amountMinor: 6_000n }],
    });
    expect(problems).toEqual([]);
    expect(await outstanding()).toEqual([0n, 2_000n]);
    const { id, settledAt } = await only();
    const noon = new Date("2026-03-01T17:00:00Z");
    expect(settledAt).toEqual(noon);
    expect(await elsewhere()).toEqual([{ source: `${id}:6000`, amountMinor: 6_000n, at: noon }]);
    expect((await eventsOf()).at(-1)).toEqual({
      kind: "balance_settled",
      actor: "tenfold",
      details: { amountMinor: "6000", currency: "USD", settledOn: "2026-03-01" },
    });
    const before = await everything();
    const again = await imported(paid, { reference: "2", amount: "20.00" });
    expect(again.result).toMatchObject({ alreadyHere: 2, settledByFile: [] });
    expect(await everything()).toBe(before);
  });

  it("follows a part payment that grows from file to file, and is never taken back", async () => {
    await imported({ paid: "5.00" });
    await imported({ paid: "15.00" });
    expect(await outstanding()).toEqual([4_500n]);
    const before = await everything();
    expect((await imported({ paid: "5.00" })).result).toMatchObject({ changed: 0, settledByFile: [] });
    expect((await imported({})).result).toMatchObject({ changed: 0, settledByFile: [] });
    expect(await everything()).toBe(before);
    await imported({ paid: "60.00", settled: "2026-03-05" });
    expect(await outstanding()).toEqual([0n]);
    const { id } = await only();
    expect((await elsewhere()).map(({ source, amountMinor }) => [source, amountMinor])).toEqual([
      [id, 500n],
      [`${id}:1500`, 1_000n],
      [`${id}:6000`, 4_500n],
    ]);
    expect((await eventsOf()).map(({ kind }) => kind)).toEqual([
      "balance_imported",
      "balance_settled",
      "payment_received",
      "balance_settled",
    ]);
  });

  it("withdraws the reminders of a debtor with nothing overdue left, and of nobody else", async () => {
    const lines = [
      { reference: "1" },
      { reference: "2", due: "2026-06-01" },
      { reference: "3", debtor: "D2" },
      { reference: "4", debtor: "D2" },
    ];
    await imported(...lines);
    const [first, , third] = await stored();
    for (const debtorId of [first?.debtorId, third?.debtorId]) {
      if (debtorId) await planDebtor(test, { vendorId, debtorId, now });
    }
    await imported(...lines.map((line, at) => (at % 2 === 0 ? { ...line, settled: "2026-03-09" } : line)));
    const planned = await test.db.asVendor(vendorId, (tx) => tx.select().from(reminders));
    expect(new Map(planned.map(({ debtorId, state }) => [debtorId, state]))).toEqual(
      new Map([
        [first?.debtorId, "cancelled"],
        [third?.debtorId, "planned"],
      ]),
    );
    const queued = await test.db.asVendor(vendorId, (tx) => tx.select().from(messages));
    expect(new Map(queued.map(({ debtorId, state }) => [debtorId, state]))).toEqual(
      new Map([
        [first?.debtorId, "held"],
        [third?.debtorId, "queued"],
      ]),
    );
    const looks = await test.admin`select next_check_at from contact_schedules where vendor_id = ${vendorId}`;
    expect(looks.map((look) => look["next_check_at"] as Date)).toEqual([now, now]);
  });

  it("does not wait for a reminder that is being checked at this moment", async () => {
    await imported({});
    const { debtorId } = await only();
    await planDebtor(test, { vendorId, debtorId, now });
    await test.admin.begin(async (checking) => {
      const held = await checking`select id from messages where vendor_id = ${vendorId} for update`;
      expect(held).toHaveLength(1);
      await imported({ settled: "2026-03-09" });
    });
    expect(await outstanding()).toEqual([0n]);
  });

  it("lets a balance be whose row names another amount, and settles the rest of the file", async () => {
    await imported({}, { reference: "2" });
    const { result, problems } = await imported(
      { amount: "70.00", settled: "2026-03-01" },
      { reference: "2", settled: "2026-03-01" },
    );
    expect(result).toMatchObject({ changed: 1, settledByFile: [{ balances: 1, amountMinor: 6_000n }] });
    expect(problems).toMatchObject([
      { row: 2, reason: "This balance is already here, where the amount is 60.00 USD." },
    ]);
    expect(await outstanding()).toEqual([6_000n, 0n]);
  });

  it("whatever was paid before, leads to what it says, and never beyond what was billed", async () => {
    let reference = 100;
    const files = fc.array(fc.integer({ min: 0, max: 6_000 }), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(files, async (paidMinor) => {
        reference += 1;
        const line = { reference: String(reference) };
        let most = 0;
        for (const minor of [0, ...paidMinor, ...paidMinor]) {
          await imported({ ...line, paid: minor === 0 ? "" : (minor / 100).toFixed(2) });
          most = Math.max(most, minor);
          const balance = (await stored()).find((one) => one.reference === line.reference);
          expect(balance?.outstandingMinor).toBe(BigInt(6_000 - most));
        }
        expect((await verifyLedger(test)).differences).toEqual([]);
      }),
      { numRuns: 12 },
    );
  }, 60_000);
});

describe("a file and payments through Stripe", () => {
  it("posts nothing for what came in through Stripe, and the rest when the file knows of more", async () => {
    await imported({}, { reference: "2" });
    const [first, second] = await stored();
    if (!first || !second) throw new Error("There are two balances.");
    await stripe.control.pay({ session: await openSession(first.debtorId, [first.id]) });
    await hearStripe();
    const { result } = await imported({ settled: "2026-03-01" }, { reference: "2", paid: "10.00" });
    expect(result).toMatchObject({ changed: 0, settledByFile: [{ balances: 1, amountMinor: 1_000n }] });
    expect((await elsewhere()).map(({ source }) => source)).toEqual([`${second.id}:1000`]);
    expect(await outstanding()).toEqual([0n, 5_000n]);
    await stripe.control.pay({ session: await openSession(second.debtorId, [second.id]) });
    await hearStripe();
    expect((await imported({}, { reference: "2", paid: "60.00" })).result).toMatchObject({
      settledByFile: [],
    });
    expect(await elsewhere()).toHaveLength(1);
  });

  it("takes back the open sessions of whom it settles, of nobody else, and Stripe is told", async () => {
    await imported({}, { reference: "2", debtor: "D2" });
    const [first, second] = await stored();
    if (!first || !second) throw new Error("There are two balances.");
    const session = await openSession(first.debtorId, [first.id]);
    await openSession(second.debtorId, [second.id]);
    await imported({ paid: "20.00" }, { reference: "2", debtor: "D2" });
    const sessions = await test.db.asVendor(vendorId, (tx) => tx.select().from(checkouts));
    expect(new Map(sessions.map(({ debtorId, state }) => [debtorId, state]))).toEqual(
      new Map([
        [first.debtorId, "superseded"],
        [second.debtorId, "open"],
      ]),
    );
    const jobs = await test.admin<{ data: { checkoutId: string } }[]>`
      select data from pgboss.job where name = 'expire-checkout' and data->>'vendorId' = ${vendorId}`;
    const taken = sessions.find(({ state }) => state === "superseded");
    expect(jobs.map(({ data }) => data.checkoutId)).toEqual([taken?.id]);
    if (taken) await expireCheckout(deps, { vendorId, checkoutId: taken.id });
    expect((await stripeSdk(stripe).checkout.sessions.retrieve(session)).status).toBe("expired");
  });

  it("leaves a balance alone while a bank debit is on its way, and settles it should that fail", async () => {
    await imported({});
    const { id, debtorId } = await only();
    await stripe.control.pay({ session: await openSession(debtorId, [id]), way: "bank_debit" });
    await hearStripe();
    const { result, problems } = await imported({ settled: "2026-03-01" });
    expect(result).toMatchObject({ changed: 1, settledByFile: [] });
    expect(problems).toMatchObject([
      { row: 2, reason: "The file says this was paid, and a payment of it through Tenfold is on its way." },
    ]);
    expect(await outstanding()).toEqual([6_000n]);
    const [payment] = await test.admin<{ intent: string }[]>`
      select stripe_payment_intent_id as intent from payments where vendor_id = ${vendorId}`;
    await stripe.control.failDebit({ paymentIntent: payment?.intent ?? "" });
    await hearStripe();
    await imported({ settled: "2026-03-01" });
    expect(await outstanding()).toEqual([0n]);
  });

  it("keeps as unapplied what comes in on a session after the file has settled its balance", async () => {
    await imported({});
    const { id, debtorId } = await only();
    const session = await openSession(debtorId, [id]);
    await imported({ settled: "2026-03-01" });
    await stripe.control.pay({ session });
    await hearStripe();
    expect(await outstanding()).toEqual([0n]);
    const [payment] =
      await test.admin`select state, unapplied_minor from payments where vendor_id = ${vendorId}`;
    expect(payment).toEqual({ state: "succeeded", unapplied_minor: "6000" });
  });

  it("at the same moment never post more than was billed, whichever comes first", async () => {
    const lines = Array.from({ length: 8 }, (_, at) => ({ reference: String(at), debtor: `D${at % 4}` }));
    await imported(...lines);
    const owed = await stored();
    for (const debtorId of new Set(owed.map((balance) => balance.debtorId))) {
      const ids = owed.filter((balance) => balance.debtorId === debtorId).map(({ id }) => id);
      await stripe.control.pay({ session: await openSession(debtorId, ids) });
    }
    const all = await stripeSdk(stripe).events.list({ limit: 100 });
    const ours = all.data.filter((event) => JSON.stringify(event).includes(vendorId));
    for (const event of ours) await recordStripeEvent(deps, { ...signedWebhook(event), now: new Date() });
    const settled = lines.map((line) => ({ ...line, settled: "2026-03-01" }));
    await Promise.all([
      imported(...settled),
      imported(...settled),
      ...ours.map(({ id }) => applyStripeEvent(deps, { eventId: id as StripeEventId, now: new Date() })),
    ]);
    expect(new Set(await outstanding())).toEqual(new Set([0n]));
    const [sums] = await test.admin<{ elsewhere: string; received: string; unapplied: string }[]>`
      select coalesce(sum(amount_minor) filter (where account = 'paid_elsewhere'), 0) as elsewhere,
        coalesce(
          sum(amount_minor) filter (where account in ('stripe_clearing', 'stripe_fees')), 0) as received,
        -coalesce(sum(amount_minor) filter (where account = 'unapplied'), 0) as unapplied
      from postings where vendor_id = ${vendorId}`;
    if (!sums) throw new Error("There are no postings.");
    expect(BigInt(sums.received)).toBe(48_000n);
    expect(BigInt(sums.elsewhere) + BigInt(sums.received) - BigInt(sums.unapplied)).toBe(48_000n);
  });

  it("waits for a payment that is being credited, and then posts nothing for it", async () => {
    await imported({});
    const { id, debtorId } = await only();
    const { importing } = await test.admin.begin(async (crediting) => {
      await crediting`select id from debtors where id = ${debtorId} for no key update`;
      const started = imported({ settled: "2026-03-01" });
      await somebodyWaits();
      const allocated = [{ balanceId: id, amountMinor: 6_000n }];
      await makePayment(test.db, { vendorId, debtorId, receivedMinor: 6_000n, allocated, receivedAt: now });
      return { importing: started };
    });
    expect((await importing).result).toMatchObject({ alreadyHere: 1, changed: 0, settledByFile: [] });
    expect(await elsewhere()).toEqual([]);
    expect(await outstanding()).toEqual([0n]);
  });
});
