import { Readable } from "node:stream";
import { createReadableStreamFromReadable, type LoaderFunctionArgs } from "@remix-run/node";
import { civilDateAt } from "~/domain/dates";
import { readPaymentFilter } from "~/domain/payment-filter";
import { exportPayments } from "~/services/desk/list-payments.server";
import { deskContext } from "~/services/staff/desk-context.server";

export async function loader({ request }: LoaderFunctionArgs) {
  const { db, vendor, now } = await deskContext(request);
  const filter = readPaymentFilter(new URL(request.url).searchParams);
  const csv = exportPayments({ db }, { vendor, filter });
  return new Response(createReadableStreamFromReadable(Readable.from(csv, { objectMode: false })), {
    headers: {
      "Content-Type": "text/csv; charset=utf-8",
      "Content-Disposition": `attachment; filename="payments-${civilDateAt(now, vendor.timeZone)}.csv"`,
      "Cache-Control": "no-store",
    },
  });
}
