import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { VendorId } from "~/domain/ids";
import { currency } from "~/domain/money";
import { drainJobs } from "~/jobs/drain.server";
import { setApp } from "~/server/app.server";
import { createApp } from "~/server/create-app.server";
import { makeBalance } from "~tests/factories/balance";
import { makeDebtor } from "~tests/factories/debtor";
import { makeCardHolder, type CardHolder } from "~tests/factories/kept-card";
import { get, press, textOf, ticksOf } from "~tests/factories/pay-page";
import { stripeSdk, testEnv } from "~tests/factories/payments";
import { openStripeDesk, type StripeDesk } from "~tests/factories/stripe-desk";
import { makeVendor } from "~tests/factories/vendor";
import { useDatabase } from "~tests/setup/database";
import type { App } from "~/server/app.server";

const database = useDatabase();
let desk: StripeDesk;
let app: App;
let vendorId: VendorId;
let holder: CardHolder;

beforeAll(async () => {
  desk = await openStripeDesk(database.db);
  app = await createApp({ ...testEnv(desk.stripe), databaseUrl: database.url, logLevel: "silent" }, desk.now);
  setApp(app);
});
afterAll(async () => {
  await app.db.close();
  await desk.close();
});
beforeEach(async () => {
  vendorId = (await makeVendor(database.db)).id;
  holder = await makeCardHolder(desk, { vendorId });
});

type Owed = Partial<Omit<Parameters<typeof makeBalance>[1], "vendorId" | "debtorId">>;
const owe = (said: Owed = {}) =>
  makeBalance(database.db, { vendorId, debtorId: holder.debtorId, dueOn: "2026-03-03", ...said });
const allowParts = (minimumMinor: string) =>
  database.admin`update vendors set partial_minimum_minor = ${minimumMinor} where id = ${vendorId}`;

/** Presses a button with every hidden field of the form that the page sent. */
async function pressOn(
  response: Response,
  intent: string,
  fields: Record<string, string | string[]> = {},
): Promise<Response> {
  const html = await response.clone().text();
  const hidden = [...html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)];
  const ticked = [...html.matchAll(/<input type="checkbox" class="tick"[^>]*value="([^"]*)"[^>]*>/g)]
    .filter(([input]) => input.includes("checked"))
    .map(([, value = ""]) => value);
  const sent: Record<string, string | string[]> = Object.fromEntries(
    hidden.map(([, name = "", value = ""]) => [name, value]),
  );
  if (ticked.length > 0) sent["balance"] = ticked;
  return press(holder.token, intent, { ...sent, ...fields });
}

const follow = async (response: Response) => {
  const location = response.headers.get("Location") ?? "";
  return get(holder.token, { query: location.slice(location.indexOf("?")) });
};
const charged = async () => {
  const { data } = await stripeSdk(desk.stripe).paymentIntents.list({ limit: 100 });
  return data
    .filter(({ metadata, status }) => metadata["vendor_id"] === vendorId && status === "succeeded")
    .map(({ amount }) => amount)
    .filter((amount) => amount !== 3_000);
};

