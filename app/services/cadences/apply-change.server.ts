import type { FormProblems } from "~/domain/cadence/cadence-form";
import { changeCadences, type CadenceChange } from "~/domain/cadence/change";
import type { CadenceId, VendorId } from "~/domain/ids";
import type { App } from "~/server/app.server";
import type { Tx } from "~db/client";
import { lookAgainAtConcerned } from "~db/queries/reminders/cadence-debtors";
import { lockCadences, removeCadences, updateCadences, type Cadence } from "~db/queries/reminders/cadences";
import { findRefusal } from "./find-refusal.server";

export type ChangeOutcome =
  /** `debtors`: how many are looked at again because of it. */
  | { kind: "applied"; debtors: number }
  /** Somebody else has changed it since; `version` is the one that it has now. */
  | { kind: "conflict"; version: number }
  | { kind: "refused"; problems: FormProblems }
  | { kind: "gone" };

interface Wanted {
  vendor: { id: VendorId };
  cadenceId: CadenceId;
  /** The version that whoever wants it has seen. */
  version: number;
  change: CadenceChange;
  now: Date;
}

/**
 * Changes a cadence, and has the sweep look at once at every debtor whom that concerns. Reminders that are
 * planned already stay as they are: those with a provider are gone, and those in the queue were due and are
 * checked once more before they go. Nobody gets a step again whose day they have passed, since their progress
 * is a day and not a step. Whoever is in a cadence that is deleted falls to the one for them without it. All
 * of it commits together.
 */
export async function applyChange(deps: Pick<App, "db">, wanted: Wanted): Promise<ChangeOutcome> {
  const { vendor, cadenceId, version, change, now } = wanted;
  const vendorId = vendor.id;
  return deps.db.asVendor(vendorId, async (tx) => {
    const before = await lockCadences(tx, { vendorId });
    const current = before.find(({ id }) => id === cadenceId);
    if (!current) return { kind: "gone" };
    if (current.version !== version) return { kind: "conflict", version: current.version };
    const problems = await findRefusal(tx, { vendorId, change, current, cadences: before });
    if (problems) return { kind: "refused", problems };
    const after = changeCadences(before, { cadenceId, change });
    await write(tx, { vendorId, cadenceId, before, after, now });
    const told = change.kind === "pause" ? "The cadence is paused." : null;
    const concerned = { vendorId, before, after, changed: [cadenceId] };
    return { kind: "applied", debtors: await lookAgainAtConcerned(tx, { ...concerned, at: now, told }) };
  });
}

async function write(
  tx: Tx,
  params: {
    vendorId: VendorId;
    cadenceId: CadenceId;
    before: readonly Cadence[];
    after: readonly Cadence[];
    now: Date;
  },
): Promise<void> {
  const { vendorId, cadenceId, before, after, now } = params;
  const gone = before.filter(({ id }) => !after.some((kept) => kept.id === id)).map(({ id }) => id);
  await removeCadences(tx, { vendorId, cadenceIds: gone, now });
  const changed = after.filter((cadence) => !before.includes(cadence));
  // Last the one that may take being the default from another.
  const inOrder = changed.sort((a, b) => Number(a.id === cadenceId) - Number(b.id === cadenceId));
  await updateCadences(tx, { vendorId, changed: inOrder });
}
