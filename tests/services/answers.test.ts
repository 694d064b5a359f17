import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { BalanceId, DebtorId, VendorId } from "~/domain/ids";
import { answersPerDay, noteLength } from "~/domain/pay-link/answer";
import type { MintedPayLink } from "~/services/pay-page/mint-pay-link.server";
import { currency } from "~/domain/money";
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
let balanceId: BalanceId;
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
  debtorId = (await makeDebtor(database.db, { vendorId, name: "Maria Chen", email: "maria@example.com" })).id;
  balanceId = await owe({ reference: "INV-1" });
  link = await mintLink(portal, { vendorId, debtorId });
});

const owe = (said: Partial<Parameters<typeof makeBalance>[1]> = {}) =>
  makeBalance(database.db, { amountMinor: 12_000n, dueOn: "2026-03-03", ...said, vendorId, debtorId });
interface Kept {
  kind: string;
  state: string;
  promisedOn: string | null;
  amountMinor: string | null;
  note: string | null;
}
const answers = async (): Promise<Kept[]> => database.admin<Kept[]>`
  select kind, state, promised_on::text as "promisedOn", amount_minor::text as "amountMinor", note
  from answers where debtor_id = ${debtorId} order by answered_at, id`;
const timeline = async () => {
  const rows = await database.admin<{ kind: string }[]>`
    select kind from timeline_events where debtor_id = ${debtorId} order by id`;
  return rows.map(({ kind }) => kind);
};
const later = (minutes: number) => {
  portal.clock.now = new Date(now.getTime() + minutes * 60_000);
};

describe("an answer", () => {
  it.each([
    [
      "promise_to_pay",
      { promisedOn: "2026-03-27" },
      { promisedOn: "2026-03-27" },
      "You told us you will pay on March 27. We will not remind you before then.",
    ],
    ["partial", { amount: "$40" }, { amountMinor: "4000" }, "You offered to pay $40.00 now."],
    [
      "already_paid",
      { note: "By cheque, on Monday." },
      { note: "By cheque, on Monday." },
      "You told us you have already paid.",
    ],
    ["dispute", { note: "I was not there." }, { note: "I was not there." }, "You told us this is wrong."],
    ["refusal", { note: " \n " }, {}, "You told us you will not pay."],
  ])(
    "of %s is kept, said back plainly, and can be followed by paying or another answer",
    async (kind, fields, kept, said) => {
      const response = await press(link.token, kind, fields);
      expect(response.status).toBe(303);
      expect(response.headers.get("Location")).toBe(`/p/${link.token}`);
      expect(await answers()).toEqual([
        { kind, state: "open", promisedOn: null, amountMinor: null, note: null, ...kept },
      ]);
      expect(await database.admin`select balance_id from answer_balances`).toContainEqual({
        balance_id: balanceId,
      });
      expect(await timeline()).toEqual(["answered"]);
      const text = await textOf(await get(link.token));
      expect(text).toContain(said);
      expect(text).toContain("You can still pay at any time.");
      expect(text).toContain("Pay $120.00");
      expect(text).toContain("Has something changed? Tell Harbour Street Dental");
    },
  );

  it("has the debtor looked at again at once, and withdraws what was about to be sent", async () => {
    await database.admin`
      insert into messages (vendor_id, id, debtor_id, purpose, channel, contact, state)
      values (${vendorId}, gen_random_uuid(), ${debtorId}, 'reminder', 'email', 'm@example.com', 'queued')`;
    await press(link.token, "promise_to_pay", { promisedOn: "2026-03-20" });
    expect(
      await database.admin`select next_check_at from contact_schedules where debtor_id = ${debtorId}`,
    ).toEqual([{ next_check_at: now }]);
    expect(await database.admin`select state from messages where debtor_id = ${debtorId}`).toEqual([
      { state: "held" },
    ]);
  });

  it("sent twice is one answer, even when both arrive at once", async () => {
    const send = () => press(link.token, "promise_to_pay", { promisedOn: "2026-03-20" });
    await Promise.all([send(), send(), send()]);
    later(5);
    await send();
    expect(await answers()).toHaveLength(1);
    expect(await timeline()).toEqual(["answered"]);
  });

  it("takes the place of the one before, so that one stands", async () => {
    await press(link.token, "promise_to_pay", { promisedOn: "2026-03-20" });
    later(5);
    await press(link.token, "promise_to_pay", { promisedOn: "2026-03-25" });
    later(10);
    await press(link.token, "dispute", { note: "It was cancelled." });
    expect((await answers()).map(({ kind, state }) => [kind, state])).toEqual([
      ["promise_to_pay", "withdrawn"],
      ["promise_to_pay", "withdrawn"],
      ["dispute", "open"],
    ]);
    expect(await timeline()).toEqual(["answered", "answer_closed", "answered", "answer_closed", "answered"]);
  });

  it("is about the debtor's own balances, whatever the form says", async () => {
    const other = await makeVendor(database.db);
    const stranger = await makeDebtor(database.db, { vendorId: other.id });
    await makeBalance(database.db, { vendorId: other.id, debtorId: stranger.id, reference: "STRANGER" });
    const second = await owe({ reference: "INV-2" });
    const response = await press(link.token, "dispute", { note: "Wrong.", balance: ["INV-2", "STRANGER"] });
    expect(response.status).toBe(303);
    const about = await database.admin`
      select balance_id from answer_balances join answers on answers.id = answer_id
      where debtor_id = ${debtorId}`;
    expect(about).toEqual([{ balance_id: second }]);
    expect(await textOf(await get(link.token))).toContain("You told us INV-2 is wrong.");
  });

  it("changes nothing once there is nothing left to answer about", async () => {
    const settled = await makeDebtor(database.db, { vendorId });
    const empty = await mintLink(portal, { vendorId, debtorId: settled.id });
    expect((await press(empty.token, "refusal")).status).toBe(303);
    expect(await database.admin`select 1 from answers where debtor_id = ${settled.id}`).toHaveLength(0);
  });

  it("is not taken through a link that has expired", async () => {
    portal.clock.now = link.expiresAt;
    await press(link.token, "promise_to_pay", { promisedOn: "2026-05-20" });
    expect(await answers()).toHaveLength(0);
  });

  it(`is taken ${answersPerDay} times a day, and after that the debtor is asked to call`, async () => {
    for (let index = 0; index < answersPerDay; index += 1) {
      later(index);
      expect((await press(link.token, "already_paid", { note: `Try ${index}` })).status).toBe(303);
    }
    later(60);
    const refused = await press(link.token, "already_paid", { note: "Once more" });
    expect(refused.status).toBe(429);
    expect(await textOf(refused)).toContain("Please call or write to Harbour Street Dental");
    expect(await answers()).toHaveLength(answersPerDay);
    later(24 * 60 + 30);
    expect((await press(link.token, "already_paid", { note: "The next day" })).status).toBe(303);
  });
});

