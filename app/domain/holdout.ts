import type { DebtorId } from "./ids";
import type { HoldoutArm } from "./vocabulary";

/** How long those held out are left alone, and over how long the two arms are compared. */
export const holdoutDays = 30;

/**
 * The arm that a debtor falls into. It depends on nothing that a person, or how they owe, could have a hand
 * in: the last digits of the id, which are random.
 *
 * @param percent of the debtors who are held out, 0 to 50.
 */
export function armOf(debtorId: DebtorId, percent: number): HoldoutArm {
  const drawn = Number.parseInt(debtorId.replaceAll("-", "").slice(-8), 16) % 10_000;
  return drawn < percent * 100 ? "held_out" : "reminded";
}
