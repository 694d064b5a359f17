import { stringify } from "csv-stringify/sync";
import { civilDateAt } from "~/domain/dates";
import type { VendorId } from "~/domain/ids";
import { decodeCursor, readPosition, type Position } from "~/domain/keyset";
import { toDecimal } from "~/domain/money";
import type { PaymentFilter } from "~/domain/payment-filter";
import { netMinor } from "~/domain/payment-standing";
import type { App } from "~/server/app.server";
import { listPayments, paymentKeyTypes, totalPayments } from "~db/queries/desk/payments";

const rowsPerPage = 50;
const rowsPerExportPage = 1_000;

interface Listing {
  vendor: { id: VendorId; timeZone: string };
  filter: PaymentFilter;
}

/** One page of a vendor's payments, newest first, with what all of them come to. */
export async function listPaymentsPage(
  { db }: Pick<App, "db">,
  { vendor, filter, params }: Listing & { params: URLSearchParams },
) {
  const listing = { vendorId: vendor.id, filter };
  const position = readPosition(params, paymentKeyTypes);
  return db.asVendor(vendor.id, async (tx) => ({
    ...(await listPayments(tx, { ...listing, position, limit: rowsPerPage })),
    totals: await totalPayments(tx, listing),
  }));
}

const exportColumns = [
  "received",
  "debtor reference",
  "name",
  "email",
  "method",
  "state",
  "currency",
  "amount",
  "fee",
  "refunded",
  "charged back",
  "net",
  "unapplied",
  "receipt",
  "payment intent",
];

/** The whole filtered list as CSV, a piece at a time: never more than one page of it is in memory. */
export async function* exportPayments(
  { db }: Pick<App, "db">,
  { vendor, filter }: Listing,
): AsyncGenerator<string> {
  const readPage = (position: Position | null) =>
    db.asVendor(vendor.id, (tx) =>
      listPayments(tx, { vendorId: vendor.id, filter, position, limit: rowsPerExportPage }),
    );
  // Excel takes a file for UTF-8 only when it begins with a byte order mark.
  yield `\uFEFF${stringify([exportColumns])}`;
  let page = await readPage(null);
  while (page.rows.length > 0) {
    yield stringify(
      page.rows.map((row) => cells(row, vendor.timeZone)),
      { escape_formulas: true, cast: { string: numberAsItIs } },
    );
    const keys = page.after === null ? null : decodeCursor(page.after, paymentKeyTypes);
    if (keys === null) return;
    page = await readPage({ side: "after", keys });
  }
}

/** A net below nothing begins with a minus, and is no formula for it. */
function numberAsItIs(cell: string) {
  return /^-[\d.]+$/.test(cell) ? { value: cell, escape_formulas: false } : cell;
}

type ListedPayment = Awaited<ReturnType<typeof listPayments>>["rows"][number];

/** A fee that is not known, or is in another currency, is left empty; so is the net that it makes wrong. */
function cells(payment: ListedPayment, timeZone: string): string[] {
  const { currency, state } = payment;
  const decimal = (amountMinor: bigint) => toDecimal({ amountMinor, currency });
  const isOpen = payment.isFeeOpen || state !== "succeeded";
  return [
    state === "processing" ? "" : civilDateAt(payment.at, timeZone),
    payment.debtorReference,
    payment.debtorName ?? "",
    payment.debtorEmail ?? "",
    payment.methodLabel ?? payment.method,
    state,
    currency,
    decimal(payment.amountMinor),
    isOpen ? "" : decimal(payment.feeMinor),
    decimal(payment.refundedMinor),
    decimal(payment.takenBackMinor),
    isOpen ? "" : decimal(netMinor(payment)),
    decimal(payment.unappliedMinor),
    payment.receiptNumber === null ? "" : String(payment.receiptNumber),
    payment.stripePaymentIntentId ?? "",
  ];
}
