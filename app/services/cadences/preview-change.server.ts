import { changeCadences, type CadenceChange } from "~/domain/cadence/change";
import { cadenceFor } from "~/domain/cadence/choose-cadence";
import type { Situation } from "~/domain/cadence/decide";
import { addTo, noEffect, type CadenceEffect } from "~/domain/cadence/effect";
import { civilDateAt } from "~/domain/dates";
import type { CadenceId, DebtorId, VendorId } from "~/domain/ids";
import type { App } from "~/server/app.server";
import { readSituations, type DebtorSituation } from "~/services/reminders/situation.server";
import type { Tx } from "~db/client";
import { countConcerned, sampleConcerned } from "~db/queries/reminders/cadence-debtors";
import { listCadences, type Cadence } from "~db/queries/reminders/cadences";

/** So many debtors are looked at one by one; beyond it a sample of them stands for all. */
const mostLookedAt = 2_000;
const debtorsPerRead = 250;

interface Asked {
  vendor: { id: VendorId; timeZone: string };
  cadenceId: CadenceId;
  change: CadenceChange;
  now: Date;
}

/**
 * What would become of the next contacts with everyone whom a change concerns, found by deciding for each
 * under the cadences as they are and as they would be. Writes nothing. An edit of a paused cadence is shown
 * as it will be once it is resumed.
 */
export async function previewChange(
  deps: Pick<App, "db">,
  { vendor, cadenceId, change, now }: Asked,
): Promise<CadenceEffect> {
  const vendorId = vendor.id;
  const concerned = await deps.db.asVendor(vendorId, async (tx) => {
    const stored = await listCadences(tx, { vendorId });
    const before = change.kind === "edit" ? asIfRunning(stored, cadenceId) : stored;
    const after = changeCadences(before, { cadenceId, change });
    const all = { vendorId, before, after, changed: [cadenceId] };
    const debtors = await countConcerned(tx, all);
    return { before, after, debtors, ids: await sampleConcerned(tx, { ...all, limit: mostLookedAt }) };
  });
  const effect = noEffect({ debtors: concerned.debtors, today: civilDateAt(now, vendor.timeZone) });
  // Each part in a transaction of its own, so that none is held open for the whole of it.
  for (let start = 0; start < concerned.ids.length; start += debtorsPerRead) {
    const debtorIds = concerned.ids.slice(start, start + debtorsPerRead);
    const pairs = await deps.db.asVendor(vendorId, (tx) =>
      readPairs(tx, { ...concerned, vendorId, debtorIds, now }),
    );
    for (const pair of pairs) addTo(effect, pair, { now, timeZone: vendor.timeZone });
  }
  return effect;
}

function asIfRunning(cadences: readonly Cadence[], cadenceId: CadenceId): Cadence[] {
  return cadences.map((cadence) => (cadence.id === cadenceId ? { ...cadence, pausedAt: null } : cadence));
}

interface Pair {
  debtor: DebtorSituation["record"];
  before: Situation;
  after: Situation;
}

/** The situation of each debtor as it is, and as it would be with the other cadences. */
async function readPairs(
  tx: Tx,
  params: {
    vendorId: VendorId;
    debtorIds: readonly DebtorId[];
    before: readonly Cadence[];
    after: readonly Cadence[];
    now: Date;
  },
): Promise<Pair[]> {
  const { vendorId, debtorIds, before, after, now } = params;
  // Read with all of them, so that whatever a condition of either asks about is known.
  const { debtors } = await readSituations(tx, {
    vendorId,
    debtorIds,
    now,
    queued: true,
    cadences: [...before, ...after],
  });
  return [...debtors.values()].map(({ record, situation }) => ({
    debtor: record,
    before: under(situation, cadenceFor(before, record)),
    after: under(situation, cadenceFor(after, record)),
  }));
}

function under(situation: Situation, cadence: Cadence | null): Situation {
  const cadencePaused = (cadence?.pausedAt ?? null) !== null;
  return {
    ...situation,
    vendor: { ...situation.vendor, cadencePaused },
    cadence: cadence ?? { steps: [], repeatEveryDays: situation.cadence.repeatEveryDays },
  };
}
