/** The text of a call's script: no stray blanks, at most one empty line between its parts. */
export function plainScript(text: string): string {
  return text
    .replace(/[ \t]+$/gm, "")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}
