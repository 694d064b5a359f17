import type { CadenceId } from "~/domain/ids";
import type { DebtorKind } from "~/domain/vocabulary";
import type { CadenceDraft, CadenceUse } from "./cadence-form";
import type { CadenceStep } from "./steps";

interface Changeable {
  id: CadenceId;
  name: string;
  isDefault: boolean;
  audience: DebtorKind | null;
  repeatEveryDays: number;
  steps: CadenceStep[];
  pausedAt: Date | null;
}

/** What a person wants of one of the vendor's cadences. */
export type CadenceChange =
  | { kind: "edit"; draft: CadenceDraft }
  | { kind: "pause"; at: Date }
  | { kind: "resume" }
  | { kind: "delete" };

/**
 * The vendor's cadences as they are after a change to the one of this id. Only one is the default and one for
 * each kind of debtor: the cadence that becomes it takes it from the other. The default stays one until
 * another is, and cannot be deleted.
 */
export function changeCadences<C extends Changeable>(
  cadences: readonly C[],
  { cadenceId, change }: { cadenceId: CadenceId; change: CadenceChange },
): C[] {
  switch (change.kind) {
    case "edit": {
      const isDefault = cadences.some((cadence) => cadence.id === cadenceId && cadence.isDefault);
      const draft = isDefault ? { ...change.draft, use: "default" as const } : change.draft;
      return cadences.map((cadence) =>
        cadence.id === cadenceId ? edited(cadence, draft) : withoutUse(cadence, draft.use),
      );
    }
    case "pause":
      return cadences.map((cadence) =>
        cadence.id === cadenceId ? { ...cadence, pausedAt: cadence.pausedAt ?? change.at } : cadence,
      );
    case "resume":
      return cadences.map((cadence) => (cadence.id === cadenceId ? { ...cadence, pausedAt: null } : cadence));
    case "delete":
      return cadences.filter(({ id, isDefault }) => id !== cadenceId || isDefault);
  }
}

function edited<C extends Changeable>(cadence: C, { name, use, repeatEveryDays, steps }: CadenceDraft): C {
  const audience = use === "company" || use === "consumer" ? use : null;
  return { ...cadence, name, repeatEveryDays, steps, isDefault: use === "default", audience };
}

/** What another cadence keeps when one becomes the default, or the one for a kind. */
function withoutUse<C extends Changeable>(cadence: C, use: CadenceDraft["use"]): C {
  if (use === "default") return cadence.isDefault ? { ...cadence, isDefault: false } : cadence;
  return use !== "chosen" && cadence.audience === use ? { ...cadence, audience: null } : cadence;
}

/** Whom a cadence is for, as its form says it. */
export function useOf({ isDefault, audience }: Pick<Changeable, "isDefault" | "audience">): CadenceUse {
  return isDefault ? "default" : (audience ?? "chosen");
}
