import { type Contact, countryOf } from "~/domain/import/cells/contact";
import type { ParsedBalance } from "./read-balances";

/** A debtor as a file of balances speaks of them, over all their rows. */
export interface DebtorOfFile {
  /**
   * The vendor's reference; where the file has none, the email, else the phone, else the name stands for it.
   */
  reference: string;
  by: "reference" | "email" | "phone" | "name";
  contact: Contact;
  /** ISO 3166-1 alpha-2: the file's word, or else what the phone number tells. */
  country: string | null;
}

/** Gathers the debtors of a file; of several rows the first to say something about a debtor is heard. */
export function debtorsOfFile(rows: readonly ParsedBalance[]): DebtorOfFile[] {
  const found = new Map<string, DebtorOfFile>();
  for (const row of rows) {
    const who = identify(row);
    const before = found.get(who.reference);
    const contact = before ? merged(before.contact, row.contact) : row.contact;
    found.set(who.reference, { ...(before ?? who), contact, country: likelyCountry(contact) });
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

/** The country that the file names or, where it names none, the phone number tells. */
export function likelyCountry({ country, phone }: Pick<Contact, "country" | "phone">): string | null {
  return country ?? countryOf(phone);
}

function merged(first: Contact, later: Contact): Contact {
  const country = first.country ?? later.country;
  const region = first.region ?? later.region;
  return {
    name: first.name ?? later.name,
    email: first.email ?? later.email,
    phone: first.phone ?? later.phone,
    language: first.language ?? later.language,
    timeZone: first.timeZone ?? later.timeZone,
    country,
    // Of rows that put a debtor into two countries, the region of the one goes with no other.
    region: region !== null && region.slice(0, 2) === country ? region : null,
    postalCode: first.postalCode ?? later.postalCode,
    kind: first.kind ?? later.kind,
  };
}
