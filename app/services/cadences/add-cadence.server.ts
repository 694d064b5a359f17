import { cadencePresets } from "~/domain/cadence/presets";
import type { CadencePolicy } from "~/domain/cadence/steps";
import type { CadenceId, VendorId } from "~/domain/ids";
import type { App } from "~/server/app.server";
import { shippedTemplates } from "~/domain/templates/shipped";
import { insertShippedTemplates } from "~db/queries/messages/templates";
import { insertCadence, lockCadences, type Cadence } from "~db/queries/reminders/cadences";

/** More than anyone tells apart; it keeps the list a list. */
export const mostCadences = 30;

/**
 * Adds a cadence to the vendor's: a preset by its name, or a copy of one that is there. Nobody is in it until
 * it is said whom it is for. Null where there is no such one, or where the vendor has as many as can be.
 */
export async function addCadence(
  deps: Pick<App, "db">,
  { vendorId, from }: { vendorId: VendorId; from: { preset: string } | { copyOf: string } },
): Promise<CadenceId | null> {
  return deps.db.asVendor(vendorId, async (tx) => {
    const cadences = await lockCadences(tx, { vendorId });
    const source = sourceOf(from, cadences);
    if (!source || cadences.length >= mostCadences) return null;
    // A vendor from before these were written has not got their words yet.
    await insertShippedTemplates(tx, { vendorId, drafts: shippedTemplates });
    const name = freeName(source.name, cadences);
    return insertCadence(tx, { vendorId, name, policy: source.policy });
  });
}

function sourceOf(
  from: { preset: string } | { copyOf: string },
  cadences: readonly Cadence[],
): { name: string; policy: CadencePolicy } | null {
  if ("preset" in from) {
    const preset = cadencePresets.find(({ name }) => name === from.preset);
    return preset ? { name: preset.name, policy: preset } : null;
  }
  const copied = cadences.find(({ id }) => id === from.copyOf);
  return copied ? { name: `Copy of ${copied.name}`, policy: copied } : null;
}

/** `Persistent`, or `Persistent 2` where that is taken. */
function freeName(wanted: string, cadences: readonly Cadence[]): string {
  const taken = new Set(cadences.map(({ name }) => name.toLowerCase()));
  const base = wanted.slice(0, 55);
  let name = base;
  for (let number = 2; taken.has(name.toLowerCase()); number += 1) name = `${base} ${number}`;
  return name;
}
