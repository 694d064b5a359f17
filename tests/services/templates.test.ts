import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { shippedTemplates } from "~/domain/templates/shipped";
import type { TemplateDraft } from "~/domain/templates/template";
import type { DebtorId, StaffUserId, VendorId } from "~/domain/ids";
import { installShippedTemplates } from "~/services/templates/install-shipped-templates.server";
import { previewTemplate } from "~/services/templates/preview-template.server";
import { readTemplate, readTemplates } from "~/services/templates/read-template.server";
import { restoreTemplate, saveTemplate } from "~/services/templates/save-template.server";
import { sendTest } from "~/services/templates/send-test.server";
import { listTemplates } from "~db/queries/messages/templates";
import { insertSuppression } from "~db/queries/messages/suppressions";
import { messages, suppressions } from "~db/schema";
import { makeBalance } from "~tests/factories/balance";
import { makeDebtor } from "~tests/factories/debtor";
import { openMessageOffice, type MessageOffice } from "~tests/factories/message-office";
import { makeVendor } from "~tests/factories/vendor";
import { useDatabase } from "~tests/setup/database";

/** A Tuesday, ten in the morning in New York. */
const tuesday = new Date("2026-03-10T14:00:00Z");
const hourMs = 3_600_000;
const maya = "staff-maya" as StaffUserId;

const database = useDatabase();
let office: MessageOffice;
beforeAll(async () => {
  office = await openMessageOffice(database.url, tuesday);
});
afterAll(() => office.close());

const shipped = (key: string, channel: string, language = "en"): TemplateDraft => {
  const found = shippedTemplates.find(
    (one) => one.key === key && one.channel === channel && one.language === language,
  );
  if (!found) throw new Error(`There is no ${key} for ${channel} in ${language}.`);
  return found;
};

async function vendorWithTemplates(said: Parameters<typeof makeVendor>[1] = {}) {
  const vendor = await makeVendor(office.app.db, said);
  await installShippedTemplates(office.app);
  return vendor;
}

describe("the templates that come with Tenfold", () => {
  test("reach vendors that are here already, at start, and change nothing of theirs", async () => {
    const { app } = office;
    const { id: vendorId } = await makeVendor(app.db);
    const own = { ...shipped("upcoming", "email"), subject: "Ours, {{ amount }}" };
    const theirs = { ...own, body: "{{ amount }} {{ pay_link }}" };
    await saveTemplate(app, { vendorId, draft: theirs, writtenBy: maya, now: tuesday });
    expect(await installShippedTemplates(app)).toBeGreaterThan(0);
    const there = await app.db.asVendor(vendorId, (tx) => listTemplates(tx, { vendorId }));
    expect(there).toHaveLength(shippedTemplates.length);
    const kept = there.find(
      ({ key, channel, language }) => key === "upcoming" && channel === "email" && language === "en",
    );
    expect(kept).toMatchObject({ subject: "Ours, {{ amount }}", version: 1, writtenBy: maya });
    expect(await installShippedTemplates(app)).toBe(0);
  });

  test("come once however many processes start at the same time", async () => {
    const { app } = office;
    const { id: vendorId } = await makeVendor(app.db);
    await Promise.all(Array.from({ length: 4 }, () => installShippedTemplates(app)));
    const there = await app.db.asVendor(vendorId, (tx) => listTemplates(tx, { vendorId }));
    expect(there).toHaveLength(shippedTemplates.length);
    expect(there.every(({ version }) => version === 1)).toBe(true);
  });

  test("are listed with nothing against them, and an own one with what is", async () => {
    const { app } = office;
    const { id: vendorId } = await vendorWithTemplates();
    const draft = { ...shipped("overdue", "email"), subject: "URGENT {{ amount }}" };
    await saveTemplate(app, { vendorId, draft, writtenBy: maya, now: tuesday });
    const listed = await readTemplates(app, { vendorId, now: tuesday });
    const warned = listed.filter(({ warnings }) => warnings > 0);
    expect(warned).toMatchObject([{ key: "overdue", channel: "email", language: "en", version: 2 }]);
  });
});

