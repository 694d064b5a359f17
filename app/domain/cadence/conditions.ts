import { z } from "zod";
import { debtorKinds, type DebtorKind } from "~/domain/vocabulary";

const days = z.number().int().min(0).max(3_650);
const minor = z.coerce.bigint().positive();

const schema = z
  .object({
    /** Of all that is asked for in the vendor's own currency, in its minor unit. */
    amountAtLeastMinor: minor,
    amountAtMostMinor: minor,
    /** Days since the oldest balance that is asked for was due. */
    daysLateAtLeast: days,
    daysLateAtMost: days,
    /** Small is what is asked for when it is under half of what this vendor's balances come to on average. */
    size: z.enum(["small", "not_small"]),
    /** Whether the debtor has had, and settled, a balance with this vendor before. */
    history: z.enum(["first_time", "repeat"]),
    kind: z.enum(debtorKinds),
    /** Whether a person opened the last message, or went to pay from it. */
    engagement: z.enum(["opened", "not_opened"]),
    /** Whether the debtor has ever answered, or last promised a payment that did not come. */
    answered: z.enum(["never", "before", "promise_broken"]),
  })
  .partial();

/** When a step is taken; all that are given must hold, and no condition at all always does. */
export type StepConditions = z.infer<typeof schema>;

/** What conditions are held against, as it is at one moment. */
export interface DebtorStanding {
  /** All that is asked for, in the vendor's own currency. */
  askedMinor: bigint;
  daysLate: number;
  isSmall: boolean;
  isRepeat: boolean;
  kind: DebtorKind;
  hasOpened: boolean;
  answered: "never" | "before" | "promise_broken";
}

/** Whether a step is to be taken by a debtor who stands like this. */
export function conditionsHold(conditions: StepConditions, standing: DebtorStanding): boolean {
  return standingConditionsHold(conditions, standing) && conductConditionsHold(conditions, standing);
}

/** Those of the conditions that waiting alone does not change. */
export function standingConditionsHold(conditions: StepConditions, standing: DebtorStanding): boolean {
  const { amountAtLeastMinor, amountAtMostMinor, size, history, kind } = conditions;
  if (amountAtLeastMinor !== undefined && standing.askedMinor < amountAtLeastMinor) return false;
  if (amountAtMostMinor !== undefined && standing.askedMinor > amountAtMostMinor) return false;
  if (size !== undefined && standing.isSmall !== (size === "small")) return false;
  if (history !== undefined && standing.isRepeat !== (history === "repeat")) return false;
  return kind === undefined || standing.kind === kind;
}

function conductConditionsHold(conditions: StepConditions, standing: DebtorStanding): boolean {
  const { daysLateAtLeast, daysLateAtMost, engagement, answered } = conditions;
  if (daysLateAtLeast !== undefined && standing.daysLate < daysLateAtLeast) return false;
  if (daysLateAtMost !== undefined && standing.daysLate > daysLateAtMost) return false;
  if (engagement !== undefined && standing.hasOpened !== (engagement === "opened")) return false;
  return answered === undefined || answeredAs(answered, standing.answered);
}

/** The conditions of a step as they are stored. @throws ZodError where something else was stored. */
export function readConditions(stored: unknown): StepConditions {
  return schema.parse(stored);
}

/** As JSON can hold them: amounts in digits. */
export function writeConditions(conditions: StepConditions): Record<string, string | number> {
  return Object.fromEntries(
    Object.entries(conditions).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, typeof value === "bigint" ? value.toString() : value]],
    ),
  );
}

function answeredAs(wanted: DebtorStanding["answered"], standing: DebtorStanding["answered"]): boolean {
  return wanted === standing || (wanted === "before" && standing === "promise_broken");
}
