import { type DateOrder, orderEvidence, parseDate } from "./civil-date";

/** The order in which a column's dates are written, or the question to ask. */
export type OrderReading =
  | { kind: "known"; order: DateOrder }
  /** The dates fit both orders; `examples` are some of those that would change their meaning. */
  | { kind: "ambiguous"; examples: string[] };

export interface DateColumns {
  issuedOn: string[];
  dueOn: string[];
  settledOn: string[];
}

/**
 * Infers the order from whole columns: one 13 or more in first place settles it for the column, and for the
 * other columns of the file that hold no such date. Where none does, an order under which several balances
 * would be due before they were issued is out. What remains is truly ambiguous and is asked.
 */
export function inferDateOrders(columns: DateColumns): Record<keyof DateColumns, OrderReading> {
  const own = {
    issuedOn: ownOrder(columns.issuedOn),
    dueOn: ownOrder(columns.dueOn),
    settledOn: ownOrder(columns.settledOn),
  };
  const found = new Set(Object.values(own).filter(isOrder));
  const [only] = found.size === 1 ? found : [];
  const shared = only ?? (found.size === 0 ? plausibleOrder(columns) : null);
  const conclude = (name: keyof DateColumns): OrderReading => {
    const order = own[name];
    if (isOrder(order)) return { kind: "known", order };
    if (order === "any") return { kind: "known", order: shared ?? "ymd" };
    if (order === "unclear" && shared) return { kind: "known", order: shared };
    return { kind: "ambiguous", examples: ambiguousExamples(columns[name]) };
  };
  return { issuedOn: conclude("issuedOn"), dueOn: conclude("dueOn"), settledOn: conclude("settledOn") };
}

/**
 * `any`: no date's meaning depends on the order. `unclear`: it does, and the column does not say. `mixed`: it
 * says both.
 */
type OwnOrder = DateOrder | "any" | "unclear" | "mixed";

function isOrder(order: OwnOrder): order is DateOrder {
  return order === "dmy" || order === "mdy" || order === "ymd";
}

function ownOrder(dates: string[]): OwnOrder {
  const seen = { dmy: 0, mdy: 0, ymd: 0, either: 0, none: 0 };
  for (const date of dates) seen[orderEvidence(date)] += 1;
  const ranked = (["dmy", "mdy", "ymd"] as const).toSorted((a, b) => seen[b] - seen[a]);
  const [best, next] = ranked;
  if (best === undefined || next === undefined || seen[best] === 0)
    return seen.either > 0 ? "unclear" : "any";
  return seen[next] * CLEAR_MAJORITY > seen[best] ? "mixed" : best;
}

/** A typing mistake in one of twenty rows must not turn the others into a question. */
const CLEAR_MAJORITY = 20;

/**
 * The one order under which balances are due on or after their issue, when the other breaks that several
 * times.
 */
function plausibleOrder({ issuedOn, dueOn }: DateColumns): DateOrder | null {
  const dmy = countBackwards(issuedOn, dueOn, "dmy");
  const mdy = countBackwards(issuedOn, dueOn, "mdy");
  if (dmy === 0 && mdy >= ENOUGH_CONTRADICTIONS) return "dmy";
  if (mdy === 0 && dmy >= ENOUGH_CONTRADICTIONS) return "mdy";
  return null;
}

const ENOUGH_CONTRADICTIONS = 3;

function countBackwards(issued: string[], due: string[], order: DateOrder): number {
  return issued.reduce((count, text, at) => {
    const from = parseDate(text, order);
    const until = parseDate(due[at] ?? "", order);
    return count + (from.ok && until.ok && until.value < from.value ? 1 : 0);
  }, 0);
}

function ambiguousExamples(dates: string[]): string[] {
  return [...new Set(dates.filter((date) => orderEvidence(date) === "either"))].slice(0, 3);
}
