import { migrate } from "~db/migrate";

/**
 * `npm run migrate`: brings the database of DATABASE_URL to this version. Safe from any number of machines at
 * once.
 */
const url = process.env["DATABASE_URL"];
if (url) {
  await migrate({ url });
  console.log("The database is up to date.");
} else {
  console.error(
    "DATABASE_URL is missing: the database to migrate, as postgres://user:password@host/database.",
  );
  process.exitCode = 1;
}
