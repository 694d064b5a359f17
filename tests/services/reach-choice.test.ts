import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { DebtorId, VendorId } from "~/domain/ids";
import type { MintedPayLink } from "~/services/pay-page/mint-pay-link.server";
import { makeBalance } from "~tests/factories/balance";
import { makeDebtor } from "~tests/factories/debtor";
import { get, mintLink, openPortal, press, textOf, type Portal } from "~tests/factories/pay-page";
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
beforeEach(() => owing());

async function owing(said: { email?: string | null; phone?: string | null } = {}) {
  vendorId = (await makeVendor(database.db)).id;
  debtorId = (await makeDebtor(database.db, { vendorId, name: "Maria Chen", ...said })).id;
  await makeBalance(database.db, { amountMinor: 12_000n, dueOn: "2026-03-03", vendorId, debtorId });
  link = await mintLink(portal, { vendorId, debtorId });
}
interface Kept {
  channels: string[] | null;
  opens: number | null;
  closes: number | null;
  language: string | null;
  by: string;
}
const kept = () => database.admin<Kept[]>`
  select channels, opens_at_hour as opens, closes_at_hour as closes, language, chosen_by as by
  from contact_choices where debtor_id = ${debtorId}`;
const all = { channel: ["email", "sms", "call"], opensAt: "", closesAt: "", language: "en" };

describe("how a debtor wants to be reached, on their page", () => {
  it("is kept, said back, and shown as it was chosen", async () => {
    const form = { channel: ["sms"], opensAt: "17:00", closesAt: "19:00", language: "en" };
    const response = await press(link.token, "reach", form);
    expect(response.headers.get("Location")).toBe(`/p/${link.token}?reach=saved`);
    expect(await kept()).toEqual([
      { channels: ["sms"], opens: 17, closes: 19, language: "en", by: "debtor" },
    ]);
    const page = await get(link.token, { query: "?reach=saved" });
    expect(await textOf(page)).toContain("Saved. From now on we reach you as you chose.");
    const html = await page.text();
    expect(html).toMatch(/value="sms"[^>]*checked|checked[^>]*value="sms"/);
    expect(html).not.toMatch(/<input[^>]*(?:value="email"[^>]*checked|checked[^>]*value="email")/);
    expect(html).toContain('value="17:00"');
  });

  it("in Spanish turns the page to Spanish at once, whatever language is on file", async () => {
    await press(link.token, "reach", { ...all, language: "es" });
    const page = await get(link.token, { query: "?reach=saved" });
    expect(await textOf(page)).toContain("Guardado. Desde ahora le contactamos como eligió.");
    expect(await kept()).toMatchObject([{ channels: null, language: "es" }]);
  });

  it.each([
    [{ ...all, channel: [] }, "Tick at least one. To stop all reminders"],
    [{ ...all, channel: ["fax"] }, "Tick at least one."],
    [{ ...all, opensAt: "09:30", closesAt: "12:00" }, "Choose whole hours"],
    [{ ...all, opensAt: "25:00", closesAt: "12:00" }, "Choose whole hours"],
    [{ ...all, opensAt: "9am", closesAt: "noon" }, "Choose whole hours"],
    [{ ...all, opensAt: "09:00" }, "Choose both hours, or leave both empty."],
    [{ ...all, opensAt: "19:00", closesAt: "20:00" }, "Leave at least two hours between 9:00 and 20:00."],
    [{ ...all, opensAt: "18:00", closesAt: "09:00" }, "Leave at least two hours"],
    [{ ...all, opensAt: "20:00", closesAt: "00:00" }, "Leave at least two hours"],
  ])("is sent back with what to do: %o", async (form, says) => {
    const response = await press(link.token, "reach", form);
    expect(response.status).toBe(422);
    expect(await textOf(response)).toContain(says);
    expect(await response.text()).toMatch(/<details[^>]* open=""[^>]*><summary>How to reach you/);
    expect(await kept()).toEqual([]);
  });

  it("takes midnight for the end of the day, and may be taken back", async () => {
    await press(link.token, "reach", { ...all, opensAt: "10:00", closesAt: "00:00" });
    expect(await kept()).toMatchObject([{ opens: 10, closes: 24 }]);
    await press(link.token, "reach", all);
    expect(await kept()).toMatchObject([{ channels: null, opens: null, closes: null }]);
  });

  it("offers only what there is an address or number for, and nothing where there is neither", async () => {
    await owing({ phone: null });
    expect(await (await get(link.token)).text()).toContain(
      '<input type="hidden" name="channel" value="email"/>',
    );
    expect((await press(link.token, "reach", { ...all, channel: ["sms"] })).status).toBe(422);
    expect((await press(link.token, "reach", { ...all, channel: ["email"] })).status).toBe(303);
    await owing({ phone: null, email: null });
    expect(await textOf(await get(link.token))).not.toContain("How to reach you");
  });

  it("cannot be chosen through a link that has ended, and reading the page changes nothing", async () => {
    await get(link.token, { query: "?reach=saved" });
    expect(await textOf(await get(link.token, { query: "?reach=saved" }))).not.toContain("Saved.");
    await database.admin`update pay_links set revoked_at = now() where debtor_id = ${debtorId}`;
    expect((await press(link.token, "reach", all)).status).toBe(303);
    expect(await kept()).toEqual([]);
  });
});
