import type { CadenceId } from "~/domain/ids";
import type { Currency } from "~/domain/money";
import type { ContactChannel, MessagePurpose } from "~/domain/vocabulary";

/** What became of some contacts, as far as it can be counted; amounts of each currency apart. */
export interface EffectCounts {
  /** Messages handed to a provider that took them, and calls made. */
  sent: number;
  /** Messages that a provider says arrived, and calls in which somebody answered who was meant. */
  delivered: number;
  /** Emails that a person, as far as can be told, opened. */
  opened: number;
  /** Emails that a scanner or proxy fetched, whether or not a person opened them too. */
  machineOpened: number;
  /** Messages through whose link somebody began to pay. */
  clicked: number;
  /** Contacts that were the last one before a payment, at most a week before it. */
  paid: number;
  /** In millionths of the vendor's currency. Calls have none. */
  costMicros: bigint;
  /** Messages whose cost was not known when they went out. */
  costUnknown: number;
  /** What those payments came to, net of what went back of them since. */
  collected: readonly Collected[];
}

export interface Collected {
  currency: Currency;
  payments: number;
  amountMinor: bigint;
}

/** Contacts that are alike in everything they are counted by. */
export interface EffectFact extends EffectCounts {
  channel: ContactChannel;
  purpose: MessagePurpose;
  /** The version is null where it was not kept: a call's script, or words that came with Tenfold. */
  template: { key: string; language: string | null; version: number | null } | null;
  /** Null for what no cadence asked for. */
  step: {
    cadenceId: CadenceId | null;
    /** Null once the cadence is gone. */
    cadenceName: string | null;
    stageDays: number;
    /** Whether its days are counted from an answer rather than from the due date. */
    isAfterAnswer: boolean;
  } | null;
}

export interface EffectRow extends EffectCounts {
  /** What the contacts of the row have in common; unique among the rows. */
  key: string;
  /** One of its facts, to name the row by. */
  of: EffectFact;
}

/** How the facts are divided into rows. */
export const effectDivisions = ["step", "template"] as const;
export type EffectDivision = (typeof effectDivisions)[number];

/**
 * Adds facts up by step or by template, in the order in which debtors meet them. Every fact is in exactly one
 * row, so the rows add up to `totalEffect` of the same facts.
 */
export function divideEffect(facts: readonly EffectFact[], by: EffectDivision): EffectRow[] {
  const keyOf = by === "step" ? stepKey : templateKey;
  const groups = Map.groupBy(facts, (fact) => keyOf(fact).join("\u0000"));
  const rows = [...groups].flatMap(([key, same]): EffectRow[] => {
    const [of] = same;
    return of === undefined ? [] : [{ key, of, ...totalEffect(same) }];
  });
  return rows.sort((a, b) => compareKeys(keyOf(a.of), keyOf(b.of)));
}

/** What all the facts come to. */
export function totalEffect(facts: readonly EffectCounts[]): EffectCounts {
  const add = (count: (fact: EffectCounts) => number) => facts.reduce((sum, fact) => sum + count(fact), 0);
  return {
    sent: add(({ sent }) => sent),
    delivered: add(({ delivered }) => delivered),
    opened: add(({ opened }) => opened),
    machineOpened: add(({ machineOpened }) => machineOpened),
    clicked: add(({ clicked }) => clicked),
    paid: add(({ paid }) => paid),
    costMicros: facts.reduce((sum, { costMicros }) => sum + costMicros, 0n),
    costUnknown: add(({ costUnknown }) => costUnknown),
    collected: addCollected(facts.flatMap(({ collected }) => collected)),
  };
}

function addCollected(parts: readonly Collected[]): Collected[] {
  const found = new Map<Currency, Collected>();
  for (const { currency, payments, amountMinor } of parts) {
    const before = found.get(currency) ?? { currency, payments: 0, amountMinor: 0n };
    found.set(currency, {
      currency,
      payments: before.payments + payments,
      amountMinor: before.amountMinor + amountMinor,
    });
  }
  return [...found.values()].sort((a, b) => (a.currency < b.currency ? -1 : 1));
}

type Key = readonly (string | number)[];

/** Steps of cadences first, then what a person sent, then what is no reminder. */
function stepKey({ step, purpose, channel }: EffectFact): Key {
  if (step === null) return [purpose === "reminder" ? 1 : 2, "", "", 0, 0, purpose, channel];
  const { cadenceId, cadenceName, stageDays, isAfterAnswer } = step;
  return [0, cadenceName ?? "\uFFFF", cadenceId ?? "", Number(isAfterAnswer), stageDays, "", channel];
}

/** The newest version of a template comes first. */
function templateKey({ template, purpose, channel }: EffectFact): Key {
  if (template === null) return [1, purpose, channel, "", 0];
  return [0, template.key, channel, template.language ?? "", -(template.version ?? 0)];
}

function compareKeys(a: Key, b: Key): number {
  for (const [at, one] of a.entries()) {
    const other = b[at];
    if (typeof one === "number" && typeof other === "number" && one !== other) return one - other;
    if (typeof one === "string" && typeof other === "string" && one !== other) return one < other ? -1 : 1;
  }
  return 0;
}

/**
 * What a unit of cost brought in, in the vendor's own currency; null where nothing was spent or a part of the
 * cost is not known. Other currencies are left out: setting them against it would take an exchange rate.
 */
export function collectedPerCost(
  { collected, costMicros, costUnknown }: EffectCounts,
  { currency, minorPerUnit }: { currency: Currency; minorPerUnit: number },
): number | null {
  if (costMicros === 0n || costUnknown > 0) return null;
  const amountMinor = collected.find((one) => one.currency === currency)?.amountMinor ?? 0n;
  return (Number(amountMinor) / minorPerUnit / Number(costMicros)) * 1_000_000;
}