describe("a promise to pay", () => {
  it.each(["2026-03-15", "2026-04-15"])(
    "can be for %s, the first and last of its days",
    async (promisedOn) => {
      expect((await press(link.token, "promise_to_pay", { promisedOn })).status).toBe(303);
    },
  );

  it.each([
    ["yesterday", "2026-03-14", "That day has passed"],
    ["a day too far off", "2026-04-16", "That is too far off. Choose a day no later than April 15."],
    ["no day", "", "Choose the day on which you will pay."],
    ["no such day", "2026-02-30", "Choose the day on which you will pay."],
    ["words", "soon", "Choose the day on which you will pay."],
  ])(
    "is refused for %s, with the reason at the field and what was typed kept",
    async (_what, promisedOn, reason) => {
      const response = await press(link.token, "promise_to_pay", { promisedOn });
      expect(response.status).toBe(422);
      expect(await textOf(response)).toContain(reason);
      const html = await response.text();
      expect(html).toMatch(/<title>Error: /);
      expect(html).toMatch(/<details[^>]* open=""><summary>I will pay on a date/);
      const field = /<input[^>]*name="promisedOn"[^>]*>/.exec(html)?.[0] ?? "";
      expect(field).toContain('aria-invalid="true"');
      expect(field).toContain(
        'aria-describedby="promise_to_pay-promisedOn-hint promise_to_pay-promisedOn-error"',
      );
      if (promisedOn) expect(field).toContain(`value="${promisedOn}"`);
      expect(await answers()).toHaveLength(0);
    },
  );

  it("counts its days where the debtor is", async () => {
    debtorId = (await makeDebtor(database.db, { vendorId, timeZone: "Pacific/Auckland" })).id;
    await owe({ reference: "INV-9" });
    link = await mintLink(portal, { vendorId, debtorId });
    expect((await press(link.token, "promise_to_pay", { promisedOn: "2026-03-15" })).status).toBe(422);
    expect((await press(link.token, "promise_to_pay", { promisedOn: "2026-04-16" })).status).toBe(303);
  });
});

