import type { TemplateWarning, WarningKind } from "./warning";

/**
 * Words that are looked for together, and what to write in their place. A `*` stands for the rest of a word,
 * a blank for any white space or hyphen, and letters match with or without their accent. Nothing else in them
 * means anything in a pattern.
 */
export interface Phrases {
  kind: WarningKind;
  instead: string;
  phrases: readonly string[];
}

export interface CompiledPhrases extends Omit<Phrases, "phrases"> {
  pattern: RegExp;
}

export function compilePhrases({ kind, instead, phrases }: Phrases): CompiledPhrases {
  const longestFirst = [...phrases].sort((a, b) => b.length - a.length);
  const pattern = `(?<![\\p{L}\\p{N}])(?:${longestFirst.map(patternOf).join("|")})(?![\\p{L}\\p{N}])`;
  return { kind, instead, pattern: new RegExp(pattern, "giu") };
}

const withAccents: Readonly<Record<string, string>> = {
  a: "[aáà]",
  e: "[eéè]",
  i: "[iíì]",
  o: "[oóò]",
  u: "[uúüù]",
  n: "[nñ]",
};

function patternOf(phrase: string): string {
  return [...phrase.normalize("NFD").replace(/\p{M}/gu, "")]
    .map((letter) => {
      if (letter === " ") return "[\\s-]+";
      if (letter === "*") return "[\\p{L}\\p{M}]*";
      if (letter === "'") return "['’]";
      return /\p{L}/u.test(letter) ? `${withAccents[letter] ?? letter}\\p{M}?` : letter;
    })
    .join("");
}

/** Every place in which one of the phrases stands, in the order of the text. */
export function findPhrases(
  text: string,
  groups: readonly CompiledPhrases[],
): Omit<TemplateWarning, "field">[] {
  return groups
    .flatMap(({ kind, instead, pattern }) =>
      [...text.matchAll(pattern)].map((match) => ({
        kind,
        instead,
        found: match[0],
        at: placeOf(text, match.index),
      })),
    )
    .sort((a, b) => a.at.offset - b.at.offset);
}

export function placeOf(text: string, offset: number): { offset: number; line: number } {
  return { offset, line: text.slice(0, offset).split("\n").length };
}
