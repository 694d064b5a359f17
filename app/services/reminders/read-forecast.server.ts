import { placeOf } from "~/domain/contact-rules/place";
import { addDays, civilDateAt } from "~/domain/dates";
import type { VendorId } from "~/domain/ids";
import { readPosition } from "~/domain/keyset";
import { instantAt } from "~/domain/zone-clock";
import type { App } from "~/server/app.server";
import type { Tx } from "~db/client";
import {
  countContactsMade,
  countForecast,
  countRehearsed,
  forecastKeyTypes,
  listForecast,
  listRehearsed,
  type ChannelCount,
  type Stretch,
} from "~db/queries/reminders/forecast";

/** What can be looked at: the rest of the vendor's day, the day after, the week from now, or a rehearsal. */
export const forecastSpans = ["today", "tomorrow", "week", "rehearsed"] as const;
export type ForecastSpan = (typeof forecastSpans)[number];

export interface Forecast {
  /** Since the vendor's midnight: what went out, and what a dry run held back. */
  made: ChannelCount[];
  rehearsed: ChannelCount[];
  /** From now to the vendor's midnight, with what is due already. */
  today: ChannelCount[];
  tomorrow: ChannelCount[];
}

interface VendorDay {
  id: VendorId;
  timeZone: string;
}

/** What went today, what goes in the rest of it and tomorrow, by channel and the vendor's days. */
export async function readForecast(
  tx: Tx,
  { vendor, now }: { vendor: VendorDay; now: Date },
): Promise<Forecast> {
  const vendorId = vendor.id;
  const [began, ends] = [midnight(vendor, now, 0), midnight(vendor, now, 1)];
  return {
    made: await countContactsMade(tx, { vendorId, from: began, to: ends }),
    rehearsed: await countRehearsed(tx, { vendorId, from: began, to: ends }),
    today: await countForecast(tx, { vendorId, ...stretchOf("today", vendor, now) }),
    tomorrow: await countForecast(tx, { vendorId, ...stretchOf("tomorrow", vendor, now) }),
  };
}

const rowsPerPage = 100;

/** One page of who is contacted, when by their own clock, how and with which words. */
export async function listForecastPage(
  { db }: Pick<App, "db">,
  {
    vendor,
    span,
    params,
    now,
  }: {
    vendor: VendorDay & { country: string };
    span: ForecastSpan;
    params: URLSearchParams;
    now: Date;
  },
) {
  const position = readPosition(params, forecastKeyTypes);
  const asked = { vendorId: vendor.id, ...stretchOf(span, vendor, now), position, limit: rowsPerPage };
  const page = await db.asVendor(vendor.id, (tx) =>
    span === "rehearsed" ? listRehearsed(tx, asked) : listForecast(tx, asked),
  );
  return {
    ...page,
    rows: page.rows.map(({ debtorId, debtorName, channel, templateKey, at, ...clues }) => {
      const place = placeOf({ ...clues, vendor });
      const isZoneKnown = place.zones.length === 1;
      return { debtorId, debtorName, channel, templateKey, at, zone: place.homeZone, isZoneKnown };
    }),
  };
}

function stretchOf(span: ForecastSpan, vendor: VendorDay, now: Date): Stretch {
  switch (span) {
    case "today":
      // What is due already is looked at in a moment, and belongs to today whenever it fell due.
      return { from: null, to: midnight(vendor, now, 1) };
    case "tomorrow":
      return { from: midnight(vendor, now, 1), to: midnight(vendor, now, 2) };
    case "week":
      return { from: null, to: midnight(vendor, now, 7) };
    case "rehearsed":
      return { from: midnight(vendor, now, 0), to: midnight(vendor, now, 1) };
  }
}

/** The start of the vendor's day so many days from today. */
function midnight({ timeZone }: VendorDay, now: Date, days: number): Date {
  return new Date(instantAt(timeZone, addDays(civilDateAt(now, timeZone), days), 0));
}
