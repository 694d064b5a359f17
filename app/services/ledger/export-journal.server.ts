import { stringify } from "csv-stringify/sync";
import { addDays, civilDateAt } from "~/domain/dates";
import type { VendorId } from "~/domain/ids";
import { startOfDay, type JournalRange } from "~/domain/ledger/journal-range";
import { toDecimal } from "~/domain/money";
import type { App } from "~/server/app.server";
import { listJournal, type JournalPosition } from "~db/queries/ledger/journal";

const rowsPerPage = 2_000;

const columns = [
  "entry id",
  "kind",
  "occurred on",
  "recorded at",
  "account",
  "balance reference",
  "debtor reference",
  "debit",
  "credit",
  "currency",
  "memo",
];

/**
 * The journal as CSV, one line for each posting, a piece at a time: never more than one page of it is in
 * memory. Debits equal credits in every such file, because an entry is in it with all its lines or not at
 * all, also when entries are added meanwhile: the lines of one entry follow each other and are never changed.
 */
export async function* exportJournal(
  { db }: Pick<App, "db">,
  { vendor, range }: { vendor: { id: VendorId; timeZone: string }; range: JournalRange & { to: string } },
): AsyncGenerator<string> {
  const { id: vendorId, timeZone } = vendor;
  const from = range.from === null ? null : startOfDay(range.from, timeZone);
  const before = startOfDay(addDays(range.to, 1), timeZone);
  // Excel takes a file for UTF-8 only when it begins with a byte order mark.
  yield `\uFEFF${stringify([columns])}`;
  let after: JournalPosition | null = null;
  for (;;) {
    const page: JournalLine[] = await db.asVendor(vendorId, (tx) =>
      listJournal(tx, { vendorId, from, before, after, limit: rowsPerPage }),
    );
    if (page.length > 0)
      yield stringify(
        page.map((line) => cells(line, timeZone)),
        { escape_formulas: true },
      );
    after = page.at(-1) ?? null;
    if (after === null || page.length < rowsPerPage) return;
  }
}

type JournalLine = Awaited<ReturnType<typeof listJournal>>[number];

function cells(line: JournalLine, timeZone: string): string[] {
  const { amountMinor, currency } = line;
  return [
    line.entryId,
    line.kind,
    civilDateAt(line.occurredAt, timeZone),
    line.recordedAt.toISOString(),
    line.account,
    line.balanceReference ?? "",
    line.debtorReference ?? "",
    amountMinor > 0n ? toDecimal({ amountMinor, currency }) : "",
    amountMinor < 0n ? toDecimal({ amountMinor: -amountMinor, currency }) : "",
    currency,
    line.memo ?? "",
  ];
}
