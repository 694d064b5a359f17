import { fieldOf, type FormProblems } from "~/domain/cadence/cadence-form";
import type { CadenceChange } from "~/domain/cadence/change";
import { findTemplateProblems } from "~/domain/cadence/problems";
import type { VendorId } from "~/domain/ids";
import type { Tx } from "~db/client";
import { listTemplates } from "~db/queries/messages/templates";
import type { Cadence } from "~db/queries/reminders/cadences";

/**
 * Why a change cannot be made, by the field at which to say so; null where it can. Only what the vendor's
 * other rows tell: the form itself is read before.
 */
export async function findRefusal(
  tx: Tx,
  params: { vendorId: VendorId; change: CadenceChange; current: Cadence; cadences: readonly Cadence[] },
): Promise<FormProblems | null> {
  const { vendorId, change, current, cadences } = params;
  if (change.kind === "delete" && current.isDefault) {
    return { cadence: ["The default cannot be deleted: make another one it first."] };
  }
  if (change.kind !== "edit") return null;
  const { name, steps } = change.draft;
  const problems: FormProblems = {};
  if (cadences.some((other) => other.id !== current.id && sameName(other.name, name))) {
    problems["name"] = ["Another cadence has this name already."];
  }
  const templates = await listTemplates(tx, { vendorId });
  for (const problem of findTemplateProblems(steps, templates)) {
    problems[fieldOf(problem)] = [problem.message];
  }
  return Object.keys(problems).length === 0 ? null : problems;
}

function sameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
