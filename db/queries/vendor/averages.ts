import { sql } from "drizzle-orm";
import type { Tx } from "~db/client";
import type { VendorId } from "~/domain/ids";
import { addDays, type CivilDate } from "~/domain/dates";

/** Long enough for a vendor's seasons to even out, short enough to follow its prices. */
const averagedDays = 365;

/**
 * Writes what each vendor's balances came to on average as they were billed, in its own currency, over those
 * issued in the year up to `today`; null where there were none. One statement, for one vendor or for all; it
 * touches only the rows of vendors whose average has changed, and says how many those were.
 */
export async function writeAverageBalances(
  tx: Tx,
  { vendorId, today }: { vendorId: VendorId | null; today: CivilDate },
): Promise<number> {
  const since = addDays(today, -averagedDays);
  const changed = await tx.execute(sql`
    update vendors set average_balance_minor = found.average
    from (
      select vendors.id, round(avg(balances.amount_minor))::bigint as average
      from vendors left join balances on balances.vendor_id = vendors.id
        and balances.currency = vendors.currency and balances.issued_on > ${since}::date
      ${vendorId === null ? sql`` : sql`where vendors.id = ${vendorId}`}
      group by vendors.id
    ) found
    where vendors.id = found.id and vendors.average_balance_minor is distinct from found.average
    returning vendors.id`);
  return changed.length;
}
