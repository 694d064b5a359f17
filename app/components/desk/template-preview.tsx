import { Link } from "@remix-run/react";
import type { ReactNode } from "react";
import type { Currency } from "~/domain/money";
import { writeUnitCost } from "~/domain/unit-cost";
import { Notice } from "./badge";
import { Button } from "./button";
import { useDesk } from "./desk-setting";
import { Field, Select } from "./field";
import { EmailPreview, ScriptPreview, SmsPreview } from "./message-preview";
import { templateFormId } from "./template-form";

export interface Shown {
  preview:
    | { kind: "email"; subject: string; html: string; costMicros: number }
    | { kind: "sms"; text: string; segments: number; units: number; encoding: string; costMicros: number }
    | { kind: "call"; text: string }
    | { kind: "problem"; problem: string };
  shownWith: { id: string | null; name: string };
  choices: readonly { id: string; name: string }[];
}

/** A draft as one debtor would get it today, who that is, and what it costs. */
export function TemplatePreview({
  shown,
  currency,
  search,
}: {
  shown: Shown;
  currency: Currency;
  search: string;
}) {
  return (
    <div className="flex flex-col gap-4">
      <ShownWith {...shown} search={search} isCall={shown.preview.kind === "call"} />
      <Draft shown={shown} currency={currency} />
    </div>
  );
}

function Draft({ shown: { preview }, currency }: { shown: Shown; currency: Currency }) {
  switch (preview.kind) {
    case "problem":
      return (
        <Notice tone="danger" title="It cannot be sent like this">
          {preview.problem}
        </Notice>
      );
    case "email":
      return (
        <div className="max-w-[390px]">
          <EmailPreview to={null} subject={preview.subject} html={preview.html} />
          <Cost {...preview} currency={currency} />
        </div>
      );
    case "sms":
      return (
        <div>
          <SmsPreview to={null} {...preview} />
          <Cost {...preview} currency={currency} />
        </div>
      );
    case "call":
      return <ScriptPreview text={preview.text} />;
  }
}

function Cost({ costMicros, currency }: { costMicros: number; currency: Currency }) {
  const { language } = useDesk();
  return (
    <p className="pt-1 text-sm text-ink-soft">
      {costMicros > 0 ? (
        <>
          Costs {writeUnitCost(costMicros, language)} {currency} each
        </>
      ) : (
        <>
          No price is set, so its cost is not known.{" "}
          <Link className="link" to="/desk/settings">
            Set it in the settings
          </Link>
        </>
      )}
    </p>
  );
}

/** Belongs to the form, so that choosing somebody keeps what is being written. */
function ShownWith({
  shownWith,
  choices,
  search,
  isCall,
}: Pick<Shown, "shownWith" | "choices"> & { search: string; isCall: boolean }) {
  const { id } = shownWith;
  const isListed = id === null || choices.some((choice) => choice.id === id);
  const listed = isListed ? choices : [{ id, name: shownWith.name }, ...choices];
  if (id === null && search === "") {
    return <Said>Nobody owes anything now, so it is shown with an invented debtor, {shownWith.name}.</Said>;
  }
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap items-end gap-2">
        <Field
          key={search}
          label="Find a debtor"
          name="find"
          type="search"
          form={templateFormId}
          defaultValue={search}
          autoComplete="off"
          className="min-w-32 flex-1"
        />
        <Select
          key={`${id}`}
          label="Shown with"
          name="debtor"
          form={templateFormId}
          defaultValue={id ?? ""}
          options={[
            { value: "", label: "A usual one" },
            ...listed.map((choice) => ({ value: choice.id, label: choice.name })),
          ]}
          className="min-w-40 flex-1"
        />
        <Button form={templateFormId} name="intent" value="preview">
          Show
        </Button>
      </div>
      {search !== "" && choices.length === 0 && <Said>Nobody who owes is found by “{search}”.</Said>}
      <Said>
        {isCall
          ? `What to say to ${shownWith.name} today.`
          : `As ${shownWith.name} would get it today. The link in it is not theirs.`}
      </Said>
    </div>
  );
}

function Said({ children }: { children: ReactNode }) {
  return <p className="text-sm text-ink-soft">{children}</p>;
}
