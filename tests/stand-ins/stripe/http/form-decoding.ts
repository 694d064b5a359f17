/** What a bracketed form decodes to: text at the leaves, as nothing on the wire says more. */
type Tree = string | Tree[] | { [key: string]: Tree };
export type Branch = { [key: string]: Tree };

/** Bounds as in common form parsers, so that a hostile body cannot build an enormous tree. */
const MAX_PAIRS = 1000;
const MAX_DEPTH = 12;

/**
 * Decodes `a[b][0][c]=d` as Stripe does: numbered and empty brackets make lists, named ones make objects.
 * A list keeps the order of its numbers and closes gaps.
 */
export function decodeForm(text: string): Branch {
  const root: Branch = Object.create(null);
  let pairs = 0;
  for (const [name, value] of new URLSearchParams(text)) {
    pairs += 1;
    if (pairs > MAX_PAIRS) throw new FormTooLarge();
    plant(root, pathOf(name), value);
  }
  return branchOf(root);
}

export class FormTooLarge extends Error {}

function pathOf(name: string): string[] {
  const open = name.indexOf("[");
  if (open <= 0 || !name.endsWith("]")) return [name];
  const path = [name.slice(0, open), ...name.slice(open + 1, -1).split("][")];
  if (path.length > MAX_DEPTH) throw new FormTooLarge();
  return path;
}

function plant(root: Branch, path: string[], value: string): void {
  let here = root;
  for (const [depth, step] of path.entries()) {
    const key = step === "" ? String(Object.keys(here).length) : step;
    if (depth === path.length - 1) {
      here[key] = value;
      return;
    }
    const next = here[key];
    if (isBranch(next)) {
      here = next;
    } else {
      const made: Branch = Object.create(null);
      here[key] = made;
      here = made;
    }
  }
}

/** Objects whose keys are all numbers are lists. The root never is. */
function branchOf(node: Branch): Branch {
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, treeOf(value)]));
}

function treeOf(node: Tree): Tree {
  if (!isBranch(node)) return node;
  const keys = Object.keys(node);
  if (keys.length > 0 && keys.every((key) => /^\d+$/.test(key))) {
    return keys.sort((a, b) => Number(a) - Number(b)).map((key) => treeOf(node[key] ?? ""));
  }
  return branchOf(node);
}

function isBranch(node: Tree | undefined): node is Branch {
  return typeof node === "object" && !Array.isArray(node);
}
