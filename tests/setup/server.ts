import { createHash } from "node:crypto";
import { mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { startEmbeddedPostgres } from "~db/embedded/start";
import { dropAbandonedDatabases, prepareTemplate } from "./template";

declare module "vitest" {
  interface ProvidedContext {
    /** The server's address, naming a database that stays empty. */
    serverUrl: string;
    /** The migrated database that each test file gets a copy of. */
    template: string;
    fastCheckSeed: number;
  }
}

/**
 * One PostgreSQL for the run: `TEST_DATABASE_URL` when given, else an embedded one that trades durability for
 * speed. Its data folder stays for the next run, and runs at the same time share it; the last to leave stops
 * the server.
 */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env["TEST_DATABASE_URL"];
  const server =
    given === undefined ? await startTestServer() : { url: given, stop: () => Promise.resolve() };
  if (given === undefined) await dropAbandonedDatabases(server.url);
  project.provide("serverUrl", server.url);
  project.provide("template", await prepareTemplate(server.url));
  project.provide("fastCheckSeed", chooseSeed());
  return () => server.stop();
}

/** The test's own server on this machine, shared by every run of this checkout. */
export function startTestServer() {
  const checkout = createHash("sha256").update(process.cwd()).digest("hex").slice(0, 12);
  const dataFolder = join(tmpdir(), `tenfold-tests-${checkout}`);
  mkdirSync(dataFolder, { recursive: true });
  return startEmbeddedPostgres({
    dataFolder,
    settings: { fsync: "off", synchronous_commit: "off", full_page_writes: "off", max_connections: "400" },
  });
}

function chooseSeed(): number {
  const given = process.env["FAST_CHECK_SEED"];
  const seed = given === undefined ? Date.now() % 1_000_000_000 : Number(given);
  process.stdout.write(`fast-check seed ${seed} (FAST_CHECK_SEED=${seed} runs the same cases again)\n`);
  return seed;
}
