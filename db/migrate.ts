import { fileURLToPath } from "node:url";
import { drizzle } from "drizzle-orm/postgres-js";
import { migrate as runMigrations } from "drizzle-orm/postgres-js/migrator";
import { PgBoss } from "pg-boss";
import postgres from "postgres";
import { jobNames } from "~/domain/jobs";

/** Any fixed number: it is the name of the lock that keeps two starting processes from migrating at once. */
const migrationLock = 7_310_010;

/**
 * Brings the database to this version: tables, roles and policies, then the job queue's own schema. Safe to
 * call from any number of processes at once, and quick when there is nothing to do.
 */
export async function migrate({
  url,
  migrationsFolder,
}: {
  url: string;
  migrationsFolder?: string;
}): Promise<void> {
  const client = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    await client`select pg_advisory_lock(${migrationLock})`;
    await runMigrations(drizzle(client), {
      migrationsFolder: migrationsFolder ?? fileURLToPath(new URL("./migrations", import.meta.url)),
    });
    await prepareJobs(url);
    await client.unsafe(`
      grant usage on schema pgboss to tenfold_vendor, tenfold_system;
      grant select, insert, update, delete on all tables in schema pgboss to tenfold_vendor, tenfold_system;
      grant execute on all functions in schema pgboss to tenfold_vendor, tenfold_system;
    `);
  } finally {
    await client.end({ timeout: 5 });
  }
}

async function prepareJobs(url: string): Promise<void> {
  const boss = new PgBoss({ connectionString: url, supervise: false, schedule: false, max: 2 });
  await boss.start();
  try {
    for (const name of jobNames) {
      await boss.createQueue(`${name}.dead`);
      await boss.createQueue(name, {
        // Twelve tries over about four hours, then the dead letter queue, where a person finds it.
        retryLimit: 12,
        retryDelay: 2,
        retryBackoff: true,
        retryDelayMax: 1800,
        heartbeatSeconds: 10,
        deadLetter: `${name}.dead`,
        notify: true,
      });
    }
  } finally {
    await boss.stop({ graceful: false });
  }
}
