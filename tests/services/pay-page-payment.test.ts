import { v7 as uuid } from "uuid";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { BalanceId, DebtorId, ReceiptId, VendorId } from "~/domain/ids";
import { rowsShown } from "~/domain/pay-link/pay-page";
import type { MintedPayLink } from "~/services/pay-page/mint-pay-link.server";
import { issueReceipt } from "~db/queries/ledger/payments";
import { makeBalance, makePayment } from "~tests/factories/balance";
import { makeDebtor } from "~tests/factories/debtor";
import {
  get,
  makeCheckout,
  mintLink,
  openPortal,
  press,
  textOf,
  ticksOf,
  type Portal,
} from "~tests/factories/pay-page";
import { makeVendor } from "~tests/factories/vendor";
import { useDatabase } from "~tests/setup/database";
import { startStripe, type StripeStandIn } from "~tests/stand-ins/stripe";

const database = useDatabase();
const now = new Date("2026-03-15T15:00:00Z");
let stripe: StripeStandIn;
let portal: Portal;
let vendorId: VendorId;
let debtorId: DebtorId;
let link: MintedPayLink;

beforeAll(async () => {
  stripe = await startStripe();
  portal = await openPortal(database.url, stripe, now);
});
afterAll(async () => {
  await portal.app.db.close();
  await stripe.close();
});
beforeEach(async () => {
  portal.clock.now = now;
  vendorId = (await makeVendor(database.db)).id;
  debtorId = (await makeDebtor(database.db, { vendorId, name: "Maria Chen" })).id;
  link = await mintLink(portal, { vendorId, debtorId });
});

type Owed = Partial<Omit<Parameters<typeof makeBalance>[1], "vendorId" | "debtorId">>;
const owe = (said: Owed = {}) =>
  makeBalance(database.db, { vendorId, debtorId, dueOn: "2026-03-03", ...said });

async function pay(balanceId: BalanceId, amountMinor: bigint): Promise<number> {
  const receivedAt = new Date("2026-03-10T15:00:00Z");
  const allocated = [{ balanceId, amountMinor }];
  const paymentId = await makePayment(database.db, {
    vendorId,
    debtorId,
    receivedMinor: amountMinor,
    allocated,
    receivedAt,
  });
  return database.db.asVendor(vendorId, (tx) =>
    issueReceipt(tx, { vendorId, debtorId, paymentId, id: uuid() as ReceiptId, now: receivedAt }),
  );
}

const checkout = (balanceId: BalanceId, paymentState: string | null) =>
  makeCheckout(database.admin, { vendorId, debtorId, payLinkId: link.linkId, balanceId, paymentState });

describe("coming back from Stripe", () => {
  it("waits for our own rows to say what happened, looks again by itself, and stops doing so", async () => {
    const session = await checkout(await owe(), null);
    const first = await get(link.token, { query: `?session=${session}` });
    expect(await textOf(first)).toContain("Confirming your payment");
    expect(first.headers.get("Refresh")).toBe(`4; url=/p/${link.token}?session=${session}&look=2`);
    const last = await get(link.token, { query: `?session=${session}&look=15` });
    expect(last.headers.get("Refresh")).toBeNull();
    expect(await textOf(last)).toContain("you can close this page");
  });

  it("never says paid on the address's word", async () => {
    await owe();
    expect(await textOf(await get(link.token, { query: "?session=cs_test_made_up" }))).toContain(
      "Pay $45.00",
    );
  });

  it("shows the receipt once all is paid, and again whenever the link is opened", async () => {
    const balanceId = await owe({ reference: "INV-7" });
    const session = await checkout(balanceId, "succeeded");
    const number = await pay(balanceId, 4_500n);
    for (const query of [`?session=${session}`, ""]) {
      const text = await textOf(await get(link.token, { query }));
      for (const part of [
        "Paid $45.00",
        `Receipt ${number}`,
        "March 10, 2026",
        "Visa ending 4242",
        "INV-7",
        "Total $45.00",
      ]) {
        expect(text).toContain(part);
      }
      expect(text).not.toContain("Pay $");
    }
  });

  it("does not ask again for what a bank debit is bringing, and keeps asking for the rest", async () => {
    const onItsWay = await owe({ amountMinor: 4_500n, reference: "DEBIT" });
    await checkout(onItsWay, "processing");
    expect(await textOf(await get(link.token))).toContain("Your payment is on its way");

    await owe({ amountMinor: 1_000n, reference: "REST" });
    const text = await textOf(await get(link.token));
    expect(text).toContain("$45.00 from your bank is on its way");
    expect(text).toContain("Pay $10.00");
    expect((await press(link.token, "pay", { currency: "USD", balance: "DEBIT" })).status).toBe(422);
  });

  it("says so when a payment failed, and offers the button again", async () => {
    const session = await checkout(await owe(), "failed");
    const text = await textOf(await get(link.token, { query: `?session=${session}` }));
    expect(text).toContain("The payment did not go through");
    expect(text).toContain("Pay $45.00");
  });

  it("says that nothing is owed where nothing is and no receipt was given", async () => {
    expect(await textOf(await get(link.token))).toContain("Nothing is owed");
  });
});

