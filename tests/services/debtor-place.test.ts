import { parseWithZod } from "@conform-to/zod/v4";
import { describe, expect, test } from "vitest";
import { updateDebtorContact } from "~/services/desk/update-debtor-contact.server";
import { importBalances } from "~/services/import/import-balances.server";
import { importContacts } from "~/services/import/import-contacts.server";
import { contactSchema } from "~/domain/contact-form";
import type { DebtorId, StaffUserId, VendorId } from "~/domain/ids";
import { importChoicesSchema } from "~/domain/import/plan-reading";
import { findDebtor } from "~db/queries/desk/debtors";
import { contactSchedules, debtors } from "~db/schema";
import { makeDebtor } from "~tests/factories/debtor";
import { makeVendor } from "~tests/factories/vendor";
import { useDatabase } from "~tests/setup/database";

const now = new Date("2026-03-10T14:00:00Z");
const by = "staff-1" as StaffUserId;
const database = useDatabase();

function sent(said: Record<string, string>) {
  const form = new FormData();
  for (const [name, value] of Object.entries(said)) form.set(name, value);
  return parseWithZod(form, { schema: contactSchema("US") });
}

function contactOf(said: Record<string, string>) {
  const submission = sent(said);
  if (submission.status !== "success") throw new Error(JSON.stringify(submission.error));
  return submission.value;
}

const fileOf = (vendorId: VendorId, text: string) => ({
  vendorId,
  fileName: "march.csv",
  bytes: Buffer.from(text),
  choices: importChoicesSchema.parse({}),
  now,
  staffUserId: null,
});

const placeOf = async (vendorId: VendorId, debtorId: DebtorId) => {
  const found = await database.db.asVendor(vendorId, (tx) => findDebtor(tx, { vendorId, debtorId }));
  return [found?.country, found?.region, found?.postalCode, found?.kind];
};

describe("the contact form", () => {
  test("reads a place as a person writes it, and what a region says of its country", () => {
    expect(
      contactOf({ country: "usa", region: "massachusetts", postalCode: "02139", kind: "company" }),
    ).toMatchObject({ country: "US", region: "US-MA", postalCode: "02139", kind: "company" });
    expect(contactOf({ region: "Ontario" })).toMatchObject({ country: "CA", region: "CA-ON" });
    // Where their number is, WA is Western Australia.
    expect(contactOf({ region: "NSW", phone: "+61 2 9374 4000" })).toMatchObject({ region: "AU-NSW" });
    const nothing = { country: null, region: null, postalCode: null, kind: null };
    expect(contactOf({ country: "", region: " ", postalCode: "", kind: "" })).toMatchObject(nothing);
  });

  test.each([
    [{ country: "Atlantis", region: "MA" }, "country"],
    [{ country: "Canada", region: "MA" }, "region"],
    [{ region: "Masachusetts" }, "region"],
    [{ region: "WA", phone: "+61 2 9374 4000" }, "region"],
    [{ country: "GB", region: "Kent" }, "region"],
    [{ country: "US", postalCode: "2139" }, "postalCode"],
    [{ kind: "robot" }, "kind"],
    [{ country: "x".repeat(61) }, "country"],
    [{ country: "391" }, "country"],
  ])("says of %o what is wrong at %s", (said, name) => {
    const submission = sent(said);
    expect(submission.status).toBe("error");
    expect(Object.keys(submission.reply().error ?? {})).toEqual([name]);
  });

  test("writes what changed, tells it, and looks at the debtor again", async () => {
    const { db } = database;
    const { id: vendorId } = await makeVendor(db);
    const debtor = await makeDebtor(db, { vendorId, country: null });
    const { name, email, phone, timeZone, language } = debtor;
    const contact = {
      ...contactOf({ country: "Canada", region: "QC" }),
      name,
      email,
      phone,
      timeZone,
      language,
    };
    const update = { vendorId, debtorId: debtor.id, contact, by, now };
    expect(await updateDebtorContact({ db }, update)).toBe("changed");
    expect(await updateDebtorContact({ db }, update)).toBe("unchanged");
    expect(await placeOf(vendorId, debtor.id)).toEqual(["CA", "CA-QC", null, null]);
    const [event] = await database.admin`
      select details from timeline_events where debtor_id = ${debtor.id} and kind = 'contact_changed'`;
    expect(event?.["details"]).toEqual({ changed: "country, region" });
    const [schedule] = await db.asVendor(vendorId, (tx) => tx.select().from(contactSchedules));
    expect(schedule?.nextCheckAt).toEqual(now);
  });
});

