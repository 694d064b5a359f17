import { stringify } from "csv-stringify/sync";
import { balanceKeyTypes, listBalances, listCurrencies, totalBalances } from "~db/queries/desk/balances";
import { paidMinor } from "~/domain/balance-standing";
import type { BalanceFilter } from "~/domain/balance-filter";
import { civilDateAt } from "~/domain/dates";
import type { VendorId } from "~/domain/ids";
import { decodeCursor, readPosition, type Position } from "~/domain/keyset";
import { toDecimal } from "~/domain/money";
import type { App } from "~/server/app.server";

const rowsPerPage = 50;
const rowsPerExportPage = 1_000;

interface Listing {
  vendor: { id: VendorId; timeZone: string };
  filter: BalanceFilter;
  now: Date;
}

/** One page of a vendor's balances, with how many there are in all and what they come to. */
export async function listBalancesPage(
  { db }: Pick<App, "db">,
  { vendor, filter, params, now }: Listing & { params: URLSearchParams },
) {
  const listing = { vendorId: vendor.id, filter, today: civilDateAt(now, vendor.timeZone) };
  const position = readPosition(params, balanceKeyTypes(filter.sort));
  return db.asVendor(vendor.id, async (tx) => ({
    today: listing.today,
    ...(await listBalances(tx, { ...listing, position, limit: rowsPerPage })),
    totals: await totalBalances(tx, listing),
    currencies: await listCurrencies(tx, { vendorId: vendor.id }),
  }));
}

const exportColumns = [
  "reference",
  "debtor reference",
  "name",
  "email",
  "description",
  "issued",
  "due",
  "currency",
  "amount",
  "outstanding",
  "credited",
  "written off",
  "settled on",
];

/** The whole filtered list as CSV, a piece at a time: never more than one page of it is in memory. */
export async function* exportBalances(
  { db }: Pick<App, "db">,
  { vendor, filter, now }: Listing,
): AsyncGenerator<string> {
  const today = civilDateAt(now, vendor.timeZone);
  const readPage = (position: Position | null) =>
    db.asVendor(vendor.id, (tx) =>
      listBalances(tx, { vendorId: vendor.id, filter, today, position, limit: rowsPerExportPage }),
    );
  // Excel takes a file for UTF-8 only when it begins with a byte order mark.
  yield `\uFEFF${stringify([exportColumns])}`;
  let page = await readPage(null);
  while (page.rows.length > 0) {
    yield stringify(
      page.rows.map((row) => cells(row, vendor.timeZone)),
      { escape_formulas: true },
    );
    const keys = page.after === null ? null : decodeCursor(page.after, balanceKeyTypes(filter.sort));
    if (keys === null) return;
    page = await readPage({ side: "after", keys });
  }
}

type ListedBalance = Awaited<ReturnType<typeof listBalances>>["rows"][number];

function cells(balance: ListedBalance, timeZone: string): string[] {
  const { currency, amountMinor, outstandingMinor, settledAt } = balance;
  return [
    balance.reference,
    balance.debtorReference,
    balance.debtorName ?? "",
    balance.debtorEmail ?? "",
    balance.description ?? "",
    balance.issuedOn,
    balance.dueOn,
    currency,
    toDecimal({ amountMinor, currency }),
    toDecimal({ amountMinor: outstandingMinor, currency }),
    toDecimal({ amountMinor: balance.creditedMinor, currency }),
    toDecimal({ amountMinor: balance.writtenOffMinor, currency }),
    settledAt && paidMinor(balance) > 0n ? civilDateAt(settledAt, timeZone) : "",
  ];
}
