import postgres from "postgres";
import type { Place } from "./place";

/**
 * A share in a running server, held as an advisory lock on a connection of its own. It ends with the process
 * that holds it, however that process ends, so there is never a stale one to clean up.
 */
export interface Lease {
  /** Gives the share back; true when nobody else holds one and the server may therefore be stopped. */
  release(): Promise<boolean>;
  /** Takes a name that one process at a time may hold; false when another holds it. */
  claim(name: string): Promise<boolean>;
  run(statement: string): Promise<void>;
  exists(database: string): Promise<boolean>;
  close(): Promise<void>;
}

/** Any constant will do; this one spells 'tenfold' on a telephone. */
const shareKey = 8_363_653;

/**
 * Connects and takes a share. `null` while the server is not there, still starting, or already shutting down:
 * the caller waits and asks again.
 */
export async function takeLease(place: Place): Promise<Lease | null> {
  const sql = postgres({
    host: place.socketFolder,
    port: 5432,
    user: "tenfold",
    database: "postgres",
    max: 1,
    idle_timeout: 0,
    max_lifetime: null,
    connect_timeout: 5,
    fetch_types: false,
    onnotice: () => undefined,
    connection: { application_name: "tenfold lease" },
  });
  try {
    const [row] = await sql<{ shared: boolean }[]>`select pg_try_advisory_lock_shared(${shareKey}) as shared`;
    if (row?.shared === true) return leaseOn(sql);
  } catch (error) {
    if (!isNotReady(error)) throw error;
  }
  await sql.end({ timeout: 0 });
  return null;
}

function leaseOn(sql: postgres.Sql): Lease {
  return {
    async release() {
      await sql`select pg_advisory_unlock_shared(${shareKey})`;
      const [row] = await sql<{ alone: boolean }[]>`select pg_try_advisory_lock(${shareKey}) as alone`;
      return row?.alone === true;
    },
    async claim(name) {
      const [row] = await sql<
        { claimed: boolean }[]
      >`select pg_try_advisory_lock(hashtextextended(${name}, 0)) as claimed`;
      return row?.claimed === true;
    },
    async run(statement) {
      await sql.unsafe(statement);
    },
    async exists(database) {
      const rows = await sql`select 1 from pg_database where datname = ${database}`;
      return rows.length > 0;
    },
    async close() {
      await sql.end({ timeout: 0 });
    },
  };
}

/**
 * Nobody listens (yet), the connection was cut by a shutdown, or the server says that it cannot serve now.
 */
function isNotReady(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return (
    typeof code === "string" &&
    [
      "ENOENT",
      "ECONNREFUSED",
      "ECONNRESET",
      "EPIPE",
      "CONNECTION_CLOSED",
      "CONNECTION_ENDED",
      "CONNECTION_DESTROYED",
      "CONNECT_TIMEOUT",
      "57P01",
      "57P02",
      "57P03",
    ].includes(code)
  );
}
