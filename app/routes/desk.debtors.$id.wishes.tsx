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
import { Field, Select } from "~/components/desk/field";
import { formField } from "~/components/desk/form-field";
import { Empty, PageHeader, Panel } from "~/components/desk/panel";
import { channelWords } from "~/components/desk/words";
import { contactChoiceSchema, hourText, type ChoiceProblem } from "~/domain/contact-choice-form";
import type { DebtorId } from "~/domain/ids";
import { chooseContact } from "~/services/conversation/choose-contact.server";
import { readWishes } from "~/services/conversation/read-wishes.server";
import { deskContext } from "~/services/staff/desk-context.server";

export const meta: MetaFunction = () => [{ title: "How they want to be reached · Tenfold" }];

const debtorIdSchema = z.uuid().transform((id) => id as DebtorId);

const problems: Record<ChoiceProblem, string> = {
  choiceNoChannel: "Tick at least one. To stop everything, stop all contact on the debtor’s page.",
  choiceHour: "Choose whole hours, such as 09:00.",
  choiceHoursBoth: "Choose both hours, or leave both empty.",
  choiceHoursFew: "Leave at least two hours between 09:00 and 20:00, or nothing could ever go.",
};

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { db, vendor } = await deskContext(request);
  const id = debtorIdSchema.safeParse(params["id"]);
  const found = id.success ? await readWishes({ db }, { vendorId: vendor.id, debtorId: id.data }) : null;
  if (!found) throw new Response("No such debtor", { status: 404 });
  return found;
}

export async function action({ request, params }: ActionFunctionArgs) {
  const { db, vendor, user, now } = await deskContext(request);
  const debtorId = debtorIdSchema.parse(params["id"]);
  const found = await readWishes({ db }, { vendorId: vendor.id, debtorId });
  if (!found) throw new Response("No such debtor", { status: 404 });
  const submission = parseWithZod(await request.formData(), { schema: contactChoiceSchema(found.onFile) });
  if (submission.status !== "success") return data(submission.reply(), 400);
  await chooseContact({ db }, { vendorId: vendor.id, debtorId, choice: submission.value, by: user.id, now });
  return redirect(`/desk/debtors/${debtorId}`);
}

export default function Wishes() {
  const { debtor, onFile, choice } = useLoaderData<typeof loader>();
  const back = useActionData<typeof action>();
  const name = debtor.name ?? debtor.reference;
  const stored = {
    opensAt: hourText(choice?.opensAtHour ?? null),
    closesAt: hourText(choice?.closesAtHour ?? null),
    language: choice?.language ?? "",
  };
  const field = formField(back, stored);
  const said = (of: string) => {
    const { error, ...rest } = field(of);
    return { ...rest, error: error?.map(inWords) };
  };
  return (
    <>
      <PageHeader title={`How ${name} wants to be reached`} note={`Reference ${debtor.reference}`} />
      <Panel className="max-w-xl">
        {onFile.length === 0 ? (
          <Empty
            title="There is nothing to choose of"
            action={
              <ButtonLink to={`/desk/debtors/${debtor.id}/contact`}>Add an email or a number</ButtonLink>
            }
          >
            Neither an email address nor a phone number is on file.
          </Empty>
        ) : (
          <Form method="post" className="flex flex-col gap-4" noValidate>
            <p className="text-sm text-ink-soft">
              Write down what they asked for. It narrows what the law and your cadence allow, and never widens
              it. They can choose the same on their own page.
            </p>
            <Channels
              onFile={onFile}
              chosen={
                back?.initialValue ? asList(back.initialValue["channel"]) : (choice?.channels ?? onFile)
              }
              error={back?.error?.["channel"]?.map(inWords).join(" ")}
            />
            <Hours said={said} />
            <Select label="Language" options={languages} {...field("language")} />
            <div className="flex gap-2">
              <Button kind="primary">Save</Button>
              <ButtonLink kind="quiet" to={`/desk/debtors/${debtor.id}`}>
                Cancel
              </ButtonLink>
            </div>
          </Form>
        )}
      </Panel>
    </>
  );
}

const languages = [
  { value: "", label: "As on file" },
  { value: "en", label: "English" },
  { value: "es", label: "Español" },
];

/** What a field shows, with its problem in words. */
type Said = { name: string; defaultValue: string; error: string[] | undefined };

function Hours({ said }: { said: (of: string) => Said }) {
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field label="From" type="time" step={3600} {...said("opensAt")} />
      <Field
        label="Until"
        type="time"
        step={3600}
        hint="Whole hours of their own day. Both empty: any lawful hour."
        {...said("closesAt")}
      />
    </div>
  );
}

function Channels({
  onFile,
  chosen,
  error,
}: {
  onFile: readonly ("email" | "sms" | "call")[];
  chosen: readonly unknown[];
  error: string | undefined;
}) {
  return (
    <fieldset aria-describedby={error ? "channel-error" : undefined}>
      <legend className="text-sm font-medium">By</legend>
      {onFile.map((channel) => (
        <label key={channel} className="flex min-h-10 items-center gap-2.5">
          <input
            type="checkbox"
            name="channel"
            value={channel}
            defaultChecked={chosen.includes(channel)}
            className="size-4 accent-accent"
          />
          {channelWords[channel]}
        </label>
      ))}
      {error && (
        <p id="channel-error" className="text-sm font-medium text-danger">
          {error}
        </p>
      )}
    </fieldset>
  );
}

function asList(value: unknown): unknown[] {
  return value === undefined ? [] : [value].flat();
}

function inWords(problem: string): string {
  return Object.entries(problems).find(([known]) => known === problem)?.[1] ?? "This could not be read.";
}
