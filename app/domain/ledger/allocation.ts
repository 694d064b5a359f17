import type { BalanceAmount } from "./entries";

/** What a balance can still take. `wantedMinor` is what was asked of it, when a selection was. */
export interface AllocationTarget {
  balanceId: BalanceAmount["balanceId"];
  outstandingMinor: bigint;
  dueOn: string;
  wantedMinor?: bigint;
}

export interface Allocation {
  allocations: BalanceAmount[];
  /** What no balance could take. */
  unappliedMinor: bigint;
}

/**
 * Spreads what was received over balances: first each what was asked of it, then whatever is left oldest due
 * first. No balance gets more than is outstanding on it, and every cent is either allocated or unapplied.
 *
 * @param receivedMinor what came in, in minor units; at least 0.
 * @param targets balances of one currency, in any order.
 */
export function allocate(receivedMinor: bigint, targets: readonly AllocationTarget[]): Allocation {
  const oldestFirst = [...targets].sort(byAge);
  const taken = new Map<BalanceAmount["balanceId"], bigint>();
  let leftMinor = receivedMinor;
  const take = ({ balanceId, outstandingMinor }: AllocationTarget, upToMinor: bigint) => {
    const already = taken.get(balanceId) ?? 0n;
    const amountMinor = smallest(leftMinor, upToMinor, outstandingMinor - already);
    if (amountMinor <= 0n) return;
    taken.set(balanceId, already + amountMinor);
    leftMinor -= amountMinor;
  };
  for (const target of oldestFirst) if (target.wantedMinor !== undefined) take(target, target.wantedMinor);
  for (const target of oldestFirst) take(target, target.outstandingMinor);
  return {
    allocations: [...taken].map(([balanceId, amountMinor]) => ({ balanceId, amountMinor })),
    unappliedMinor: leftMinor,
  };
}

function byAge(a: AllocationTarget, b: AllocationTarget): number {
  return a.dueOn.localeCompare(b.dueOn) || a.balanceId.localeCompare(b.balanceId);
}

function smallest(...amounts: [bigint, ...bigint[]]): bigint {
  return amounts.reduce((least, amount) => (amount < least ? amount : least));
}
