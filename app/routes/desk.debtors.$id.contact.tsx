import { parseWithZod } from "@conform-to/zod/v4";
import {
  data,
  redirect,
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
  type MetaFunction,
} from "@remix-run/node";
import { Form, useActionData, useLoaderData } from "@remix-run/react";
import { z } from "zod";
import { Button, ButtonLink } from "~/components/desk/button";
import { Field } from "~/components/desk/field";
import { PlaceFields } from "~/components/desk/place-fields";
import { formField } from "~/components/desk/form-field";
import { PageHeader, Panel } from "~/components/desk/panel";
import { TimeZoneField } from "~/components/desk/time-zone-field";
import { contactSchema } from "~/domain/contact-form";
import type { DebtorId } from "~/domain/ids";
import { countryName } from "~/domain/place/country-names";
import { regionName } from "~/domain/place/region-names";
import { deskContext } from "~/services/staff/desk-context.server";
import { readDebtor } from "~/services/desk/read-debtor.server";
import { updateDebtorContact } from "~/services/desk/update-debtor-contact.server";

export const meta: MetaFunction = () => [{ title: "Edit contact · Tenfold" }];

const debtorIdSchema = z.uuid().transform((id) => id as DebtorId);

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { db, vendor, now } = await deskContext(request);
  const id = debtorIdSchema.safeParse(params["id"]);
  const found = id.success ? await readDebtor({ db }, { vendor, debtorId: id.data, all: false, now }) : null;
  if (!found) throw new Response("No such debtor", { status: 404 });
  const { debtor } = found;
  const { country, region } = debtor;
  return {
    debtor,
    stored: {
      ...debtor,
      country: country === null ? "" : countryName(country),
      region: region === null ? "" : regionName(region),
    },
  };
}

export async function action({ request, params }: ActionFunctionArgs) {
  const { db, vendor, user, now } = await deskContext(request);
  const debtorId = debtorIdSchema.parse(params["id"]);
  const submission = parseWithZod(await request.formData(), { schema: contactSchema(vendor.country) });
  if (submission.status !== "success") return data(submission.reply(), 400);
  const outcome = await updateDebtorContact(
    { db },
    {
      vendorId: vendor.id,
      debtorId,
      contact: submission.value,
      by: user.id,
      now,
    },
  );
  if (outcome === "not_found") throw new Response("No such debtor", { status: 404 });
  return redirect(`/desk/debtors/${debtorId}`);
}

export default function EditContact() {
  const { debtor, stored } = useLoaderData<typeof loader>();
  const result = useActionData<typeof action>();
  const field = formField(result, stored);
  return (
    <>
      <PageHeader
        title={`Contact of ${debtor.name ?? debtor.reference}`}
        note={`Reference ${debtor.reference}`}
      />
      <Panel className="max-w-xl">
        <Form method="post" className="flex flex-col gap-4" noValidate>
          <Field label="Name" autoComplete="off" {...field("name")} />
          <Field label="Email" type="email" autoComplete="off" {...field("email")} />
          <Field
            label="Phone"
            type="tel"
            autoComplete="off"
            hint="With its country code, such as +1 212 555 0142."
            {...field("phone")}
          />
          <TimeZoneField
            hint="Decides at which hours messages may go. Empty: all zones their address and number allow."
            {...field("timeZone")}
          />
          <Field
            label="Language"
            hint="A code such as en-US or es. Empty: yours is used."
            {...field("language")}
          />
          <PlaceFields field={field} />
          <div className="flex gap-2">
            <Button kind="primary">Save contact</Button>
            <ButtonLink kind="quiet" to={`/desk/debtors/${debtor.id}`}>
              Cancel
            </ButtonLink>
          </div>
        </Form>
      </Panel>
    </>
  );
}
