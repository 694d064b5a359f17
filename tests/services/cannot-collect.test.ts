import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { cannotCollectReason } from "~/domain/stripe-account";
import type { DebtorId, StaffUserId, VendorId } from "~/domain/ids";
import { drainJobs } from "~/jobs/drain.server";
import { readOverview } from "~/services/desk/read-overview.server";
import { planDueReminders } from "~/services/reminders/plan-reminders.server";
import { previewReminder } from "~/services/reminders/preview-reminder.server";
import { sendReminderNow } from "~/services/reminders/send-reminder-now.server";
import { applyAccountFacts } from "~/services/stripe-accounts/apply-account-facts.server";
import { chooseAccount } from "~/services/stripe-accounts/choose-account.server";
import { contactSchedules, messages } from "~db/schema";
import { makeOverdueDebtor, openMessageOffice, type MessageOffice } from "~tests/factories/message-office";
import type { Vendor } from "~tests/factories/vendor";
import { useDatabase } from "~tests/setup/database";

/** A Tuesday, ten in the morning in New York. */
const tuesday = new Date("2026-03-10T14:00:00Z");
const minuteMs = 60_000;

const database = useDatabase();
let office: MessageOffice;
let vendor: Vendor;
let debtorId: DebtorId;
let email: string;
let accounts = 0;

beforeAll(async () => {
  office = await openMessageOffice(database.url, tuesday);
});
afterAll(() => office.close());
beforeEach(async () => {
  office.clock.now = tuesday;
  accounts += 1;
  const made = await makeOverdueDebtor(office, { vendor: { stripeAccountId: `acct_${accounts}` } });
  vendor = made.vendor;
  debtorId = made.debtor.id;
  email = made.debtor.email ?? "";
});

const plan = () => planDueReminders(office.app, { now: office.clock.now, limit: 1_000 });
const drain = () => drainJobs(office.app);
const messagesHere = () => read((tx) => tx.select().from(messages));
const scheduleHere = async () => (await read((tx) => tx.select().from(contactSchedules)))[0];
const read = <T>(fn: Parameters<typeof office.app.db.asVendor<T>>[1]) =>
  office.app.db.asVendor(vendor.id, fn);
const emails = () => office.providers.emails({ to: email });

/** Stripe says whether the vendor's account takes payments. */
function say(chargesEnabled: boolean): Promise<string> {
  const stripeAccountId = vendor.stripeAccountId ?? "";
  const open = { detailsSubmitted: true, payoutsEnabled: true, currentlyDue: [], disabledReason: null };
  return office.app.db.asSystem((tx) =>
    applyAccountFacts(tx, {
      stripeAccountId,
      facts: { ...open, stripeAccountId, chargesEnabled },
      askedAt: office.clock.now,
    }),
  );
}

describe("while a vendor's account takes no payments", () => {
  test("no reminder is planned, and it says why", async () => {
    await say(false);
    await plan();
    await drain();
    expect(await messagesHere()).toEqual([]);
    expect(await scheduleHere()).toMatchObject({ nextCheckAt: null, reason: cannotCollectReason });
    expect(emails()).toEqual([]);
  });

  test("one that waits in the queue is held at the last moment, so that no link leads nowhere", async () => {
    await plan();
    await say(false);
    await drain();
    expect(await messagesHere()).toMatchObject([{ state: "held", reason: cannotCollectReason }]);
    expect(emails()).toEqual([]);
  });

  test("a person cannot send one either, and is told before pressing the button", async () => {
    await say(false);
    const about = { vendorId: vendor.id, debtorId, channel: "email", now: office.clock.now } as const;
    const requestedBy = "someone" as StaffUserId;
    const held = { kind: "held", reason: cannotCollectReason, until: null };
    expect(await previewReminder(office.app, about)).toMatchObject(held);
    expect(await sendReminderNow(office.app, { ...about, requestId: "any", requestedBy })).toEqual(held);
    await drain();
    expect(emails()).toEqual([]);
  });

  test("the overview says so", async () => {
    expect(await overview(vendor.id)).toMatchObject({ canCollect: true });
    await say(false);
    expect(await overview(vendor.id)).toMatchObject({ canCollect: false });
  });

  const overview = (id: VendorId) =>
    readOverview(office.app, { vendor: { ...vendor, id }, now: office.clock.now });
});

describe("what was held goes out by itself", () => {
  test.each([
    ["once Stripe lets the account take payments again", () => say(true)],
    [
      "once the vendor lets the operator's account collect",
      () => chooseAccount(office.app, { vendorId: vendor.id, stripeAccountId: null, now: office.clock.now }),
    ],
  ])("%s", async (_when, free) => {
    await plan();
    await say(false);
    await drain();
    await plan();
    office.clock.now = new Date(tuesday.getTime() + 5 * minuteMs);
    await plan();
    await drain();
    expect(emails()).toEqual([]);
    await free();
    await plan();
    await drain();
    expect(emails()).toHaveLength(1);
  });
});
