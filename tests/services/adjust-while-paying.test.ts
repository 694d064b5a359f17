import { eq } from "drizzle-orm";
import { v7 as uuid } from "uuid";
import { afterAll, beforeAll, expect, test } from "vitest";
import { applyStripeEvent } from "~/services/payments/apply-stripe-event.server";
import { mintPayLink } from "~/services/pay-page/mint-pay-link.server";
import { recordStripeEvent } from "~/services/payments/record-stripe-event.server";
import { startPayment } from "~/services/payments/start-payment.server";
import { verifyLedger } from "~/services/ledger/verify-ledger.server";
import type { BalanceId, DebtorId, StaffUserId, StripeEventId } from "~/domain/ids";
import { balances, payments } from "~db/schema";
import { makeBalance } from "~tests/factories/balance";
import { adjustByHand, payByHand } from "~tests/factories/by-hand";
import { makeDebtor } from "~tests/factories/debtor";
import { paymentParts, signedWebhook, stripeSdk } from "~tests/factories/payments";
import { makeVendor, type Vendor } from "~tests/factories/vendor";
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

const by = "0199d7a0-0000-7000-8000-00000000000a" as StaffUserId;

/** A balance of 45 dollars that its debtor has just paid at Stripe, which we have not heard of yet. */
async function paidUnheard(): Promise<{ vendor: Vendor; debtorId: DebtorId; balanceId: BalanceId }> {
  const vendor = await makeVendor(database.db);
  const vendorId = vendor.id;
  const debtorId = (await makeDebtor(database.db, { vendorId })).id;
  const balanceId = await makeBalance(database.db, { vendorId, debtorId, amountMinor: 4_500n });
  const now = new Date();
  const link = await database.db.asVendor(vendorId, (tx) =>
    mintPayLink(tx, { vendorId, debtorId, messageId: null, keys: deps.linkKeys, now }),
  );
  const asked = { vendorId, debtorId, payLinkId: link.linkId, balanceIds: [balanceId], now };
  const started = await startPayment(deps, asked);
  const sessions = await stripeSdk(stripe).checkout.sessions.list({ limit: 1 });
  expect(started).toMatchObject({ outcome: "redirect", url: sessions.data[0]?.url });
  await stripe.control.pay({ session: sessions.data[0]?.id ?? "" });
  return { vendor, debtorId, balanceId };
}

async function hearOf(vendor: Vendor): Promise<void> {
  const all = await stripeSdk(stripe).events.list({ limit: 100 });
  const now = new Date();
  for (const event of all.data.filter((one) => JSON.stringify(one).includes(vendor.id))) {
    await recordStripeEvent(deps, { ...signedWebhook(event), now });
    await applyStripeEvent(deps, { eventId: event.id as StripeEventId, now });
  }
}

async function standing(vendor: Vendor, balanceId: BalanceId) {
  return database.db.asVendor(vendor.id, async (tx) => ({
    balance: (await tx.select().from(balances).where(eq(balances.id, balanceId)))[0],
    stripe: (await tx.select().from(payments)).find(({ method }) => method === "stripe"),
  }));
}

test("a payment through Stripe on a balance that was written off is kept unapplied and flagged", async () => {
  const { vendor, balanceId } = await paidUnheard();
  const said = { kind: "write_off", amountMinor: 4_500n, id: uuid() } as const;
  await adjustByHand(deps, { vendor, balanceId, by, now: new Date(), ...said });
  await hearOf(vendor);
  const { balance, stripe: payment } = await standing(vendor, balanceId);
  expect(balance?.outstandingMinor).toBe(0n);
  expect(payment).toMatchObject({ state: "succeeded", amountMinor: 4_500n, unappliedMinor: 4_500n });
  expect(payment?.flag).toContain("still outstanding");
});

test("of a person and Stripe at the same moment one settles the balance, and nothing is lost", async () => {
  for (const recordedFirst of [false, true]) {
    const { vendor, balanceId } = await paidUnheard();
    const now = new Date();
    const said = { amountMinor: 4_500n, receivedOn: "2026-02-10" };
    const byHand = () => payByHand(deps, { vendor, balanceId, by, now, said });
    const [outcome] = recordedFirst
      ? await Promise.all([byHand(), hearOf(vendor)])
      : (await Promise.all([hearOf(vendor), byHand()])).reverse();
    const { balance, stripe: payment } = await standing(vendor, balanceId);
    expect(balance?.outstandingMinor).toBe(0n);
    const wasRecorded = outcome && "outcome" in outcome && outcome.outcome === "recorded";
    expect(payment?.unappliedMinor).toBe(wasRecorded ? 4_500n : 0n);
  }
  expect((await verifyLedger(deps)).differences).toEqual([]);
});
