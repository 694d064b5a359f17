import { afterAll, beforeAll, expect, test } from "vitest";
import type { VendorId } from "~/domain/ids";
import { drainJobs } from "~/jobs/drain.server";
import { planDueReminders } from "~/services/reminders/plan-reminders.server";
import { makeOverdueDebtor, openMessageOffice, type MessageOffice } from "~tests/factories/message-office";
import { useDatabase } from "~tests/setup/database";

const database = useDatabase();
const tuesday = new Date("2026-03-10T15:00:00Z");
let office: MessageOffice;
beforeAll(async () => {
  office = await openMessageOffice(database.url, tuesday);
});
afterAll(() => office.close());

/** A debtor whose first step asks for words that nobody has written for any channel. */
async function planWithout() {
  const made = await makeOverdueDebtor(office);
  await planDueReminders(office.app, { now: office.clock.now, limit: 10 });
  const { id } = made.vendor;
  await database.admin`update reminders set template_key = 'for-letters' where vendor_id = ${id}`;
  return made;
}
const messages = (vendorId: VendorId) => database.admin<{ state: string; reason: string | null }[]>`
  select state, reason from messages where vendor_id = ${vendorId}`;

test("a step whose words were not written for its channel goes with those of the first", async () => {
  const { debtor } = await planWithout();
  await drainJobs(office.app);
  expect(office.providers.emails({ to: debtor.email ?? "" })[0]?.subject).toContain("was due");
});

test("without any words it waits for a day, instead of being planned over and over", async () => {
  const { vendor, debtor } = await planWithout();
  await database.admin`update templates set key = 'not-' || key where vendor_id = ${vendor.id}`;
  for (let round = 0; round < 3; round += 1) {
    await drainJobs(office.app);
    await planDueReminders(office.app, { now: office.clock.now, limit: 10 });
  }
  expect(await messages(vendor.id)).toEqual([
    {
      state: "queued",
      reason: "There is no template “for-letters” for email; it is tried again tomorrow.",
    },
  ]);
  await database.admin`update templates set key = substr(key, 5) where vendor_id = ${vendor.id}`;
  office.clock.now = new Date(tuesday.getTime() + 86_400_000);
  await drainJobs(office.app);
  expect(office.providers.emails({ to: debtor.email ?? "" })).toHaveLength(1);
});
