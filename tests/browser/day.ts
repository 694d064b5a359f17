import { and, eq, isNotNull, sql } from "drizzle-orm";
import { v7 as uuid } from "uuid";
import type { CallTaskId, VendorId } from "~/domain/ids";
import { connect } from "~db/client";
import { startEmbeddedPostgres } from "~db/embedded/start";
import { insertCallTasks } from "~db/queries/calls/planned-calls";
import { insertReminders, type NewReminder } from "~db/queries/reminders/reminders";
import { debtors, vendors } from "~db/schema";

/**
 * Puts calls on the list of the running product's vendor, and reminders that wait to be released, as its
 * planner would: whom the demo's days have reached by now depends on the day on which it runs.
 */
export async function fillDay(dataFolder: string, count: { calls: number; proposals: number }) {
  const { url } = await startEmbeddedPostgres({ dataFolder });
  const db = await connect({ url, max: 2 });
  try {
    const [vendor] = await db.asSystem((tx) => tx.select({ id: vendors.id }).from(vendors).limit(1));
    if (!vendor) throw new Error("The product has no vendor.");
    return await fillDayOf(db, vendor.id, count);
  } finally {
    await db.close();
  }
}

async function fillDayOf(
  db: Awaited<ReturnType<typeof connect>>,
  vendorId: VendorId,
  { calls, proposals }: { calls: number; proposals: number },
) {
  const now = new Date();
  return db.asVendor(vendorId, async (tx) => {
    const people = await tx
      .select({ id: debtors.id, name: debtors.name, phone: sql<string>`${debtors.phone}` })
      .from(debtors)
      .where(
        and(
          eq(debtors.vendorId, vendorId),
          isNotNull(debtors.phone),
          isNotNull(debtors.email),
          // Those of whom other journeys tell owe more than one.
          sql`(select count(*) from balances where balances.debtor_id = ${debtors.id}
            and outstanding_minor > 0) = 1`,
          sql`exists (select 1 from balances where balances.debtor_id = ${debtors.id}
            and outstanding_minor > 0 and due_on < current_date - 3)`,
          sql`not exists (select 1 from answers where answers.debtor_id = ${debtors.id} and state = 'open')`,
        ),
      )
      .orderBy(debtors.reference)
      .limit(calls + proposals);
    const common = { cadenceId: null, stageDays: null, reason: null, requestedBy: null, plannedFor: now };
    const rows = people.map(({ id }, index): NewReminder => {
      const about = { ...common, debtorId: id, slot: `test/${index}` };
      return index < calls
        ? { ...about, step: 3, channel: "call", templateKey: "call-first", state: "planned" }
        : {
            ...about,
            step: index % 2,
            channel: index % 2 === 0 ? "email" : "sms",
            templateKey: index % 2 === 0 ? "overdue" : "overdue-again",
            state: "proposed",
          };
    });
    const planned = await insertReminders(tx, { vendorId, rows });
    const tasks = people.slice(0, calls).flatMap(({ id: debtorId, phone }) => {
      const reminder = planned.find((one) => one.debtorId === debtorId);
      const id = uuid() as CallTaskId;
      return reminder ? [{ id, debtorId, reminderId: reminder.id, phone, dueAt: now }] : [];
    });
    await insertCallTasks(tx, { vendorId, rows: tasks });
    return people.map(({ id, name }) => ({ id, name: name ?? "" }));
  });
}
