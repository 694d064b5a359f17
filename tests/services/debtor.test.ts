import { v7 as uuid } from "uuid";
import { beforeEach, describe, expect, it } from "vitest";
import { contactSchema } from "~/domain/contact-form";
import type { AnswerId, BalanceId, DebtorId, StaffUserId } from "~/domain/ids";
import { liftSuppression, suppressContact } from "~/services/messages/change-suppression.server";
import { closeAnswer } from "~/services/desk/close-answer.server";
import { readBalance } from "~/services/desk/read-balance.server";
import { listDebtorsPage, readDebtor } from "~/services/desk/read-debtor.server";
import { updateDebtorContact } from "~/services/desk/update-debtor-contact.server";
import { answerBalances, answers } from "~db/schema";
import { insertSuppression } from "~db/queries/messages/suppressions";
import { recordEvents } from "~db/queries/vendor/timeline";
import { makeBalance, makePayment } from "~tests/factories/balance";
import { makeDebtor, type Debtor } from "~tests/factories/debtor";
import { makeVendor, type Vendor } from "~tests/factories/vendor";
import { useDatabase } from "~tests/setup/database";

const database = useDatabase();
const now = new Date("2026-11-22T15:00:00Z");
const by = "staff-1" as StaffUserId;
let vendor: Vendor;
let debtor: Debtor;
let balanceId: BalanceId;

beforeEach(async () => {
  vendor = await makeVendor(database.db);
  debtor = await makeDebtor(database.db, { vendorId: vendor.id });
  balanceId = await makeBalance(database.db, {
    vendorId: vendor.id,
    debtorId: debtor.id,
    amountMinor: 4_500n,
    issuedOn: "2026-09-01",
    dueOn: "2026-10-01",
  });
});

const read = (id: DebtorId = debtor.id) => readDebtor(database, { vendor, debtorId: id, all: false, now });

async function found() {
  const page = await read();
  if (!page) throw new Error("The debtor was not found.");
  return page;
}

async function dispute(): Promise<AnswerId> {
  const id = uuid() as AnswerId;
  await database.db.asVendor(vendor.id, async (tx) => {
    await tx.insert(answers).values({
      vendorId: vendor.id,
      id,
      debtorId: debtor.id,
      kind: "dispute",
      state: "open",
      note: "Wrong date",
      answeredAt: now,
    });
    await tx.insert(answerBalances).values({ vendorId: vendor.id, answerId: id, balanceId });
  });
  return id;
}

describe("a debtor's page", () => {
  it("tells the story from import to posting, newest first, each posting above its event", async () => {
    const importedAt = new Date("2026-09-01T12:00:00Z");
    const paidAt = new Date("2026-11-20T09:00:00Z");
    await database.db.asVendor(vendor.id, (tx) =>
      recordEvents(tx, {
        vendorId: vendor.id,
        events: [
          {
            debtorId: debtor.id,
            balanceId,
            kind: "balance_imported",
            actor: "tenfold",
            occurredAt: importedAt,
          },
          {
            debtorId: debtor.id,
            kind: "message_sent",
            actor: "tenfold",
            occurredAt: new Date("2026-10-02T14:00:00Z"),
            details: { channel: "email" },
          },
          {
            debtorId: debtor.id,
            balanceId,
            kind: "payment_received",
            actor: "stripe",
            occurredAt: paidAt,
            details: { amountMinor: "4500", currency: "USD" },
          },
        ],
      }),
    );
    await makePayment(database.db, {
      vendorId: vendor.id,
      debtorId: debtor.id,
      receivedMinor: 4_500n,
      allocated: [{ balanceId, amountMinor: 4_500n }],
      receivedAt: paidAt,
    });
    const story = ["Posted · Payment received", "Paid", "Email sent", "Posted · Billed", "Imported"];
    expect((await found()).timeline.items.map(({ title }) => title)).toEqual(story);

    const panel = await readBalance(database, { vendor, balanceId, all: false, now });
    expect(panel?.timeline.items.map(({ title }) => title)).toEqual(story);
    expect(panel?.postings.map(({ amountMinor }) => amountMinor)).toEqual([4_500n, -4_500n]);
    expect(panel?.balance.outstandingMinor).toBe(0n);
  });

  it("is not there for another vendor, nor is its balance", async () => {
    const other = await makeVendor(database.db);
    expect(await readDebtor(database, { vendor: other, debtorId: debtor.id, all: false, now })).toBeNull();
    expect(await readBalance(database, { vendor: other, balanceId, all: false, now })).toBeNull();
  });

  it("adds up what is owed in each currency, and lists who owes before who does not", async () => {
    const settled = await makeDebtor(database.db, { vendorId: vendor.id, name: "Settled Person" });
    await makeBalance(database.db, { vendorId: vendor.id, debtorId: settled.id, settledAt: now });
    expect((await found()).owed).toMatchObject([{ currency: "USD", count: 1, outstandingMinor: 4_500n }]);
    const list = async (query: string) =>
      (await listDebtorsPage(database, { vendorId: vendor.id, params: new URLSearchParams(query) })).rows.map(
        ({ name }) => name,
      );
    expect(await list("")).toEqual(["Ana Ferreira"]);
    expect(await list("owing=all")).toEqual(["Ana Ferreira", "Settled Person"]);
    expect(await list("owing=all&q=SETTLED")).toEqual(["Settled Person"]);
  });
});

