import { addDays, civilDateAt, type CivilDate } from "~/domain/dates";
import type { DebtorId } from "~/domain/ids";
import type { ContactChannel } from "~/domain/vocabulary";
import type { Situation } from "./decide";
import { compareNext, foresee, type ContactChange, type ForeseenContact } from "./foresee";

const shownDays = 7;
const mostExamples = 10;
const dayMs = 86_400_000;

/** What a change does to those who are under way. */
export interface CadenceEffect {
  /** Debtors with something outstanding whom it concerns. */
  debtors: number;
  /** How many of them were looked at; the counts below are of these. */
  looked: number;
  next: Record<ContactChange, number>;
  /** Contacts within the next twenty-four hours. */
  withinDay: { before: number; after: number };
  /** The vendor's next days, today first. */
  days: { on: CivilDate; before: ByChannel; after: ByChannel }[];
  examples: {
    debtorId: DebtorId;
    name: string;
    before: ForeseenContact | null;
    after: ForeseenContact | null;
  }[];
}
type ByChannel = Record<ContactChannel, number>;

/** A debtor as they stand now, and as they would stand after the change. */
interface Compared {
  debtor: { id: DebtorId; name: string | null; email: string | null; phone: string | null };
  before: Situation;
  after: Situation;
}

/** Before anyone was looked at. @param today where the vendor is. */
export function noEffect({ debtors, today }: { debtors: number; today: CivilDate }): CadenceEffect {
  const none = { email: 0, sms: 0, call: 0 };
  return {
    debtors,
    looked: 0,
    next: { starts: 0, stops: 0, sooner: 0, later: 0, words: 0, same: 0 },
    withinDay: { before: 0, after: 0 },
    days: Array.from({ length: shownDays }, (_, index) => ({
      on: addDays(today, index),
      before: { ...none },
      after: { ...none },
    })),
    examples: [],
  };
}

/** Counts one more debtor in. @param timeZone of the vendor, whose days are shown. */
export function addTo(
  effect: CadenceEffect,
  { debtor, before, after }: Compared,
  { now, timeZone }: { now: Date; timeZone: string },
): void {
  const until = new Date(now.getTime() + shownDays * dayMs);
  const contacts = { before: foresee(before, until), after: foresee(after, until) };
  const change = compareNext(contacts.before[0], contacts.after[0]);
  effect.looked += 1;
  effect.next[change] += 1;
  for (const side of ["before", "after"] as const) {
    for (const { at, channel } of contacts[side]) {
      if (at.getTime() < now.getTime() + dayMs) effect.withinDay[side] += 1;
      const on = civilDateAt(at, timeZone);
      const day = effect.days.find((shown) => shown.on === on);
      if (day) day[side][channel] += 1;
    }
  }
  if (change === "same" || effect.examples.length >= mostExamples) return;
  effect.examples.push({
    debtorId: debtor.id,
    name: debtor.name ?? debtor.email ?? debtor.phone ?? "Without a name",
    before: contacts.before[0] ?? null,
    after: contacts.after[0] ?? null,
  });
}
