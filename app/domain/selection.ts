import { createHash } from "node:crypto";
import type { BalanceId } from "./ids";
import type { Currency } from "./money";

/** One balance of a selection, with what is outstanding on it at this moment, in minor units. */
export interface SelectedBalance {
  balanceId: BalanceId;
  outstandingMinor: bigint;
}

/**
 * Names the state of a selection: the same balances with the same amounts outstanding give the same key,
 * whatever their order, and any change gives another. A Checkout session may collect only the state it was
 * made for.
 */
export function selectionKey(currency: Currency, selected: readonly SelectedBalance[]): string {
  const lines = selected.map(({ balanceId, outstandingMinor }) => `${balanceId}=${outstandingMinor}`).sort();
  return createHash("sha256")
    .update([currency, ...lines].join("\n"))
    .digest("base64url");
}
