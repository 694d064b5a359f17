import { randomBytes } from "node:crypto";
import { v7 as uuid } from "uuid";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { BalanceId, DebtorId, ReceiptId, StaffUserId, VendorId } from "~/domain/ids";
import { currency } from "~/domain/money";
import { parseLinkKeys, signToken } from "~/domain/pay-link";
import { balancesPerPage, rowsShown } from "~/domain/pay-link/pay-page";
import { revokePayLink } from "~/services/pay-page/revoke-pay-link.server";
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

/** Every row of every table, so that a change anywhere shows. */
async function everything(): Promise<Record<string, unknown>> {
  const tables = await database.admin<{ name: string }[]>`
    select tablename as name from pg_tables where schemaname = 'public' order by 1`;
  const contents: Record<string, unknown> = {};
  for (const { name } of tables) {
    const [row] = await database.admin.unsafe(
      `select count(*), md5(string_agg(t::text, '|' order by t::text)) from ${name} t`,
    );
    contents[name] = row;
  }
  return contents;
}

describe("the page of what is outstanding", () => {
  it("says by name who is asked, by whom, how much, what for and since when, with one button", async () => {
    await owe({ amountMinor: 12_000n, description: "Check-up", reference: "INV-100" });
    const response = await get(link.token);
    const text = await textOf(response);
    expect(response.status).toBe(200);
    for (const part of [
      "Harbour Street Dental",
      "Maria Chen",
      "$120.00",
      "Due March 3, 12 days ago",
      "Check-up",
      "INV-100",
    ]) {
      expect(text).toContain(part);
    }
    expect(text.match(/Pay \$120\.00/g)).toHaveLength(1);
  });

  it("lists several balances, all ticked, the oldest first, with the total on the button", async () => {
    await owe({ amountMinor: 1_000n, reference: "B", dueOn: "2026-03-10" });
    await owe({ amountMinor: 2_050n, reference: "A", dueOn: "2026-02-01" });
    const response = await get(link.token);
    expect(await ticksOf(response)).toEqual([
      ["A", true],
      ["B", true],
    ]);
    expect(await textOf(response)).toContain("Pay $30.50");
  });

  it("asks for each currency by a button of its own, since no one total would be true", async () => {
    await owe({ amountMinor: 1_000n });
    await owe({ amountMinor: 700n, currency: currency("JPY") });
    const text = await textOf(await get(link.token));
    expect(text).toContain("Pay $10.00");
    expect(text).toContain("Pay ¥700");
  });

  it("speaks the debtor's language, and counts days where the debtor is", async () => {
    debtorId = (
      await makeDebtor(database.db, {
        vendorId,
        name: "Ana",
        language: "es-MX",
        timeZone: "Pacific/Auckland",
      })
    ).id;
    link = await mintLink(portal, { vendorId, debtorId });
    await owe({ dueOn: "2026-03-15" });
    const response = await get(link.token);
    const text = await textOf(response);
    // It is already the 16th in Auckland.
    expect(text).toContain("Vence el 15 de marzo, ayer");
    expect(await response.text()).toMatch(/^<!doctype html><html lang="es-MX">/);
  });

  it("falls back to the vendor's language, and then to English, where it does not speak one", async () => {
    vendorId = (await makeVendor(database.db, { language: "es" })).id;
    debtorId = (await makeDebtor(database.db, { vendorId, language: "tlh" })).id;
    link = await mintLink(portal, { vendorId, debtorId });
    await owe();
    expect(await (await get(link.token)).text()).toContain('lang="es"');
    await database.admin`update vendors set language = 'not a language' where id = ${vendorId}`;
    expect(await (await get(link.token)).text()).toContain('lang="en"');
  });

  it("shows what is left of a balance and what was paid, with the way to its receipt", async () => {
    const balanceId = await owe({ amountMinor: 5_000n });
    const number = await pay(balanceId, 3_000n);
    const response = await get(link.token);
    const text = await textOf(response);
    expect(text).toContain("You paid $30.00 on March 10");
    expect(text).toContain("$20.00 left of $50.00");
    expect(await response.text()).toContain(`href="?receipt=${number}"`);
    expect(await textOf(await get(link.token, { query: `?receipt=${number}` }))).toContain(
      "Visa ending 4242",
    );
  });

  it("shows nothing that a vendor or debtor wrote as markup", async () => {
    const hostile = `"><script>alert(1)</script><img src=x onerror=alert(1)>'`;
    vendorId = (await makeVendor(database.db, { name: hostile, signatureName: hostile })).id;
    debtorId = (await makeDebtor(database.db, { vendorId, name: hostile })).id;
    link = await mintLink(portal, { vendorId, debtorId });
    await owe({ description: hostile, reference: hostile });
    const html = await (await get(link.token)).text();
    expect(html).not.toContain("<script");
    expect(html).not.toContain("<img");
  });
});

