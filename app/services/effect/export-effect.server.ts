import { stringify } from "csv-stringify/sync";
import type { EffectDivision, EffectFact, EffectRow } from "~/domain/effect/facts";
import type { EffectPeriod } from "~/domain/effect/period";
import type { VendorId } from "~/domain/ids";
import { toDecimal, type Currency } from "~/domain/money";
import { writeUnitCost } from "~/domain/unit-cost";
import type { App } from "~/server/app.server";
import { readEffectRows } from "./read-effect.server";

const counted = ["sent", "delivered", "opened", "machineOpened", "clicked", "paid"] as const;
const countedColumns = ["sent", "delivered", "opened", "opened by machine", "clicked pay", "paid in 7 days"];

/**
 * One of the two tables of the effect as CSV, without its total: a line for each row, and a column for each
 * currency that was collected, so that every column can be added up.
 */
export async function exportEffect(
  { db }: Pick<App, "db">,
  asked: {
    vendor: { id: VendorId; timeZone: string; currency: Currency };
    by: EffectDivision;
    period: EffectPeriod;
    now: Date;
  },
): Promise<string> {
  const { by, vendor } = asked;
  const rows = await readEffectRows({ db }, asked);
  const currencies = [
    ...new Set(rows.flatMap(({ collected }) => collected.map((one) => one.currency))),
  ].sort();
  const header = [
    ...(by === "step" ? stepColumns : templateColumns),
    ...countedColumns,
    `cost ${vendor.currency}`,
    "messages of unknown cost",
    ...currencies.map((currency) => `collected ${currency}`),
  ];
  const lines = rows.map((row) => [
    ...(by === "step" ? stepCells(row.of) : templateCells(row.of)),
    ...counted.map((name) => String(row[name])),
    writeUnitCost(Number(row.costMicros), "en"),
    String(row.costUnknown),
    ...currencies.map((currency) => collectedCell(row, currency)),
  ]);
  // Excel takes a file for UTF-8 only when it begins with a byte order mark.
  const options = { escape_formulas: true, cast: { string: numberAsItIs } };
  return `\uFEFF${stringify([header])}${stringify(lines, options)}`;
}

/** A negative number begins with a minus, and is no formula for it. */
function numberAsItIs(cell: string) {
  return /^-[\d.]+$/.test(cell) ? { value: cell, escape_formulas: false } : cell;
}

const stepColumns = ["purpose", "cadence", "counted from", "day", "channel"];

function stepCells({ purpose, channel, step }: EffectFact): string[] {
  if (step === null) return [purpose, "", "", "", channel];
  const { cadenceName, isAfterAnswer, stageDays } = step;
  return [purpose, cadenceName ?? "", isAfterAnswer ? "answer" : "due date", String(stageDays), channel];
}

const templateColumns = ["purpose", "template", "channel", "language", "version"];

function templateCells({ purpose, channel, template }: EffectFact): string[] {
  const { key = "", language = null, version = null } = template ?? {};
  return [purpose, key, channel, language ?? "", version === null ? "" : String(version)];
}

function collectedCell({ collected }: EffectRow, currency: Currency): string {
  const found = collected.find((one) => one.currency === currency);
  return toDecimal(found ?? { amountMinor: 0n, currency });
}
