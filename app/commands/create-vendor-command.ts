import { parseArgs } from "node:util";
import { z } from "zod";
import { currencySchema } from "~/domain/money";
import { vendorSchema } from "~/domain/vendor-form";
import { createVendor, type NewVendor } from "~/services/staff/create-vendor.server";
import type { Database } from "~db/client";

const usage = `
npm run vendor -- --slug <slug> --name <name> --signature <person> --reply-to <email>
  --address <postal address> --staff-email <email> --staff-password <at least 8 characters>

  --country US           two letters; phone numbers without a country code are read as this country's
  --currency USD         for rows of a file that name none
  --time-zone America/New_York
  --language en          of debtors whose language is not known
  --phone <number>       shown to debtors
`;

const defaults = {
  country: "US",
  currency: "USD",
  "time-zone": "America/New_York",
  language: "en",
  phone: "",
};

const outerSchema = z.object({
  slug: z
    .string({ error: "Say --slug." })
    .regex(/^[a-z0-9-]{2,40}$/, "Use small letters, digits and dashes."),
  country: z.string().regex(/^[A-Z]{2}$/, "Write the country as two capital letters."),
  currency: currencySchema,
  "staff-email": z.email({ error: "Write the email address that signs in." }),
  "staff-password": z.string({ error: "Say --staff-password." }).min(8, "Use at least 8 characters."),
});

/** @returns the exit code: 0 when the vendor is there, 2 when the command line is wrong. */
export async function createVendorCommand({
  argv,
  withDatabase,
  say,
}: {
  argv: string[];
  withDatabase: <T>(run: (db: Database) => Promise<T>) => Promise<T>;
  say: (line: string) => void;
}): Promise<number> {
  const asked = readCommand(argv);
  if ("wrong" in asked) {
    for (const line of asked.wrong) say(line);
    say(usage);
    return 2;
  }
  const created = await withDatabase((db) => createVendor({ db }, asked));
  say(
    created
      ? `${asked.vendor.name} is here as ${asked.vendor.slug}.`
      : `${asked.vendor.slug} was here already.`,
  );
  say(`sign in with ${asked.staff.email}`);
  return 0;
}

function readCommand(argv: string[]): NewVendor | { wrong: string[] } {
  const names = [
    "slug",
    "name",
    "signature",
    "reply-to",
    "address",
    "staff-email",
    "staff-password",
  ] as const;
  const all = [...names, ...Object.keys(defaults)];
  let values: Record<string, string | undefined>;
  try {
    const options = Object.fromEntries(all.map((name) => [name, { type: "string" as const }]));
    values = { ...defaults, ...parseArgs({ args: argv, options }).values };
  } catch (error) {
    return { wrong: [error instanceof Error ? error.message : String(error)] };
  }
  const outer = outerSchema.safeParse(values);
  const inner = vendorSchema(values["country"] ?? "US").safeParse({
    name: values["name"],
    signatureName: values["signature"],
    replyToEmail: values["reply-to"],
    phone: values["phone"],
    postalAddress: values["address"],
    brandColor: "#1f5f4a",
    timeZone: values["time-zone"],
    language: values["language"],
    reminderMode: "automatic",
  });
  if (!outer.success || !inner.success) {
    const issues = [...(outer.error?.issues ?? []), ...(inner.error?.issues ?? [])];
    return { wrong: issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`) };
  }
  const { slug, country, currency } = outer.data;
  return {
    vendor: { slug, country, currency, ...inner.data },
    staff: {
      email: outer.data["staff-email"],
      name: inner.data.signatureName,
      password: outer.data["staff-password"],
    },
  };
}
