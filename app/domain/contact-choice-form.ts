import { z } from "zod";
import type { ContactChoice } from "~/domain/contact-rules/choice";
import { contactChannels, type ContactChannel } from "~/domain/vocabulary";

/** What is wrong with a choice; each place that has the form says it in its own words. */
export type ChoiceProblem = "choiceNoChannel" | "choiceHour" | "choiceHoursBoth" | "choiceHoursFew";

/** The languages in which debtors are written to. */
const choosableLanguages = ["en", "es"] as const;

/** Reminders go between these hours at most, under whatever law: a choice has to leave some of them. */
const firstUsefulHour = 9;
const lastUsefulHour = 20;
const fewestHours = 2;

/** `09:00`, as browsers send a time, or nothing. */
const hourSchema = z
  .string()
  .trim()
  .optional()
  .transform((text, context): number | null => {
    if (!text) return null;
    const hour = /^(\d{2}):00(?::00)?$/.exec(text)?.[1];
    if (hour !== undefined && Number(hour) <= 24) return Number(hour);
    context.addIssue({ code: "custom", message: "choiceHour" satisfies ChoiceProblem });
    return z.NEVER;
  });

/**
 * The form in which somebody says how they want to be reached. Every channel ticked is no choice of channels;
 * midnight as the end is the end of the day.
 *
 * @param offered the channels that there is an address or number for: at least one of them has to remain.
 */
export function contactChoiceSchema(offered: readonly ContactChannel[]) {
  return z
    .object({
      channel: z
        .union([z.string(), z.array(z.string())])
        .default([])
        .transform((given) => contactChannels.filter((known) => [given].flat().includes(known))),
      opensAt: hourSchema,
      closesAt: hourSchema,
      language: z.enum(choosableLanguages).nullish().catch(null),
    })
    .transform(({ channel, opensAt, closesAt, language }, context): ContactChoice => {
      const refuse = (field: string, message: ChoiceProblem) => {
        context.addIssue({ code: "custom", path: [field], message });
        return z.NEVER;
      };
      const chosen = channel.filter((one) => offered.includes(one));
      if (chosen.length === 0 && offered.length > 0) return refuse("channel", "choiceNoChannel");
      const channels = chosen.length === offered.length ? null : chosen;
      if (opensAt === null && closesAt === null) {
        return { channels, opensAtHour: null, closesAtHour: null, language: language ?? null };
      }
      if (opensAt === null || closesAt === null) return refuse("opensAt", "choiceHoursBoth");
      const closesAtHour = closesAt === 0 ? 24 : closesAt;
      const useful = Math.min(closesAtHour, lastUsefulHour) - Math.max(opensAt, firstUsefulHour);
      if (useful < fewestHours) return refuse("opensAt", "choiceHoursFew");
      return { channels, opensAtHour: opensAt, closesAtHour, language: language ?? null };
    });
}

/** A debtor's channels, by what there is on file. */
export function channelsOf({ email, phone }: { email: boolean; phone: boolean }): ContactChannel[] {
  return [...(email ? (["email"] as const) : []), ...(phone ? (["sms", "call"] as const) : [])];
}

/** An hour as a time field has it. */
export function hourText(hour: number | null): string {
  return hour === null ? "" : `${String(hour % 24).padStart(2, "0")}:00`;
}

/** The choice in a few words, for the timeline. */
export function choiceInWords({ channels, opensAtHour, closesAtHour, language }: ContactChoice): string {
  const names = { email: "email", sms: "SMS", call: "calls" };
  return [
    channels === null ? "any channel" : channels.map((channel) => names[channel]).join(", "),
    opensAtHour === null || closesAtHour === null
      ? "any lawful hour"
      : `${opensAtHour}:00 to ${closesAtHour}:00 their time`,
    ...(language === null ? [] : [language === "es" ? "in Spanish" : "in English"]),
  ].join("; ");
}
