import { z } from "zod";
import type { CivilDate } from "~/domain/dates";
import type { BalanceId } from "~/domain/ids";
import {
  cleanNote,
  latestPromise,
  noteLength,
  promiseDaysAhead,
  type NewAnswer,
} from "~/domain/pay-link/answer";
import { callOutcomes, type CallOutcome } from "~/domain/vocabulary";

/** What came of a call, as whoever made it says. */
export type CallResult = { note: string | null } & (
  | { outcome: Exclude<CallOutcome, "promise" | "dispute"> }
  | { outcome: "promise"; promisedOn: CivilDate }
  | { outcome: "dispute"; note: string }
);

const noteSchema = z
  .string()
  .optional()
  .transform((note) => cleanNote(note ?? ""))
  .refine((note) => note.length <= noteLength, `Use at most ${noteLength} letters.`)
  .transform((note) => (note === "" ? null : note));

const noDay = "Choose the day they named.";

/** The form of a call's outcome. @param today the first day that can be promised. */
export function callResultSchema(today: CivilDate) {
  return z
    .object({
      outcome: z.enum(callOutcomes, { error: "Choose what came of the call." }),
      note: noteSchema,
      promisedOn: z.string().optional(),
    })
    .transform(({ outcome, note, promisedOn }, context): CallResult => {
      const refuse = (field: string, message: string) => {
        context.addIssue({ code: "custom", path: [field], message });
        return z.NEVER;
      };
      if (outcome === "dispute") {
        return note === null ? refuse("note", "Write down what they say is wrong.") : { outcome, note };
      }
      if (outcome !== "promise") return { outcome, note };
      if (promisedOn === undefined || !z.iso.date().safeParse(promisedOn).success)
        return refuse("promisedOn", noDay);
      if (promisedOn < today) return refuse("promisedOn", "Choose today or a later day.");
      if (promisedOn > latestPromise(today)) {
        return refuse("promisedOn", `Choose a day within ${promiseDaysAhead} days.`);
      }
      return { outcome, note, promisedOn };
    });
}

/** What the debtor said in a call, as the same answer they could have given themselves; null when nothing. */
export function answerOf(result: CallResult, balanceIds: BalanceId[]): NewAnswer | null {
  switch (result.outcome) {
    case "promise":
      return { kind: "promise_to_pay", promisedOn: result.promisedOn, balanceIds };
    case "paid":
      return { kind: "already_paid", note: result.note, balanceIds };
    case "dispute":
      return { kind: "dispute", note: result.note, balanceIds };
    case "refuses":
      return { kind: "refusal", note: result.note, balanceIds };
    case "no_answer":
    case "wrong_number":
      return null;
  }
}
