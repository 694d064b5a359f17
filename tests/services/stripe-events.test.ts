import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { StripeEventId, VendorId } from "~/domain/ids";
import { countStripeEvents, listStripeEvents, replayVendorEvent } from "~/services/desk/stripe-events.server";
import { readOverview } from "~/services/desk/read-overview.server";
import { applyStripeEvent } from "~/services/payments/apply-stripe-event.server";
import { payments } from "~db/schema";
import { openStripeDesk, type StripeDesk } from "~tests/factories/stripe-desk";
import { makeVendor, type Vendor } from "~tests/factories/vendor";
import { useDatabase } from "~tests/setup/database";

const database = useDatabase();
let desk: StripeDesk;
let vendor: Vendor;
let other: Vendor;
let made = 0;

beforeAll(async () => {
  desk = await openStripeDesk(database.db);
});
afterAll(() => desk.close());
beforeEach(async () => {
  made += 1;
  vendor = await makeVendor(database.db);
  other = await makeVendor(database.db, { stripeAccountId: `acct_of_another_${made}` });
});

const list = async (whose: Vendor) =>
  (await listStripeEvents(desk.deps, { vendorId: whose.id })).map(({ id }) => id);
const replay = (eventId: string, whose: Vendor, deps = desk.deps) =>
  replayVendorEvent(deps, { vendorId: whose.id, eventId: eventId as StripeEventId, now: desk.now() });
const stateOf = async (id: string) =>
  (await database.admin`select attempts, set_aside_at, handled_at from stripe_events where id = ${id}`)[0];

/** An event in the inbox that was set aside, as the given object of Stripe's. */
async function setAside(event: {
  account?: string | null;
  object?: { metadata?: { vendor_id: string }; payment_intent?: string };
  objectId?: string;
  error?: string;
}): Promise<string> {
  made += 1;
  const id = `evt_set_aside_${made}`;
  const row = {
    id,
    type: "charge.dispute.created",
    stripe_account_id: event.account ?? null,
    object_id: event.objectId ?? `dp_${made}`,
    payload: database.admin.json({ data: { object: event.object ?? {} } }),
    occurred_at: new Date(),
    attempts: 12,
    last_error: event.error ?? "no answer",
    set_aside_at: new Date(),
  };
  await database.admin`insert into stripe_events ${database.admin(row)}`;
  return id;
}
const madeFor = (vendorId: VendorId) => ({ metadata: { vendor_id: vendorId } });

describe("the events a vendor sees", () => {
  test("are those made for it, those of its own account and those about its payments", async () => {
    const forIt = await setAside({ object: madeFor(vendor.id) });
    const onTheirs = await setAside({ account: other.stripeAccountId });
    expect(await list(vendor)).toEqual([forIt]);
    expect(await list(other)).toEqual([onTheirs]);
    const atStripe = await desk.goToPay(vendor.id);
    await desk.stripe.control.pay({ session: atStripe.session });
    await desk.stripe.control.idle({});
    await desk.applyWaiting();
    const [payment] = await database.db.asVendor(vendor.id, (tx) => tx.select().from(payments));
    const about = await setAside({ object: { payment_intent: payment?.stripePaymentIntentId ?? "" } });
    expect(await list(vendor)).toEqual([forIt, about]);
    expect(await list(other)).toEqual([onTheirs]);
  });

  test("are never what the owner of another account claims in metadata", async () => {
    const theirs = await setAside({ account: other.stripeAccountId, object: madeFor(vendor.id) });
    expect(await list(vendor)).toEqual([]);
    expect(await list(other)).toEqual([theirs]);
  });

  test("are none of an account that no vendor has, nor of the operator's own business", async () => {
    await setAside({ account: "acct_nobodys", object: madeFor(vendor.id) });
    await setAside({ object: { metadata: { vendor_id: "everyone" } } });
    await setAside({});
    expect(await list(vendor)).toEqual([]);
  });

  test("say why in words, without the statement and the values of a failed query", async () => {
    const error = 'Failed query: insert into "payments" values ($1)\nparams: maya@example.com';
    await setAside({ object: madeFor(vendor.id), error });
    const [event] = await listStripeEvents(desk.deps, { vendorId: vendor.id });
    expect(event).toMatchObject({ error: "The database could not take what it says.", attempts: 12 });
    expect(JSON.stringify(event)).not.toContain("maya@example.com");
  });

  test("are on the overview's list of what needs a person", async () => {
    const overview = (whose: Vendor) => readOverview(desk.deps, { vendor: whose, now: desk.now() });
    await setAside({ object: madeFor(vendor.id) });
    await setAside({ object: madeFor(vendor.id) });
    expect((await overview(vendor)).forAPerson.stripeEvents).toMatchObject({
      count: 2,
      since: expect.any(Date),
    });
    expect((await overview(other)).forAPerson.stripeEvents).toEqual({ count: 0, since: null });
  });
});

describe("a replay by a vendor", () => {
  test("of another vendor's event finds none, and leaves it as it is", async () => {
    const theirs = await setAside({ object: madeFor(other.id) });
    const before = await stateOf(theirs);
    expect(await replay(theirs, vendor)).toEqual({ outcome: "not_in_the_inbox" });
    expect(await replay("evt_nowhere", vendor)).toEqual({ outcome: "not_in_the_inbox" });
    expect(await stateOf(theirs)).toEqual(before);
  });

  test("gives a poison event its effect once the cause is gone, and until then says why", async () => {
    const atStripe = await desk.goToPay(vendor.id);
    await desk.stripe.control.pay({ session: atStripe.session });
    await desk.stripe.control.idle({});
    const [poison] = await database.admin`select id from stripe_events
      where type = 'payment_intent.succeeded' and payload::text like ${`%${vendor.id}%`}`;
    const eventId = String(poison?.["id"]) as StripeEventId;
    const retrievePayment = () => Promise.reject(new Error("no answer"));
    const broken = { ...desk.deps, stripe: { ...desk.deps.stripe, retrievePayment } };
    for (let tries = 1; tries <= 12; tries += 1)
      await applyStripeEvent(broken, { eventId, now: desk.now() }).catch(() => undefined);
    expect(await list(vendor)).toEqual([eventId]);
    expect(await replay(eventId, vendor, broken)).toEqual({ outcome: "failed", error: "no answer" });
    // On the queue again with all its tries, so it is shown and waits for nobody.
    expect(await countStripeEvents(desk.deps, { vendorId: vendor.id })).toMatchObject({ count: 0 });
    expect(await list(vendor)).toEqual([eventId]);
    expect(await replay(eventId, vendor)).toEqual({ outcome: "applied", what: "payment credited" });
    expect(await list(vendor)).toEqual([]);
    expect(await database.db.asVendor(vendor.id, (tx) => tx.select().from(payments))).toMatchObject([
      { state: "succeeded", amountMinor: 4_500n },
    ]);
    expect(await replay(eventId, vendor)).toEqual({ outcome: "applied", what: "payment credited" });
  });
});
