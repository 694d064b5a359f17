import type { Draw } from "~tests/simulate/random";
import type { World } from "~tests/simulate/world";

/**
 * One thing that happens. All its choices were drawn when it was made, as numbers that any world can resolve
 * (the third session there is, a share of what is owed), so that a story goes on making sense when some of
 * its actions are left out.
 */
export interface Action {
  kind: string;
  /** Makes it happen. @returns what happened, as a sentence. */
  run(world: World): Promise<string>;
}

/** Draws one action of a kind. */
export type DrawAction = (draw: Draw) => Action["run"];

/** One of the items, by a share from 0 to 1 of their line; undefined when there are none. */
export function at<T>(items: readonly T[], share: number): T | undefined {
  return items[Math.floor(share * items.length)];
}

/** The newest are picked more often than the oldest. */
export function recent<T>(items: readonly T[], share: number): T | undefined {
  return items[items.length - 1 - Math.floor(share * share * items.length)];
}
