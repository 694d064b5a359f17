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

/** An instant that the page was made with. */
const instant = z.iso.datetime().transform((text) => new Date(text));

/**
 * What was written in a field, cleaned. Checked after it was, and not by another schema: a form's reader
 * takes an empty text for none.
 */
function words({ atMost, missing }: { atMost: number; missing?: string }) {
  return z
    .string()
    .default("")
    .transform(cleanNote)
    .refine((text) => missing === undefined || text !== "", missing ?? "")
    .refine((text) => text.length <= atMost, `Use at most ${atMost} characters.`);
}

/** The form in which a person answers a debtor. */
export function ourReplySchema(channel: Channel) {
  const atMost = channel === "sms" ? longestSmsAnswer : longestEmailAnswer;
  return z.object({
    text: words({ atMost, missing: "Write your answer." }),
    /** Made with the form: sent twice, it is one message. */
    requestId: z.uuid(),
    handled: z
      .string()
      .optional()
      .transform((ticked) => ticked !== undefined),
    upTo: instant.optional().transform((upTo) => upTo ?? null),
  });
}

export const handledSchema = z.object({ upTo: instant });

/** What somebody's own words can come to; an offer of a part is made on the debtor's page, in figures. */
export const saidKinds = ["promise_to_pay", "already_paid", "dispute", "refusal", "wrong_person"] as const;

/**
 * The form that turns what a debtor wrote into the answer it is. @param today the first day to be promised.
 */
export function saidSchema(today: CivilDate) {
  return z
    .object({
      kind: z.enum(saidKinds, { error: "Choose what it comes to." }),
      promisedOn: z.string().default(""),
      note: words({ atMost: noteLength }),
      upTo: instant,
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
  note: words({ atMost: 500 }).transform((note) => (note === "" ? null : note)),
});

export const liftStopSchema = z.object({
  reason: words({ atMost: 300, missing: "Say in a few words why they may be contacted again." }),
});
