import { addDays, type CivilDate } from "~/domain/dates";
import type { BalanceId } from "~/domain/ids";
import type { AnswerKind, HoldKind } from "~/domain/vocabulary";

/** What a debtor said, or what happened to their money or was agreed with them, and nobody has closed yet. */
export interface OpenAnswer {
  kind: AnswerKind | HoldKind | "plan" | "reply" | "stopped";
  /** The day named in a promise. */
  promisedOn: CivilDate | null;
  /** The first local day on which a reply that nobody has handled holds no longer. */
  untilOn?: CivilDate;
  /** Empty: it is about all of the debtor's balances. */
  balanceIds: readonly BalanceId[];
}

/**
 * Why a balance is not to be asked for, and the first local day on which that ends; null when a person ends
 * it.
 */
export interface Hold {
  because: string;
  untilOn: string | null;
}

/**
 * A payment promised for a day may take as long as a bank transfer does to arrive before anyone asks again.
 */
export const promiseGraceDays = 2;

/** The first day on which a promise for a day counts as broken, if the money has not come by then. */
export function promiseBrokenOn(promisedOn: CivilDate): CivilDate {
  return addDays(promisedOn, promiseGraceDays + 1);
}

/** What a debtor wrote waits for a person this long; after it reminders go on, so that nobody is dropped. */
export const replyHoldsDays = 5;

/** The hold on one balance, if any answer holds it; the longest one when several do. */
export function holdOf(balanceId: BalanceId, answers: readonly OpenAnswer[], today: CivilDate): Hold | null {
  let longest: Hold | null = null;
  for (const answer of answers) {
    const concerns = answer.balanceIds.length === 0 || answer.balanceIds.includes(balanceId);
    if (!concerns && answer.kind !== "wrong_person" && answer.kind !== "stopped") continue;
    const hold = holdBy(answer, today);
    if (hold && (longest === null || outlasts(hold, longest))) longest = hold;
  }
  return longest;
}

function outlasts(a: Hold, b: Hold): boolean {
  if (b.untilOn === null) return false;
  return a.untilOn === null || a.untilOn > b.untilOn;
}

function holdBy({ kind, promisedOn, untilOn }: OpenAnswer, today: CivilDate): Hold | null {
  switch (kind) {
    case "promise_to_pay": {
      if (promisedOn === null) return { because: "The debtor promised to pay.", untilOn: null };
      const brokenOn = promiseBrokenOn(promisedOn);
      if (today >= brokenOn) return null;
      return { because: `The debtor promised to pay on ${promisedOn}.`, untilOn: brokenOn };
    }
    case "reply":
      if (untilOn !== undefined && today >= untilOn) return null;
      return { because: "The debtor wrote; a person answers.", untilOn: untilOn ?? null };
    case "stopped":
      return { because: "A person stopped all contact with the debtor.", untilOn: null };
    case "partial":
      return { because: "The debtor offered a part of it; a person decides.", untilOn: null };
    case "already_paid":
      return { because: "The debtor says it is paid; a person checks.", untilOn: null };
    case "dispute":
      return { because: "The debtor disputes it; a person decides.", untilOn: null };
    case "refusal":
      return { because: "The debtor said they will not pay; a person decides.", untilOn: null };
    case "chargeback":
      return { because: "The card’s bank took the payment back; a person decides.", untilOn: null };
    case "refund":
      return { because: "It was refunded at Stripe; a person decides whether it is owed.", untilOn: null };
    case "plan":
      return { because: "It is paid in instalments.", untilOn: null };
    case "wrong_person":
      return { because: "The person reached says they are not the debtor.", untilOn: null };
  }
}
