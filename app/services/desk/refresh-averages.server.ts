import { civilDateAt } from "~/domain/dates";
import type { App } from "~/server/app.server";
import { writeAverageBalances } from "~db/queries/vendor/averages";

/**
 * Brings up to date what every vendor's balances come to on average, which says whose are small. Safe to run
 * twice at once, and to miss.
 */
export async function refreshAverages(
  { db }: Pick<App, "db">,
  { now }: { now: Date },
): Promise<{ changed: number }> {
  const today = civilDateAt(now, "UTC");
  const changed = await db.asSystem((tx) => writeAverageBalances(tx, { vendorId: null, today }));
  return { changed };
}
