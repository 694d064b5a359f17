/** A stretch of words that both texts have, or one of them. */
export interface DiffPart {
  kind: "same" | "added" | "removed";
  text: string;
}

/** Longer texts are shown as replaced as a whole: the comparison grows with the product of their words. */
const wordsAtMost = 1_500;

/**
 * What became of a text, word by word. Without what was removed it reads as `after`, without what was added
 * as `before`.
 */
export function diffWords(before: string, after: string): DiffPart[] {
  const from = wordsOf(before);
  const to = wordsOf(after);
  if (from.length > wordsAtMost || to.length > wordsAtMost) {
    return joined([
      { kind: "removed", text: before },
      { kind: "added", text: after },
    ]);
  }
  return joined(walk(from, to, longestCommon(from, to)));
}

/** Words and fields with the blanks after them: joined, they are the text. */
function wordsOf(text: string): string[] {
  return text.match(/(?:\{\{[^{}]*\}\}|\{%[^{}]*%\}|[^\s{]+|\{)\s*|\s+/gu) ?? [];
}

/** How many words the rests of both texts have in common, from each pair of places on. */
function longestCommon(from: readonly string[], to: readonly string[]): Uint16Array[] {
  const lengths = Array.from({ length: from.length + 1 }, () => new Uint16Array(to.length + 1));
  for (let i = from.length - 1; i >= 0; i -= 1) {
    const row = lengths[i];
    const below = lengths[i + 1];
    if (!row || !below) continue;
    for (let j = to.length - 1; j >= 0; j -= 1) {
      row[j] = from[i] === to[j] ? (below[j + 1] ?? 0) + 1 : Math.max(below[j] ?? 0, row[j + 1] ?? 0);
    }
  }
  return lengths;
}

function walk(from: readonly string[], to: readonly string[], lengths: readonly Uint16Array[]): DiffPart[] {
  const parts: DiffPart[] = [];
  let i = 0;
  let j = 0;
  while (i < from.length || j < to.length) {
    const before = from[i];
    const after = to[j];
    if (before !== undefined && before === after) {
      parts.push({ kind: "same", text: before });
      i += 1;
      j += 1;
    } else if (
      after === undefined ||
      (before !== undefined && (lengths[i + 1]?.[j] ?? 0) >= (lengths[i]?.[j + 1] ?? 0))
    ) {
      parts.push({ kind: "removed", text: before ?? "" });
      i += 1;
    } else {
      parts.push({ kind: "added", text: after });
      j += 1;
    }
  }
  return parts;
}

function joined(parts: readonly DiffPart[]): DiffPart[] {
  const merged: DiffPart[] = [];
  for (const { kind, text } of parts) {
    const last = merged.at(-1);
    if (text === "") continue;
    if (last?.kind === kind) last.text += text;
    else merged.push({ kind, text });
  }
  return merged;
}
