import type { LoaderFunctionArgs } from "@remix-run/node";
import { civilDateAt } from "~/domain/dates";
import { effectDivisions } from "~/domain/effect/facts";
import { readEffectPeriod } from "~/domain/effect/period";
import { exportEffect } from "~/services/effect/export-effect.server";
import { deskContext } from "~/services/staff/desk-context.server";

export async function loader({ request }: LoaderFunctionArgs) {
  const { db, vendor, now } = await deskContext(request);
  const { searchParams } = new URL(request.url);
  const by = effectDivisions.find((division) => division === searchParams.get("by")) ?? "step";
  const csv = await exportEffect({ db }, { vendor, by, period: readEffectPeriod(searchParams), now });
  const name = `effect-by-${by}-${civilDateAt(now, vendor.timeZone)}.csv`;
  return new Response(csv, {
    headers: {
      "Content-Type": "text/csv; charset=utf-8",
      "Content-Disposition": `attachment; filename="${name}"`,
      "Cache-Control": "no-store",
    },
  });
}
