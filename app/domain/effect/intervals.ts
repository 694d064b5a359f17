import { studentQuantile } from "./student";

/** The bounds between which the true value lies, with 95 % confidence unless its maker says otherwise. */
export interface Interval {
  low: number;
  high: number;
}

/** How many of how many. */
export interface Share {
  count: number;
  of: number;
}

/** What is known of the amounts of one group: enough to compare it with another. */
export interface Sample {
  size: number;
  mean: number;
  /** With `size - 1` below the line. */
  variance: number;
}

/** The point of the standard normal distribution with 2.5 % beyond it. */
const z95 = 1.959963984540054;

/**
 * Wilson's score interval of a share, without continuity correction; null of nothing. It keeps within 0 and 1
 * and stays honest for few cases and for shares near either end, where the textbook's `p ± 1.96 s` does not.
 *
 * E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927) 209–212;
 * method 3 in R. G. Newcombe, Two-sided confidence intervals for the single proportion, Statistics in
 * Medicine 17 (1998) 857–872.
 */
export function wilsonInterval({ count, of }: Share): Interval | null {
  assertShare({ count, of });
  if (of === 0) return null;
  const p = count / of;
  const middle = 2 * count + z95 ** 2;
  const spread = z95 * Math.sqrt(z95 ** 2 + 4 * count * (1 - p));
  const below = 2 * (of + z95 ** 2);
  // The ends are exact where nobody or everybody did; rounding must not leave a hair beside them.
  return {
    low: count === 0 ? 0 : Math.max(0, (middle - spread) / below),
    high: count === of ? 1 : Math.min(1, (middle + spread) / below),
  };
}

/**
 * How far the first share lies above the second, with Newcombe's hybrid score interval for two independent
 * proportions; null when either is of nothing.
 *
 * Method 10 in R. G. Newcombe, Interval estimation for the difference between independent proportions:
 * comparison of eleven methods, Statistics in Medicine 17 (1998) 873–890.
 */
export function shareDifference(first: Share, second: Share): (Interval & { difference: number }) | null {
  const [one, two] = [wilsonInterval(first), wilsonInterval(second)];
  if (one === null || two === null) return null;
  const [p, q] = [first.count / first.of, second.count / second.of];
  const difference = p - q;
  return {
    difference,
    low: difference - Math.hypot(p - one.low, two.high - q),
    high: difference + Math.hypot(one.high - p, q - two.low),
  };
}

/**
 * How far the first mean lies above the second, with Welch's interval, which does not suppose that the two
 * vary alike; null where either group has fewer than two or nobody varies at all.
 *
 * B. L. Welch, The generalization of Student's problem when several different population variances are
 * involved, Biometrika 34 (1947) 28–35. Chosen over a bootstrap because it needs no more than a count, a mean
 * and a variance, which PostgreSQL adds up over any number of debtors and anyone can check by hand, and
 * because it says the same every time it is asked. Amounts are skewed, so it is right for large groups only:
 * T. Lumley et al., The importance of the normality assumption in large public health data sets, Annual
 * Review of Public Health 23 (2002) 151–169, find a few hundred to do for costs of care, as skewed as these.
 */
export function meanDifference(first: Sample, second: Sample): (Interval & { difference: number }) | null {
  if (first.size < 2 || second.size < 2) return null;
  const [a, b] = [first.variance / first.size, second.variance / second.size];
  if (!(a + b > 0)) return null;
  const freedom = (a + b) ** 2 / (a ** 2 / (first.size - 1) + b ** 2 / (second.size - 1));
  const half = studentQuantile(0.975, freedom) * Math.sqrt(a + b);
  const difference = first.mean - second.mean;
  return { difference, low: difference - half, high: difference + half };
}

/** Whether an interval leaves open on which side of nothing the truth is. */
export function spansZero({ low, high }: Interval): boolean {
  return low <= 0 && high >= 0;
}

function assertShare({ count, of }: Share): void {
  if (!Number.isInteger(count) || !Number.isInteger(of) || count < 0 || count > of)
    throw new Error(`${count} of ${of} is no share.`);
}
