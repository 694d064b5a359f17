import { type DecimalMark, markEvidence } from "./amount";

export type MarkReading = { kind: "known"; mark: DecimalMark } | { kind: "ambiguous"; examples: string[] };

/**
 * Infers the decimal mark from all amounts of a file together. `1,020` alone is a thousand and twenty or one
 * and two hundredths; one `97.60` anywhere settles it. Only when nothing does is a person asked. Where no
 * currency of the file has decimals, a lone separator can only group.
 */
export function inferDecimalMark(amounts: string[], { decimals }: { decimals: number }): MarkReading {
  const seen = { ".": 0, ",": 0, either: 0, none: 0 };
  for (const amount of amounts) seen[markEvidence(amount)] += 1;
  if (decimals === 0) seen.either = 0;
  const [best, next]: [DecimalMark, DecimalMark] = seen[","] > seen["."] ? [",", "."] : [".", ","];
  const clear = seen[best] > 0 && seen[best] >= seen[next] * CLEAR_MAJORITY;
  const nothingToDecide = seen["."] === 0 && seen[","] === 0 && seen.either === 0;
  if (clear || nothingToDecide) return { kind: "known", mark: best };
  const examples = amounts.filter((amount) => markEvidence(amount) !== "none");
  return { kind: "ambiguous", examples: [...new Set(examples)].slice(0, 3) };
}

/** A few odd rows must not turn the others into a question; they are reported as rows instead. */
const CLEAR_MAJORITY = 20;