describe("one document", () => {
  it("has no script, asks for nothing else, and fits the first round trip with its headers", async () => {
    for (let index = 0; index < 60; index += 1) {
      await owe({
        reference: randomBytes(6).toString("hex"),
        description: `Visit ${randomBytes(8).toString("hex")}`,
      });
      if (![0, 39, 59].includes(index)) continue;
      const response = await get(link.token, { headers: { "Accept-Encoding": "gzip, br" } });
      const headerBytes = [...response.headers].reduce(
        (sum, [name, value]) => sum + name.length + value.length + 4,
        17,
      );
      const body = await response.arrayBuffer();
      expect(response.headers.get("Content-Length")).toBe(String(body.byteLength));
      expect(headerBytes + body.byteLength).toBeLessThanOrEqual(14_600);
      const html = await (await get(link.token)).text();
      expect(html).not.toMatch(
        /<script|<img|<iframe|@import|url\(|modulepreload|src=|href="(?!mailto:|tel:|data:,|\?)/,
      );
    }
  });

  it("is kept nowhere, names its own style, and lets its forms lead to Stripe alone", async () => {
    await owe();
    const response = await get(link.token);
    const headers = Object.fromEntries(response.headers);
    expect(headers).toMatchObject({ "cache-control": "no-store", "referrer-policy": "no-referrer" });
    expect(headers["x-robots-tag"]).toContain("noindex");
    const policy = headers["content-security-policy"] ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(
      `form-action 'self' https://checkout.stripe.com http://localhost:3000 ${new URL(stripe.url).origin}`,
    );
    const style = /<style>(.*?)<\/style>/s.exec(await response.text())?.[1] ?? "";
    expect(style, "the style is in the document").toContain("--ground");
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(style));
    expect(policy).toContain(`style-src 'sha256-${Buffer.from(digest).toString("base64")}'`);
  });

  it("ticks the balances beyond its rows together, and says when not all are on it", async () => {
    const count = rowsShown + 3;
    for (let index = 0; index < count; index += 1) await owe({ amountMinor: 100n });
    const text = await textOf(await get(link.token));
    expect(text).toContain("3 more balances");
    expect(text).toContain(`Pay $${count}.00`);
    expect(text).not.toContain(`Only the ${balancesPerPage} oldest`);
  });
});

describe("looking at the page", () => {
  it("changes nothing at all, by GET or HEAD, in any state of the link", async () => {
    const settledLater = await owe();
    const ended = await mintLink(portal, { vendorId, debtorId, lifetimeDays: -1 });
    const revoked = await mintLink(portal, { vendorId, debtorId });
    await revokePayLink(portal.app, {
      vendorId,
      debtorId,
      linkId: revoked.linkId,
      reason: "Asked for.",
      revokedBy: "u" as StaffUserId,
      now,
    });
    const session = await makeCheckout(database.admin, {
      vendorId,
      debtorId,
      payLinkId: link.linkId,
      balanceId: settledLater,
    });
    const before = await everything();
    for (const method of ["GET", "HEAD"] as const) {
      for (const token of [link.token, ended.token, revoked.token, `${link.token.slice(0, -1)}_`]) {
        for (const query of ["", `?session=${session}`, "?receipt=1", "?look=3", "?session=cs_foreign"]) {
          await get(token, { method, query });
        }
      }
    }
    expect(await everything()).toEqual(before);
  });
});

