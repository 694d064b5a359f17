import type { Currency } from "~/domain/money";
import {
  meanDifference,
  shareDifference,
  spansZero,
  wilsonInterval,
  type Interval,
  type Sample,
  type Share,
} from "./intervals";

/** What became of the debtors of one arm. Whoever was assigned counts, whatever happened to them since. */
export interface ArmResult {
  /** Whose days are over; only they are compared. */
  over: number;
  /** Whose days still run. */
  running: number;
  /** Of `over`, those who paid anything within their days. */
  paid: number;
  /** Of `over`, those who paid all they owed when they were assigned and that fell due within their days. */
  paidInFull: number;
  /** Of `over`, those who had a reminder or a call within their days, whatever their arm was meant to get. */
  reminded: number;
  collected: readonly ArmAmount[];
}

export interface ArmAmount {
  currency: Currency;
  /** What the arm paid within its days, net of what went back in them. */
  amountMinor: bigint;
  /** The sum of the squares of what each debtor paid: with it a variance can be had without the debtors. */
  squaresMinor: bigint;
}

export interface Difference extends Interval {
  difference: number;
  /** Whether it may as well be nothing, or the other way round. */
  isOpen: boolean;
  /** How large a difference would have to be to show among so many. */
  finestSeen: number;
}

export interface ShareLift {
  reminded: Share & { interval: Interval | null };
  heldOut: Share & { interval: Interval | null };
  /** Null while an arm is empty. */
  lift: Difference | null;
}

export interface AmountLift {
  currency: Currency;
  /** Minor units per debtor of the arm, those who paid nothing included; null of no debtors. */
  remindedMinor: number | null;
  heldOutMinor: number | null;
  lift: Difference | null;
}

export interface Lift {
  paid: ShareLift;
  paidInFull: ShareLift;
  amounts: AmountLift[];
}

/**
 * How much more those who were reminded paid than those who were left alone, by intention to treat: each
 * counts in the arm they were drawn into, since whoever leaves an arm may do so because of how they pay.
 */
export function liftOf(arms: { reminded: ArmResult; heldOut: ArmResult }): Lift {
  const currencies = new Set(
    [...arms.reminded.collected, ...arms.heldOut.collected].map(({ currency }) => currency),
  );
  return {
    paid: shareLift(arms, "paid"),
    paidInFull: shareLift(arms, "paidInFull"),
    amounts: [...currencies].sort().map((currency) => amountLift(arms, currency)),
  };
}

function shareLift(
  arms: { reminded: ArmResult; heldOut: ArmResult },
  what: "paid" | "paidInFull",
): ShareLift {
  const share = (arm: ArmResult) => {
    const counted = { count: arm[what], of: arm.over };
    return { ...counted, interval: wilsonInterval(counted) };
  };
  const [reminded, heldOut] = [share(arms.reminded), share(arms.heldOut)];
  return { reminded, heldOut, lift: judged(shareDifference(reminded, heldOut)) };
}

function amountLift(arms: { reminded: ArmResult; heldOut: ArmResult }, currency: Currency): AmountLift {
  const [reminded, heldOut] = [sampleOf(arms.reminded, currency), sampleOf(arms.heldOut, currency)];
  return {
    currency,
    remindedMinor: reminded?.mean ?? null,
    heldOutMinor: heldOut?.mean ?? null,
    lift: reminded && heldOut && judged(meanDifference(reminded, heldOut)),
  };
}

/** Exact until the last division: squares of amounts soon leave what a double holds. */
function sampleOf({ over, collected }: ArmResult, currency: Currency): Sample | null {
  if (over === 0) return null;
  const found = collected.find((amount) => amount.currency === currency);
  const [sum, squares, size] = [found?.amountMinor ?? 0n, found?.squaresMinor ?? 0n, BigInt(over)];
  return {
    size: over,
    mean: Number(sum) / over,
    variance: over < 2 ? 0 : Number(size * squares - sum * sum) / (over * (over - 1)),
  };
}

function judged(found: (Interval & { difference: number }) | null): Difference | null {
  if (found === null) return null;
  const { difference, low, high } = found;
  return { ...found, isOpen: spansZero(found), finestSeen: Math.max(difference - low, high - difference) };
}
