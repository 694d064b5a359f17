import type { Random } from "./random";

/** Of the sample of 2,466 receivables, in cents. They are close to normally distributed. */
const SAMPLE = { leastCents: 526, mostCents: 12_828, meanCents: 5_990, deviationCents: 2_044 };

/** Amounts such as `59.90`, one from each equal slice of the sample's distribution, in random order. */
export function amountsLikeTheSample(count: number, random: Random): string[] {
  const { leastCents, mostCents, meanCents, deviationCents } = SAMPLE;
  const cents = Array.from({ length: count }, (_, at) => {
    if (at === 0) return leastCents;
    if (at === count - 1) return mostCents;
    const amount = Math.round(meanCents + deviationCents * normalQuantile((at + random.unit()) / count));
    return Math.min(mostCents, Math.max(leastCents, amount));
  });
  const order = cents.map((amount) => ({ amount, place: random.unit() })).sort((a, b) => a.place - b.place);
  return order.map(({ amount }) => `${Math.floor(amount / 100)}.${String(amount % 100).padStart(2, "0")}`);
}

/** The standard normal quantile, to three digits: Shore's approximation is plenty for making up a demo. */
function normalQuantile(share: number): number {
  const upper = share >= 0.5;
  const tail = Math.max(upper ? 1 - share : share, 1e-4);
  const distance = 5.5556 * (1 - (tail / (1 - tail)) ** 0.1186);
  return upper ? distance : -distance;
}
