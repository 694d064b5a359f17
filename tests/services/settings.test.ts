import { parseWithZod } from "@conform-to/zod/v4";
import fc from "fast-check";
import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { updateVendor } from "~/services/desk/update-vendor.server";
import type { VendorId } from "~/domain/ids";
import { currency } from "~/domain/money";
import { readUnitCost, writeUnitCost } from "~/domain/unit-cost";
import { settingsSchema } from "~/domain/vendor-form";
import { contactSchedules, vendors } from "~db/schema";
import { lookAgain } from "~db/queries/reminders/contact-schedules";
import { makeBalance } from "~tests/factories/balance";
import { makeDebtor } from "~tests/factories/debtor";
import { makeVendor } from "~tests/factories/vendor";
import { useDatabase } from "~tests/setup/database";

const written = {
  name: "Harbour Street Dental",
  signatureName: "Maya Lindqvist",
  replyToEmail: "billing@harbourdental.example",
  phone: "+1 212 555 0100",
  postalAddress: "12 Harbour Street, New York, NY 10013",
  brandColor: "#1f5f4a",
  timeZone: "America/New_York",
  language: "en-US",
  reminderMode: "automatic",
  contactPolicy: "careful",
};

/** The settings page's form as a browser sends it, with some fields written otherwise. */
function sent(said: Record<string, string>) {
  const form = new FormData();
  for (const [name, value] of Object.entries({ ...written, ...said })) form.set(name, value);
  return parseWithZod(form, { schema: settingsSchema({ country: "US", currency: currency("USD") }) });
}

function settingsOf(said: Record<string, string>) {
  const submission = sent(said);
  if (submission.status !== "success") throw new Error(JSON.stringify(submission.error));
  return submission.value;
}

describe("the settings form", () => {
  test("takes what is left empty for none", () => {
    expect(settingsOf({})).toMatchObject({
      contactPolicy: "careful",
      collectsForOthers: false,
      holdoutPercent: 0,
      emailCostMicros: 0,
      smsSegmentCostMicros: 0,
    });
  });

  test("reads costs to the millionth, the share held out, and every mode", () => {
    const said = { emailCost: "$0.0004", smsSegmentCost: "0,0083 €", holdoutPercent: "10 %" };
    expect(settingsOf({ ...said, collectsForOthers: "on", contactPolicy: "law" })).toMatchObject({
      emailCostMicros: 400,
      smsSegmentCostMicros: 8_300,
      holdoutPercent: 10,
      collectsForOthers: true,
      contactPolicy: "law",
    });
    for (const reminderMode of ["automatic", "approval", "dry_run", "off"])
      expect(settingsOf({ reminderMode }).reminderMode).toBe(reminderMode);
  });

  test.each([
    ["holdoutPercent", "51"],
    ["holdoutPercent", "-1"],
    ["holdoutPercent", "ten"],
    ["holdoutPercent", "2.5"],
    ["holdoutPercent", "100"],
    ["emailCost", "0.0000001"],
    ["emailCost", "-0.01"],
    ["emailCost", "1e3"],
    ["smsSegmentCost", "1,000"],
    ["smsSegmentCost", "1.000,50"],
    ["smsSegmentCost", "99999"],
    ["contactPolicy", "reckless"],
    ["contactPolicy", ""],
    ["reminderMode", "always"],
  ])("says at the field %s that “%s” cannot be used", (name, value) => {
    const submission = sent({ [name]: value });
    expect(submission.status).toBe("error");
    const { error } = submission.reply();
    expect(Object.keys(error ?? {})).toEqual([name]);
    expect(error?.[name]?.[0]).toMatch(/^(Write|Choose) /);
  });

  test("reads every cost back as it wrote it, in every language", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2_000_000_000 }),
        fc.constantFrom("en-US", "de", "fr-CA", "es", "ar-EG", "de-CH", "hi-IN"),
        (micros, language) => {
          expect(readUnitCost(writeUnitCost(micros, language))).toBe(micros);
        },
      ),
    );
  });

  test("takes no text for a cost that is not one", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const micros = readUnitCost(text);
        if (micros === null) return;
        expect(Number.isInteger(micros)).toBe(true);
        expect(micros).toBeGreaterThanOrEqual(0);
        expect(micros).toBeLessThanOrEqual(2_000_000_000);
      }),
    );
  });
});

describe("saving the settings", () => {
  const database = useDatabase();
  const now = new Date("2026-03-10T14:00:00Z");
  const later = new Date("2026-04-01T00:00:00Z");

  async function waitingVendor() {
    const { db } = database;
    const vendor = await makeVendor(db);
    const debtor = await makeDebtor(db, { vendorId: vendor.id });
    await makeBalance(db, { vendorId: vendor.id, debtorId: debtor.id });
    await db.asVendor(vendor.id, (tx) =>
      lookAgain(tx, { vendorId: vendor.id, debtorIds: [debtor.id], at: later }),
    );
    return vendor;
  }
  const nextCheckOf = (vendorId: VendorId) =>
    database.db.asVendor(vendorId, async (tx) => (await tx.select().from(contactSchedules))[0]?.nextCheckAt);

  test.each([
    { contactPolicy: "law" },
    { collectsForOthers: "on" },
    { holdoutPercent: "20" },
    { reminderMode: "approval" },
    { timeZone: "America/Chicago" },
  ])("looks at everyone who owes something again after %o", async (said) => {
    const vendor = await waitingVendor();
    await updateVendor({ db: database.db }, { vendor, settings: settingsOf(said), now });
    expect(await nextCheckOf(vendor.id)).toEqual(now);
  });

  test("disturbs nobody when only costs or names change, and keeps what was written", async () => {
    const vendor = await waitingVendor();
    const settings = settingsOf({ emailCost: "0.0004", smsSegmentCost: "0.0083", name: "Harbour Dental" });
    await updateVendor({ db: database.db }, { vendor, settings, now });
    expect(await nextCheckOf(vendor.id)).toEqual(later);
    const [stored] = await database.db.asSystem((tx) =>
      tx.select().from(vendors).where(eq(vendors.id, vendor.id)),
    );
    expect(stored).toMatchObject({
      name: "Harbour Dental",
      emailCostMicros: 400,
      smsSegmentCostMicros: 8_300,
    });
  });
});