describe("saving", () => {
  test("keeps text alone: no NUL, no half of a character, line breaks of one kind", async () => {
    const { app } = office;
    const { id: vendorId } = await vendorWithTemplates();
    const name = { key: "overdue", channel: "email", language: "en" } as const;
    const draft = {
      ...name,
      subject: "{{ amount }}\0 \ud800",
      body: "a\r\nb\0{{ amount }}\r\r{{ pay_link }}\u0007 ",
    };
    const outcome = await saveTemplate(app, { vendorId, draft, writtenBy: maya, now: tuesday });
    expect(outcome).toMatchObject({ kind: "saved", version: 2 });
    const found = await readTemplate(app, { vendorId, name, version: null });
    expect(found?.draft).toEqual({
      ...name,
      subject: "{{ amount }} \ufffd",
      body: "a\nb{{ amount }}\n\n{{ pay_link }}",
    });
  });

  test("at the same moment makes two versions or tells the later one, and loses neither", async () => {
    const { app } = office;
    const { id: vendorId } = await vendorWithTemplates();
    const draft = shipped("overdue", "email");
    const saves = Array.from({ length: 5 }, (_, index) => {
      const own = { ...draft, subject: `${index} {{ amount }}` };
      return saveTemplate(app, { vendorId, draft: own, writtenBy: maya, now: tuesday });
    });
    const outcomes = await Promise.all(saves);
    const saved = outcomes.filter(({ kind }) => kind === "saved").length;
    expect(outcomes.every(({ kind }) => kind === "saved" || kind === "conflict")).toBe(true);
    const name = { key: "overdue", channel: "email", language: "en" } as const;
    const found = await readTemplate(app, { vendorId, name, version: null });
    expect(found?.versions).toHaveLength(1 + saved);
  });
});

describe("an earlier version", () => {
  test("is shown beside what has changed since, and restored as a version of its own", async () => {
    const { app } = office;
    const { id: vendorId } = await vendorWithTemplates();
    const first = shipped("overdue", "email");
    const name = { key: "overdue", channel: "email", language: "en" } as const;
    const draft = { ...first, body: first.body.replace("slipped by", "been forgotten") };
    await saveTemplate(app, { vendorId, draft, writtenBy: maya, now: tuesday });

    const earlier = await readTemplate(app, { vendorId, name, version: 1 });
    expect(earlier).toMatchObject({ version: 1, draft: { body: first.body }, languages: ["en", "es"] });
    const changed = earlier?.changes?.body.filter(({ kind }) => kind !== "same");
    expect(changed?.map(({ kind, text }) => `${kind} ${text.trim()}`)).toEqual([
      "removed slipped by.",
      "added been forgotten.",
    ]);

    const restore = { vendorId, name, writtenBy: maya, now: tuesday };
    expect(await restoreTemplate(app, { ...restore, version: 1 })).toMatchObject({
      kind: "saved",
      version: 3,
    });
    const newest = await readTemplate(app, { vendorId, name, version: null });
    expect(newest).toMatchObject({ version: 3, draft: { body: first.body }, changes: null });
    expect(newest?.versions.map(({ version, writtenBy }) => [version, writtenBy])).toEqual([
      [3, "your staff"],
      [2, "your staff"],
      [1, null],
    ]);
    expect(await restoreTemplate(app, { ...restore, version: 9 })).toBeNull();
  });

  test("of another vendor is not there", async () => {
    const { app } = office;
    const { id: mine } = await makeVendor(app.db);
    const { id: theirs } = await vendorWithTemplates();
    await saveTemplate(app, {
      vendorId: theirs,
      draft: { ...shipped("overdue", "email"), language: "nl" },
      writtenBy: maya,
      now: tuesday,
    });
    const name = { key: "overdue", channel: "email", language: "nl" } as const;
    expect(
      await readTemplate(app, { vendorId: mine, name: { ...name, key: "zzz" }, version: null }),
    ).toBeNull();
    const restore = { vendorId: mine, name, version: 1, writtenBy: maya, now: tuesday };
    expect(await restoreTemplate(app, restore)).toBeNull();
  });

  test("of a language that is not written yet begins with the English words", async () => {
    const { app } = office;
    const { id: vendorId } = await vendorWithTemplates();
    const name = { key: "monthly", channel: "sms", language: "fr" } as const;
    const found = await readTemplate(app, { vendorId, name, version: null });
    expect(found).toMatchObject({
      version: 0,
      versions: [],
      draft: { ...name, body: shipped("monthly", "sms").body },
    });
  });
});

