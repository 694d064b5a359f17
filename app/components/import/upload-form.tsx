import { Form } from "@remix-run/react";
import { Button } from "~/components/desk/button";
import { classNames } from "~/components/desk/class-names";

/** A file and what it holds. It is only read here; nothing goes in before it has been reviewed. */
export function UploadForm({ error }: { error: string | undefined }) {
  return (
    <Form method="post" encType="multipart/form-data" className="flex flex-col gap-5">
      <fieldset className="flex flex-col gap-2">
        <legend className="pb-1 text-sm font-medium">What is in the file</legend>
        <Kind
          value="balances"
          label="Balances"
          text="What is owed, by whom, since when. New debtors are added with it."
        />
        <Kind
          value="contacts"
          label="Contacts"
          text="Names, emails and phones of debtors already here, by their reference."
        />
      </fieldset>
      <FileField error={error} />
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

/** The browser's own control, its button dressed like the desk's others. */
function FileField({ error }: { error: string | undefined }) {
  return (
    <div className="flex max-w-xl flex-col gap-1">
      <label htmlFor="file" className="text-sm font-medium">
        CSV file
      </label>
      <input
        id="file"
        type="file"
        name="file"
        accept=".csv,.txt,.tsv,text/csv,text/plain,text/tab-separated-values"
        required
        aria-invalid={error ? true : undefined}
        aria-describedby={error ? "file-error file-hint" : "file-hint"}
        className={classNames(fileShape, error ? "border-2 border-danger" : "border-line-strong/70")}
      />
      {error && (
        <p id="file-error" className="text-sm font-medium text-danger">
          {error}
        </p>
      )}
      <p id="file-hint" className="text-sm text-ink-soft">
        As your accounting program or spreadsheet exports it, up to 25 MB and 200,000 rows.
      </p>
    </div>
  );
}

const fileShape =
  "w-full rounded-md border bg-surface p-1.5 text-sm text-ink-soft file:mr-3 file:min-h-8 " +
  "file:cursor-pointer file:rounded file:bg-raised file:px-3 file:text-sm file:font-medium file:text-ink";
