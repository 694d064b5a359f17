import { createHash } from "node:crypto";

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/**
 * Makes Stripe-looking ids from a seed and a counter: unguessable with a random seed, repeatable with a given
 * one.
 */
export class Ids {
  constructor(
    private readonly seed: string,
    private counter: number,
  ) {}

  get used(): number {
    return this.counter;
  }

  next(prefix: string, length = 24): string {
    this.counter += 1;
    const digest = createHash("sha512").update(`${this.seed}\n${this.counter}\n${prefix}`).digest();
    let made = "";
    for (let at = 0; at < length; at += 1) made += ALPHABET.charAt((digest[at % 64] ?? 0) % ALPHABET.length);
    return `${prefix}${made}`;
  }
}

/** Mulberry32: a small repeatable source of numbers in [0, 1), enough for choosing faults. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