describe("pressing Pay", () => {
  it("leads to Stripe's page for exactly what was ticked", async () => {
    // Stripe's stand-in lives in the present, and takes no session that ended before it.
    portal.clock.now = new Date();
    link = await mintLink(portal, { vendorId, debtorId });
    await owe({ amountMinor: 1_000n, reference: "A" });
    await owe({ amountMinor: 2_000n, reference: "B" });
    const response = await press(link.token, "pay", { currency: "USD", balance: ["B"] });
    expect(response.status).toBe(303);
    expect(response.headers.get("Location")).toContain(new URL(stripe.url).origin);
    const [row] =
      await database.admin`select amount_minor::text from checkouts where debtor_id = ${debtorId}`;
    expect(row).toEqual({ amount_minor: "2000" });
  });

  it("takes the balances beyond the rows by the one tick that stands for them", async () => {
    for (let index = 0; index < rowsShown + 2; index += 1) {
      await owe({
        amountMinor: 100n,
        reference: `R-${index}`,
        dueOn: `2026-02-${String((index % 20) + 1).padStart(2, "0")}`,
      });
    }
    await press(link.token, "pay", { currency: "USD", balance: ["*"] });
    const [row] =
      await database.admin`select amount_minor::text from checkouts where debtor_id = ${debtorId}`;
    expect(row).toEqual({ amount_minor: "200" });
  });

  it("says in place that nothing is ticked, and leaves it unticked", async () => {
    await owe({ reference: "A", dueOn: "2026-02-01" });
    await owe({ reference: "B" });
    const response = await press(link.token, "pay", { currency: "USD" });
    expect(response.status).toBe(422);
    expect(await textOf(response)).toContain("Tick at least one balance");
    expect(await ticksOf(response)).toEqual([
      ["A", false],
      ["B", false],
    ]);
  });

  it("names the least that can be paid where the amount is below it", async () => {
    await owe({ amountMinor: 10n, reference: "A" });
    const response = await press(link.token, "pay", { currency: "USD", balance: "A" });
    expect(response.status).toBe(422);
    expect(await textOf(response)).toContain("$0.50 is the least that can be paid online");
  });

  it("keeps the page, and what was ticked, while Stripe cannot be reached", async () => {
    await owe({ reference: "A", dueOn: "2026-02-01" });
    await owe({ reference: "B" });
    const { stripe: gateway } = portal.app;
    portal.app.stripe = {
      ...gateway,
      createCheckout: () => Promise.resolve({ kind: "unavailable", message: "down" }),
    };
    const response = await press(link.token, "pay", { currency: "USD", balance: "B" });
    portal.app.stripe = gateway;
    expect(response.status).toBe(503);
    expect(await textOf(response)).toContain("Nothing was taken");
    expect(await ticksOf(response)).toEqual([
      ["A", false],
      ["B", true],
    ]);
  });

  it("refuses a form larger than any the page has, and an unknown button", async () => {
    await owe();
    expect((await press(link.token, "already_paid", { note: "x".repeat(70_000) })).status).toBe(413);
    expect((await press(link.token, "transfer_everything")).status).toBe(303);
  });
});
