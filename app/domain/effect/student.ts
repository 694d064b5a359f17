/**
 * The point below which Student's t with so many degrees of freedom (any number above 0, whole or not) lies
 * with this probability, to about nine digits.
 */
export function studentQuantile(probability: number, freedom: number): number {
  if (!(probability > 0 && probability < 1) || !(freedom > 0))
    throw new Error(`No quantile of Student's t at ${probability} with ${freedom} degrees of freedom.`);
  if (probability === 0.5) return 0;
  if (probability < 0.5) return -studentQuantile(1 - probability, freedom);
  let [low, high] = [0, 1];
  while (studentBelow(high, freedom) < probability) [low, high] = [high, high * 2];
  for (let halved = 0; halved < bisections; halved += 1) {
    const middle = (low + high) / 2;
    if (studentBelow(middle, freedom) < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Each gives a bit; a double has 53. */
const bisections = 60;

/**
 * How likely Student's t is below a value of at least 0: Abramowitz and Stegun, Handbook of Mathematical
 * Functions (1964), 26.7.1 and 26.5.27.
 */
function studentBelow(value: number, freedom: number): number {
  return 1 - betaShare(freedom / (freedom + value ** 2), { a: freedom / 2, b: 0.5 }) / 2;
}

interface BetaShape {
  a: number;
  b: number;
}

/** The regularised incomplete beta function. */
function betaShare(x: number, { a, b }: BetaShape): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
  // The fraction converges fast below the mean; above it the function is turned round.
  if (x < (a + 1) / (a + b + 2)) return (front * betaFraction(x, { a, b })) / a;
  return 1 - (front * betaFraction(1 - x, { a: b, b: a })) / b;
}

const mostTerms = 500;
const smallest = 1e-300;

/** The continued fraction 26.5.8 of Abramowitz and Stegun, by Lentz's method. */
function betaFraction(x: number, { a, b }: BetaShape): number {
  let c = 1;
  let d = 1 / away(1 - ((a + b) * x) / (a + 1));
  let result = d;
  for (let m = 1; m <= mostTerms; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    for (const term of [even, odd]) {
      d = 1 / away(1 + term * d);
      c = away(1 + term / c);
      result *= d * c;
    }
    if (Math.abs(d * c - 1) < 1e-15) break;
  }
  return result;
}

/** Nothing is divided by nothing. */
function away(value: number): number {
  return Math.abs(value) < smallest ? smallest : value;
}

/** Lanczos's approximation with g = 7 and nine terms, to about 15 digits for arguments above a half. */
const lanczos = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

function logGamma(x: number): number {
  // Below a half the reflection formula; degrees of freedom near 0 get there.
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const at = x - 1;
  const [first = 0, ...others] = lanczos;
  const series = others.reduce((sum, term, index) => sum + term / (at + index + 1), first);
  const t = at + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (at + 0.5) * Math.log(t) - t + Math.log(series);
}
