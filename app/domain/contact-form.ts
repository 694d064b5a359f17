import { parsePhoneNumberFromString, type CountryCode } from "libphonenumber-js/max";
import { z } from "zod";
import { readCountry, readPostalCode, readRegion, type PlaceReading } from "./place/read-place";
import { debtorKinds } from "./vocabulary";

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

/**
 * How a debtor can be reached, and what decides which law holds for it: where they are, and whether they are
 * a consumer. @param country ISO 3166-1 alpha-2 of the vendor, whose numbers need no country code.
 */
export function contactSchema(country: string) {
  const fields = z.object({
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
    country: optionalText(60, "Use at most 60 letters."),
    region: optionalText(60, "Use at most 60 letters."),
    postalCode: optionalText(20, "Use at most 20 letters."),
    kind: z
      .enum(debtorKinds, { error: "Choose one of the three." })
      .optional()
      .transform((kind) => kind ?? null),
  });
  return fields.transform(({ country: named, region, postalCode, ...rest }, context) => {
    const wrong = (path: string, message: string) =>
      context.addIssue({ code: "custom", path: [path], message });
    const heard = (path: string, text: string | null, read: (text: string) => PlaceReading) => {
      if (text === null) return null;
      const reading = read(text);
      if (!reading.ok) wrong(path, `${reading.reason} ${reading.whatToDo}`);
      else if (reading.value === null) wrong(path, nothingTurnsOnIt);
      return reading.ok ? reading.value : null;
    };
    const said = heard("country", named, readCountry);
    // A country that is wrong comes first; what is in it can be told once it is known.
    if (named !== null && said === null) return z.NEVER;
    const likely = [countryOfPhone(rest.phone), country].filter((one) => one !== null);
    const code = heard("region", region, (text) => readRegion(text, { country: said, likely }));
    const where = said ?? code?.slice(0, 2) ?? null;
    const post = heard("postalCode", postalCode, (text) => readPostalCode(text, { country: where, likely }));
    return { ...rest, country: where, region: code, postalCode: post };
  });
}

const nothingTurnsOnIt = "It makes no difference to any rule there, so it is not kept. Leave it empty.";

function countryOfPhone(phone: string | null): string | null {
  return (phone === null ? undefined : parsePhoneNumberFromString(phone)?.country) ?? null;
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
