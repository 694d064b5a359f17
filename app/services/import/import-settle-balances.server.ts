import type { Database, Tx } from "~db/client";
import { type BalanceToInsert, balancesByReference } from "~db/queries/import/import-balances";
import {
  lockBalances,
  lockDebtorsForPayment,
  withLiveCheckout,
  withNeedlessReminder,
  withPaymentUnderWay,
} from "~db/queries/import/import-settlements";
import { postEntries } from "~db/queries/ledger/ledger";
import { cancelReminders } from "~db/queries/reminders/reminders";
import { type NewTimelineEvent, recordEvents } from "~db/queries/vendor/timeline";
import { civilDateAt } from "~/domain/dates";
import type { BalanceId, DebtorId, ImportId, VendorId } from "~/domain/ids";
import { type ColumnMapping, columnName } from "~/domain/import/columns";
import { noonOf } from "~/domain/import/day-of-file";
import {
  type Comparison,
  type StoredBalance,
  compareBalance,
} from "~/domain/import/outcome/compare-balances";
import type { BalancesResult } from "~/domain/import/outcome/import-result";
import { settledTotals } from "~/domain/import/outcome/totals";
import { type RowProblem, quoted } from "~/domain/import/problem";
import type { Table } from "~/domain/import/table/read-table";
import { endSessions } from "~/services/payments/end-sessions.server";
import { type NewJournalEntry, settledElsewhere } from "~/domain/ledger/entries";

type Deps = { db: Pick<Database, "enqueue"> };

/** A file that is being imported, and who asked for it. */
export interface FileSource {
  vendorId: VendorId;
  importId: ImportId;
  fileName: string;
  table: Table;
  mapping: ColumnMapping;
  /** The vendor's, in which the file's dates are meant. */
  timeZone: string;
  byStaff: boolean;
  now: Date;
}

export interface SettledBalances {
  settledByFile: BalancesResult["settledByFile"];
  /** Whose balances were settled, in part or in full; they are to be looked at again. */
  debtorIds: DebtorId[];
  problems: RowProblem[];
}

/**
 * Takes over what a file knows to be paid on balances that were here before it: posted once, never beyond
 * what is outstanding, and nothing is ever un-paid. All else that differs stays as it is and is told.
 *
 * A payment that comes in through Stripe meanwhile waits for this transaction, finds less outstanding, and is
 * kept as unapplied where nothing is left.
 */
export async function settleKnownBalances(
  deps: Deps,
  tx: Tx,
  { source, known }: { source: FileSource; known: readonly BalanceToInsert[] },
): Promise<SettledBalances> {
  const { vendorId } = source;
  const { compared, underWay } = await compareLocked(tx, { vendorId, known });
  const payments = compared.flatMap((one): PaidSince[] => {
    const { comparison, stored } = one;
    return comparison.kind === "paid_since" && !underWay.has(stored.id) ? [{ ...one, comparison }] : [];
  });
  const settled = await postPayments(tx, { source, payments });
  await recordEvents(tx, { vendorId, events: settled.flatMap((payment) => eventsOf(payment, source)) });
  const debtorIds = [...new Set(settled.map(({ stored }) => stored.debtorId))].sort();
  await endSessionsOfSettled(deps, tx, { source, debtorIds });
  await withdrawReminders(tx, { source, debtorIds });
  return {
    settledByFile: settledTotals(settled.map(amountOf)),
    debtorIds,
    problems: problemsOf(compared, underWay, source),
  };
}

interface Compared {
  balance: BalanceToInsert;
  stored: StoredBalance;
  comparison: Comparison;
}

interface PaidSince extends Compared {
  comparison: Extract<Comparison, { kind: "paid_since" }>;
}

/**
 * Compares every row with its balance; those that may be settled are locked first, after their debtors as a
 * payment does it, so that what is computed still holds when it is posted.
 */
async function compareLocked(
  tx: Tx,
  { vendorId, known }: { vendorId: VendorId; known: readonly BalanceToInsert[] },
): Promise<{ compared: Compared[]; underWay: Set<BalanceId> }> {
  const stored = await balancesByReference(tx, {
    vendorId,
    references: known.map(({ row }) => row.reference),
  });
  const before = known.flatMap((balance): Compared[] => {
    const here = stored.get(balance.row.reference);
    if (!here) return [];
    return [{ balance, stored: here, comparison: compareBalance(balance.row, balance.debtorId, here) }];
  });
  const toLock = before.flatMap(({ comparison, stored: here }) =>
    comparison.kind === "paid_since" ? [here] : [],
  );
  const debtorIds = [...new Set(toLock.map(({ debtorId }) => debtorId))];
  const balanceIds = toLock.map(({ id }) => id);
  await lockDebtorsForPayment(tx, { vendorId, debtorIds });
  await lockBalances(tx, { vendorId, balanceIds });
  const references = toLock.map(({ reference }) => reference);
  const locked = await balancesByReference(tx, { vendorId, references });
  const underWay = await withPaymentUnderWay(tx, { vendorId, balanceIds });
  const compared = before.map((one) => {
    const now = locked.get(one.stored.reference);
    if (now === undefined) return one;
    const { row, debtorId } = one.balance;
    return { ...one, stored: now, comparison: compareBalance(row, debtorId, now) };
  });
  return { compared, underWay };
}

