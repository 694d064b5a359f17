import type { Contact } from "~/domain/import/cells/contact";
import { contactFields } from "~/domain/import/columns";

const said = {
  name: "name",
  email: "email",
  phone: "phone",
  language: "language",
  timeZone: "time zone",
  country: "country",
  region: "region",
  postalCode: "postal code",
  kind: "kind",
} as const;

/**
 * What a contacts file says otherwise than what is known of a debtor, in words; null when it contradicts
 * nothing.
 */
export function contactDisagreement(
  file: Contact,
  known: Contact,
): { reason: string; whatToDo: string } | null {
  const fields = contactFields
    .filter((field) => field !== "debtorReference")
    .filter((field) => file[field] !== null && known[field] !== null && file[field] !== known[field]);
  if (fields.length === 0) return null;
  return {
    reason: `Another ${fields.map((field) => said[field]).join(", ")} is already known here.`,
    whatToDo: "It was left as it is. If the file is right, correct the debtor on their own page.",
  };
}
