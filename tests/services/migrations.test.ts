import { randomBytes } from "node:crypto";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres from "postgres";
import { v7 as uuid } from "uuid";
import { afterEach, beforeEach, expect, inject, test } from "vitest";
import { z } from "zod";
import { verifyLedger } from "~/services/ledger/verify-ledger.server";
import { connect } from "~db/client";
import { migrate } from "~db/migrate";
import { withDatabase } from "~tests/setup/address";

/** A database as an earlier version left it, with what was in it, and this version's migrations on top. */
let name: string;
let url: string;
let folder: string;

beforeEach(async () => {
  name = `tenfold_test_${process.ppid}_${randomBytes(4).toString("hex")}`;
  url = withDatabase(inject("serverUrl"), name);
  folder = mkdtempSync(join(tmpdir(), "tenfold-migrations-"));
  await onServer(`create database ${name}`);
});
afterEach(async () => {
  rmSync(folder, { recursive: true, force: true });
  await onServer(`drop database if exists ${name} with (force)`);
});

async function onServer(statement: string): Promise<void> {
  const server = postgres(inject("serverUrl"), { max: 1, onnotice: () => undefined });
  await server.unsafe(statement).finally(() => server.end());
}

/** The migrations up to and with the one of this number, as that version had them. */
function migrationsUpTo(last: number): string {
  cpSync("db/migrations", folder, { recursive: true });
  const file = join(folder, "meta/_journal.json");
  const journal = z
    .looseObject({ entries: z.array(z.looseObject({ idx: z.number() })) })
    .parse(JSON.parse(readFileSync(file, "utf8")));
  const entries = journal.entries.filter(({ idx }) => idx <= last);
  writeFileSync(file, JSON.stringify({ ...journal, entries }));
  return folder;
}

test("payments of before keep their place: each line names its payment, and the ledger agrees", async () => {
  await migrate({ url, migrationsFolder: migrationsUpTo(1) });
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  const ids = {
    vendor: uuid(),
    debtor: uuid(),
    balance: uuid(),
    payment: uuid(),
    billed: uuid(),
    paid: uuid(),
  };
  await sql.begin(async (tx) => {
    await tx`insert into vendors (id, slug, name, signature_name, currency, time_zone, language, country,
        reply_to_email, postal_address, stripe_account_id)
      values (${ids.vendor}, 'old', 'Old', 'Ana', 'USD', 'America/New_York', 'en-US', 'US', 'a@example.com',
        '1 Street', 'acct_old')`;
    await tx`insert into debtors (vendor_id, id, reference) values (${ids.vendor}, ${ids.debtor}, 'D1')`;
    await tx`insert into balances (vendor_id, id, debtor_id, reference, issued_on, due_on, currency,
        amount_minor, outstanding_minor)
      values (${ids.vendor}, ${ids.balance}, ${ids.debtor}, 'B1', '2026-01-01', '2026-02-01', 'USD',
        4500, 1500)`;
    await tx`insert into payments (vendor_id, id, debtor_id, method, stripe_payment_intent_id, state,
        currency, amount_minor, unapplied_minor, received_at)
      values (${ids.vendor}, ${ids.payment}, ${ids.debtor}, 'stripe', 'pi_old', 'succeeded', 'USD',
        3500, 500, now())`;
    await tx`insert into allocations (vendor_id, payment_id, balance_id, amount_minor)
      values (${ids.vendor}, ${ids.payment}, ${ids.balance}, 3000)`;
    await tx`insert into journal_entries (vendor_id, id, kind, source_id, occurred_at)
      values (${ids.vendor}, ${ids.billed}, 'balance_imported', ${ids.balance}, now()),
        (${ids.vendor}, ${ids.paid}, 'payment_received', ${ids.payment}, now())`;
    await tx`insert into postings (vendor_id, entry_id, line, account, currency, amount_minor, debtor_id,
        balance_id)
      values (${ids.vendor}, ${ids.billed}, 0, 'receivable', 'USD', 4500, ${ids.debtor}, ${ids.balance}),
        (${ids.vendor}, ${ids.billed}, 1, 'billed', 'USD', -4500, ${ids.debtor}, null),
        (${ids.vendor}, ${ids.paid}, 0, 'stripe_clearing', 'USD', 3500, ${ids.debtor}, null),
        (${ids.vendor}, ${ids.paid}, 1, 'receivable', 'USD', -3000, ${ids.debtor}, ${ids.balance}),
        (${ids.vendor}, ${ids.paid}, 2, 'unapplied', 'USD', -500, ${ids.debtor}, null)`;
  });
  await migrate({ url });
  const db = await connect({ url });
  try {
    expect(await verifyLedger({ db })).toMatchObject({ differences: [], totals: [{ currency: "USD" }] });
    const named = await sql`select entry_id, payment_id from postings order by entry_id, line`;
    for (const { entry_id, payment_id } of named) {
      expect(payment_id).toBe(entry_id === ids.paid ? ids.payment : null);
    }
    expect(await sql`select stripe_account_id, charges_enabled from connected_accounts`).toEqual([
      { stripe_account_id: "acct_old", charges_enabled: true },
    ]);
    await expect(sql`update postings set amount_minor = 1`).rejects.toThrow("append-only");
  } finally {
    await db.close();
    await sql.end();
  }
});

