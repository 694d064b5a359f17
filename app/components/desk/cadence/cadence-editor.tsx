import { Form } from "@remix-run/react";
import { useEffect, useRef, useState, type ReactNode } from "react";
import {
  cadenceUses,
  readCadenceText,
  readSteps,
  type CadenceText,
  type FormProblems,
} from "~/domain/cadence/cadence-form";
import { nominalDays } from "~/domain/cadence/describe";
import { mostRepeatDays, fewestRepeatDays, mostSteps } from "~/domain/cadence/problems";
import type { Currency } from "~/domain/money";
import type { ContactOption } from "~/domain/cadence/contact-option";
import { Button } from "../button";
import { Field, Select } from "../field";
import { Panel } from "../panel";
import { CadenceLine, ChannelKey } from "./cadence-line";
import { useWords } from "./cadence-words";
import { StepRowFields } from "./step-row";

interface Editor {
  text: CadenceText;
  problems: FormProblems;
  contacts: readonly ContactOption[];
  currency: Currency;
  isDefault: boolean;
  /** The row that was just added or moved. */
  currentRow: number | null;
  /** What is sent along unseen: the version, and what was previewed. */
  hidden: Record<string, string>;
}

/**
 * The whole of a cadence as one form, in which every button sends all of it, so that nothing typed is lost.
 * It works without JavaScript; with it, the sentences and the line follow what is typed.
 *
 * @param children what the review of it came to, with the buttons to go on.
 */
export function CadenceEditor({ children, ...editor }: Editor & { children: ReactNode }) {
  const { text, problems, hidden, isDefault } = editor;
  const [typed, setTyped] = useState(text);
  const form = useRef<HTMLFormElement>(null);
  const follow = () => {
    if (form.current) setTyped(readCadenceText(new FormData(form.current)));
  };
  // What was typed before the page came alive, or what the browser kept of an earlier visit.
  useEffect(follow, []);
  return (
    <Form
      ref={form}
      method="post"
      action="#review"
      className="flex flex-col gap-5"
      onChange={follow}
      preventScrollReset
      noValidate
    >
      {/* The first button of a form is the one that Enter presses. */}
      <button name="intent" value="preview" className="sr-only" tabIndex={-1} aria-hidden="true">
        Preview
      </button>
      {Object.entries(hidden).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <Panel>
        <div className="grid items-start gap-4 pt-2 md:grid-cols-3">
          <Field
            label="Name"
            name="name"
            defaultValue={text.name}
            error={problems["name"]}
            autoComplete="off"
          />
          <UseField text={text} problems={problems} isDefault={isDefault} />
          <Field
            label="The last step again, every … days"
            name="repeatEveryDays"
            inputMode="numeric"
            defaultValue={text.repeatEveryDays}
            error={problems["repeatEveryDays"]}
            hint={`From ${fewestRepeatDays} to ${mostRepeatDays}, until it is paid or a person decides.`}
          />
        </div>
      </Panel>
      <Steps {...editor} typed={typed} />
      {children}
    </Form>
  );
}

function UseField({ text, problems, isDefault }: Pick<Editor, "text" | "problems" | "isDefault">) {
  if (isDefault)
    return (
      <div className="flex flex-col gap-1 text-sm">
        <p className="font-medium">For whom</p>
        <p className="flex min-h-10 items-center">{useWords.default}</p>
        <p className="text-ink-soft">It is the default until another one is.</p>
        <input type="hidden" name="use" value="default" />
      </div>
    );
  return (
    <Select
      label="For whom"
      name="use"
      defaultValue={text.use}
      error={problems["use"]}
      options={cadenceUses.map((value) => ({ value, label: useWords[value] }))}
      hint="Another that is for the same gives them up."
    />
  );
}

function Steps({ text, typed, problems, contacts, currency, currentRow }: Editor & { typed: CadenceText }) {
  const steps = readSteps(typed, { currency });
  const readable = steps.filter((step) => step !== null);
  const repeatEveryDays = Number(typed.repeatEveryDays) || 30;
  const days = nominalDays({ steps: readable, repeatEveryDays });
  return (
    <Panel title="Steps" actions={<ChannelKey />} flush>
      <div className="px-4 pt-2 pb-3">
        <CadenceLine steps={readable} repeatEveryDays={repeatEveryDays} />
        {problems["steps"] && (
          <p role="alert" className="pt-2 text-sm font-medium text-danger">
            {problems["steps"].join(" ")}
          </p>
        )}
      </div>
      <ol>
        {text.rows.map((row, index) => (
          <StepRowFields
            key={index}
            index={index}
            count={text.rows.length}
            row={row}
            step={steps[index] ?? null}
            day={days.get(index)}
            problems={problems}
            contacts={contacts}
            currency={currency}
            isCurrent={currentRow === index}
          />
        ))}
      </ol>
      <div className="border-t border-line px-4 py-3">
        <Button
          name="intent"
          value="add"
          formAction={`#step-${text.rows.length + 1}`}
          disabled={text.rows.length >= mostSteps}
        >
          Add a step
        </Button>
      </div>
    </Panel>
  );
}
