import type { ContactChannel } from "~/domain/vocabulary";
import { unlimited, type ContactLimits } from "./limits";

/** How a debtor wants to be reached. It narrows the rules and can never widen them. */
export interface ContactChoice {
  /** Null: on any. */
  channels: readonly ContactChannel[] | null;
  /** Local hours, both null or neither: from the first minute of one to before the first of the other. */
  opensAtHour: number | null;
  closesAtHour: number | null;
  /** Read by those who write; no rule depends on it. */
  language: string | null;
}

/** A debtor's choice as a limit. One that says nothing about when or how to be contacted limits nothing. */
export function limitOfChoice({ channels, opensAtHour, closesAtHour }: ContactChoice): ContactLimits {
  if (channels === null && opensAtHour === null && closesAtHour === null) return unlimited;
  const span = { opensAtMinute: (opensAtHour ?? 0) * 60, closesAtMinute: (closesAtHour ?? 24) * 60 };
  return { ...unlimited, choice: { channels, span } };
}
