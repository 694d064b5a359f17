import { Readable } from "node:stream";
import { createReadableStreamFromReadable, type LoaderFunctionArgs } from "@remix-run/node";
import { civilDateAt } from "~/domain/dates";
import { readJournalRange } from "~/domain/ledger/journal-range";
import { deskContext } from "~/services/staff/desk-context.server";
import { exportJournal } from "~/services/ledger/export-journal.server";

export async function loader({ request }: LoaderFunctionArgs) {
  const { db, vendor, now } = await deskContext(request);
  const { range, problem } = readJournalRange(new URL(request.url).searchParams);
  if (problem !== null) throw new Response(problem, { status: 400 });
  const to = range.to ?? civilDateAt(now, vendor.timeZone);
  const csv = exportJournal({ db }, { vendor, range: { from: range.from, to } });
  const name = ["journal", range.from, to].filter((part) => part !== null).join("-");
  return new Response(createReadableStreamFromReadable(Readable.from(csv, { objectMode: false })), {
    headers: {
      "Content-Type": "text/csv; charset=utf-8",
      "Content-Disposition": `attachment; filename="${name}.csv"`,
      "Cache-Control": "no-store",
    },
  });
}
