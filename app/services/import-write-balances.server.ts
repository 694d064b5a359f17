import { Temporal } from "temporal-polyfill";
import type { Tx } from "~db/client";
import { lookAgain } from "~db/queries/contact-schedules";
import { type BalanceToInsert, balancesByReference, insertNewBalances } from "~db/queries/import-balances";
import { fillBlankContacts, findOrMakeDebtors } from "~db/queries/import-debtors";
import { postEntries } from "~db/queries/ledger";
import { type NewTimelineEvent, recordEvents } from "~db/queries/timeline";
import type { BalanceId, DebtorId, ImportId, VendorId } from "~/domain/ids";
import { type ColumnMapping, columnName } from "~/domain/import/columns";
import { disagreement } from "~/domain/import/outcome/compare-balances";
import { debtorsOfFile, identify } from "~/domain/import/rows/debtors-of-file";
import type { BalancesResult } from "~/domain/import/outcome/import-result";
import { type RowProblem, quoted } from "~/domain/import/problem";
import type { ParsedBalance, ReadBalances } from "~/domain/import/rows/read-balances";
import type { Table } from "~/domain/import/table/read-table";
import { balanceTotals } from "~/domain/import/outcome/totals";
import { type NewJournalEntry, balanceImported, settledElsewhere } from "~/domain/ledger/entries";

export interface BalancesSource {
  vendorId: VendorId;
  importId: ImportId;
  fileName: string;
  table: Table;
  mapping: ColumnMapping;
  read: ReadBalances;
  /** The vendor's, in which the file's dates are meant. */
  timeZone: string;
  byStaff: boolean;
  now: Date;
}

export type WrittenBalances = Omit<BalancesResult, "kind" | "header"> & { problems: RowProblem[] };

/**
 * Writes the balances of a file that are not here yet, and all that follows from them. Sets of rows, not row
 * by row.
 */
export async function writeBalances(tx: Tx, source: BalancesSource): Promise<WrittenBalances> {
  const { vendorId, importId, read } = source;
  const debtors = debtorsOfFile(read.rows);
  const { idByReference, newDebtors } = await findOrMakeDebtors(tx, { vendorId, importId, debtors });
  const debtorOf = (reference: string): DebtorId => {
    const id = idByReference.get(reference);
    if (id === undefined) throw new Error("A debtor of the file was neither found nor made.");
    return id;
  };
  const filled = await fillBlankContacts(tx, {
    vendorId,
    contacts: debtors.map(({ reference, contact, country }) => ({
      debtorId: debtorOf(reference),
      ...contact,
      country,
    })),
  });
  const balances = read.rows.map((row) => ({ row, debtorId: debtorOf(identify(row).reference) }));
  const inserted = await insertNewBalances(tx, { vendorId, importId, balances });
  const fresh = balances.flatMap((balance) => {
    const balanceId = inserted.get(balance.row.reference);
    return balanceId === undefined ? [] : [{ ...balance, balanceId }];
  });
  await postEntries(tx, { vendorId, entries: openingEntries(fresh, source) });
  await recordEvents(tx, { vendorId, events: events(fresh, filled, source) });
  const owing = fresh.filter(({ row }) => outstandingMinor(row) > 0n).map(({ debtorId }) => debtorId);
  await lookAgain(tx, { vendorId, debtorIds: [...new Set(owing)], at: source.now });
  const changed = await changedBalances(
    tx,
    balances.filter(({ row }) => !inserted.has(row.reference)),
    source,
  );
  return {
    imported: fresh.length,
    alreadyHere: balances.length - fresh.length,
    changed: changed.length,
    repeated: read.repeated,
    notYetIssued: read.notYetIssued,
    rejected: new Set(read.problems.map(({ row }) => row)).size,
    newDebtors,
    contactsFilled: filled.size,
    totals: balanceTotals(fresh.map(({ row }) => row)),
    problems: [...read.problems, ...changed].sort((a, b) => a.row - b.row),
  };
}

interface FreshBalance extends BalanceToInsert {
  balanceId: BalanceId;
}

function outstandingMinor(row: ParsedBalance): bigint {
  return row.amountMinor - (row.settled?.amountMinor ?? 0n);
}

function openingEntries(
  fresh: readonly FreshBalance[],
  { importId, timeZone, now }: BalancesSource,
): NewJournalEntry[] {
  const at = noonOf(timeZone, now);
  return fresh.flatMap(({ row, debtorId, balanceId }) => {
    const { currency, amountMinor, settled } = row;
    const fact = { debtorId, balanceId, currency, causedBy: `import:${importId}` };
    const billed = balanceImported({ ...fact, amountMinor, occurredAt: at(row.issuedOn) });
    if (!settled) return [billed];
    return [
      billed,
      settledElsewhere({ ...fact, amountMinor: settled.amountMinor, occurredAt: at(settled.on) }),
    ];
  });
}

/**
 * A file's dates have no hour. Noon in the vendor's time zone is on the same date nearly everywhere; a date
 * that has not come to noon yet counts from now, because the ledger knows nothing of the future.
 */
function noonOf(timeZone: string, now: Date): (date: string) => Date {
  const known = new Map<string, Date>();
  return (date) => {
    const before = known.get(date);
    if (before) return before;
    const noon = Temporal.PlainDate.from(date).toZonedDateTime({ timeZone, plainTime: "12:00" });
    const at = new Date(Math.min(noon.epochMilliseconds, now.getTime()));
    known.set(date, at);
    return at;
  };
}

function events(
  fresh: readonly FreshBalance[],
  filled: ReadonlySet<DebtorId>,
  { importId, fileName, timeZone, byStaff, now }: BalancesSource,
): NewTimelineEvent[] {
  const at = noonOf(timeZone, now);
  const actor = byStaff ? "staff" : "tenfold";
  const causedBy = `import:${importId}`;
  const ofBalances = fresh.flatMap(({ row, debtorId, balanceId }) => {
    const { currency, settled } = row;
    const about = { debtorId, balanceId, actor, causedBy } as const;
    const imported: NewTimelineEvent = {
      ...about,
      kind: "balance_imported",
      occurredAt: now,
      details: { fileName, row: row.row, amountMinor: row.amountMinor.toString(), currency },
    };
    if (!settled) return [imported];
    const details = { amountMinor: settled.amountMinor.toString(), currency, settledOn: settled.on };
    const settledEvent: NewTimelineEvent = {
      ...about,
      kind: "balance_settled",
      occurredAt: at(settled.on),
      details,
    };
    return [imported, settledEvent];
  });
  const ofContacts = [...filled].map((debtorId): NewTimelineEvent => {
    return { debtorId, kind: "contact_imported", actor, causedBy, occurredAt: now, details: { fileName } };
  });
  return [...ofBalances, ...ofContacts];
}

/** The balances that were here before and of which the file says something else; they stay as they are. */
async function changedBalances(
  tx: Tx,
  known: readonly BalanceToInsert[],
  { vendorId, table, mapping }: BalancesSource,
): Promise<RowProblem[]> {
  const stored = await balancesByReference(tx, {
    vendorId,
    references: known.map(({ row }) => row.reference),
  });
  const column = columnName(table.header, mapping.reference ?? 0);
  return known.flatMap(({ row, debtorId }) => {
    const here = stored.get(row.reference);
    const differs = here ? disagreement(row, debtorId, here) : null;
    if (differs === null) return [];
    const reason = `This balance is already here, where ${differs}.`;
    const whatToDo = "It was left as it is. If the file is right, correct the balance on its own page.";
    return [{ row: row.row, column, value: quoted(row.reference), reason, whatToDo }];
  });
}
