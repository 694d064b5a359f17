import { decideContact, type Contact } from "~/domain/contact-rules/decide";
import type { ContactLimits } from "~/domain/contact-rules/limits";
import type { Place } from "~/domain/contact-rules/place";

/** Whether a debtor may be called now, and if not, why and until when; null: until something changes. */
export type MayCall = { kind: "yes" } | { kind: "no"; reason: string; until: Date | null };

/** @param nothingToAsk why there is nothing to call about, such as an open answer; null where there is. */
export function mayCall(params: {
  now: Date;
  isReachable: boolean;
  nothingToAsk: string | null;
  place: Place;
  contacts: readonly Contact[];
  limits: ContactLimits;
}): MayCall {
  const { isReachable, nothingToAsk, ...question } = params;
  if (nothingToAsk !== null) return { kind: "no", reason: nothingToAsk, until: null };
  if (!isReachable) return { kind: "no", reason: "There is no number that may be called.", until: null };
  const rules = decideContact({ ...question, channel: "call" });
  return rules.kind === "allowed"
    ? { kind: "yes" }
    : { kind: "no", reason: rules.reason, until: rules.until };
}