describe("a preview", () => {
  async function trial(
    vendorId: VendorId,
    draft: TemplateDraft,
    said: { debtorId?: DebtorId | null; search?: string } = {},
  ) {
    const { debtorId = null, search = "" } = said;
    return previewTemplate(office.app, { vendorId, draft, debtorId, search, now: tuesday });
  }

  test("is of someone invented where nobody owes anything", async () => {
    const { id: vendorId } = await makeVendor(office.app.db);
    const shown = await trial(vendorId, shipped("overdue", "sms"));
    expect(shown).toMatchObject({ shownWith: { id: null, name: "Ana Silva" }, choices: [] });
    expect(shown.preview).toMatchObject({ kind: "sms", segments: 1, encoding: "GSM-7", costMicros: 0 });
  });

  test("is of whoever is chosen or found, about what the template is for, and counts the cost", async () => {
    const { db } = office.app;
    const { id: vendorId } = await makeVendor(db, { emailCostMicros: 400, smsSegmentCostMicros: 8_300 });
    const ana = await makeDebtor(db, { vendorId, name: "Ana Overdue" });
    const ben = await makeDebtor(db, { vendorId, name: "Ben Upcoming", language: "es" });
    await makeBalance(db, { vendorId, debtorId: ana.id, dueOn: "2026-02-04", amountMinor: 1_100n });
    await makeBalance(db, { vendorId, debtorId: ana.id, dueOn: "2026-03-20", amountMinor: 2_200n });
    await makeBalance(db, { vendorId, debtorId: ben.id, dueOn: "2026-03-14", amountMinor: 3_300n });

    const usual = await trial(vendorId, shipped("overdue", "email"));
    expect(usual.shownWith).toEqual({ id: ana.id, name: "Ana Overdue" });
    expect(usual.preview).toMatchObject({
      kind: "email",
      subject: "$11.00 to Harbour Street Dental was due February 4",
      costMicros: 400,
    });
    expect(usual.choices.map(({ name }) => name)).toEqual(["Ana Overdue", "Ben Upcoming"]);

    const upcoming = await trial(vendorId, shipped("upcoming", "email"), { debtorId: ana.id });
    expect(upcoming.preview).toMatchObject({ subject: "$22.00 to Harbour Street Dental is due March 20" });

    const found = await trial(vendorId, shipped("upcoming", "sms"), { debtorId: ana.id, search: "ben" });
    expect(found).toMatchObject({ shownWith: { name: "Ben Upcoming" }, preview: { costMicros: 8_300 } });
    const none = await trial(vendorId, shipped("upcoming", "sms"), { search: "%_\\'--" });
    expect(none).toMatchObject({ choices: [], preview: { kind: "sms" } });
  });

  test("of a call is what to say, and never names another vendor's debtor", async () => {
    const { db } = office.app;
    const { id: vendorId } = await makeVendor(db);
    const { id: other } = await makeVendor(db);
    const theirs = await makeDebtor(db, { vendorId: other, name: "Not Ours" });
    await makeBalance(db, { vendorId: other, debtorId: theirs.id });
    const shown = await trial(vendorId, shipped("call-first", "call"), { debtorId: theirs.id });
    expect(shown.shownWith.name).toBe("Ana Silva");
    expect(shown.preview).toMatchObject({
      kind: "call",
      text: expect.stringContaining("speaking with Ana Silva"),
    });
  });

  test("says what is wrong with a draft, and still what speaks against it", async () => {
    const { id: vendorId } = await makeVendor(office.app.db);
    const shown = await trial(vendorId, { ...shipped("overdue", "email"), body: "Legal action! {{ nope }}" });
    expect(shown.preview).toEqual({ kind: "problem", problem: "There is no field “nope”." });
    expect(shown.warnings.map(({ kind }) => kind)).toContain("threat");
  });
});