test("reminders of before keep their place in the cadence, and its steps their part of the day", async () => {
  await migrate({ url, migrationsFolder: migrationsUpTo(7) });
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  const ids = { vendor: uuid(), debtor: uuid(), cadence: uuid(), byHand: uuid() };
  await sql.begin(async (tx) => {
    await tx`insert into vendors (id, slug, name, signature_name, currency, time_zone, language, country,
        reply_to_email, postal_address)
      values (${ids.vendor}, 'old', 'Old', 'Ana', 'USD', 'America/New_York', 'en-US', 'US', 'a@example.com',
        '1 Street')`;
    await tx`insert into debtors (vendor_id, id, reference) values (${ids.vendor}, ${ids.debtor}, 'D1')`;
    await tx`insert into cadences (vendor_id, id, name, is_default)
      values (${ids.vendor}, ${ids.cadence}, 'Friendly', true)`;
    await tx`insert into cadence_steps
        (vendor_id, cadence_id, position, channel, template_key, offset_days, local_hour)
      values (${ids.vendor}, ${ids.cadence}, 0, 'email', 'overdue', 1, 9),
        (${ids.vendor}, ${ids.cadence}, 1, 'sms', 'overdue', 4, 12),
        (${ids.vendor}, ${ids.cadence}, 2, 'email', 'overdue-again', 30, 18)`;
    for (const [step, channel, slot] of [
      [0, "email", "2026-02-04/0/email"],
      [1, "sms", "2026-02-04/1/sms/held/0198"],
      [1, "sms", "2026-02-04/1/sms"],
      [2, "email", "2026-02-04/2/email"],
      [2, "email", "2026-02-04/2/email/2"],
    ] as const) {
      await tx`insert into reminders (vendor_id, id, debtor_id, cadence_id, step, channel, template_key, slot,
          planned_for, state)
        values (${ids.vendor}, ${uuid()}, ${ids.debtor}, ${ids.cadence}, ${step}, ${channel}, 'overdue',
          ${slot}, now(), 'handed_over')`;
    }
    await tx`insert into reminders
        (vendor_id, id, debtor_id, channel, template_key, slot, planned_for, state)
      values (${ids.vendor}, ${ids.byHand}, ${ids.debtor}, 'sms', 'overdue', 'request:a', now(),
        'handed_over')`;
  });
  await migrate({ url });
  try {
    expect(await sql`select slot, stage_days from reminders order by stage_days, slot`).toEqual([
      { slot: "2026-02-04/1", stage_days: 1 },
      { slot: "2026-02-04/4", stage_days: 4 },
      { slot: "2026-02-04/4/held/0198", stage_days: 4 },
      { slot: "2026-02-04/30", stage_days: 30 },
      { slot: "2026-02-04/90", stage_days: 90 },
      { slot: "request:a", stage_days: null },
    ]);
    expect(await sql`select anchor, time_of_day from cadence_steps order by position`).toEqual([
      { anchor: "due", time_of_day: "first" },
      { anchor: "due", time_of_day: "midday" },
      { anchor: "due", time_of_day: "evening" },
    ]);
  } finally {
    await sql.end();
  }
});
