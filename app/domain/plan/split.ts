/** What an instalment of a plan still asks for, in minor units; always more than 0. */
export interface OpenInstalment {
  /** From 1, in the order in which they fall due. */
  number: number;
  amountMinor: bigint;
}

/**
 * Divides an amount into parts that differ by one step at most, the larger ones first. They sum to it to the
 * minor unit.
 *
 * @param stepMinor the smallest difference there may be: 10 where a currency of three decimals is charged in
 *   steps of ten, else 1. What is below one step goes to the first part.
 */
export function splitEvenly(amountMinor: bigint, parts: number, stepMinor = 1n): bigint[] {
  const count = BigInt(parts);
  const steps = amountMinor / stepMinor;
  const belowOneStep = amountMinor % stepMinor;
  const larger = steps % count;
  return Array.from({ length: parts }, (_, index) => {
    const evenSteps = steps / count + (BigInt(index) < larger ? 1n : 0n);
    return evenSteps * stepMinor + (index === 0 ? belowOneStep : 0n);
  });
}

/**
 * Cuts what is still to be collected down to what is still outstanding, from the last instalment backwards:
 * who pays early is done earlier, and the next instalments stay as agreed. Nothing is ever raised.
 *
 * A last instalment that would be too small to charge takes what it lacks from the one before it.
 *
 * @param open in order of their numbers.
 * @param outstandingMinor what may still be collected; below 0 counts as nothing.
 * @param minimumMinor the least that can be charged.
 * @returns the instalments that remain, in order. Those left out ask for nothing any more.
 */
export function cutFromTheEnd(
  open: readonly OpenInstalment[],
  outstandingMinor: bigint,
  minimumMinor: bigint,
): OpenInstalment[] {
  let leftMinor = outstandingMinor > 0n ? outstandingMinor : 0n;
  const kept: OpenInstalment[] = [];
  for (const { number, amountMinor } of open) {
    const takenMinor = amountMinor < leftMinor ? amountMinor : leftMinor;
    if (takenMinor > 0n) kept.push({ number, amountMinor: takenMinor });
    leftMinor -= takenMinor;
  }
  return withChargeableEnd(kept, minimumMinor);
}

function withChargeableEnd(kept: readonly OpenInstalment[], minimumMinor: bigint): OpenInstalment[] {
  const [last, before] = [kept.at(-1), kept.at(-2)];
  if (!last || !before || last.amountMinor >= minimumMinor) return [...kept];
  const lackingMinor = minimumMinor - last.amountMinor;
  if (before.amountMinor - lackingMinor < minimumMinor) return [...kept];
  return [
    ...kept.slice(0, -2),
    { ...before, amountMinor: before.amountMinor - lackingMinor },
    { ...last, amountMinor: minimumMinor },
  ];
}
