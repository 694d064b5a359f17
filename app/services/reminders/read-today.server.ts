import type { Currency } from "~/domain/money";
import type { DebtorId, VendorId } from "~/domain/ids";
import type { App } from "~/server/app.server";
import { countCalls } from "~db/queries/calls/call-list";
import { totalsOfDebtors, type Owed } from "~db/queries/desk/debtors";
import {
  listProposalGroups,
  listProposals,
  readProposalTotals,
  type ProposalGroup,
} from "~db/queries/reminders/proposals";
import { readForecast } from "./read-forecast.server";

/** More of a group are counted, and released with the rest; a person ticks no more than these one by one. */
const rowsPerGroup = 50;

type Proposal = Awaited<ReturnType<typeof listProposals>>[number];

export interface ProposalBatch extends ProposalGroup {
  key: string;
  totals: { currency: Currency; outstandingMinor: bigint }[];
  rows: (Proposal & { owed: Owed[] })[];
}

/** What waits for a person today, and what goes by itself. */
export async function readToday(
  { db }: Pick<App, "db">,
  { vendor, now }: { vendor: { id: VendorId; timeZone: string }; now: Date },
) {
  const vendorId = vendor.id;
  return db.asVendor(vendorId, async (tx) => {
    const groups = await listProposalGroups(tx, { vendorId });
    const totals = await readProposalTotals(tx, { vendorId });
    const rows = await listProposals(tx, { vendorId, perGroup: rowsPerGroup });
    const debtorIds: DebtorId[] = [...new Set(rows.map(({ debtorId }) => debtorId))];
    const owed = await totalsOfDebtors(tx, { vendorId, debtorIds });
    const batches = groups.map((group): ProposalBatch => {
      const key = keyOf(group);
      const own = rows.filter((row) => keyOf(row) === key);
      return {
        ...group,
        key,
        totals: totals.filter((total) => keyOf(total) === key),
        rows: own.map((row) => ({ ...row, owed: owed.filter(({ debtorId }) => debtorId === row.debtorId) })),
      };
    });
    return {
      batches,
      forecast: await readForecast(tx, { vendor, now }),
      calls: await countCalls(tx, { vendorId, now }),
    };
  });
}

function keyOf({
  channel,
  templateKey,
  cadenceId,
  step,
}: Omit<ProposalGroup, "cadenceName" | "count">): string {
  return [channel, templateKey, cadenceId ?? "", step ?? ""].join(" ");
}
