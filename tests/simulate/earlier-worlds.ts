import type { Sql } from "postgres";

/**
 * The ledger is append-only, so worlds share a database one after the other, each with a vendor of its own.
 * What works across vendors must not find what an earlier world left waiting: its Stripe is gone.
 */
export async function forgetEarlierWorlds(admin: Sql): Promise<void> {
  await admin.begin(async (sql) => {
    await sql`delete from pgboss.job`;
    await sql`delete from stripe_event_cursors`;
    await sql`delete from contact_schedules`;
    await sql`update checkouts set end_known_at = now() where end_known_at is null`;
    await sql`update payments set looked_up_at = '9999-01-01'
      where state = 'processing' or fee_minor is null`;
    await sql`update refunds set looked_up_at = '9999-01-01' where state in ('requested', 'pending')`;
    await sql`update saved_cards set detached_at = now()
      where removed_at is not null and detached_at is null`;
    await sql`update stripe_events set set_aside_at = now()
      where handled_at is null and set_aside_at is null`;
    await sql`update messages set state = 'held' where state in ('queued', 'sending', 'unknown')`;
  });
}
