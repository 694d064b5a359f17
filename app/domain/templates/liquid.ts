import { Liquid, LiquidError, type Template as ParsedTemplate } from "liquidjs";
import type { ReminderFields } from "./reminder-fields";

/** A template that cannot be used as it is written, in a sentence for the person who wrote it. */
export class TemplateError extends Error {
  override readonly name = "TemplateError";
}

/** Longer than any message anyone reads; keeps parsing and rendering bounded. */
const limits = { parseLimit: 20_000, renderLimit: 200, memoryLimit: 200_000 };

/**
 * Vendors write these, so the language is kept to what a letter needs: no files, no partials, no prototype,
 * no loop without end, and an error for every field or filter that does not exist. Nothing is escaped here:
 * the result is plain text, and whoever puts it into HTML escapes all of it, the author's words and the
 * fields alike.
 */
const engine = hardened(
  new Liquid({
    templates: {},
    dynamicPartials: false,
    ownPropertyOnly: true,
    strictVariables: true,
    strictFilters: true,
    cache: false,
    ...limits,
  }),
);

function hardened(liquid: Liquid): Liquid {
  for (const tag of ["include", "render", "layout", "block", "raw", "tablerow", "increment", "decrement"]) {
    delete liquid.tags[tag];
  }
  for (const filter of [
    "raw",
    "json",
    "inspect",
    "jsonify",
    "where_exp",
    "reject_exp",
    "group_by_exp",
    "find_exp",
  ]) {
    delete liquid.filters[filter];
  }
  return liquid;
}

/**
 * Parsing costs more than rendering, and a vendor has a handful of templates. Emptied when it has grown too
 * big.
 */
const parsed = new Map<string, ParsedTemplate[]>();
const parsedAtMost = 2_000;

/** Fills a template's fields in. @throws TemplateError */
export function renderLiquid(source: string, fields: ReminderFields): string {
  try {
    let template = parsed.get(source);
    if (template === undefined) {
      template = engine.parse(source);
      if (parsed.size >= parsedAtMost) parsed.clear();
      parsed.set(source, template);
    }
    return String(engine.renderSync(template, fields));
  } catch (error) {
    if (error instanceof LiquidError || error instanceof Error)
      throw new TemplateError(explain(error.message));
    throw error;
  }
}

/**
 * The fields that a template names and that there are not, in any of its branches: one that an ordinary
 * reminder does not reach would otherwise fail on the day it does. Empty for a template that cannot be read
 * at all, of which `renderLiquid` tells.
 */
export function unknownFields(source: string, fields: ReminderFields): string[] {
  try {
    return engine.globalFullVariablesSync(source).filter((path) => !isField(path, fields));
  } catch {
    return [];
  }
}

function isField(path: string, fields: object): boolean {
  let at: unknown = fields;
  for (const part of path.split(".")) {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, part)) return false;
    at = Reflect.get(at, part);
  }
  return true;
}

/**
 * liquidjs adds the place (`, line:1, col:4`) and the excerpt; the person needs the first sentence and the
 * line.
 */
function explain(message: string): string {
  const [first = message] = message.split("\n");
  const undefinedField = /undefined variable: (.+?)(?:, line:(\d+).*)?$/.exec(first);
  if (undefinedField) return `There is no field “${undefinedField[1]}”.`;
  const undefinedFilter = /undefined filter: (.+?)(?:, line:(\d+).*)?$/.exec(first);
  if (undefinedFilter) return `There is no filter “${undefinedFilter[1]}”.`;
  const unknownTag = /tag "(.+?)" not found/.exec(first);
  if (unknownTag) return `The tag “${unknownTag[1]}” cannot be used here.`;
  if (/limit exceeded/.test(first)) return "This is too long, or repeats something too often.";
  const place = /, line:(\d+), col:\d+/.exec(first);
  const sentence = first.replace(/, line:\d+, col:\d+.*$/, "").replace(/, file:.*$/, "");
  return place ? `Line ${place[1]}: ${sentence}.` : `${sentence}.`;
}