/** Posts what was paid and returns that of it which was not in the ledger yet. */
async function postPayments(
  tx: Tx,
  { source, payments }: { source: FileSource; payments: readonly PaidSince[] },
): Promise<PaidSince[]> {
  const { vendorId, importId, timeZone, now } = source;
  const at = noonOf(timeZone, now);
  const entries = new Map<NewJournalEntry, PaidSince>();
  for (const payment of payments) {
    const { id: balanceId, debtorId, currency } = payment.stored;
    const { amountMinor, paidInAllMinor, on } = payment.comparison;
    const fact = { debtorId, balanceId, currency, occurredAt: at(on), causedBy: `import:${importId}` };
    entries.set(settledElsewhere({ ...fact, amountMinor, paidInAllMinor }), payment);
  }
  const { posted } = await postEntries(tx, { vendorId, entries: [...entries.keys()] });
  return posted.flatMap((entry) => entries.get(entry) ?? []);
}

function amountOf({ stored, comparison }: PaidSince) {
  return { amountMinor: comparison.amountMinor, currency: stored.currency };
}

function eventsOf(
  { stored, comparison }: PaidSince,
  { importId, timeZone, byStaff, now }: FileSource,
): NewTimelineEvent[] {
  const { id: balanceId, debtorId, currency, outstandingMinor } = stored;
  const about = {
    debtorId,
    balanceId,
    actor: byStaff ? "staff" : "tenfold",
    causedBy: `import:${importId}`,
    occurredAt: noonOf(timeZone, now)(comparison.on),
  } as const;
  const details = { amountMinor: comparison.amountMinor.toString(), currency };
  if (comparison.amountMinor < outstandingMinor) {
    return [{ ...about, kind: "payment_received", details: { ...details, method: "outside Tenfold" } }];
  }
  return [{ ...about, kind: "balance_settled", details: { ...details, settledOn: comparison.on } }];
}

/** A session that is open asks for what is no longer owed. A payment that still comes in on it counts. */
async function endSessionsOfSettled(
  { db }: Deps,
  tx: Tx,
  { source, debtorIds }: { source: FileSource; debtorIds: readonly DebtorId[] },
): Promise<void> {
  const { vendorId, now } = source;
  for (const debtorId of await withLiveCheckout(tx, { vendorId, debtorIds })) {
    await endSessions({ db }, tx, { vendorId, debtorId, except: null, now });
  }
}

/** What is queued for a debtor with nothing overdue left would ask for what is not due yet. */
async function withdrawReminders(
  tx: Tx,
  { source, debtorIds }: { source: FileSource; debtorIds: readonly DebtorId[] },
): Promise<void> {
  const { vendorId, timeZone, now } = source;
  const today = civilDateAt(now, timeZone);
  const reason = "An imported file says that it is paid.";
  for (const debtorId of await withNeedlessReminder(tx, { vendorId, debtorIds, today })) {
    await cancelReminders(tx, { vendorId, debtorId, reason, now });
  }
}

function problemsOf(
  compared: readonly Compared[],
  underWay: ReadonlySet<BalanceId>,
  { table, mapping }: FileSource,
): RowProblem[] {
  const column = columnName(table.header, mapping.reference ?? 0);
  return compared.flatMap(({ balance: { row }, stored, comparison }): RowProblem[] => {
    const about = { row: row.row, column, value: quoted(row.reference) };
    if (comparison.kind === "differs") {
      const reason = `This balance is already here, where ${comparison.says}.`;
      const whatToDo = "It was left as it is. If the file is right, correct the balance on its own page.";
      return [{ ...about, reason, whatToDo }];
    }
    if (comparison.kind === "taken_back") {
      const reason = "The file says this was paid. It was, and money of it went back since.";
      const whatToDo = "It was left outstanding. If it was paid once more, record that on its own page.";
      return [{ ...about, reason, whatToDo }];
    }
    if (comparison.kind === "paid_since" && underWay.has(stored.id)) {
      const reason = "The file says this was paid, and a payment of it through Tenfold is on its way.";
      const whatToDo = "It was left as it is. Import the file again once that payment has arrived or failed.";
      return [{ ...about, reason, whatToDo }];
    }
    return [];
  });
}
