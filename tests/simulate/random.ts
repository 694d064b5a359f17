import { randomFrom } from "~/domain/demo/random";

/** Draws by a seed: the same seed draws the same. */
export interface Draw {
  /** From 0 up to, not including, 1. */
  unit(): number;
  /** A whole number from 0 up to, not including, `limit`. */
  below(limit: number): number;
  chance(share: number): boolean;
  oneOf<const T>(items: readonly [T, ...T[]]): T;
  /** One of the names, each as often as its weight says. */
  weighted<Name extends string>(weights: Readonly<Partial<Record<Name, number>>>): Name;
}

export function drawFrom(seed: number): Draw {
  // Neighbouring seeds are spread apart first, or their first draws would resemble each other.
  const random = randomFrom(Math.imul(seed + 1, 0x9e3779b1));
  return {
    ...random,
    chance: (share) => random.unit() < share,
    oneOf: ([first, ...others]) => others[random.below(others.length + 1) - 1] ?? first,
    weighted<Name extends string>(weights: Readonly<Partial<Record<Name, number>>>): Name {
      const entries = Object.entries<number | undefined>(weights) as [Name, number | undefined][];
      const total = entries.reduce((sum, [, weight]) => sum + (weight ?? 0), 0);
      let left = random.unit() * total;
      for (const [name, weight = 0] of entries) {
        left -= weight;
        if (left < 0) return name;
      }
      throw new Error("There is nothing to draw from.");
    },
  };
}
