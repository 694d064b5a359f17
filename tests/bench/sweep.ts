import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type postgres from "postgres";
import openPostgres from "postgres";
import { planDueReminders } from "~/services/reminders/plan-reminders.server";
import { installDefaultCadence } from "~/services/reminders/install-default-cadence.server";
import { connect, type Database } from "~db/client";
import { startEmbeddedPostgres } from "~db/embedded/start";
import { migrate } from "~db/migrate";
import { makeVendor } from "~tests/factories/vendor";
import { measure, type Result } from "./measure";

type Sql = postgres.Sql;

/** `SWEEP_DUE=10000 npm run bench -- sweep` for a quick look. */
const due = Number(process.env["SWEEP_DUE"] ?? 100_000);
const vendorCount = 10;
const runs = 3;
/** A Tuesday, at eleven in New York. */
const now = new Date("2026-03-10T15:00:00Z");

/**
 * Reminders planned a second while a tenth of all balances is due, against the plain `insert … select` that
 * writes the same rows; once with 0.9 balances not due for each that is, once with ten times as many of them.
 */
export async function benchSweep(): Promise<Result[]> {
  const dataFolder = mkdtempSync(join(tmpdir(), "tenfold-bench-"));
  chmodSync(dataFolder, 0o711);
  const server = await startEmbeddedPostgres({ dataFolder });
  await migrate({ url: server.url });
  const db = await connect({ url: server.url });
  const sql = openPostgres(server.url, { max: 1, onnotice: () => undefined });
  try {
    for (let index = 0; index < vendorCount; index += 1) {
      const { id: vendorId } = await makeVendor(db);
      await db.asSystem((tx) => installDefaultCadence(tx, { vendorId }));
    }
    const notDue = due * 0.9;
    await addBalances(sql, { count: due, dueOn: "2026-03-01", nextCheckAt: now, from: 0 });
    await addBalances(sql, { count: notDue, dueOn: "2026-06-01", nextCheckAt: later, from: due });
    await addHistory(sql);
    const few = await sweep(db, sql, { notDue });
    const more = { count: notDue * 9, dueOn: "2026-06-01", nextCheckAt: later, from: due + notDue };
    await addBalances(sql, more);
    await addHistory(sql);
    const many = await sweep(db, sql, { notDue: notDue * 10 });
    return [many, few];
  } finally {
    await sql.end();
    await db.close();
    await server.stop();
    rmSync(dataFolder, { recursive: true, force: true });
  }
}

const later = new Date("2026-06-02T13:00:00Z");
const longAgo = new Date("2025-11-02T15:00:00Z");

function sweep(db: Database, sql: Sql, { notDue }: { notDue: number }): Promise<Result> {
  const total = (due + notDue).toLocaleString("en");
  return measure({
    name: `sweep, ${due.toLocaleString("en")} due of ${total}`,
    unit: "reminders/s",
    runs,
    against: "`insert … select` of the same rows",
    ours: async () => {
      await forget(sql);
      const perSecond = await timed(async () => {
        const { planned } = await planDueReminders({ db }, { now, limit: due * 2 });
        if (planned !== due) throw new Error(`${planned} reminders were planned, and ${due} are due.`);
      });
      await remember(sql);
      return perSecond;
    },
    limit: async () => {
      await forget(sql);
      return timed(() => writeAgain(sql));
    },
  });
}

async function timed(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return (due * 1000) / (performance.now() - startedAt);
}

/** Debtors with one balance each, shared out among the vendors. */
async function addBalances(
  sql: Sql,
  { count, dueOn, nextCheckAt, from }: { count: number; dueOn: string; nextCheckAt: Date; from: number },
): Promise<void> {
  await sql`
    with numbered as (select id, row_number() over (order by id) - 1 as place from vendors),
    added as (
      insert into debtors (vendor_id, id, reference, name, email, phone, time_zone, language, country)
      select numbered.id, gen_random_uuid(), 'D' || n, 'Debtor ' || n, 'debtor' || n || '@example.com',
        '+1212555' || lpad((n % 10000)::text, 4, '0'), 'America/New_York', 'en-US', 'US'
      from generate_series(${from}::int, ${from + count - 1}::int) as n
      join numbered on numbered.place = n % ${vendorCount}
      returning vendor_id, id, reference
    ), owed as (
      insert into balances (vendor_id, id, debtor_id, reference, description, issued_on, due_on, currency,
        amount_minor, outstanding_minor)
      select vendor_id, gen_random_uuid(), id, 'B' || reference, 'Cleaning', '2026-02-01', ${dueOn}, 'USD',
        4500, 4500 from added
    )
    insert into contact_schedules (vendor_id, debtor_id, next_check_at)
    select vendor_id, id, ${nextCheckAt} from added`;
  await sql`vacuum analyze`;
}

