import { parsePhoneNumberFromString, type CountryCode } from "libphonenumber-js/max";
import { z } from "zod";

/** Empty means that it is not known. */
const optionalText = (atMost: number, problem: string) =>
  z
    .string()
    .trim()
    .max(atMost, problem)
    .optional()
    .transform((text) => (text ? text : null));

export const timeZoneSchema = z
  .string({ error: "Choose a time zone." })
  .refine(isTimeZone, "Choose a time zone from the list.");
export const languageSchema = z
  .string({ error: "Write a language, such as en-US or es." })
  .refine(isLanguage, "Write a language by its code, such as en-US or es.");

/** A number as people write it, kept in E.164. */
export function phoneSchema(country: string) {
  return z
    .string()
    .trim()
    .optional()
    .transform((text, context): string | null => {
      if (!text) return null;
      const found = parsePhoneNumberFromString(text, country as CountryCode);
      if (found?.isValid()) return found.number;
      context.addIssue({
        code: "custom",
        message: "This is not a phone number. Write it with its country code, such as +1 212 555 0142.",
      });
      return z.NEVER;
    });
}

/** How a debtor can be reached. @param country ISO 3166-1 alpha-2 whose numbers need no country code. */
export function contactSchema(country: string) {
  return z.object({
    name: optionalText(200, "Use at most 200 letters."),
    email: z
      .email("This is not an email address. One looks like ana@example.com.")
      .max(254)
      .toLowerCase()
      .optional()
      .transform((email) => email ?? null),
    phone: phoneSchema(country),
    timeZone: timeZoneSchema.optional().transform((zone) => zone ?? null),
    language: languageSchema.optional().transform((language) => language ?? null),
  });
}

export type Contact = z.infer<ReturnType<typeof contactSchema>>;

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

function isLanguage(code: string): boolean {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(code).length > 0;
  } catch {
    return false;
  }
}

/** `+12135550100` → `+1 213 555 0100`: as people read a number out; one that is not understood as it is. */
export function phoneInWords(phone: string | null): string | null {
  return phone === null ? null : (parsePhoneNumberFromString(phone)?.formatInternational() ?? phone);
}
