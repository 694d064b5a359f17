import type { CivilDate } from "~/domain/dates";
import type { BalanceId } from "~/domain/ids";
import { holdOf, type Hold, type OpenAnswer } from "./holds";

/** What a reminder asks for, or why there is nothing to ask for. */
export type Asked<B> =
  { kind: "ask"; balances: [B, ...B[]] } | { kind: "nothing"; reason: string; hold: Hold | null };

/**
 * The balances that one reminder covers: all that are overdue and that no answer holds. Where none is
 * overdue, all that are outstanding, since a reminder before the due date, or one that a person sends by
 * hand, is about those.
 *
 * @param balances something is outstanding on each; any order.
 */
export function balancesToAsk<B extends { id: BalanceId; dueOn: CivilDate }>(
  {
    balances,
    answers,
    paymentPending,
  }: {
    balances: readonly B[];
    answers: readonly OpenAnswer[];
    paymentPending: boolean;
  },
  today: CivilDate,
): Asked<B> {
  if (balances.length === 0) return { kind: "nothing", reason: "Nothing is outstanding.", hold: null };
  if (paymentPending) return { kind: "nothing", reason: "A payment is under way.", hold: null };
  const open = balances.filter(({ id }) => holdOf(id, answers, today) === null);
  const overdue = open.filter(({ dueOn }) => dueOn < today);
  const [first, ...others] = [...(overdue.length > 0 ? overdue : open)].sort(byAge);
  if (first !== undefined) return { kind: "ask", balances: [first, ...others] };
  const hold = balances.map(({ id }) => holdOf(id, answers, today)).find((found) => found !== null) ?? null;
  return { kind: "nothing", reason: hold?.because ?? "An answer is open.", hold };
}

function byAge(a: { dueOn: CivilDate }, b: { dueOn: CivilDate }): number {
  return a.dueOn < b.dueOn ? -1 : a.dueOn > b.dueOn ? 1 : 0;
}