/**
 * One reminder a debtor from some months ago, so that the tables are as full, and their statistics as good,
 * as a vendor's are.
 */
async function addHistory(sql: Sql): Promise<void> {
  await sql`
    with planned as (
      insert into reminders (vendor_id, id, debtor_id, channel, template_key, slot, planned_for, state)
      select vendor_id, gen_random_uuid(), id, 'email', 'overdue', 'request:old', ${longAgo}, 'handed_over'
      from debtors
      on conflict do nothing
      returning vendor_id, id, debtor_id
    ), sent as (
      insert into messages (vendor_id, id, debtor_id, reminder_id, purpose, channel, contact, state, sent_at,
        created_at)
      select vendor_id, gen_random_uuid(), debtor_id, id, 'reminder', 'email', 'someone@example.com',
        'delivered', ${longAgo}, ${longAgo} from planned
    )
    insert into timeline_events (vendor_id, debtor_id, kind, actor, occurred_at, details)
    select vendor_id, debtor_id, 'message_sent', 'tenfold', ${longAgo}, '{}' from planned`;
  await sql`vacuum analyze`;
}

/** Back to where all of them are due and nothing is planned. */
async function forget(sql: Sql): Promise<void> {
  await sql`delete from messages where created_at > ${longAgo}`;
  await sql`delete from reminders where planned_for > ${longAgo}`;
  await sql`delete from timeline_events where occurred_at > ${longAgo}`;
  await sql`delete from pgboss.job where name in ('send-message', 'send-emails')`;
  await sql`
    update contact_schedules set next_check_at = ${now}, reason = null, next_channel = null,
      next_template_key = null
    from balances where balances.vendor_id = contact_schedules.vendor_id
      and balances.debtor_id = contact_schedules.debtor_id and balances.due_on = '2026-03-01'`;
  await sql`vacuum analyze contact_schedules, messages, reminders, timeline_events, pgboss.job_common`;
  await sql`checkpoint`;
}

const written = ["reminders", "messages", "timeline_events"] as const;
const happenedAt = {
  reminders: "planned_for",
  messages: "created_at",
  timeline_events: "occurred_at",
} as const;

/** Keeps what a sweep wrote aside, as the rows that the limit writes. */
async function remember(sql: Sql): Promise<void> {
  for (const table of written) {
    await sql`drop table if exists ${sql(`kept_${table}`)}`;
    await sql`create table ${sql(`kept_${table}`)} as
      select * from ${sql(table)} where ${sql(happenedAt[table])} > ${longAgo}`;
  }
  await sql`drop table if exists kept_schedules`;
  await sql`create table kept_schedules as
    select * from contact_schedules where next_check_at is distinct from ${later} `;
  await sql`drop table if exists kept_jobs`;
  await sql`create table kept_jobs as
    select * from pgboss.job where name in ('send-message', 'send-emails')`;
}

async function writeAgain(sql: Sql): Promise<void> {
  await sql.begin(async (tx) => {
    for (const table of written) await tx`insert into ${tx(table)} select * from ${tx(`kept_${table}`)}`;
    await tx`
      update contact_schedules set next_check_at = kept.next_check_at, reason = kept.reason,
        next_channel = kept.next_channel, next_template_key = kept.next_template_key
      from kept_schedules as kept
      where contact_schedules.vendor_id = kept.vendor_id and contact_schedules.debtor_id = kept.debtor_id`;
    await tx`insert into pgboss.job select * from kept_jobs`;
  });
}
