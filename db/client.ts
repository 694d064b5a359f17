import { sql } from "drizzle-orm";
import { drizzle, type PostgresJsDatabase } from "drizzle-orm/postgres-js";
import { fromDrizzle, PgBoss } from "pg-boss";
import postgres from "postgres";
import type { VendorId } from "~/domain/ids";
import { jobSchemas, type JobName, type JobPayload } from "~/domain/jobs";
import * as schema from "./schema";

type Schema = typeof schema;
export type Tx = Parameters<Parameters<PostgresJsDatabase<Schema>["transaction"]>[0]>[0];

/**
 * The one doorway to the database. `asVendor` sees one vendor's rows, whatever the query forgets to say;
 * `asSystem` sees all, for the work that no vendor asked for (webhooks, sweeps, pay links, sign-in). Both are
 * transactions: what `fn` throws rolls back. Inside `fn`, await nothing but the database.
 */
export interface Database {
  asVendor<T>(vendorId: VendorId, fn: (tx: Tx) => Promise<T>): Promise<T>;
  asSystem<T>(fn: (tx: Tx) => Promise<T>): Promise<T>;
  /**
   * One read by itself, as the system role, which PostgreSQL plans once per connection: for the page that
   * everyone opens. `statement` is fixed text with `$1`, `$2`; what varies is among `parameters`.
   */
  readPrepared(statement: string, parameters: readonly string[]): Promise<readonly unknown[]>;
  /** Leaves a job that a worker takes up after, and only if, `tx` commits. */
  enqueue<Name extends JobName>(
    tx: Tx,
    name: Name,
    payload: JobPayload<Name>,
    options?: EnqueueOptions,
  ): Promise<void>;
  /**
   * Leaves many jobs at once behind `tx`, in one statement. A backlog gives way: jobs of a lower priority
   * than 0 wait until those that people wait for are done.
   */
  enqueueBacklog<Name extends JobName>(
    tx: Tx,
    name: Name,
    jobs: readonly { payload: JobPayload<Name>; priority: number }[],
  ): Promise<void>;
  /** For better-auth's adapter alone, which opens its own transactions on the staff tables. */
  readonly forStaffAuth: PostgresJsDatabase<Schema>;
  close(): Promise<void>;
}

export interface EnqueueOptions {
  /** Not before this instant. */
  startAfter?: Date;
}

/**
 * Connects as the two doorways' roles; the login role needs to be a member of both, which the migrations see
 * to. Connections open with the system role, so a query outside a doorway can never do more than `asSystem`
 * could.
 */
export async function connect({ url, max = 10 }: { url: string; max?: number }): Promise<Database> {
  const client = postgres(url, {
    max,
    connection: { application_name: "tenfold", role: "tenfold_system" },
    onnotice: () => undefined,
  });
  const db = drizzle(client, { schema });
  const jobs = new PgBoss({
    connectionString: url,
    application_name: "tenfold jobs",
    max: 2,
    migrate: false,
    createSchema: false,
    supervise: false,
    schedule: false,
  });
  jobs.on("error", () => undefined); // A lost connection shows in the call that needed it.
  await jobs.start();

  return {
    asVendor: (vendorId, fn) =>
      db.transaction(async (tx) => {
        await tx.execute(
          sql`select set_config('role', 'tenfold_vendor', true),
            set_config('tenfold.vendor_id', ${vendorId}, true)`,
        );
        return fn(tx);
      }),
    asSystem: (fn) => db.transaction(fn),
    readPrepared: (statement, parameters) => client.unsafe(statement, [...parameters], { prepare: true }),
    async enqueue(tx, name, payload, options) {
      await jobs.send(name, jobSchemas[name].parse(payload), {
        db: fromDrizzle(tx, sql),
        ...(options?.startAfter && { startAfter: options.startAfter }),
      });
    },
    async enqueueBacklog(tx, name, backlog) {
      if (backlog.length === 0) return;
      const rows = backlog.map(({ payload, priority }) => ({
        data: jobSchemas[name].parse(payload),
        priority,
      }));
      await jobs.insert(name, rows, { db: fromDrizzle(tx, sql) });
    },
    forStaffAuth: db,
    async close() {
      await jobs.stop({ graceful: false });
      await client.end({ timeout: 5 });
    },
  };
}
