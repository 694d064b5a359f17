import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";

/** The house's sizes. Functions are measured by ESLint, which knows where they end. */
export const limits = { linesPerFile: 400, charactersPerLine: 110 };

/** Drawers in which anything can be put, and nothing found. */
const drawers = /(^|[-.])(utils?|helpers?|common|managers?|misc|shared)([-.]|$)/;

/**
 * Words in lower case, joined by hyphens, with dots before what a file is (`.server`, `.test`). Remix's
 * routes add the signs of their addresses: `p.$token.tsx`, `_index.tsx`, `balances[.]csv.ts`.
 */
const kebab = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/;
const routeSigns = /\[.\]|[$_]/g;

export function complaintsAbout(path: string, text: string): string[] {
  return [...aboutName(path), ...aboutLength(path, text)];
}

function aboutName(path: string): string[] {
  const name = basename(path);
  const complaints: string[] = [];
  const plain = path.startsWith("app/routes/") ? name.replace(routeSigns, "x") : name;
  if (!kebab.test(plain)) complaints.push(`${path}: a file's name is kebab-case`);
  if (path.split("/").some((part) => drawers.test(part))) {
    complaints.push(`${path}: a thing lives with the subject it serves, not in a drawer`);
  }
  return complaints;
}

function aboutLength(path: string, text: string): string[] {
  const lines = text.trimEnd().split("\n");
  const long = lines.flatMap((line, index) => {
    const length = [...line].length;
    return length > limits.charactersPerLine ? [`${path}:${index + 1}: ${length} characters in a line`] : [];
  });
  return lines.length > limits.linesPerFile ? [`${path}: ${lines.length} lines`, ...long] : long;
}

/** The project's own sources; what a tool generates is its maker's business. */
export function ownSources(): { path: string; text: string }[] {
  const patterns = ["{app,db,emails,tests}/**/*.{ts,tsx,mjs,js,css}", "*.{ts,js}"];
  return globSync(patterns, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).replace(`${process.cwd()}/`, ""))
    .sort()
    .map((path) => ({ path, text: readFileSync(path, "utf8") }));
}
