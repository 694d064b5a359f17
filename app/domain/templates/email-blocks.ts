/** A template's text, taken apart where its link and its statement stand. */
export type TextPart = { kind: "text"; lines: string[] } | { kind: "link" } | { kind: "statement" };

/**
 * Takes plain text apart into paragraphs, its one link and its statements. A line that is the link alone is
 * the link; a link within a sentence ends the paragraph before it and begins the one after.
 */
export function partsOf(
  text: string,
  { payLink, statement }: { payLink: string; statement: string },
): TextPart[] {
  const parts: TextPart[] = [];
  for (const paragraph of text.trim().split(/\n{2,}/)) {
    takeApart(paragraph, payLink, { kind: "link" }, parts, (piece) =>
      takeApart(piece, statement, { kind: "statement" }, parts, (words) => {
        const lines = words.split("\n").map((line) => line.trim());
        while (lines[0] === "") lines.shift();
        while (lines.at(-1) === "") lines.pop();
        if (lines.length > 0) parts.push({ kind: "text", lines });
      }),
    );
  }
  return parts;
}

function takeApart(
  text: string,
  mark: string,
  part: TextPart,
  parts: TextPart[],
  takeRest: (piece: string) => void,
): void {
  text.split(mark).forEach((piece, index) => {
    if (index > 0) parts.push(part);
    takeRest(piece);
  });
}

/**
 * The line that a mail program shows beside the subject: the first one with the amount in it, else the first.
 */
export function previewLine(parts: readonly TextPart[], amount: string): string {
  const texts = parts.flatMap((part) => (part.kind === "text" ? [part.lines.join(" ")] : []));
  return texts.find((text) => text.includes(amount)) ?? texts[0] ?? "";
}

/** One line, as a header must be, and no longer than mail programs show. */
export function subjectLine(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, " ").trim();
  return [...line].length <= longestSubject ? line : `${[...line].slice(0, longestSubject - 1).join("")}…`;
}

const longestSubject = 150;
