const DELIMITERS = [",", ";", "\t", "|"];

/** How many lines are looked at: enough to see a pattern through a few titles and long cells. */
const SAMPLE_LINES = 40;
const SAMPLE_CHARACTERS = 64 * 1024;

/**
 * Finds what separates the columns: the sign that splits most lines into the same, largest number of cells. A
 * first line `sep=;`, which Excel writes and hides, settles it and is not part of the body.
 */
export function sniffDelimiter(text: string): { delimiter: string; body: string } {
  const declared = /^sep=(.)\r?\n/.exec(text);
  if (declared?.[1]) return { delimiter: declared[1], body: text.slice(declared[0].length) };
  const sample = text.slice(0, SAMPLE_CHARACTERS);
  const scored = DELIMITERS.map((delimiter) => ({
    delimiter,
    score: evenness(cellCounts(sample, delimiter)),
  }));
  const best = scored.reduce((a, b) => (b.score > a.score ? b : a));
  return { delimiter: best.delimiter, body: text };
}

function cellCounts(sample: string, delimiter: string): number[] {
  const counts: number[] = [];
  let cells = 1;
  let blank = true;
  let inQuotes = false;
  for (const sign of sample) {
    if (counts.length === SAMPLE_LINES) break;
    if (sign === '"') inQuotes = !inQuotes;
    if (!inQuotes && sign === "\n") {
      if (!blank) counts.push(cells);
      cells = 1;
      blank = true;
      continue;
    }
    if (sign !== "\r") blank = false;
    if (!inQuotes && sign === delimiter) cells += 1;
  }
  if (!blank && counts.length < SAMPLE_LINES) counts.push(cells);
  return counts;
}

/**
 * The commonest number of cells times the share of lines that have it; one cell a line is no split at all.
 */
function evenness(counts: number[]): number {
  const lines = new Map<number, number>();
  for (const count of counts) lines.set(count, (lines.get(count) ?? 0) + 1);
  const scores = [...lines].map(([cells, seen]) => (cells > 1 ? cells * (seen / counts.length) : 0));
  return Math.max(0, ...scores);
}
