import { parseWithZod } from "@conform-to/zod/v4";
import {
  data,
  redirect,
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
  type MetaFunction,
} from "@remix-run/node";
import { Form, useActionData, useLoaderData, useSearchParams } from "@remix-run/react";
import { Notice } from "~/components/desk/badge";
import { BrandColorField } from "~/components/desk/brand-color-field";
import { Button, ButtonLink } from "~/components/desk/button";
import { Field } from "~/components/desk/field";
import { formField } from "~/components/desk/form-field";
import { PageHeader, Panel } from "~/components/desk/panel";
import { ReminderModeField } from "~/components/desk/reminder-mode-field";
import { TimeZoneField } from "~/components/desk/time-zone-field";
import { money } from "~/domain/money";
import { writeAmount } from "~/domain/pay-link/written-amount";
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
    currency,
    partialMinimumMinor,
    planMaxInstalments,
    planMinimumMinor,
    language,
  } = vendor;
  const written = (amountMinor: bigint | null) =>
    amountMinor === null ? "" : writeAmount(money(amountMinor, currency), language);
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
      language,
      partialMinimum: written(partialMinimumMinor),
      planMaxInstalments: planMaxInstalments?.toString() ?? "",
      planMinimum: written(planMinimumMinor),
    },
    currency,
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
  const wrong = result?.status === "error";
  return (
    <div className="max-w-2xl">
      <PageHeader title="Settings" />
      <Form method="post" className="flex flex-col gap-5" noValidate>
        {search.has("saved") && !result && <Notice tone="good">Saved. Messages from now on use it.</Notice>}
        {wrong && <Notice tone="danger">Nothing was saved yet: see what is marked below.</Notice>}
        <Panel title="Reminders">
          <ReminderModeField {...field("reminderMode")} />
        </Panel>
        <Panel title="Payments" note="Which Stripe account takes them">
          <ButtonLink to="/desk/settings/stripe">Set up how you are paid</ButtonLink>
        </Panel>
        <Panel title="Who is asking">
          <div className="flex flex-col gap-4">
            <Field
              label="Name"
              hint="As debtors know you: in every message and on the page where they pay."
              {...field("name")}
            />
            <Field
              label="Signed by"
              hint="A person’s name: people answer people."
              {...field("signatureName")}
            />
            <Field label="Answers go to" type="email" {...field("replyToEmail")} />
            <Field
              label="Phone"
              type="tel"
              hint="Shown to debtors who want to call. May be empty."
              {...field("phone")}
            />
            <Field
              label="Postal address"
              hint="At the foot of each email, because the law asks for it."
              {...field("postalAddress")}
            />
          </div>
        </Panel>
        <Panel title="Paying">
          <PayingFields field={field} currency={currency} />
        </Panel>
        <Panel title="Looks">
          <BrandColorField {...field("brandColor")} />
        </Panel>
        <Panel title="Place" note={`New balances are in ${currency} unless their file says otherwise.`}>
          <div className="flex flex-col gap-4">
            <TimeZoneField
              hint="Where your day begins and ends: it decides what is overdue."
              {...field("timeZone")}
            />
            <Field
              label="Language"
              hint="For amounts here, and for debtors whose language is not known. A code such as en-US."
              {...field("language")}
            />
          </div>
        </Panel>
        <div>
          <Button kind="primary">Save settings</Button>
        </div>
      </Form>
    </div>
  );
}

function PayingFields({ field, currency }: { field: ReturnType<typeof formField>; currency: string }) {
  return (
    <div className="flex flex-col gap-4">
      <Field
        label="Smallest part payment"
        inputMode="decimal"
        hint={`The least a debtor may pay at once towards what they owe you, in ${currency}. Empty: whole
          balances only.`}
        {...field("partialMinimum")}
      />
      <Field
        label="Most instalments"
        inputMode="numeric"
        hint="In how many a debtor may split what they owe, 2 to 12, charged to the card they let you keep.
          Empty: no plans. In the United States, more than four can count as consumer credit (Regulation Z)."
        {...field("planMaxInstalments")}
      />
      <Field
        label="Smallest instalment"
        inputMode="decimal"
        hint={`No instalment is smaller than this, in ${currency}.`}
        {...field("planMinimum")}
      />
    </div>
  );
}
