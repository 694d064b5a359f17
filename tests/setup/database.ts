import { randomBytes } from "node:crypto";
import postgres from "postgres";
import { afterAll, beforeAll, inject } from "vitest";
import { connect, type Database } from "~db/client";
import { withDatabase } from "./address";

export interface TestDatabase {
  readonly url: string;
  /** The application's own doorway. */
  readonly db: Database;
  /**
   * The superuser's view, past every policy: for looking at what is really there, and for breaking things.
   */
  readonly admin: postgres.Sql;
}

/**
 * A migrated database for this test file alone, dropped after it. Call it at the top of the file or of a
 * `describe`; what it returns can be used from the first test on.
 */
export function useDatabase(): TestDatabase {
  const name = `tenfold_test_${process.ppid}_${randomBytes(4).toString("hex")}`;
  const serverUrl = inject("serverUrl");
  const url = withDatabase(serverUrl, name);
  let open: { db: Database; admin: postgres.Sql } | null = null;

  beforeAll(async () => {
    await onServer(serverUrl, `create database ${name} template ${inject("template")}`);
    open = { db: await connect({ url }), admin: postgres(url, { max: 4, onnotice: () => undefined }) };
  });
  afterAll(async () => {
    await open?.db.close();
    await open?.admin.end({ timeout: 5 });
    await onServer(serverUrl, `drop database if exists ${name} with (force)`);
  });

  const opened = () => {
    if (open === null)
      throw new Error("The database is there from the first beforeAll of this file on, not before.");
    return open;
  };
  return {
    url,
    get db() {
      return opened().db;
    },
    get admin() {
      return opened().admin;
    },
  };
}

async function onServer(serverUrl: string, statement: string): Promise<void> {
  const server = postgres(serverUrl, { max: 1, onnotice: () => undefined });
  try {
    await server.unsafe(statement);
  } finally {
    await server.end();
  }
}
