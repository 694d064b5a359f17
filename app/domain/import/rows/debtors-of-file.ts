import { parsePhoneNumberFromString } from "libphonenumber-js/max";
import type { Contact } from "~/domain/import/cells/contact";
import type { ParsedBalance } from "./read-balances";

/** A debtor as a file of balances speaks of them, over all their rows. */
export interface DebtorOfFile {
  /**
   * The vendor's reference; where the file has none, the email, else the phone, else the name stands for it.
   */
  reference: string;
  by: "reference" | "email" | "phone" | "name";
  contact: Contact;
  /** ISO 3166-1 alpha-2, told by the phone number. */
  country: string | null;
}

/** Gathers the debtors of a file; of several rows the first to say something about a debtor is heard. */
export function debtorsOfFile(rows: readonly ParsedBalance[]): DebtorOfFile[] {
  const found = new Map<string, DebtorOfFile>();
  for (const row of rows) {
    const who = identify(row);
    const before = found.get(who.reference);
    const contact = before ? merged(before.contact, row.contact) : row.contact;
    found.set(who.reference, { ...(before ?? who), contact, country: countryOf(contact.phone) });
  }
  return [...found.values()];
}

/** What stands for the debtor of a row; rows with the same reference owe together. */
export function identify({
  debtorReference,
  contact,
}: ParsedBalance): Pick<DebtorOfFile, "reference" | "by"> {
  if (debtorReference !== null) return { reference: debtorReference, by: "reference" };
  if (contact.email !== null) return { reference: contact.email, by: "email" };
  if (contact.phone !== null) return { reference: contact.phone, by: "phone" };
  if (contact.name !== null) return { reference: contact.name, by: "name" };
  throw new Error("A row that names nobody was read as a balance.");
}

function merged(first: Contact, later: Contact): Contact {
  return {
    name: first.name ?? later.name,
    email: first.email ?? later.email,
    phone: first.phone ?? later.phone,
    language: first.language ?? later.language,
    timeZone: first.timeZone ?? later.timeZone,
  };
}

export function countryOf(phone: string | null): string | null {
  return (phone === null ? undefined : parsePhoneNumberFromString(phone)?.country) ?? null;
}
