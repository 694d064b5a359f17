import { divideEffect, totalEffect, type EffectDivision } from "~/domain/effect/facts";
import { startOfPeriod, type EffectPeriod } from "~/domain/effect/period";
import type { VendorId } from "~/domain/ids";
import type { App } from "~/server/app.server";
import { readEffect } from "~db/queries/effect/contacts";

interface Asked {
  vendor: { id: VendorId; timeZone: string };
  period: EffectPeriod;
  now: Date;
}

/** What the messages and calls of a period led to, by step and by template, with what they all come to. */
export async function readEffectOfPeriod({ db }: Pick<App, "db">, asked: Asked) {
  const { facts, uncredited } = await factsOf({ db }, asked);
  return {
    byStep: divideEffect(facts, "step"),
    byTemplate: divideEffect(facts, "template"),
    total: totalEffect(facts),
    uncredited,
  };
}

/** The rows of one of the two tables. */
export async function readEffectRows(
  { db }: Pick<App, "db">,
  { by, ...asked }: Asked & { by: EffectDivision },
) {
  const { facts } = await factsOf({ db }, asked);
  return divideEffect(facts, by);
}

async function factsOf({ db }: Pick<App, "db">, { vendor, period, now }: Asked) {
  const from = startOfPeriod(period, { now, timeZone: vendor.timeZone });
  return db.asVendor(vendor.id, (tx) => readEffect(tx, { vendorId: vendor.id, from }));
}