describe("a link that opens nothing", () => {
  const notFound = async (token: string) => {
    const response = await get(token);
    expect(response.status).toBe(404);
    return response.text();
  };

  it("is the same page whether it is forged, cut, signed elsewhere, or its row is not here", async () => {
    await owe();
    const foreignKeys = parseLinkKeys(`1:${randomBytes(32).toString("base64url")}`);
    const { linkId, expiresAt } = link;
    const pages = new Set([
      await notFound("x"),
      await notFound(link.token.slice(1)),
      await notFound(`${link.token}A`),
      await notFound(signToken(foreignKeys, { linkId, expiresAt })),
      await notFound(signToken(portal.app.linkKeys, { linkId, expiresAt, purpose: "unsubscribe" })),
      await notFound(
        signToken(portal.app.linkKeys, { linkId, expiresAt: new Date(expiresAt.getTime() + 1000) }),
      ),
    ]);
    expect(pages.size).toBe(1);
    expect((await press("x", "pay")).status).toBe(404);
  });

  it("asks the database nothing when it was not signed here", async () => {
    const untouchable = new Proxy(portal.app.db, {
      get: () => () => {
        throw new Error("The database was asked.");
      },
    });
    const { db } = portal.app;
    portal.app.db = untouchable;
    try {
      await notFound("A".repeat(39));
      await expect(get(link.token)).rejects.toThrow("The database was asked.");
    } finally {
      portal.app.db = db;
    }
  });

  it("opens neither page when two vendors' links share an id and an expiry", async () => {
    await owe();
    const other = await makeVendor(database.db);
    const stranger = await makeDebtor(database.db, { vendorId: other.id });
    await database.admin`
      insert into pay_links (vendor_id, id, debtor_id, expires_at)
      values (${other.id}, ${link.linkId}, ${stranger.id}, ${link.expiresAt})`;
    await notFound(link.token);
  });
});

it("shows nothing of another vendor's debtor, or of another debtor of the vendor", async () => {
  await owe({ reference: "MINE" });
  const sibling = await makeDebtor(database.db, { vendorId });
  await makeBalance(database.db, { vendorId, debtorId: sibling.id, reference: "SIBLING" });
  const other = await makeVendor(database.db);
  const stranger = await makeDebtor(database.db, { vendorId: other.id });
  await makeBalance(database.db, { vendorId: other.id, debtorId: stranger.id, reference: "STRANGER" });
  const text = await textOf(await get(link.token));
  expect(text).toContain("MINE");
  expect(text).not.toMatch(/SIBLING|STRANGER/);

  const refused = await press(link.token, "pay", { currency: "USD", balance: ["SIBLING", "STRANGER"] });
  expect(refused.status).toBe(422);
});

describe("a link that has ended", () => {
  it("opens until the last second of its time, and not at the second it ends", async () => {
    await owe({ description: "Check-up" });
    portal.clock.now = new Date(link.expiresAt.getTime() - 1);
    expect(await textOf(await get(link.token))).toContain("Check-up");
    portal.clock.now = link.expiresAt;
    const response = await get(link.token);
    expect(response.status).toBe(410);
    const text = await textOf(response);
    expect(text).toContain("This link has expired");
    expect(text).not.toMatch(/Check-up|Maria Chen|\$45/);
  });

  it("stops opening the moment it is revoked, and tells nothing of what it showed", async () => {
    await owe({ description: "Check-up" });
    const revoke = () =>
      revokePayLink(portal.app, {
        vendorId,
        debtorId,
        linkId: link.linkId,
        reason: "Sent to the wrong address.",
        revokedBy: "u" as StaffUserId,
        now,
      });
    expect(await revoke()).toBe(1);
    expect(await revoke()).toBe(0);
    const response = await get(link.token);
    expect(response.status).toBe(410);
    expect(await textOf(response)).not.toMatch(/Check-up|Maria Chen|\$45|wrong address/);
    expect(
      (await press(link.token, "pay", { currency: "USD", balance: "any" })).headers.get("Location"),
    ).toBe(`/p/${link.token}`);
  });

  it("has a new one sent to the contact on file without showing it, once however often asked", async () => {
    portal.clock.now = link.expiresAt;
    for (let pressed = 0; pressed < 3; pressed += 1) {
      const response = await press(link.token, "fresh_link");
      expect(response.status).toBe(200);
      const text = await textOf(response);
      expect(text).toContain("Look in your messages");
      expect(text).not.toMatch(/ana\.|@example\.com|0142/);
    }
    const sent = await database.admin`select purpose from messages where debtor_id = ${debtorId}`;
    expect(sent).toEqual([{ purpose: "fresh_link" }]);
  });

  it("says the same to a debtor of whom no contact is known", async () => {
    debtorId = (await makeDebtor(database.db, { vendorId, email: null, phone: null })).id;
    link = await mintLink(portal, { vendorId, debtorId });
    portal.clock.now = link.expiresAt;
    expect(await textOf(await press(link.token, "fresh_link"))).toContain("Look in your messages");
  });

  it("is not replaced while it still opens", async () => {
    await owe();
    const response = await press(link.token, "fresh_link");
    expect(response.status).toBe(303);
    expect(await database.admin`select 1 from messages where debtor_id = ${debtorId}`).toHaveLength(0);
  });
});