describe("a test", () => {
  const me = "maya@alderstreetdental.example.com";
  const test1 = (vendorId: VendorId, draft: TemplateDraft, toPhone = "", now = tuesday) =>
    sendTest(office.app, { vendorId, draft, toEmail: me, toPhone, now });

  test("goes to whoever writes it, marked, about nobody real, and is no message to a debtor", async () => {
    const { app, providers } = office;
    const { id: vendorId } = await makeVendor(app.db);
    const debtor = await makeDebtor(app.db, { vendorId, name: "Real Person" });
    await makeBalance(app.db, { vendorId, debtorId: debtor.id });
    expect(await test1(vendorId, shipped("overdue", "email"))).toEqual({ kind: "sent", to: me });
    const [sent] = providers.emails({ to: me });
    expect(sent?.subject).toMatch(/^Test: \$45\.00 to Harbour/);
    expect(sent?.html).toContain("This is a test");
    expect(sent?.html).not.toContain("Real Person");
    expect(sent?.html).toContain("/p/this-is-where-the-debtors-own-link-goes");
    await providers.settle();
    const { rows, blocked } = await app.db.asVendor(vendorId, async (tx) => ({
      rows: await tx.select().from(messages),
      blocked: await tx.select().from(suppressions),
    }));
    expect([rows, blocked]).toEqual([[], []]);
  });

  test("by SMS goes to the number that is written, as people write it", async () => {
    const { app, providers } = office;
    const { id: vendorId } = await makeVendor(app.db);
    const outcome = await test1(vendorId, shipped("overdue", "sms", "es"), "(212) 555-0177");
    expect(outcome).toEqual({ kind: "sent", to: "+12125550177" });
    expect(providers.texts({ with: "+12125550177" })[0]?.body).toMatch(/^Prueba: Ana/);
  });

  test.each([
    ["", "Write your own number."],
    ["abc", "This is not a phone number"],
    ["+1 212 555 01", "This is not a phone number"],
  ])("by SMS to “%s” is told what is wrong with it", async (phone, problem) => {
    const { id: vendorId } = await makeVendor(office.app.db);
    const outcome = await test1(vendorId, shipped("overdue", "sms"), phone);
    expect(outcome).toMatchObject({ kind: "wrong_phone", problem: expect.stringContaining(problem) });
  });

  test("never goes to a debtor of the vendor, nor to whoever has opted out", async () => {
    const { app, providers } = office;
    const { id: vendorId } = await makeVendor(app.db);
    await makeDebtor(app.db, { vendorId, phone: "+12125550181" });
    await app.db.asVendor(vendorId, (tx) =>
      insertSuppression(tx, {
        vendorId,
        channel: "sms",
        contact: "+12125550182",
        reason: "stop",
        causedBy: null,
        now: tuesday,
      }),
    );
    for (const phone of ["+12125550181", "+12125550182"]) {
      expect(await test1(vendorId, shipped("overdue", "sms"), phone)).toMatchObject({ kind: "wrong_phone" });
      expect(providers.texts({ with: phone })).toEqual([]);
    }
  });

  test("goes ten times an hour and no more, counted by vendor, also all at once", async () => {
    const { app, providers } = office;
    const { id: vendorId } = await makeVendor(app.db);
    const draft = shipped("monthly", "email");
    const before = providers.emails({ to: me }).length;
    const outcomes = await Promise.all(Array.from({ length: 14 }, () => test1(vendorId, draft)));
    expect(outcomes.filter(({ kind }) => kind === "sent")).toHaveLength(10);
    expect(providers.emails({ to: me })).toHaveLength(before + 10);
    expect(outcomes).toContainEqual({ kind: "too_many", until: new Date(tuesday.getTime() + hourMs) });
    const { id: other } = await makeVendor(app.db);
    expect(await test1(other, draft)).toMatchObject({ kind: "sent" });
    expect(await test1(vendorId, draft, "", new Date(tuesday.getTime() + hourMs))).toMatchObject({
      kind: "sent",
    });
  });

  test("of what cannot be sent says so, and counts no try", async () => {
    const { app } = office;
    const { id: vendorId } = await makeVendor(app.db);
    for (let times = 0; times < 12; times += 1) {
      const broken = { ...shipped("overdue", "email"), body: "{{ nope }}" };
      expect(await test1(vendorId, broken)).toEqual({
        kind: "not_sent",
        problem: "There is no field “nope”.",
      });
    }
    expect(await test1(vendorId, shipped("call-first", "call"))).toMatchObject({ kind: "not_sent" });
    expect(await test1(vendorId, shipped("overdue", "email"))).toMatchObject({ kind: "sent" });
  });

  test("that the provider does not take is told of, in its words", async () => {
    const { app, providers } = office;
    const { id: vendorId } = await makeVendor(app.db);
    providers.fail("resend", "server_error");
    const outcome = await test1(vendorId, shipped("overdue", "email"));
    expect(outcome).toMatchObject({ kind: "not_sent", problem: expect.stringContaining("Resend") });
  });
});
