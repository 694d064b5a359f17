import type { SubmissionResult } from "@conform-to/react";

/** A form that came back: which one, as its schema answered, or why the whole of it cannot be done. */
export interface ReturnedForm {
  intent: string;
  result: SubmissionResult | null;
  problem: string | null;
}

/** The part of what came back that concerns this form. */
export function returnedTo(returned: ReturnedForm | undefined, intent: string): ReturnedForm | undefined {
  return returned?.intent === intent ? returned : undefined;
}
