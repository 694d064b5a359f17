import { z } from "zod";
import type { BalanceId } from "~/domain/ids";
import type { CivilDate } from "~/domain/dates";
import {
  cleanNote,
  latestPromise,
  noteLength,
  promiseDaysAhead,
  type NewAnswer,
} from "~/domain/pay-link/answer";
import type { Channel } from "~/domain/vocabulary";
import { contactStopReasons } from "~/domain/vocabulary";

/** Three segments and a bit: an SMS that is longer is an email. */
export const longestSmsAnswer = 480;
const longestEmailAnswer = 5_000;

/** The form in which a person answers a debtor. */
export function ourReplySchema(channel: Channel) {
  const longest = channel === "sms" ? longestSmsAnswer : longestEmailAnswer;
  return z.object({
    text: z
      .string({ error: "Write your answer." })
      .transform(cleanNote)
      .pipe(z.string().min(1, "Write your answer.").max(longest, `Use at most ${longest} characters.`)),
    /** Made with the form: sent twice, it is one message. */
    requestId: z.uuid(),
    handled: z
      .string()
      .optional()
      .transform((ticked) => ticked !== undefined),
    upTo: z.iso.datetime().transform((text) => new Date(text)),
  });
}

export const handledSchema = z.object({ upTo: z.iso.datetime().transform((text) => new Date(text)) });

/** What somebody's own words can come to; an offer of a part is made on the debtor's page, in figures. */
export const saidKinds = ["promise_to_pay", "already_paid", "dispute", "refusal", "wrong_person"] as const;

/** The form that turns what a debtor wrote into the answer it is. @param today the first day to be promised. */
export function saidSchema(today: CivilDate) {
  return z
    .object({
      kind: z.enum(saidKinds, { error: "Choose what it comes to." }),
      promisedOn: z.string().default(""),
      note: z
        .string()
        .default("")
        .transform(cleanNote)
        .pipe(z.string().max(noteLength, `Use at most ${noteLength} letters.`)),
      upTo: z.iso.datetime().transform((text) => new Date(text)),
    })
    .transform(({ kind, promisedOn, note, upTo }, context) => {
      if (kind !== "promise_to_pay") {
        return { upTo, said: kind === "wrong_person" ? { kind } : { kind, note: note === "" ? null : note } };
      }
      const problem = promiseProblem(promisedOn, today);
      if (problem === null) return { upTo, said: { kind, promisedOn } };
      context.addIssue({ code: "custom", path: ["promisedOn"], message: problem });
      return z.NEVER;
    });
}

function promiseProblem(promisedOn: string, today: CivilDate): string | null {
  if (!z.iso.date().safeParse(promisedOn).success) return "Choose the day they named.";
  if (promisedOn < today) return "Choose today or a later day.";
  return promisedOn > latestPromise(today) ? `Choose a day within ${promiseDaysAhead} days.` : null;
}

export type Said = z.infer<ReturnType<typeof saidSchema>>["said"];

export function answerOfSaid(said: Said, balanceIds: BalanceId[]): NewAnswer {
  return { ...said, balanceIds };
}

export const stopSchema = z.object({
  reason: z.enum(contactStopReasons, { error: "Choose why." }),
  note: z
    .string()
    .default("")
    .transform(cleanNote)
    .pipe(z.string().max(500, "Use at most 500 letters."))
    .transform((note) => (note === "" ? null : note)),
});

export const liftStopSchema = z.object({
  reason: z
    .string({ error: "Say in a few words why they may be contacted again." })
    .transform(cleanNote)
    .pipe(
      z
        .string()
        .min(1, "Say in a few words why they may be contacted again.")
        .max(300, "Use at most 300 letters."),
    ),
});
