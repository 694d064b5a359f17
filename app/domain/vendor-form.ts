import { z } from "zod";
import { languageSchema, phoneSchema, timeZoneSchema } from "./contact-form";
import { money, toDecimal, type Currency } from "./money";
import { fewestInstalments, mostInstalments } from "./plan/offer";
import { readWrittenAmount } from "./pay-link/written-amount";
import { readUnitCost } from "./unit-cost";
import { contactPolicies } from "./vocabulary";

const line = (atMost: number, missing: string) =>
  z
    .string({ error: missing })
    .trim()
    .min(1, missing)
    .max(atMost, `Use at most ${atMost} letters.`)
    // A line break in a name would start a header of its own in an email.
    .regex(/^[^\p{Cc}]*$/u, "Write it on one line.");

/** How far Tenfold goes by itself, from all the way to nowhere. */
export const reminderModes = ["automatic", "approval", "dry_run", "off"] as const;

/** More than half held out would learn no more and cost more; the database holds to it too. */
const mostHeldOutPercent = 50;

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

export type VendorAnswers = z.infer<ReturnType<typeof vendorSchema>>;

/** What a vendor can change at its desk. @param vendor.currency the one its own amounts are written in. */
export function settingsSchema({ country, currency }: { country: string; currency: Currency }) {
  return vendorSchema(country)
    .extend({
      partialMinimum: optionalAmount(currency),
      planMaxInstalments: optionalInstalments,
      planMinimum: optionalAmount(currency),
      contactPolicy: z.enum(contactPolicies, { error: "Choose which rules your reminders keep to." }),
      collectsForOthers: z.boolean().default(false),
      holdoutPercent: heldOutPercent,
      emailCost: unitCost(currency),
      smsSegmentCost: unitCost(currency),
    })
    .superRefine(({ planMaxInstalments, planMinimum }, context) => {
      if ((planMaxInstalments === null) === (planMinimum === null)) return;
      const path = [planMinimum === null ? "planMinimum" : "planMaxInstalments"];
      context.addIssue({ code: "custom", path, message: "Fill in both to offer plans, or empty both." });
    })
    .transform(({ partialMinimum, planMinimum, emailCost, smsSegmentCost, ...rest }) => ({
      ...rest,
      partialMinimumMinor: partialMinimum,
      planMinimumMinor: planMinimum,
      emailCostMicros: emailCost,
      smsSegmentCostMicros: smsSegmentCost,
    }));
}

/** Empty: nobody is held out. */
const heldOutPercent = z
  .string()
  .trim()
  .optional()
  .transform((text, context): number => {
    const bare = text?.replace(/\s*%$/, "") ?? "";
    if (bare === "") return 0;
    const percent = /^\d{1,2}$/.test(bare) ? Number(bare) : null;
    if (percent !== null && percent <= mostHeldOutPercent) return percent;
    const message = `Write a whole number from 0 to ${mostHeldOutPercent}, or leave it empty.`;
    context.addIssue({ code: "custom", message });
    return z.NEVER;
  });

/** Empty: it costs nothing, or nobody has said. */
function unitCost(currency: Currency) {
  return z
    .string()
    .trim()
    .optional()
    .transform((text, context): number => {
      if (!text) return 0;
      const micros = readUnitCost(text);
      if (micros !== null) return micros;
      const message =
        `Write a cost in ${currency} with at most six decimals, such as 0.0083, ` + "or leave it empty.";
      context.addIssue({ code: "custom", message });
      return z.NEVER;
    });
}

/** How many instalments a plan may have; null where none is offered. */
const optionalInstalments = z
  .string()
  .trim()
  .optional()
  .transform((text, context): number | null => {
    if (!text) return null;
    const count = /^\d{1,2}$/.test(text) ? Number(text) : 0;
    if (count >= fewestInstalments && count <= mostInstalments) return count;
    const message = `Write a number from ${fewestInstalments} to ${mostInstalments}, or leave it empty.`;
    context.addIssue({ code: "custom", message });
    return z.NEVER;
  });

/** An amount as a person writes it; null where nothing is written. */
function optionalAmount(currency: Currency) {
  const example = toDecimal(money(2_000n, currency));
  return z
    .string()
    .trim()
    .optional()
    .transform((text, context): bigint | null => {
      if (!text) return null;
      const amountMinor = readWrittenAmount(text, currency);
      if (amountMinor !== null) return amountMinor;
      const message = `Write an amount in ${currency}, such as ${example}, or leave it empty.`;
      context.addIssue({ code: "custom", message });
      return z.NEVER;
    });
}

export type VendorSettings = z.infer<ReturnType<typeof settingsSchema>>;