describe("importing again", () => {
  const header = "Invoice,Customer no,Customer,Due,Amount,State,ZIP,Country,Customer type";
  const file = (number: number, place: string) => `${header}\nI-${number},D1,Ana,2026-03-01,45.00,${place}\n`;

  async function only(vendorId: VendorId): Promise<DebtorId> {
    const rows = await database.db.asVendor(vendorId, (tx) => tx.select({ id: debtors.id }).from(debtors));
    const [row] = rows;
    if (!row || rows.length > 1) throw new Error("There is not one debtor.");
    return row.id;
  }

  test("fills what is not known, and never empties or changes what is", async () => {
    const { db } = database;
    const { id: vendorId } = await makeVendor(db);
    const take = async (number: number, place: string) => {
      const outcome = await importBalances(db, fileOf(vendorId, file(number, place)));
      return outcome.kind === "imported" ? outcome.result : null;
    };
    await take(1, ",,,");
    const debtorId = await only(vendorId);
    expect(await placeOf(vendorId, debtorId)).toEqual([null, null, null, null]);
    expect(await take(2, "MA,,US,")).toMatchObject({ contactsFilled: 1, warned: 0 });
    expect(await placeOf(vendorId, debtorId)).toEqual(["US", "US-MA", null, null]);
    expect(await take(3, ",02139,,Individual")).toMatchObject({ contactsFilled: 1 });
    const full = ["US", "US-MA", "02139", "consumer"];
    expect(await placeOf(vendorId, debtorId)).toEqual(full);
    // Empty cells, another state, another country, odd values: all leave it as it is.
    for (const [at, place] of [",,,", "NH,03031,US,Business", "ON,K1A 0B1,Canada,", "??,??,??,??"].entries())
      expect(await take(10 + at, place)).toMatchObject({ contactsFilled: 0, imported: 1, rejected: 0 });
    expect(await placeOf(vendorId, debtorId)).toEqual(full);
  });

  test("puts no region into another country than the one that is known", async () => {
    const { db } = database;
    const { id: vendorId } = await makeVendor(db);
    const debtor = await makeDebtor(db, { vendorId, reference: "D1", country: "CA" });
    await importBalances(db, fileOf(vendorId, file(1, "MA,,US,")));
    expect(await placeOf(vendorId, debtor.id)).toEqual(["CA", null, null, null]);
    await importBalances(db, fileOf(vendorId, file(2, "ON,,Canada,")));
    expect(await placeOf(vendorId, debtor.id)).toEqual(["CA", "CA-ON", null, null]);
  });

  test("keeps warnings of rows that went in, to be fixed, and counts them apart", async () => {
    const { db } = database;
    const { id: vendorId } = await makeVendor(db);
    const outcome = await importBalances(db, fileOf(vendorId, file(1, "Masachusetts,02139,US,gold")));
    expect(outcome).toMatchObject({ kind: "imported", result: { imported: 1, rejected: 0, warned: 1 } });
    const kept = await database.admin<{ column_name: string; value: string }[]>`
      select column_name, value from import_problems where vendor_id = ${vendorId} order by position`;
    expect(kept.map((row) => [row.column_name, row.value])).toEqual([
      ["State", "Masachusetts"],
      ["Customer type", "gold"],
    ]);
    // Fixed and imported again, the row that is here learns what it lacked.
    const again = await importBalances(db, fileOf(vendorId, file(1, "MA,02139,US,consumer")));
    expect(again).toMatchObject({ result: { imported: 0, alreadyHere: 1, contactsFilled: 1, warned: 0 } });
    expect(await placeOf(vendorId, await only(vendorId))).toEqual(["US", "US-MA", "02139", "consumer"]);
  });

  test("of contacts says where a file disagrees, and looks again at who learned something", async () => {
    const { db } = database;
    const { id: vendorId } = await makeVendor(db);
    await makeDebtor(db, { vendorId, reference: "D1", region: "US-MA", kind: "consumer" });
    const learner = await makeDebtor(db, { vendorId, reference: "D2" });
    const text = "Customer no,State,Country,Customer type\nD1,NH,US,company\nD2,NH,US,company\n";
    const outcome = await importContacts(db, fileOf(vendorId, text));
    expect(outcome).toMatchObject({ result: { filled: 1, rejected: 1, warned: 0 } });
    expect(outcome.kind === "imported" && outcome.problems.map(({ reason }) => reason)).toEqual([
      "Another region, kind is already known here.",
    ]);
    expect(await placeOf(vendorId, learner.id)).toEqual(["US", "US-NH", null, "company"]);
    const schedules = await db.asVendor(vendorId, (tx) => tx.select().from(contactSchedules));
    expect(schedules.map(({ debtorId, nextCheckAt }) => [debtorId, nextCheckAt])).toEqual([
      [learner.id, now],
    ]);
  });
});
