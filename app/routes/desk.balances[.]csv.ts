import { Readable } from "node:stream";
import { createReadableStreamFromReadable, type LoaderFunctionArgs } from "@remix-run/node";
import { readBalanceFilter } from "~/domain/balance-filter";
import { civilDateAt } from "~/domain/dates";
import { deskContext } from "~/services/staff/desk-context.server";
import { exportBalances } from "~/services/desk/list-balances.server";

export async function loader({ request }: LoaderFunctionArgs) {
  const { db, vendor, now } = await deskContext(request);
  const filter = readBalanceFilter(new URL(request.url).searchParams);
  const csv = exportBalances({ db }, { vendor, filter, now });
  return new Response(createReadableStreamFromReadable(Readable.from(csv, { objectMode: false })), {
    headers: {
      "Content-Type": "text/csv; charset=utf-8",
      "Content-Disposition": `attachment; filename="balances-${civilDateAt(now, vendor.timeZone)}.csv"`,
      "Cache-Control": "no-store",
    },
  });
}
