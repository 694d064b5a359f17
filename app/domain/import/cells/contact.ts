import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from "libphonenumber-js/max";
import { z } from "zod";
import { MAX_TEXT } from "~/domain/import/limits";
import { type CellReading, read, unreadable } from "~/domain/import/problem";
import type { DebtorKind } from "~/domain/vocabulary";

/** How a debtor can be reached and addressed; null where the file says nothing. */
export interface Contact {
  name: string | null;
  /** Lower case. */
  email: string | null;
  /** E.164. */
  phone: string | null;
  /** BCP 47. */
  language: string | null;
  /** IANA. */
  timeZone: string | null;
  /** ISO 3166-1 alpha-2, as the file says it; what only the phone number tells is not in it. */
  country: string | null;
  /** ISO 3166-2. */
  region: string | null;
  postalCode: string | null;
  kind: DebtorKind | null;
}

/** Words people write into a cell that has nothing to say. */
const NOTHING = new Set([
  "",
  "-",
  "--",
  "–",
  "—",
  "n/a",
  "na",
  "none",
  "null",
  "nil",
  "#n/a",
  "unknown",
  "not provided",
]);

export function isNothing(cell: string): boolean {
  return NOTHING.has(cell.toLowerCase());
}

const emailSchema = z.email().max(MAX_TEXT.email);

export function parseEmail(text: string): CellReading<string> {
  const bare = /^(?:mailto:)?(.*)$/i.exec(text)?.[1] ?? text;
  const parsed = emailSchema.safeParse(bare.toLowerCase());
  if (parsed.success) return read(parsed.data);
  const several = /[,;]/.test(text) && text.includes("@");
  return unreadable(
    "This is not an email address.",
    several ? "Keep one address only." : "Correct or clear it.",
  );
}

/** `country` is ISO 3166-1 alpha-2 and says how to read a number without a country code. */
export function parsePhone(text: string, country: string): CellReading<string> {
  const region: CountryCode | undefined = isSupportedCountry(country) ? country : undefined;
  const phone = text.length <= MAX_TEXT.phone ? parsePhoneNumberFromString(text, region) : undefined;
  if (phone?.isValid()) return read(phone.number);
  return unreadable(
    "This is not a phone number.",
    "Write it with its country code, like +1 202 555 0143, or clear it.",
  );
}

/** What country a number in E.164 belongs to, where it tells. */
export function countryOf(phone: string | null): string | null {
  return (phone === null ? undefined : parsePhoneNumberFromString(phone)?.country) ?? null;
}

export function parseLanguage(text: string): CellReading<string> {
  try {
    const [tag] = Intl.getCanonicalLocales(text.replaceAll("_", "-"));
    if (tag !== undefined) return read(tag);
  } catch {
    // Not a tag: said below.
  }
  return unreadable("This is not a language tag.", "Use one such as en, es or fr-CA, or clear it.");
}

export function parseTimeZone(text: string): CellReading<string> {
  try {
    return read(new Intl.DateTimeFormat("en", { timeZone: text }).resolvedOptions().timeZone);
  } catch {
    return unreadable("This is not a time zone.", "Use one such as America/Chicago, or clear it.");
  }
}
