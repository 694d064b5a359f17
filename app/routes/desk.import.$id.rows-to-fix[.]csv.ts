import type { LoaderFunctionArgs } from "@remix-run/node";
import { z } from "zod";
import type { ImportId } from "~/domain/ids";
import { deskContext } from "~/services/staff/desk-context.server";
import { rowsToFixOfImport } from "~/services/import/import-rows-to-fix.server";

/** The rows of an import that did not go in, to be fixed in a spreadsheet and imported again. */
export async function loader({ request, params }: LoaderFunctionArgs) {
  const { db, vendor } = await deskContext(request);
  const id = z.uuid().safeParse(params["id"]);
  const file = id.success
    ? await rowsToFixOfImport({ db }, { vendorId: vendor.id, importId: id.data as ImportId })
    : null;
  if (!file) throw new Response("There is no such import.", { status: 404 });
  return new Response(file.csv, {
    headers: {
      "Content-Type": "text/csv; charset=utf-8",
      "Content-Disposition": `attachment; filename*=UTF-8''${encodeURIComponent(file.fileName)}`,
      "Cache-Control": "no-store",
      "X-Content-Type-Options": "nosniff",
    },
  });
}