describe("the page of a debtor whose card is kept", () => {
  it("offers one tap by the card's name and the sum, another way, and to remove the card", async () => {
    await owe();
    const page = await get(holder.token);
    const text = await textOf(page);
    expect(text).toContain("Pay $45.00 with Visa ···· 4242");
    expect(text).toContain("Pay another way");
    expect(text).toContain("Remove this card");
    expect(text).not.toContain("Keep this card");
    const paid = await pressOn(page, "pay_card");
    expect(paid.headers.get("Location")).toMatch(/\?charge=/);
    expect(await textOf(await follow(paid)), "at once").toContain("Paid $45.00");
    expect(await charged()).toEqual([4_500]);
  });

  it("asks without a card whether one may be kept, says what that means, and ticks nothing", async () => {
    const debtorId = (await makeDebtor(database.db, { vendorId })).id;
    await makeBalance(database.db, { vendorId, debtorId });
    const { mintLink } = await import("~tests/factories/pay-page");
    const { token } = await mintLink({ app, clock: { now: desk.now() } }, { vendorId, debtorId });
    const page = await get(token);
    expect(await textOf(page)).toMatch(/Keep this card .* Stripe keeps it, for Harbour Street Dental only/);
    expect(await page.text()).toMatch(/name="keep" value="yes"(?! checked)/);
  });

  it("says a new sum before it charges it, where other balances are ticked than at first", async () => {
    await owe({ amountMinor: 1_000n, reference: "A" });
    await owe({ amountMinor: 2_000n, reference: "B" });
    const page = await get(holder.token);
    expect(await textOf(page)).toContain("Pay $30.00 with Visa ···· 4242");
    const again = await pressOn(page, "pay_card", { balance: ["B"] });
    expect(again.status).toBe(422);
    expect(await charged()).toEqual([]);
    expect(await again.clone().text()).not.toContain("<title>Error");
    expect(await textOf(again)).toContain("You ticked $20.00");
    expect(await textOf(again)).toContain("Pay $20.00 with Visa ···· 4242");
    expect(await ticksOf(again)).toEqual([
      ["A", false],
      ["B", true],
    ]);
    await pressOn(again, "pay_card");
    expect(await charged()).toEqual([2_000]);
  });

  it("charges no card for Enter in a field", async () => {
    await owe();
    const page = await get(holder.token);
    expect(await page.clone().text()).toMatch(/<form[^>]*><button hidden="" name="intent" value="enter">/);
    const response = await pressOn(page, "enter");
    expect(response.headers.get("Location")).toContain("/c/pay/cs_test_");
    expect(await charged()).toEqual([]);
  });

  it("waits where Stripe's answer was lost, also on an older page, and looks again by a press", async () => {
    await owe();
    const page = await get(holder.token);
    const { stripe } = app;
    app.stripe = {
      ...stripe,
      chargeCard: async (charge) => {
        await stripe.chargeCard(charge);
        return { kind: "unavailable", message: "no answer" };
      },
    };
    const lost = await pressOn(page, "pay_card");
    const waiting = await follow(lost);
    expect(await textOf(waiting)).toContain("Confirming your payment");
    expect(waiting.headers.get("Refresh")).toContain("look=2");
    expect(await textOf(await get(holder.token)), "without the address's word").toContain("Confirming");
    const second = await pressOn(page, "pay");
    expect(second.headers.get("Location"), "no second way").toBe(lost.headers.get("Location"));
    app.stripe = stripe;
    const location = lost.headers.get("Location") ?? "";
    const late = await get(holder.token, { query: `${location.slice(location.indexOf("?"))}&look=15` });
    expect(await late.text()).toContain('value="look_again"');
    const found = await press(holder.token, "look_again");
    expect(await textOf(await follow(found))).toContain("Paid $45.00");
    expect(await charged()).toEqual([4_500]);
  });

  it("asks for the rest while one charge is being confirmed", async () => {
    await owe({ amountMinor: 1_000n, reference: "A" });
    await owe({ amountMinor: 2_000n, reference: "B" });
    const { stripe } = app;
    app.stripe = { ...stripe, chargeCard: () => Promise.resolve({ kind: "unavailable", message: "down" }) };
    await pressOn(await get(holder.token), "pay_card", { balance: ["A"], said: "1000" });
    app.stripe = stripe;
    const text = await textOf(await get(holder.token));
    expect(text).toContain("A payment of $10.00 is being confirmed");
    expect(text).toContain("Pay $20.00 with Visa");
  });

  it("removes the card for good, and says so", async () => {
    await owe();
    const removed = await press(holder.token, "remove_card");
    expect(removed.headers.get("Location")).toContain("?card=removed");
    const text = await textOf(await follow(removed));
    expect(text).toContain("The card is removed");
    expect(text).not.toContain("4242");
    await drainJobs(app);
    const [row] = await database.admin`select detached_at from saved_cards where id = ${holder.savedCardId}`;
    expect(row?.["detached_at"]).toBeInstanceOf(Date);
  });

  it("can remove it where nothing is owed, and does not say that of a link that has ended", async () => {
    expect(await textOf(await get(holder.token))).toContain("Remove this card");
    await database.admin`update pay_links set revoked_at = now(), revoked_reason = 'Asked for.'
      where vendor_id = ${vendorId}`;
    expect(await textOf(await get(holder.token))).not.toContain("4242");
    expect((await press(holder.token, "remove_card")).headers.get("Location")).toBe(`/p/${holder.token}`);
    const [row] = await database.admin`select removed_at from saved_cards where id = ${holder.savedCardId}`;
    expect(row?.["removed_at"]).toBeNull();
  });

  it("says why when it comes back from Stripe's page after a decline", async () => {
    await owe();
    const text = await textOf(await get(holder.token, { query: "?card=declined" }));
    expect(text).toContain("Visa ···· 4242 was declined, and nothing was taken");
    expect(await textOf(await get(holder.token, { query: "?card=<script>" }))).not.toContain("script");
  });

  it("fits the first round trip with everything on it", async () => {
    await allowParts("500");
    for (let index = 0; index < 3; index += 1) await owe();
    const page = await get(holder.token);
    const headers = [...page.headers].reduce(
      (sum, [name, value]) => sum + name.length + value.length + 4,
      17,
    );
    expect(headers + (await page.arrayBuffer()).byteLength).toBeLessThanOrEqual(14_600);
  });
});

