import { parseWithZod } from "@conform-to/zod/v4";
import {
  data,
  redirect,
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
  type MetaFunction,
} from "@remix-run/node";
import { Form, useActionData, useLoaderData, useSearchParams } from "@remix-run/react";
import type { ReactNode } from "react";
import { Notice } from "~/components/desk/badge";
import { BrandColorField } from "~/components/desk/brand-color-field";
import { Button, ButtonLink } from "~/components/desk/button";
import { formField } from "~/components/desk/form-field";
import { PageHeader } from "~/components/desk/panel";
import { ContactRulesFields, MeasuringFields, ReminderModeField } from "~/components/desk/settings-reminders";
import { PayingFields, PlaceFields, VendorFields } from "~/components/desk/settings-vendor";
import { money, type Currency } from "~/domain/money";
import { writeAmount } from "~/domain/pay-link/written-amount";
import { writeUnitCost } from "~/domain/unit-cost";
import { settingsSchema } from "~/domain/vendor-form";
import { deskContext } from "~/services/staff/desk-context.server";
import { updateVendor } from "~/services/desk/update-vendor.server";

export const meta: MetaFunction = () => [{ title: "Settings · Tenfold" }];

export async function loader({ request }: LoaderFunctionArgs) {
  const { vendor } = await deskContext(request);
  const {
    name,
    signatureName,
    replyToEmail,
    phone,
    postalAddress,
    brandColor,
    timeZone,
    reminderMode,
    contactPolicy,
    currency,
    language,
  } = vendor;
  return {
    stored: {
      name,
      signatureName,
      replyToEmail,
      phone,
      postalAddress,
      brandColor,
      timeZone,
      reminderMode,
      contactPolicy,
      language,
      ...writtenNumbers(vendor),
    },
    currency,
  };
}

/** What stands in the fields of numbers; empty where there is none. */
function writtenNumbers(vendor: {
  currency: Currency;
  language: string;
  partialMinimumMinor: bigint | null;
  planMaxInstalments: number | null;
  planMinimumMinor: bigint | null;
  collectsForOthers: boolean;
  holdoutPercent: number;
  emailCostMicros: number;
  smsSegmentCostMicros: number;
}) {
  const { currency, language } = vendor;
  const amount = (amountMinor: bigint | null) =>
    amountMinor === null ? "" : writeAmount(money(amountMinor, currency), language);
  const cost = (micros: number) => (micros === 0 ? "" : writeUnitCost(micros, language));
  return {
    partialMinimum: amount(vendor.partialMinimumMinor),
    planMaxInstalments: vendor.planMaxInstalments?.toString() ?? "",
    planMinimum: amount(vendor.planMinimumMinor),
    collectsForOthers: vendor.collectsForOthers ? "on" : "",
    holdoutPercent: vendor.holdoutPercent === 0 ? "" : vendor.holdoutPercent.toString(),
    emailCost: cost(vendor.emailCostMicros),
    smsSegmentCost: cost(vendor.smsSegmentCostMicros),
  };
}

export async function action({ request }: ActionFunctionArgs) {
  const { db, vendor, now } = await deskContext(request);
  const submission = parseWithZod(await request.formData(), { schema: settingsSchema(vendor) });
  if (submission.status !== "success") return data(submission.reply(), 400);
  await updateVendor({ db }, { vendor, settings: submission.value, now });
  return redirect("/desk/settings?saved=yes");
}

export default function Settings() {
  const { stored, currency } = useLoaderData<typeof loader>();
  const result = useActionData<typeof action>();
  const [search] = useSearchParams();
  const field = formField(result, stored);
  return (
    <div className="max-w-5xl">
      <PageHeader title="Settings" />
      {search.has("saved") && !result && <Notice tone="good">Saved. It holds from now on.</Notice>}
      {result?.status === "error" && (
        <Notice tone="danger">Nothing was saved yet: see what is marked below.</Notice>
      )}
      <Form method="post" noValidate>
        <Section title="Reminders" note="How far they go by themselves.">
          <ReminderModeField field={field} />
        </Section>
        <Section title="Rules of contact" note="They hold for every contact, whatever a cadence asks for.">
          <ContactRulesFields field={field} />
        </Section>
        <Section title="Measuring" note="What reminding costs, and what it brings.">
          <MeasuringFields field={field} currency={currency} />
        </Section>
        <Section title="Who is asking" note="As debtors see you.">
          <VendorFields field={field} />
        </Section>
        <Section title="Paying" note="How debtors may pay, and where the money goes.">
          <div className="flex flex-col items-start gap-4">
            <ButtonLink to="/desk/settings/stripe">Set up how you are paid</ButtonLink>
            <PayingFields field={field} currency={currency} />
          </div>
        </Section>
        <Section title="Looks" note="On the page where debtors pay.">
          <BrandColorField {...field("brandColor")} />
        </Section>
        <Section title="Place" note={`New balances are in ${currency} unless their file says otherwise.`}>
          <PlaceFields field={field} />
        </Section>
        <div className="border-t border-line py-5 lg:pl-[17rem]">
          <Button kind="primary">Save settings</Button>
        </div>
      </Form>
    </div>
  );
}

/** One subject: what it is beside what can be said of it, or above it where there is no room. */
function Section({ title, note, children }: { title: string; note: string; children: ReactNode }) {
  return (
    <section className="grid gap-x-8 gap-y-3 border-t border-line py-6 lg:grid-cols-[15rem_minmax(0,1fr)]">
      <div>
        <h2 className="font-semibold">{title}</h2>
        <p className="text-sm text-ink-soft">{note}</p>
      </div>
      <div className="min-w-0">{children}</div>
    </section>
  );
}
