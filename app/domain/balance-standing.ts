/** What a balance was billed for, what is left of it, and what was taken off it without money. */
export interface BalanceParts {
  amountMinor: bigint;
  outstandingMinor: bigint;
  creditedMinor: bigint;
  writtenOffMinor: bigint;
}

/** What of a balance was settled with money: the rest of what was billed. */
export function paidMinor(parts: BalanceParts): bigint {
  return parts.amountMinor - parts.outstandingMinor - parts.creditedMinor - parts.writtenOffMinor;
}

/**
 * How a balance on which nothing is outstanding came to its end. A credit lowers what was owed, so money for
 * the rest settled it; a write-off gave up what was owed, so it never counts as settled.
 */
export function endingOf(parts: BalanceParts): "settled" | "credited" | "written_off" | "part_written_off" {
  const hasPaid = paidMinor(parts) > 0n;
  if (parts.writtenOffMinor > 0n) return hasPaid ? "part_written_off" : "written_off";
  return hasPaid || parts.creditedMinor === 0n ? "settled" : "credited";
}
