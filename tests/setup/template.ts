import { createHash } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import postgres from "postgres";
import { isAlive } from "~db/embedded/process";
import { migrate } from "~db/migrate";
import { withDatabase } from "./address";

/** Any fixed number: the lock under which one run at a time makes the template. */
const templateLock = 7_310_011;
const templatesKept = 3;

/** The migrated database that the test files copy, made again whenever anything that migrates has changed. */
export async function prepareTemplate(serverUrl: string): Promise<string> {
  const template = `tenfold_template_${fingerprint()}`;
  const admin = postgres(serverUrl, { max: 1, onnotice: () => undefined });
  try {
    await admin`select pg_advisory_lock(${templateLock})`;
    const found = await admin`select 1 from pg_database where datname = ${template}`;
    if (found.length === 0) await makeTemplate(admin, serverUrl, template);
  } finally {
    await admin.end();
  }
  return template;
}

function fingerprint(): string {
  const hash = createHash("sha256");
  const sources = [
    ...globSync("db/migrations/**/*"),
    "db/migrate.ts",
    "app/domain/jobs.ts",
    "node_modules/pg-boss/package.json",
  ];
  for (const file of sources.sort()) {
    if (/\.(sql|json|ts)$/.test(file)) hash.update(file).update(readFileSync(file));
  }
  return hash.digest("hex").slice(0, 12);
}

/** Made under another name and renamed when whole, so that a killed run leaves no half-migrated template. */
async function makeTemplate(admin: postgres.Sql, serverUrl: string, template: string): Promise<void> {
  const unfinished = "tenfold_unfinished_template";
  await admin.unsafe(`drop database if exists ${unfinished} with (force)`);
  await admin.unsafe(`create database ${unfinished}`);
  await migrate({ url: withDatabase(serverUrl, unfinished) });
  await admin.unsafe(`alter database ${unfinished} rename to ${template}`);
  const outdated = await admin<{ datname: string }[]>`
    select datname from pg_database where datname like 'tenfold_template_%'
    order by oid desc offset ${templatesKept}`;
  for (const { datname } of outdated) await admin.unsafe(`drop database if exists ${datname} with (force)`);
}

/** The copies of runs that were killed: their names carry the process id of the run. */
export async function dropAbandonedDatabases(serverUrl: string): Promise<void> {
  const admin = postgres(serverUrl, { max: 1, onnotice: () => undefined });
  try {
    const rows = await admin<
      { datname: string }[]
    >`select datname from pg_database where datname like 'tenfold_test_%'`;
    for (const { datname } of rows) {
      const run = Number(datname.split("_")[2]);
      if (!isAlive(run)) await admin.unsafe(`drop database if exists ${datname} with (force)`);
    }
  } finally {
    await admin.end();
  }
}
