import type { CadenceId } from "~/domain/ids";
import type { DebtorKind } from "~/domain/vocabulary";

interface Choosable {
  id: CadenceId;
  isDefault: boolean;
  audience: DebtorKind | null;
}

/**
 * The cadence that a debtor is in: the one that a person chose for them, else the one for their kind, else
 * the default; null where the vendor has none of these.
 */
export function cadenceFor<C extends Choosable>(
  cadences: readonly C[],
  debtor: { cadenceId: CadenceId | null; kind: DebtorKind | null },
): C | null {
  return (
    cadences.find(({ id }) => id === debtor.cadenceId) ??
    cadences.find(({ audience }) => audience !== null && audience === debtor.kind) ??
    cadences.find(({ isDefault }) => isDefault) ??
    null
  );
}
