import type { Tx } from "~db/client";
import { listEntriesOnTimeline, listTimelineEvents } from "~db/queries/desk/timeline-read";
import type { BalanceId, DebtorId, VendorId } from "~/domain/ids";
import type { Currency } from "~/domain/money";
import { actorNames, describeEvent, entryNames, type TimelineLine } from "~/domain/timeline";

/** One thing on a timeline: an event, or what the ledger posted about it. */
export type TimelineItem = TimelineLine & {
  key: string;
  at: Date;
  /** Who did it, or null for the ledger itself. */
  by: string | null;
  balance: { id: BalanceId; reference: string } | null;
  /** By how much the ledger moved what is outstanding; null for an event. */
  posted: { amountMinor: bigint; currency: Currency } | null;
};

export const itemsOnTimeline = 60;
/** A debtor's whole history fits a page; a bound keeps one that does not from taking the desk down. */
const itemsAtMost = 1_000;

/** Everything from import to posting, newest first, with whether there is more. */
export async function readTimeline(
  tx: Tx,
  {
    vendor,
    debtorId,
    balanceId,
    all,
  }: {
    vendor: { id: VendorId; language: string };
    debtorId: DebtorId;
    balanceId: BalanceId | null;
    all: boolean;
  },
): Promise<{ items: TimelineItem[]; hasMore: boolean }> {
  const shown = all ? itemsAtMost : itemsOnTimeline;
  const whose = { vendorId: vendor.id, debtorId, balanceId, limit: shown + 1 };
  const events = (await listTimelineEvents(tx, whose)).map((event) => eventItem(event, vendor.language));
  const entries = (await listEntriesOnTimeline(tx, whose)).map((entry): TimelineItem => ({
    title: `Posted · ${entryNames[entry.kind]}`,
    text: null,
    tone: "neutral",
    key: `entry ${entry.entryId} ${entry.line}`,
    at: entry.occurredAt,
    by: null,
    balance: { id: entry.balanceId, reference: entry.balanceReference },
    posted: { amountMinor: entry.amountMinor, currency: entry.currency },
  }));
  const items = mergeNewestFirst(entries, events);
  return { items: items.slice(0, shown), hasMore: items.length > shown };
}

/**
 * A posting stands above the event that caused it at the same moment: it came of it. Both lists keep their
 * order.
 */
function mergeNewestFirst(entries: readonly TimelineItem[], events: readonly TimelineItem[]): TimelineItem[] {
  const merged: TimelineItem[] = [];
  let next = 0;
  for (const event of events) {
    for (; next < entries.length; next += 1) {
      const entry = entries[next];
      if (!entry || entry.at < event.at) break;
      merged.push(entry);
    }
    merged.push(event);
  }
  return merged.concat(entries.slice(next));
}

/** An event as it stands on a timeline. @param language of the vendor, for amounts. */
export function eventItem(
  event: Awaited<ReturnType<typeof listTimelineEvents>>[number],
  language: string,
): TimelineItem {
  const { id, occurredAt, actor, balanceId, balanceReference } = event;
  return {
    ...describeEvent(event, language),
    key: `event ${id}`,
    at: occurredAt,
    by: actorNames[actor],
    balance: balanceId && balanceReference ? { id: balanceId, reference: balanceReference } : null,
    posted: null,
  };
}
