import { setTimeout as pause } from "node:timers/promises";
import { eq } from "drizzle-orm";
import { v7 as uuid } from "uuid";
import type { MessageId, VendorId } from "~/domain/ids";
import type { Failpoint } from "~/services/failpoint.server";
import { installDefaultCadence } from "~/services/reminders/install-default-cadence.server";
import { insertMessages, type NewMessage } from "~db/queries/messages/messages";
import { messages } from "~db/schema";
import { makeBalance } from "~tests/factories/balance";
import { makeDebtor } from "~tests/factories/debtor";
import { makeVendor } from "~tests/factories/vendor";
import { openOffice, type Office } from "./office";

/** A batch whose worker was killed is taken up after its lease of two minutes and the next look for such. */
const withinMs = 300_000;
const debtorsInBatch = 7;

/**
 * Emails that go out in one call while the worker that sends them dies at `failpoint`. They are links that
 * debtors asked for, which go at whatever hour the story is told. Returns what is wrong in the end.
 */
export async function tellBatchStory(
  server: { url: string; template: string },
  { failpoint }: { failpoint: Failpoint },
): Promise<string[]> {
  const office = await openOffice(server, failpoint);
  try {
    const vendorId = await queueBatch(office);
    const isOver = await settled(office, vendorId);
    const problems = isOver ? [] : ["some emails were never settled"];
    if (office.worker.deaths === 0) problems.push(`${failpoint} was never reached`);
    return [...problems, ...(await examine(office, vendorId))];
  } catch (error) {
    throw new Error(office.worker.output.slice(-2_000), { cause: error });
  } finally {
    await office.close();
  }
}

async function queueBatch({ db }: Office): Promise<VendorId> {
  const { id: vendorId } = await makeVendor(db);
  await db.asVendor(vendorId, (tx) => installDefaultCadence(tx, { vendorId }));
  const queuedAt = new Date();
  const rows: NewMessage[] = [];
  for (let index = 0; index < debtorsInBatch; index += 1) {
    const contact = `batch-${index}@example.com`;
    const { id: debtorId } = await makeDebtor(db, { vendorId, email: contact });
    await makeBalance(db, { vendorId, debtorId });
    const id = uuid() as MessageId;
    const link = { purpose: "fresh_link", channel: "email", reminderId: null, paymentId: null } as const;
    rows.push({ id, debtorId, contact, queuedAt, ...link });
  }
  await db.asVendor(vendorId, async (tx) => {
    const messageIds = await insertMessages(tx, { vendorId, rows });
    await db.enqueue(tx, "send-emails", { vendorId, messageIds });
  });
  return vendorId;
}

const rowsOf = ({ db }: Office, vendorId: VendorId) =>
  db.asSystem((tx) => tx.select().from(messages).where(eq(messages.vendorId, vendorId)));

async function settled(office: Office, vendorId: VendorId): Promise<boolean> {
  for (const endAt = Date.now() + withinMs; Date.now() < endAt; await pause(500)) {
    const rows = await rowsOf(office, vendorId);
    if (rows.every(({ state }) => state !== "queued" && state !== "sending")) return true;
  }
  return false;
}

/** Whether each email arrived once, and we know which it is. */
async function examine(office: Office, vendorId: VendorId): Promise<string[]> {
  const problems: string[] = [];
  for (const { contact, state, providerId } of await rowsOf(office, vendorId)) {
    const arrived = office.messages.emails({ to: contact });
    if (arrived.length !== 1) problems.push(`${contact} got ${arrived.length} emails`);
    if (state !== "sent" && state !== "delivered") problems.push(`the email to ${contact} is ${state}`);
    if (providerId !== arrived[0]?.id) problems.push(`the email to ${contact} is not known by its id`);
  }
  const calls = office.messages.calls("resend").filter(({ path }) => path === "/emails/batch");
  if (calls.length === 0) problems.push("they did not go out together");
  return problems;
}
