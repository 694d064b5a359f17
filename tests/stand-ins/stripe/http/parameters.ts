import { z } from "zod";
import { rejected, type StripeFailure } from "./errors";
import type { Branch } from "./form-decoding";

/** On the wire every parameter is text; these read it as Stripe does. */
export const text = z.string().max(5000);
export const integer = z
  .string()
  .regex(/^-?\d{1,15}$/, { message: "integer" })
  .transform(Number);
export const flag = z.enum(["true", "false"], { message: "boolean" }).transform((value) => value === "true");
export const expand = z.array(z.string()).max(20).optional();

/** Up to 50 pairs, keys to 40 and values to 500 characters (Stripe's documented limits); '' removes a key. */
export const metadata = z
  .union([z.literal(""), z.record(z.string().min(1).max(40), z.string().max(500))])
  .transform((value): Record<string, string> => (value === "" ? {} : value));

/** A value that may be cleared by sending it empty. */
export const clearable = text.transform((value) => (value === "" ? null : value));

const instants = z.union([
  integer,
  z.strictObject({ gt: integer, gte: integer, lt: integer, lte: integer }).partial(),
]);

/** What every list endpoint takes. */
export const page = {
  limit: integer.optional(),
  starting_after: text.optional(),
  ending_before: text.optional(),
  created: instants.optional(),
  expand,
};

export const address = z
  .strictObject({ city: text, country: text, line1: text, line2: text, postal_code: text, state: text })
  .partial();

/** Reads parameters, or throws Stripe's error for the first thing wrong with them. */
export function parse<S extends z.ZodType>(schema: S, tree: Branch): z.infer<S> {
  const read = schema.safeParse(tree, { reportInput: true });
  if (read.success) return read.data;
  const issues = read.error.issues;
  throw failureOf(issues.find((issue) => issue.code === "unrecognized_keys") ?? issues[0]);
}

function failureOf(issue: z.core.$ZodIssue | undefined): StripeFailure {
  if (!issue) return rejected("Invalid request.");
  const param = bracketed(issue.path);
  if (issue.code === "unrecognized_keys") {
    const unknown = bracketed([...issue.path, issue.keys[0] ?? ""]);
    return rejected(`Received unknown parameter: ${unknown}`, { code: "parameter_unknown", param: unknown });
  }
  if (issue.input === undefined) {
    return rejected(`Missing required param: ${param}.`, { code: "parameter_missing", param });
  }
  if (issue.input === "") {
    return rejected(`You passed an empty string for '${param}'.`, { code: "parameter_invalid_empty", param });
  }
  if (issue.message === "integer") {
    return rejected(`Invalid integer: ${JSON.stringify(issue.input)}`, {
      code: "parameter_invalid_integer",
      param,
    });
  }
  if (issue.message === "boolean")
    return rejected(`Invalid boolean: ${JSON.stringify(issue.input)}`, { param });
  if (issue.code === "invalid_value") {
    return rejected(`Invalid ${param}: must be one of ${issue.values.map(String).join(", ")}`, { param });
  }
  if (issue.code === "too_big") return rejected(`Invalid ${param}: too long or too many.`, { param });
  return rejected(`Invalid ${param}.`, { param });
}

function bracketed(path: readonly PropertyKey[]): string {
  const [first, ...rest] = path.map(String);
  return [first ?? "", ...rest.map((step) => `[${step}]`)].join("");
}

/** Merges metadata as an update does: sent keys replace, empty values remove. */
export function mergedMetadata(
  before: Record<string, string>,
  sent: Record<string, string>,
): Record<string, string> {
  return Object.fromEntries(Object.entries({ ...before, ...sent }).filter(([, value]) => value !== ""));
}
