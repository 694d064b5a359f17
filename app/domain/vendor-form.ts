import { z } from "zod";
import { languageSchema, phoneSchema, timeZoneSchema } from "./contact-form";

const line = (atMost: number, missing: string) =>
  z
    .string({ error: missing })
    .trim()
    .min(1, missing)
    .max(atMost, `Use at most ${atMost} letters.`)
    // A line break in a name would start a header of its own in an email.
    .regex(/^[^\p{Cc}]*$/u, "Write it on one line.");

/** What `off`, `dry_run` and `automatic` do, as the vendor chooses between them. */
export const reminderModes = ["automatic", "dry_run", "off"] as const;

/**
 * What a vendor can say about itself. @param country ISO 3166-1 alpha-2 whose numbers need no country code.
 */
export function vendorSchema(country: string) {
  return z.object({
    name: line(80, "Write the name debtors know you by."),
    signatureName: line(60, "Write the name of the person who signs."),
    replyToEmail: z.email({ error: "Write the email address that answers go to." }).max(254).toLowerCase(),
    phone: phoneSchema(country),
    postalAddress: line(200, "Write your postal address: the law asks for it in emails of this kind."),
    brandColor: z
      .string({ error: "Choose a colour." })
      .toLowerCase()
      .regex(/^#[0-9a-f]{6}$/, "Write the colour as # and six digits, such as #1f5f4a."),
    timeZone: timeZoneSchema,
    language: languageSchema,
    reminderMode: z.enum(reminderModes, { error: "Choose how far Tenfold goes by itself." }),
  });
}

export type VendorSettings = z.infer<ReturnType<typeof vendorSchema>>;
