import type { SubmissionResult } from "@conform-to/react";

/** What one field shows after a form came back: what was written, and what is wrong with it. */
interface FieldState {
  name: string;
  defaultValue: string;
  error: readonly string[] | undefined;
}

/**
 * Gives each field of a form its state by name: what the person wrote when the form came back with a problem,
 * what is stored otherwise.
 */
export function formField(
  result: SubmissionResult | undefined,
  stored: Record<string, unknown>,
): (name: string) => FieldState {
  return (name) => {
    const written = result?.initialValue ? result.initialValue[name] : stored[name];
    return {
      name,
      defaultValue: typeof written === "string" ? written : "",
      error: result?.error?.[name] ?? undefined,
    };
  };
}