describe("a part", () => {
  it("is not offered unless the vendor takes parts, and only in the vendor's currency", async () => {
    await owe({ amountMinor: 10_000n });
    expect(await textOf(await get(holder.token))).not.toContain("Pay a part");
    const refused = await pressOn(await get(holder.token), "pay_part", { part: "20" });
    expect(refused.status).toBe(422);
    await allowParts("2000");
    expect(await textOf(await get(holder.token))).toContain("From $20.00 to $99.50");
    await database.admin`update vendors set currency = 'EUR' where id = ${vendorId}`;
    expect(await textOf(await get(holder.token))).not.toContain("Pay a part");
  });

  it.each([
    ["", "Write the amount you want to pay now"],
    ["a bit", "Write the amount you want to pay now"],
    ["19.99", "The least you can pay in part is $20.00"],
    ["99.80", "Write at most $99.50, or pay everything"],
    ["100.01", "That is more than what is ticked"],
  ])("written as “%s” is refused at its field, with what was typed kept", async (part, said) => {
    await allowParts("2000");
    await owe({ amountMinor: 10_000n });
    const refused = await pressOn(await get(holder.token), "pay_part", { part });
    expect(refused.status).toBe(422);
    expect(await textOf(refused)).toContain(said);
    const html = await refused.text();
    expect(html).toMatch(/<details[^>]*open=""/);
    expect(html).toMatch(/aria-invalid="true"/);
    expect(html).toContain(`value="${part}"`);
  });

  it("goes to the oldest of what is ticked, on Stripe's page or by one tap", async () => {
    await allowParts("1000");
    await owe({ amountMinor: 4_000n, reference: "NEW", dueOn: "2026-05-01" });
    await owe({ amountMinor: 3_500n, reference: "OLD", dueOn: "2026-01-01" });
    await owe({ amountMinor: 3_100n, reference: "OFF", dueOn: "2025-01-01" });
    const page = await get(holder.token);
    const fields = { balance: ["OLD", "NEW"], part: "50.00" };
    expect((await pressOn(page, "pay_part", fields)).headers.get("Location")).toContain("/c/pay/");
    expect((await pressOn(page, "enter", fields)).headers.get("Location")).toContain("/c/pay/");
    const lines = await database.admin`select balances.reference, checkout_lines.amount_minor::int as amount
      from checkout_lines join checkouts on checkouts.id = checkout_id and state = 'open'
      join balances on balances.id = balance_id where checkouts.vendor_id = ${vendorId} order by 1`;
    expect([...lines]).toEqual([
      { reference: "NEW", amount: 1_500 },
      { reference: "OLD", amount: 3_500 },
    ]);
    expect((await pressOn(page, "pay_part_card", fields)).headers.get("Location")).toMatch(/\?charge=/);
    const owed = await database.admin`select reference, outstanding_minor::int as left from balances
      where vendor_id = ${vendorId} and amount_minor <> 3000 order by 1`;
    expect([...owed]).toEqual([
      { reference: "NEW", left: 2_500 },
      { reference: "OFF", left: 3_100 },
      { reference: "OLD", left: 0 },
    ]);
    expect(await charged()).toEqual([5_000]);
  });
});

describe("amounts that cannot be charged online", () => {
  it("are said to be too small before anybody tries, with another way to pay", async () => {
    await owe({ amountMinor: 30n });
    const text = await textOf(await get(holder.token));
    expect(text).toContain("$0.30 is too small for a payment online: the least is $0.50");
    expect(text).toContain("+12125550100");
    expect(text).not.toMatch(/Pay \$0\.30/);
  });

  it("are bundled with others where there are others, and that is said", async () => {
    await owe({ amountMinor: 30n, reference: "A" });
    await owe({ amountMinor: 40n, reference: "B" });
    const page = await get(holder.token);
    const text = await textOf(page);
    expect(text).toContain(
      "$0.50 is the least that can be paid at once, so smaller balances are paid together",
    );
    expect(text).toContain("Pay $0.70 with");
    expect((await pressOn(page, "pay")).headers.get("Location")).toContain("/c/pay/");
  });

  it("are paid as one sum where only that can be said exactly", async () => {
    await owe({ amountMinor: 1_234n, reference: "A", currency: currency("KWD") });
    await owe({ amountMinor: 2_006n, reference: "B", currency: currency("KWD") });
    const page = await get(holder.token);
    expect((await pressOn(page, "pay")).headers.get("Location")).toContain("/c/pay/");
    const { data } = await stripeSdk(desk.stripe).checkout.sessions.list({ limit: 1 });
    expect(data[0]).toMatchObject({ amount_total: 3_240, currency: "kwd" });
  });

  it("are left unticked where the sum would not be exact, and refused where they are ticked", async () => {
    await owe({ amountMinor: 1_234n, reference: "A", currency: currency("KWD") });
    await owe({ amountMinor: 2_000n, reference: "B", currency: currency("KWD") });
    const page = await get(holder.token);
    expect(await ticksOf(page)).toEqual([
      ["A", false],
      ["B", true],
    ]);
    expect(await textOf(page)).toContain("the last digit of a sum in KWD has to be 0");
    const refused = await pressOn(page, "pay", { balance: ["A", "B"] });
    expect(refused.status).toBe(422);
    expect(await textOf(refused)).toContain("has to add up to 0");
  });

  it("are said to be payable otherwise where nothing of them is exact", async () => {
    await owe({ amountMinor: 1_234n, currency: currency("KWD") });
    const text = await textOf(await get(holder.token));
    expect(text).toContain("cannot be paid online to the last digit");
    expect(text).not.toContain("Pay KWD");
  });
});