describe("closing an answer", () => {
  it("keeps who decided and why, on the timeline too, and has the debtor looked at again", async () => {
    const answerId = await dispute();
    const close = () =>
      closeAnswer(database, {
        vendorId: vendor.id,
        debtorId: debtor.id,
        answerId,
        closedBy: by,
        reason: "The date was corrected.",
        now,
      });
    expect(await close()).toBe(true);
    const page = await found();
    expect(page.answers).toMatchObject([{ state: "resolved", closedReason: "The date was corrected." }]);
    expect(page.timeline.items[0]).toMatchObject({
      title: "Answer closed by your staff",
      text: expect.stringContaining("corrected"),
    });
    expect(page.contact?.isBeingLookedAt).toBe(true);

    expect(await close()).toBe(false);
    expect((await found()).timeline.items).toHaveLength(page.timeline.items.length);
  });

  it("does nothing to an answer of somebody else", async () => {
    const answerId = await dispute();
    const stranger = await makeDebtor(database.db, { vendorId: vendor.id });
    expect(
      await closeAnswer(database, {
        vendorId: vendor.id,
        debtorId: stranger.id,
        answerId,
        closedBy: by,
        reason: "no",
        now,
      }),
    ).toBe(false);
    expect((await found()).answers).toMatchObject([{ state: "open" }]);
  });
});

describe("a contact that must not be written to", () => {
  it("is suppressed and allowed again by a person, each on the timeline, twice being once", async () => {
    const change = { vendorId: vendor.id, debtorId: debtor.id, channel: "email", by, now } as const;
    expect([await suppressContact(database, change), await suppressContact(database, change)]).toEqual([
      true,
      false,
    ]);
    expect((await found()).suppressions).toMatchObject([
      { channel: "email", contact: debtor.email, reason: "vendor" },
    ]);
    expect([await liftSuppression(database, change), await liftSuppression(database, change)]).toEqual([
      true,
      false,
    ]);
    const page = await found();
    expect(page.suppressions).toEqual([]);
    const titles = page.timeline.items.map(({ title }) => title).filter((title) => title.startsWith("Email"));
    expect(titles.sort()).toEqual(["Email allowed again", "Email stopped"]);
  });

  it("keeps the debtor's own reason when a person suppresses it too", async () => {
    const contact = debtor.phone ?? "";
    await database.db.asVendor(vendor.id, (tx) =>
      insertSuppression(tx, {
        vendorId: vendor.id,
        channel: "sms",
        contact,
        reason: "stop",
        causedBy: null,
        now,
      }),
    );
    await suppressContact(database, { vendorId: vendor.id, debtorId: debtor.id, channel: "sms", by, now });
    expect((await found()).suppressions).toMatchObject([{ channel: "sms", reason: "stop" }]);
  });
});

describe("editing a contact", () => {
  const written = {
    name: "Ana F. Souza",
    email: "ANA@Example.com",
    phone: "(212) 555-0199",
    timeZone: "America/Chicago",
    language: "es",
    country: "US",
  };

  it("keeps numbers in international form, addresses in lower case, and says what changed", async () => {
    const contact = contactSchema("US").parse(written);
    const update = () =>
      updateDebtorContact(database, { vendorId: vendor.id, debtorId: debtor.id, contact, by, now });
    expect(await update()).toBe("changed");
    const page = await found();
    expect(page.debtor).toMatchObject({
      email: "ana@example.com",
      phone: "+12125550199",
      timeZone: "America/Chicago",
    });
    expect(page.timeline.items[0]).toMatchObject({
      title: "Contact changed",
      text: "name, email, phone, time zone, language",
    });
    expect(await update()).toBe("unchanged");
  });

  it.each([
    [{ email: "not an address" }],
    [{ phone: "555" }],
    [{ phone: "+1 999" }],
    [{ timeZone: "Mars/Olympus" }],
    [{ language: "klingon!" }],
    [{ name: "x".repeat(201) }],
  ])("refuses %o with a sentence at the field", (wrong) => {
    const parsed = contactSchema("US").safeParse({ ...written, ...wrong });
    expect(parsed.error?.issues.map(({ path }) => path[0])).toEqual(Object.keys(wrong));
    expect(parsed.error?.issues[0]?.message).toMatch(/[.]$/);
  });

  it("takes an emptied field for not known", () => {
    expect(contactSchema("US").parse({})).toEqual({
      name: null,
      email: null,
      phone: null,
      timeZone: null,
      language: null,
      country: null,
      region: null,
      postalCode: null,
      kind: null,
    });
  });
});
