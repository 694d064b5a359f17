import type { Database, Tx } from "~db/client";
import { lookAgain } from "~db/queries/reminders/contact-schedules";
import { type BalanceToInsert, insertNewBalances } from "~db/queries/import/import-balances";
import { fillBlankContacts, findOrMakeDebtors } from "~db/queries/import/import-debtors";
import { postEntries } from "~db/queries/ledger/ledger";
import { type NewTimelineEvent, recordEvents } from "~db/queries/vendor/timeline";
import type { BalanceId, DebtorId } from "~/domain/ids";
import { noonOf } from "~/domain/import/day-of-file";
import { debtorsOfFile, identify } from "~/domain/import/rows/debtors-of-file";
import type { BalancesResult } from "~/domain/import/outcome/import-result";
import type { RowProblem } from "~/domain/import/problem";
import type { ParsedBalance, ReadBalances } from "~/domain/import/rows/read-balances";
import { balanceTotals } from "~/domain/import/outcome/totals";
import { type NewJournalEntry, balanceImported, settledElsewhere } from "~/domain/ledger/entries";
import { type FileSource, settleKnownBalances } from "./import-settle-balances.server";

export interface BalancesSource extends FileSource {
  read: ReadBalances;
}

export type WrittenBalances = Omit<BalancesResult, "kind" | "header"> & { problems: RowProblem[] };

/**
 * Writes the balances of a file that are not here yet, takes over what was paid on those that are, and does
 * all that follows from both. Sets of rows, not row by row.
 */
export async function writeBalances(
  deps: { db: Pick<Database, "enqueue"> },
  tx: Tx,
  source: BalancesSource,
): Promise<WrittenBalances> {
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
  const known = balances.filter(({ row }) => !inserted.has(row.reference));
  const settled = await settleKnownBalances(deps, tx, { source, known });
  // Last of all, in the order in which payments do it: they hold their debtor before its schedule.
  const debtorIds = [...new Set([...owing, ...settled.debtorIds, ...filled])].sort();
  await lookAgain(tx, { vendorId, debtorIds, at: source.now });
  return {
    imported: fresh.length,
    alreadyHere: balances.length - fresh.length,
    changed: settled.problems.length,
    settledByFile: settled.settledByFile,
    repeated: read.repeated,
    notYetIssued: read.notYetIssued,
    rejected: new Set(read.problems.map(({ row }) => row)).size,
    warned: new Set(read.warnings.map(({ row }) => row)).size,
    newDebtors,
    contactsFilled: filled.size,
    totals: balanceTotals(fresh.map(({ row }) => row)),
    problems: [...read.problems, ...read.warnings, ...settled.problems].sort((a, b) => a.row - b.row),
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
