import {
  countMessagesSince,
  readAnswersForAPerson,
  readBilledBetween,
  readFirstEntryAt,
  readMessagesForAPerson,
  readMovements,
  readOutstandingByAge,
  readPaymentsForAPerson,
  readRecentPayments,
  readTotals,
  type CurrencyTotals,
  type DueTotals,
} from "~db/queries/desk/overview";
import { listRepliesForAPerson } from "~db/queries/conversation/replies";
import { readChargebacksForAPerson, readHoldsForAPerson, readStripeFees } from "~db/queries/desk/money-back";
import { countSetAside } from "~db/queries/desk/stripe-events";
import { countCalls } from "~db/queries/calls/call-list";
import { countProposals } from "~db/queries/reminders/proposals";
import { readCollection } from "~db/queries/vendor/connected-accounts";
import { readPlansForAPerson } from "~db/queries/plans/shown-plans";
import type { Tx } from "~db/client";
import { agingBuckets, type AgingBucketKey } from "~/domain/aging";
import { addDays, civilDateAt } from "~/domain/dates";
import type { VendorId } from "~/domain/ids";
import type { Currency } from "~/domain/money";
import {
  daysSalesOutstanding,
  dsoWindowDays,
  figuresByPeriod,
  percentOf,
  periodsToShow,
  type PeriodFigures,
  type PeriodUnit,
} from "~/domain/receivables";
import type { App } from "~/server/app.server";
import { readForecast } from "~/services/reminders/read-forecast.server";

export interface CurrencyFigures {
  currency: Currency;
  billedMinor: bigint;
  outstandingMinor: bigint;
  outstandingCount: number;
  overdueMinor: bigint;
  overdueCount: number;
  settledMinor: bigint;
  settledLast30DaysMinor: bigint;
  /** Of what was billed, in per cent. */
  shareSettledPercent: number | null;
  /** What Stripe kept, in this currency. */
  feeMinor: bigint;
  /** What Stripe kept of what was settled, in per cent; null while it kept or settled nothing. */
  costPercent: number | null;
  dsoDays: number | null;
  aging: { bucket: AgingBucketKey; amountMinor: bigint; count: number }[];
  periods: PeriodFigures[];
}

const dayMs = 86_400_000;
const shownPerKind = 5;

/** Everything the first page of the desk says, each figure added up from the postings as of `now`. */
export async function readOverview(
  { db }: Pick<App, "db">,
  { vendor, now }: { vendor: { id: VendorId; timeZone: string; currency: Currency }; now: Date },
) {
  const today = civilDateAt(now, vendor.timeZone);
  const ago = (days: number) => new Date(now.getTime() - days * dayMs);
  const vendorId = vendor.id;
  // The inbox of Stripe's events belongs to the operator, so it is asked by another doorway.
  const stripeEvents = await db.asSystem((tx) => countSetAside(tx, { vendorId }));
  return db.asVendor(vendorId, async (tx) => ({
    today,
    canCollect: (await readCollection(tx, { vendorId })).canCollect,
    ...(await readFigures(tx, { vendor, today, since: ago(30) })),
    forAPerson: {
      stripeEvents,
      replies: await listRepliesForAPerson(tx, { vendorId, limit: shownPerKind }),
      answers: await readAnswersForAPerson(tx, { vendorId, limit: shownPerKind }),
      chargebacks: await readChargebacksForAPerson(tx, { vendorId, limit: shownPerKind }),
      holds: await readHoldsForAPerson(tx, { vendorId, limit: shownPerKind }),
      payments: await readPaymentsForAPerson(tx, { vendorId, limit: shownPerKind }),
      plans: await readPlansForAPerson(tx, { vendorId, since: ago(14), limit: shownPerKind }),
      messages: await readMessagesForAPerson(tx, { vendorId, since: ago(14), limit: shownPerKind }),
    },
    waiting: {
      calls: await countCalls(tx, { vendorId, now }),
      proposals: await countProposals(tx, { vendorId }),
    },
    forecast: await readForecast(tx, { vendor, now }),
    sentLast7Days: await countMessagesSince(tx, { vendorId, since: ago(7) }),
    recentPayments: await readRecentPayments(tx, { vendorId, limit: 6 }),
  }));
}

async function readFigures(
  tx: Tx,
  {
    vendor,
    today,
    since,
  }: {
    vendor: { id: VendorId; timeZone: string; currency: Currency };
    today: string;
    since: Date;
  },
): Promise<{ unit: PeriodUnit; currencies: CurrencyFigures[] }> {
  const vendorId = vendor.id;
  const firstAt = await readFirstEntryAt(tx, { vendorId });
  if (!firstAt) return { unit: "week", currencies: [] };
  const { unit, starts } = periodsToShow({ firstOn: civilDateAt(firstAt, vendor.timeZone), today });
  const firstStart = starts[0] ?? today;
  const totals = await readTotals(tx, { vendorId, since });
  const byAge = await readOutstandingByAge(tx, { vendorId, today });
  const billed = await readBilledBetween(tx, {
    vendorId,
    after: addDays(today, -dsoWindowDays),
    upTo: today,
  });
  const fees = await readStripeFees(tx, { vendorId });
  const movements = await readMovements(tx, { vendorId, unit, firstStart, timeZone: vendor.timeZone });
  const currencies = totals.map((total) => ({
    ...figuresOf(total, byAge, billed.get(total.currency) ?? 0n),
    ...costOf(total.settledMinor, fees.get(total.currency) ?? 0n),
    periods: figuresByPeriod(starts, movements.get(total.currency) ?? []),
  }));
  return { unit, currencies: currencies.sort(ownCurrencyFirst(vendor.currency)) };
}

function figuresOf(total: CurrencyTotals, byAge: readonly DueTotals[], billedInWindowMinor: bigint) {
  const { currency, billedMinor, outstandingMinor, settledMinor, settledSinceMinor } = total;
  const ages = byAge.filter((age) => age.currency === currency);
  const aging = agingBuckets.map(({ key }, band) => {
    const age = ages.find(({ daysPastDueBand }) => daysPastDueBand === band);
    return { bucket: key, amountMinor: age?.amountMinor ?? 0n, count: age?.count ?? 0 };
  });
  const overdue = aging.filter(({ bucket }) => bucket !== "current");
  return {
    currency,
    billedMinor,
    outstandingMinor,
    outstandingCount: ages.reduce((count, age) => count + age.count, 0),
    overdueMinor: overdue.reduce((total, { amountMinor }) => total + amountMinor, 0n),
    overdueCount: overdue.reduce((total, { count }) => total + count, 0),
    settledMinor,
    settledLast30DaysMinor: settledSinceMinor,
    shareSettledPercent: percentOf(settledMinor, billedMinor),
    dsoDays: daysSalesOutstanding({
      outstandingMinor,
      billedMinor: billedInWindowMinor,
      windowDays: dsoWindowDays,
    }),
    aging,
  };
}

function costOf(settledMinor: bigint, feeMinor: bigint) {
  return { feeMinor, costPercent: feeMinor > 0n ? percentOf(feeMinor, settledMinor) : null };
}

function ownCurrencyFirst(own: Currency) {
  return (a: { currency: Currency }, b: { currency: Currency }) =>
    Number(b.currency === own) - Number(a.currency === own) || (a.currency < b.currency ? -1 : 1);
}
