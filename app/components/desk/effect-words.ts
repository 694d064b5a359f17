import type { EffectFact } from "~/domain/effect/facts";
import { templateTitle } from "~/domain/templates/names";
import { channelWords, purposeWords } from "./words";

/** `31 %` is written `31%`; below ten with a decimal, for what is rare. */
export function percent(share: number): string {
  const hundredths = share * 100;
  return `${hundredths.toFixed(hundredths > 0 && hundredths < 9.95 ? 1 : 0)}%`;
}

/** What a step is called: its place in its cadence, or what it was instead. */
export function stepName({ step, purpose }: EffectFact): { name: string; detail: string | null } {
  if (step === null)
    return purpose === "reminder"
      ? { name: "Sent by hand", detail: null }
      : { name: purposeWords[purpose], detail: null };
  return { name: stageName(step), detail: step.cadenceName ?? "A cadence that is gone" };
}

function stageName({ stageDays, isAfterAnswer }: NonNullable<EffectFact["step"]>): string {
  if (isAfterAnswer) return stageDays === 0 ? "At once after an answer" : `Day ${stageDays} after an answer`;
  if (stageDays === 0) return "On the due date";
  return stageDays < 0 ? `${-stageDays} days before due` : `Day ${stageDays}`;
}

/** What a template is called, and which version of it in which language. */
export function templateName({ template, purpose }: EffectFact): { name: string; detail: string | null } {
  if (template === null) return { name: purposeWords[purpose], detail: "Words that come with Tenfold" };
  const { key, language, version } = template;
  const detail = [language, version === null ? null : `version ${version}`].filter((part) => part !== null);
  return { name: templateTitle(key), detail: detail.length === 0 ? null : detail.join(", ") };
}

export function rowName(fact: EffectFact, by: "step" | "template"): { name: string; detail: string } {
  const { name, detail } = by === "step" ? stepName(fact) : templateName(fact);
  return { name, detail: [channelWords[fact.channel], detail].filter((part) => part !== null).join(" · ") };
}
