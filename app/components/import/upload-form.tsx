import { Form } from "@remix-run/react";
import { Button } from "~/components/desk/button";
import { Field } from "~/components/desk/field";

/** A file and what it holds. It is only read here; nothing goes in before it has been reviewed. */
export function UploadForm({ error }: { error: string | undefined }) {
  return (
    <Form method="post" encType="multipart/form-data" className="flex flex-col gap-5">
      <fieldset className="flex flex-col gap-2">
        <legend className="pb-1 text-sm font-medium">What is in the file</legend>
        <Kind value="balances" label="Balances" text="What is owed, by whom, since when. New debtors are added with it." />
        <Kind value="contacts" label="Contacts" text="Names, emails and phones of debtors already here, by their reference." />
      </fieldset>
      <Field
        label="CSV file"
        name="file"
        type="file"
        accept=".csv,.txt,.tsv,text/csv,text/plain,text/tab-separated-values"
        required
        error={error}
        hint="Up to 25 MB and 200,000 rows, as your accounting program or spreadsheet exports it."
        className="max-w-xl"
      />
      <div>
        <Button kind="primary">Read the file</Button>
      </div>
    </Form>
  );
}

function Kind({ value, label, text }: { value: "balances" | "contacts"; label: string; text: string }) {
  return (
    <label className="flex max-w-xl items-start gap-2.5 text-sm">
      <input
        type="radio"
        name="kind"
        value={value}
        defaultChecked={value === "balances"}
        className="mt-1 size-4 accent-accent"
      />
      <span>
        <span className="font-medium">{label}</span>
        <span className="block text-ink-soft">{text}</span>
      </span>
    </label>
  );
}
