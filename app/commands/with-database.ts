import { connect, type Database } from "~db/client";
import { startEmbeddedPostgres } from "~db/embedded/start";

/**
 * Runs a command on the database that DATABASE_URL names, or else on this machine's own, which `npm start`
 * may be using at the same time.
 */
export async function withDatabase<T>(run: (db: Database) => Promise<T>): Promise<T> {
  const given = process.env["DATABASE_URL"];
  const embedded = given
    ? null
    : await startEmbeddedPostgres({ dataFolder: process.env["TENFOLD_DATA"] ?? ".data" });
  const db = await connect({ url: given ?? embedded?.url ?? "" });
  try {
    return await run(db);
  } finally {
    await db.close();
    await embedded?.stop();
  }
}
