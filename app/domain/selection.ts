import { createHash } from "node:crypto";
import type { BalanceId } from "./ids";
import type { Currency } from "./money";

/** One balance of a selection, with what is outstanding on it at this moment, in minor units. */
export interface SelectedBalance {
  balanceId: BalanceId;
  outstandingMinor: bigint;
  /** The part of it that is to be paid; all of it where nothing is said. */
  wantedMinor?: bigint;
}

/**
 * Names the state of a selection: the same balances with the same amounts outstanding and wanted give the
 * same key, whatever their order, and any change gives another. A Checkout session may collect only the state
 * it was made for.
 *
 * @param made what else tells one session from another of the same selection, such as `keep_card`.
 */
export function selectionKey(
  currency: Currency,
  selected: readonly SelectedBalance[],
  made: readonly string[] = [],
): string {
  const lines = selected
    .map(({ balanceId, outstandingMinor, wantedMinor = outstandingMinor }) =>
      wantedMinor === outstandingMinor
        ? `${balanceId}=${outstandingMinor}`
        : `${balanceId}=${outstandingMinor}/${wantedMinor}`,
    )
    .sort();
  return createHash("sha256")
    .update([currency, ...lines, ...made].join("\n"))
    .digest("base64url");
}