describe("an offer of a part", () => {
  it.each([
    ["all of it", "120", "That is all of it or more"],
    ["more than all", "120.01", "That is all of it or more"],
    ["nothing", "0", "Write the amount in figures"],
    ["less than nothing", "-5", "Write the amount in figures"],
    ["words", "twenty", "Write the amount in figures"],
    ["an empty field", "", "Write the amount you can pay, for example $25.00."],
  ])("is refused for %s", async (_what, amount, reason) => {
    const response = await press(link.token, "partial", { amount });
    expect(response.status).toBe(422);
    expect(await textOf(response)).toContain(reason);
  });

  it("is about the balances of its currency where there are several", async () => {
    const yen = await owe({ amountMinor: 900n, currency: currency("JPY") });
    expect(await textOf(await press(link.token, "partial", { amount: "500" }))).toContain(
      "Choose a currency.",
    );
    expect((await press(link.token, "partial", { amount: "500", currency: "JPY" })).status).toBe(303);
    const about = await database.admin`
      select balance_id from answer_balances join answers on answers.id = answer_id
      where debtor_id = ${debtorId}`;
    expect(about).toEqual([{ balance_id: yen }]);
    expect(await textOf(await get(link.token))).toContain("You offered to pay ¥500 now.");
  });
});

describe("a note", () => {
  it.each(["already_paid", "dispute"])("is asked for with %s", async (kind) => {
    for (const note of ["", "   ", "\u0000\u0007"]) {
      const response = await press(link.token, kind, { note });
      expect(response.status).toBe(422);
      expect(await textOf(response)).toContain("Write a few words, so that Harbour Street Dental can check.");
    }
  });

  it("that is too long is refused and kept as typed", async () => {
    const note = "ñ".repeat(noteLength + 1);
    const response = await press(link.token, "dispute", { note });
    expect(await textOf(response)).toContain("That is too long. 1,000 characters fit.");
    expect(await response.text()).toContain(note);
    expect((await press(link.token, "dispute", { note: "ñ".repeat(noteLength) })).status).toBe(303);
  });

  it("is kept in the debtor's own words, without what only a machine writes", async () => {
    await press(link.token, "dispute", { note: "  L’hôpital\r\na déjà payé \u0007<b>😀</b> " });
    expect((await answers())[0]).toMatchObject({ note: "L’hôpital\na déjà payé <b>😀</b>" });
  });
});

describe("a refusal", () => {
  it("can say why, and need not", async () => {
    await press(link.token, "refusal", { note: " Too expensive. " });
    later(1);
    await press(link.token, "refusal");
    expect((await answers()).map(({ note }) => note)).toEqual(["Too expensive.", null]);
  });
});

describe("someone who is not the debtor", () => {
  it("is written to no more at any contact on file, and every link of the debtor stops opening", async () => {
    const another = await mintLink(portal, { vendorId, debtorId });
    const response = await press(link.token, "wrong_person");
    expect(response.status).toBe(303);
    expect(
      await database.admin`
        select channel, contact, reason from suppressions where vendor_id = ${vendorId} order by 1`,
    ).toEqual([
      { channel: "email", contact: "maria@example.com", reason: "wrong_person" },
      { channel: "sms", contact: "+12125550142", reason: "wrong_person" },
    ]);
    expect(await timeline()).toEqual(["answered", "suppressed", "suppressed", "pay_link_revoked"]);
    for (const { token } of [link, another]) {
      const page = await get(token);
      expect(page.status).toBe(410);
      expect(await textOf(page)).toContain("Thank you for telling us");
      expect(await textOf(page)).not.toMatch(/Maria|120|new link/);
      await press(token, "fresh_link");
    }
    expect(await database.admin`select 1 from messages where debtor_id = ${debtorId}`).toHaveLength(0);
  });

  it("can always say so, however many answers came before", async () => {
    for (let index = 0; index < answersPerDay; index += 1)
      await press(link.token, "already_paid", { note: `Try ${index}` });
    expect((await press(link.token, "wrong_person")).status).toBe(303);
    expect((await answers()).at(-1)).toMatchObject({ kind: "wrong_person", state: "open" });
  });

  it("leaves other vendors' suppressions and links alone", async () => {
    const other = await makeVendor(database.db);
    const same = await makeDebtor(database.db, { vendorId: other.id, email: "maria@example.com" });
    await makeBalance(database.db, { vendorId: other.id, debtorId: same.id });
    const theirs = await mintLink(portal, { vendorId: other.id, debtorId: same.id });
    await press(link.token, "wrong_person");
    expect(await database.admin`select 1 from suppressions where vendor_id = ${other.id}`).toHaveLength(0);
    expect((await get(theirs.token)).status).toBe(200);
  });
});
