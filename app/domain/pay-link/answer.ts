import { z } from "zod";
import { addDays, type CivilDate } from "~/domain/dates";
import type { MessageKey } from "~/domain/debtor-language/messages";
import type { BalanceId } from "~/domain/ids";
import type { AnswerKind } from "~/domain/vocabulary";
import type { OwingGroup } from "./pay-page";
import { readWrittenAmount } from "./written-amount";

/** As far ahead as a day can be promised: one pay day of any monthly rhythm lies within it. */
export const promiseDaysAhead = 31;
/** The longest note: a page of a letter. */
export const noteLength = 1000;
/** More answers than this from one debtor in 24 hours are not changes of mind. */
export const answersPerDay = 20;
/** Up to here the balances are listed to choose from in a dispute; beyond, it is about all of them. */
export const disputeChoices = 12;

/** What a debtor says instead of, or before, paying. */
export type NewAnswer = { balanceIds: BalanceId[] } & (
  | { kind: "promise_to_pay"; promisedOn: CivilDate }
  | { kind: "partial"; amountMinor: bigint }
  | { kind: "already_paid" | "dispute" | "refusal"; note: string | null }
  | { kind: "wrong_person" }
);

/** What an answer is given about. */
export interface AnswerContext {
  today: CivilDate;
  groups: readonly OwingGroup[];
}

/**
 * Every message of the schemas is the key of a sentence, so that the page can say it in the debtor's
 * language.
 */
const says = (key: MessageKey) => ({ error: key });

/** The form of each kind of answer, as what the debtor typed must be to be an answer. */
export function answerSchema(kind: AnswerKind, context: AnswerContext): z.ZodType<NewAnswer> {
  const all = context.groups.flatMap(({ balances }) => balances);
  const balanceIds = all.map(({ id }) => id);
  switch (kind) {
    case "promise_to_pay":
      return promiseSchema(context.today).transform((promisedOn) => ({ kind, balanceIds, promisedOn }));
    case "partial":
      return partialSchema(context.groups);
    case "already_paid":
      return z.object({ note: noteSchema }).transform(({ note }) => ({ kind, balanceIds, note }));
    case "refusal":
      return z
        .object({ note: z.preprocess(nothingAsMissing, noteSchema.optional()) })
        .transform(({ note }) => ({ kind, balanceIds, note: note ?? null }));
    case "dispute":
      return disputeSchema(all.map(({ id, reference }) => ({ id, reference })));
    case "wrong_person":
      return z.object({}).transform(() => ({ kind, balanceIds }));
  }
}

export function latestPromise(today: CivilDate): CivilDate {
  return addDays(today, promiseDaysAhead);
}

function promiseSchema(today: CivilDate) {
  return z
    .object({
      promisedOn: z
        .string(says("dateMissing"))
        .pipe(z.iso.date(says("dateMissing")))
        .refine((date) => date >= today, says("datePast"))
        .refine((date) => date <= latestPromise(today), says("dateTooLate")),
    })
    .transform(({ promisedOn }) => promisedOn);
}

function partialSchema(groups: readonly OwingGroup[]): z.ZodType<NewAnswer> {
  const [only] = groups;
  const currencies = groups.map(({ currency }): string => currency);
  return z
    .object({
      amount: z.string(says("amountMissing")),
      currency: z
        .enum(currencies, says("currencyMissing"))
        .default(groups.length === 1 && only ? only.currency : ""),
    })
    .transform(({ amount, currency }, context): NewAnswer => {
      const group = groups.find((candidate) => candidate.currency === currency);
      const amountMinor = group ? readWrittenAmount(amount, group.currency) : null;
      const refuse = (field: string, key: MessageKey) => {
        context.addIssue({ code: "custom", path: [field], message: key });
        return z.NEVER;
      };
      if (!group) return refuse("currency", "currencyMissing");
      if (amountMinor === null) return refuse("amount", "amountUnreadable");
      if (amountMinor >= group.total.amountMinor) return refuse("amount", "amountTooBig");
      return { kind: "partial", amountMinor, balanceIds: group.balances.map(({ id }) => id) };
    });
}

function disputeSchema(balances: readonly { id: BalanceId; reference: string }[]): z.ZodType<NewAnswer> {
  const chosenFrom = isDisputeChosen(balances.length);
  return z
    .object({ note: noteSchema, balance: z.array(z.string()).default([]) })
    .transform(({ note, balance }, context): NewAnswer => {
      const chosen = chosenFrom ? balances.filter(({ reference }) => balance.includes(reference)) : balances;
      if (chosen.length === 0) {
        context.addIssue({
          code: "custom",
          path: ["balance"],
          message: "balanceMissing" satisfies MessageKey,
        });
        return z.NEVER;
      }
      return { kind: "dispute", note, balanceIds: chosen.map(({ id }) => id) };
    });
}

/** Whether the debtor is asked which of the balances is wrong. */
export function isDisputeChosen(balances: number): boolean {
  return balances > 1 && balances <= disputeChoices;
}

const noteSchema = z
  .string(says("noteMissing"))
  .transform((text) => cleanNote(text))
  .pipe(z.string(says("noteMissing")).min(1, says("noteMissing")).max(noteLength, says("noteTooLong")));

/** A field that need not be filled in may also hold nothing but spaces. */
function nothingAsMissing(note: unknown): unknown {
  return typeof note === "string" && cleanNote(note) === "" ? undefined : note;
}

/** The debtor's words as they are, without what only a machine would have put there. */
export function cleanNote(text: string): string {
  return text
    .replace(/\r\n?/g, "\n")
    .replace(/[^\P{C}\n]/gu, "")
    .trim();
}
